"""Imports that are stored: sealed, found again, compared with those that came before."""

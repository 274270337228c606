"""Typed columns become canonical rows: combined, completed, checked and counted."""

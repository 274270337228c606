"""The exports we know, and which of them a table is."""

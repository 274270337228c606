"""Tables: what the audit found, row by row, in words and figures."""

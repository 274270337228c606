"""The cells of a recognised table as typed columns; every line kept, or set aside with a reason."""

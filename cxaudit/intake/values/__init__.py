"""What one cell says: words, dates, numbers, lengths of time, units, persons; no exports."""

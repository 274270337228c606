"""Large exports, read in pieces with the same outcome as small ones."""

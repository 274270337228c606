"""From bytes to grids of cells with their line numbers, one module a kind of file."""

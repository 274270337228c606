"""What must not change a figure: the order of rows and columns, files in parts, files twice."""

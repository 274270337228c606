"""Whether a file may be read at all: size, type by its bytes, limits of archives."""

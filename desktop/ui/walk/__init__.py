"""The demonstration walked with the real widgets, by pointer and keys, and pictures of it."""

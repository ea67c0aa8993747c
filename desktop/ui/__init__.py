"""The window: the only package, with bootstrap, that may import Qt."""

"""Whose images these are, and under which consent they are kept."""

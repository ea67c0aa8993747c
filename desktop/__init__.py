"""Diogel: the practice image workstation."""

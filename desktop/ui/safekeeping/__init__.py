"""Backups, people and their keys, and whether what is stored can still be read."""

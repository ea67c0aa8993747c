"""Outgoing copies: the only way out of the vault."""

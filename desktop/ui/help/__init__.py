"""The keys, and what is so."""

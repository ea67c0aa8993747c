"""The first page of each role: what waits, how old it is, and one key to the next piece of work."""

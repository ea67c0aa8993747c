"""The inbox: everything that waits, by series, with one step for each."""

"""Two images of a record, side by side or one over the other."""

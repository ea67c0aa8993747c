"""One filed image, large."""

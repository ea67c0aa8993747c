"""A patient's images by date and body site."""

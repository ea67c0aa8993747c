"""Session slips: made for whoever is on the screen, and shown to a camera."""

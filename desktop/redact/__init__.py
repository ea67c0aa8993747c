"""Pixels: regions, burning, encoding, detection and proof."""

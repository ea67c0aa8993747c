"""Detectors: they propose, a person decides."""

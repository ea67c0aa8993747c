"""Putting images in for a patient, without looking out; and seeing that they arrived."""

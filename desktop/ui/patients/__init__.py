"""Finding a patient, to see what is on record."""

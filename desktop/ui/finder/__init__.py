"""Finding a patient as one types, and showing who fits: shared by every screen that chooses one."""

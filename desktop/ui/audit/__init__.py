"""Who saw or changed what, for those who answer for it."""

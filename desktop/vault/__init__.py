"""Keys, catalogue, sealed objects and audit: the only owner of the database."""

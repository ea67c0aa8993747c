"""Schema history of the catalogue, run by Alembic when a vault is older than the program."""

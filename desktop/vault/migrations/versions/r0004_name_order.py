"""Everybody's number in the order of names, a search index in that order, and how many there are.

The index of before is made anew: its rows are numbered in the order of names, it knows beginnings
of up to eight letters, and it holds no copy of the names.
"""

import sqlalchemy as sa
from alembic import op

from desktop.vault.dialect_sqlite import create_ordered_search
from desktop.vault.name_places import number_everybody

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Number everybody, index them, count them."""
    op.add_column(
        "patient", sa.Column("place", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.create_table(
        "patient_count",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("listed", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    connection = op.get_bind()
    create_ordered_search(connection)
    number_everybody(connection)
    op.create_index("patient_place", "patient", ["place"], unique=True)
    op.create_index("patient_number", "patient", ["nhs_number", "place"])
    connection.execute(
        sa.text("INSERT INTO patient_count(id, listed) SELECT 1, count(*) FROM patient")
    )

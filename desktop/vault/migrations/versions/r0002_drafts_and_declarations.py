"""Unfinished redactions, declarations of attached images, and who is easily taken for whom."""

import sqlalchemy as sa
from alembic import op

from desktop.records.similar import family_key

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add two tables, and a folded family name to every patient."""
    _drafts_and_declarations()
    op.add_column(
        "patient", sa.Column("family_key", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    op.create_index("patient_name", "patient", ["family_name", "given_name", "id"])
    _fold_family_names()
    op.create_index(
        "patient_family", "patient", ["family_key", "date_of_birth", "given_name", "id"]
    )


def _fold_family_names() -> None:
    connection = op.get_bind()
    names = connection.execute(sa.text("SELECT DISTINCT family_name FROM patient")).scalars().all()
    if names:
        connection.execute(
            sa.text("UPDATE patient SET family_key = :key WHERE family_name = :name"),
            [{"name": name, "key": family_key(name)} for name in names],
        )


def _drafts_and_declarations() -> None:
    op.create_table(
        "draft",
        sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), primary_key=True),
        sa.Column("kept_at", sa.Text, nullable=False),
        sa.Column("kept_by", sa.Text, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "declaration",
        sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), primary_key=True),
        sa.Column("patient_id", sa.Text, sa.ForeignKey("patient.id"), nullable=False),
        sa.Column("declared_at", sa.Text, nullable=False),
        sa.Column("declared_by", sa.Text, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("declaration_by", "declaration", ["declared_by", "declared_at"])

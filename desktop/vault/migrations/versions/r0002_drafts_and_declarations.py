"""Unfinished redactions, and what the front desk declared of images that a patient sent."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the two tables; nothing that is there is touched."""
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

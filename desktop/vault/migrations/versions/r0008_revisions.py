"""Redactions that were mended after filing, and second looks by another clinician."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add both tables, empty: every image of before is shown as it was filed."""
    op.create_table(
        "revision",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("image_id", sa.Text, sa.ForeignKey("image.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("derivative_id", sa.Text, sa.ForeignKey("sealed_object.id"), nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("details_sealed", sa.LargeBinary, nullable=False),
        sa.Column("details_sha256", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("revision_image", "revision", ["image_id", "number"], unique=True)
    op.create_table(
        "second_look",
        sa.Column("image_id", sa.Text, sa.ForeignKey("image.id"), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("looker", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
        sa.Column("words_sha256", sa.Text, nullable=False),
        sqlite_strict=True,
    )

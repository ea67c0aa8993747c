"""Session slips, and for whom photographs that wait are proposed by them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add both tables, empty."""
    op.create_table(
        "slip",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
        sa.Column("patient_id", sa.Text, sa.ForeignKey("patient.id"), nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.Text),
        sa.Column("used_by", sa.Text, sa.ForeignKey("arrival.id")),
        sqlite_strict=True,
    )
    op.create_index("slip_expires", "slip", ["expires_at"])
    op.create_table(
        "proposal",
        sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), primary_key=True),
        sa.Column("slip_id", sa.Text, sa.ForeignKey("slip.id"), nullable=False),
        sa.Column("proposed_at", sa.Text, nullable=False),
        sqlite_strict=True,
    )

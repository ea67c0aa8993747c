"""The ledger of cards: each card, each taking in from it, and from which card an arrival came."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables; arrivals of before came from no card that is known."""
    op.create_table(
        "card",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("identity", sa.Text, nullable=False, unique=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("first_at", sa.Text, nullable=False),
        sa.Column("last_at", sa.Text, nullable=False),
        sa.Column("device", sa.Text),
        sa.Column("lying", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("fresh", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("emptied_at", sa.Text),
        sa.Column("origin", sa.Text),
        sa.Column("attested_at", sa.Text),
        sa.Column("attested_by", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "card_run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("card_id", sa.Text, sa.ForeignKey("card.id"), nullable=False),
        sa.Column("began_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("card_run_card", "card_run", ["card_id", "began_at"])
    op.add_column("arrival", sa.Column("card_id", sa.Text))
    op.create_index("arrival_card", "arrival", ["card_id", "source_removed"])

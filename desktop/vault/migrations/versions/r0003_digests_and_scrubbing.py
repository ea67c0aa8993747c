"""Digests that bind sealed details to their entry; when a sealed file was last looked through."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; rows from before have no digest and were never looked through."""
    for table in ("consent", "image"):
        op.add_column(
            table,
            sa.Column("details_sha256", sa.Text, nullable=False, server_default=sa.text("''")),
        )
    for name in ("scrubbed_at", "damaged_at", "destroyed_at"):
        op.add_column("sealed_object", sa.Column(name, sa.Text))
    op.create_index("sealed_object_scrubbed", "sealed_object", ["scrubbed_at"])

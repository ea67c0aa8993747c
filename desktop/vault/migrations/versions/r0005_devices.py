"""The device register, the practice's policies, and which camera an arrival was made on."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables and columns; arrivals from before say nothing of their device."""
    op.create_table(
        "device",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in (
                *("name", "kind", "make", "model", "serial", "owner", "answers"),
                *("review_due", "standing", "standing_since", "recorded_at", "recorded_by"),
            )
        ),
        sa.Column("has_exception", sa.Integer, nullable=False),
        sa.Column("details_sealed", sa.LargeBinary, nullable=False),
        sa.Column("details_sha256", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "policy",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("set_at", sa.Text, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "camera",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("make", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("serial", sa.Text, nullable=False),
        sa.Column("seen_at", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    for name in ("camera_id", "device_id"):
        op.add_column("arrival", sa.Column(name, sa.Text))
    op.add_column(
        "arrival",
        sa.Column("device_verdict", sa.Text, nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "arrival",
        sa.Column("gps_present", sa.Integer, nullable=False, server_default=sa.text("0")),
    )
    op.create_index("arrival_camera", "arrival", ["camera_id", "gps_present", "received_at"])

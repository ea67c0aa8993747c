"""The first catalogue: patients, arrivals, consents, images, sealed objects and the audit."""

import sqlalchemy as sa
from alembic import op

from desktop.vault.dialect_sqlite import create_search

revision = "0001"
down_revision = None


def _text(name: str, *more: sa.schema.SchemaItem, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *more, nullable=null)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _bytes(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=null)


def _ref(name: str, to: str, *, null: bool = False) -> sa.Column[str]:
    return _text(name, sa.ForeignKey(to), null=null)


def upgrade() -> None:
    """Create everything."""
    _people()
    _images()
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer, primary_key=True),
        *(_text(name) for name in ("act", "subject", "binding")),
        *(_bytes(name) for name in ("head", "hash", "signature", "body_sealed")),
        sqlite_strict=True,
    )
    op.create_index("audit_act", "audit_entry", ["act", "subject"])
    create_search(op.get_bind())


def _people() -> None:
    op.create_table(
        "patient",
        _key("id"),
        sa.Column("nhs_number", sa.Text, unique=True),
        *(_text(name) for name in ("local_number", "family_name", "given_name", "title")),
        *(_text(name) for name in ("date_of_birth", "gender", "preferred_language")),
        *(_text(name) for name in ("recorded_at", "recorded_by")),
        sqlite_strict=True,
    )
    op.create_index("patient_born", "patient", ["date_of_birth", "family_name"])
    op.create_table(
        "consent",
        _key("id"),
        _ref("patient_id", "patient.id"),
        *(_text(name) for name in ("recorded_at", "recorded_by", "text_version")),
        _bytes("details_sealed"),
        sqlite_strict=True,
    )
    op.create_index("consent_patient", "consent", ["patient_id", "recorded_at"])


def _images() -> None:
    op.create_table(
        "sealed_object",
        _key("id"),
        _text("domain"),
        sa.Column("epoch", sa.Integer, nullable=False),
        _bytes("key_sealed", null=True),
        _text("sha256_plain"),
        _text("sha256_cipher"),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("stored_bytes", sa.Integer, nullable=False),
        _text("stored_at"),
        sqlite_strict=True,
    )
    op.create_table(
        "arrival",
        _key("id"),
        *(_text(name) for name in ("series_id", "state", "set_aside_because", "origin")),
        sa.Column("sha256", sa.Text, unique=True, nullable=False),
        _ref("object_id", "sealed_object.id"),
        *(_text(name) for name in ("received_at", "received_by", "source_removed")),
        _bytes("facts_sealed"),
        _ref("patient_id", "patient.id", null=True),
        _ref("consent_id", "consent.id", null=True),
        *(_text(name, null=True) for name in ("identified_at", "identified_by")),
        sqlite_strict=True,
    )
    op.create_index("arrival_state", "arrival", ["state", "received_at"])
    op.create_table(
        "image",
        _key("id"),
        sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), unique=True, nullable=False),
        _ref("patient_id", "patient.id"),
        _ref("consent_id", "consent.id"),
        _text("state"),
        _ref("original_id", "sealed_object.id"),
        _ref("derivative_id", "sealed_object.id"),
        *(_text(name) for name in ("format", "filed_at", "filed_by")),
        _bytes("details_sealed"),
        sqlite_strict=True,
    )
    op.create_index("image_patient", "image", ["patient_id", "filed_at"])

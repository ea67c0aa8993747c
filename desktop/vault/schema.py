"""The catalogue's tables, as queries use them; ``migrations/`` creates them.

Columns that end in ``_sealed`` are sealed to a domain key and bound to table, column and row: the
catalogue key alone does not open them. Everything else is demographics and workflow state.
``details_sha256`` is a digest of sealed details that begin with a random salt: it says nothing
about them, and the signed entry that made the row is bound to it; empty in rows made before 0003.
Of a sealed file: ``scrubbed_at`` when it was last decrypted whole, ``damaged_at`` since when it is
known not to be, ``destroyed_at`` when its key was destroyed.
``patient.place`` numbers people in the order of names (``name_places.py``); ``patient_count`` has
one row, which says how many there are.
``image`` stays as it was filed; a redaction that was mended since is a ``revision`` of it, and the
newest of them is what is shown. ``second_look`` says of an image whether another clinician has
looked at it, where that is asked for.
``slip`` has the digest of a session slip's token and never the token; ``proposal`` by which slip a
photograph that waits is proposed for somebody.
Moments are ISO 8601 text in UTC; states are the values of ``records.image.ImageState``.
"""

from typing import Final

import sqlalchemy as sa

NEWEST: Final = "0008"
"""The revision that this program reads and writes."""

metadata = sa.MetaData()

patient = sa.Table(
    "patient",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("nhs_number", sa.Text, unique=True),
    sa.Column("local_number", sa.Text, nullable=False),
    sa.Column("family_name", sa.Text, nullable=False),
    sa.Column("given_name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("date_of_birth", sa.Text, nullable=False),
    sa.Column("gender", sa.Text, nullable=False),
    sa.Column("preferred_language", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.Text, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("family_key", sa.Text, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Index("patient_born", "date_of_birth", "family_name"),
    sa.Index("patient_name", "family_name", "given_name", "id"),
    sa.Index("patient_family", "family_key", "date_of_birth", "given_name", "id"),
    sa.Index("patient_place", "place", unique=True),
    sa.Index("patient_number", "nhs_number", "place"),
    sqlite_strict=True,
)

patient_count = sa.Table(
    "patient_count",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("listed", sa.Integer, nullable=False),
    sqlite_strict=True,
)

sealed_object = sa.Table(
    "sealed_object",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("domain", sa.Text, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("key_sealed", sa.LargeBinary),
    sa.Column("sha256_plain", sa.Text, nullable=False),
    sa.Column("sha256_cipher", sa.Text, nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("stored_bytes", sa.Integer, nullable=False),
    sa.Column("stored_at", sa.Text, nullable=False),
    sa.Column("scrubbed_at", sa.Text),
    sa.Column("damaged_at", sa.Text),
    sa.Column("destroyed_at", sa.Text),
    sa.Index("sealed_object_scrubbed", "scrubbed_at"),
    sqlite_strict=True,
)

arrival = sa.Table(
    "arrival",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("series_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("set_aside_because", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("object_id", sa.Text, sa.ForeignKey("sealed_object.id"), nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("received_by", sa.Text, nullable=False),
    sa.Column("source_removed", sa.Text, nullable=False),
    sa.Column("facts_sealed", sa.LargeBinary, nullable=False),
    sa.Column("patient_id", sa.Text, sa.ForeignKey("patient.id")),
    sa.Column("consent_id", sa.Text, sa.ForeignKey("consent.id")),
    sa.Column("identified_at", sa.Text),
    sa.Column("identified_by", sa.Text),
    sa.Column("camera_id", sa.Text),
    sa.Column("device_id", sa.Text),
    sa.Column("device_verdict", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("gps_present", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("card_id", sa.Text),
    sa.Index("arrival_state", "state", "received_at"),
    sa.Index("arrival_camera", "camera_id", "gps_present", "received_at"),
    sa.Index("arrival_card", "card_id", "source_removed"),
    sqlite_strict=True,
)

card = sa.Table(
    "card",
    metadata,
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

card_run = sa.Table(
    "card_run",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("card_id", sa.Text, sa.ForeignKey("card.id"), nullable=False),
    sa.Column("began_at", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text),
    sa.Column("taken_by", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("card_run_card", "card_id", "began_at"),
    sqlite_strict=True,
)

slip = sa.Table(
    "slip",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
    sa.Column("patient_id", sa.Text, sa.ForeignKey("patient.id"), nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Text, nullable=False),
    sa.Column("withdrawn_at", sa.Text),
    sa.Column("used_by", sa.Text, sa.ForeignKey("arrival.id")),
    sa.Index("slip_expires", "expires_at"),
    sqlite_strict=True,
)

proposal = sa.Table(
    "proposal",
    metadata,
    sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), primary_key=True),
    sa.Column("slip_id", sa.Text, sa.ForeignKey("slip.id"), nullable=False),
    sa.Column("proposed_at", sa.Text, nullable=False),
    sqlite_strict=True,
)

draft = sa.Table(
    "draft",
    metadata,
    sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), primary_key=True),
    sa.Column("kept_at", sa.Text, nullable=False),
    sa.Column("kept_by", sa.Text, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sqlite_strict=True,
)

declaration = sa.Table(
    "declaration",
    metadata,
    sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), primary_key=True),
    sa.Column("patient_id", sa.Text, sa.ForeignKey("patient.id"), nullable=False),
    sa.Column("declared_at", sa.Text, nullable=False),
    sa.Column("declared_by", sa.Text, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Index("declaration_by", "declared_by", "declared_at"),
    sqlite_strict=True,
)

consent = sa.Table(
    "consent",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("patient_id", sa.Text, sa.ForeignKey("patient.id"), nullable=False),
    sa.Column("recorded_at", sa.Text, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("text_version", sa.Text, nullable=False),
    sa.Column("details_sealed", sa.LargeBinary, nullable=False),
    sa.Column("details_sha256", sa.Text, nullable=False),
    sa.Index("consent_patient", "patient_id", "recorded_at"),
    sqlite_strict=True,
)

image = sa.Table(
    "image",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("arrival_id", sa.Text, sa.ForeignKey("arrival.id"), nullable=False, unique=True),
    sa.Column("patient_id", sa.Text, sa.ForeignKey("patient.id"), nullable=False),
    sa.Column("consent_id", sa.Text, sa.ForeignKey("consent.id"), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("original_id", sa.Text, sa.ForeignKey("sealed_object.id"), nullable=False),
    sa.Column("derivative_id", sa.Text, sa.ForeignKey("sealed_object.id"), nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("filed_at", sa.Text, nullable=False),
    sa.Column("filed_by", sa.Text, nullable=False),
    sa.Column("details_sealed", sa.LargeBinary, nullable=False),
    sa.Column("details_sha256", sa.Text, nullable=False),
    sa.Index("image_patient", "patient_id", "filed_at"),
    sqlite_strict=True,
)

revision = sa.Table(
    "revision",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("image_id", sa.Text, sa.ForeignKey("image.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("derivative_id", sa.Text, sa.ForeignKey("sealed_object.id"), nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("details_sealed", sa.LargeBinary, nullable=False),
    sa.Column("details_sha256", sa.Text, nullable=False),
    sa.Index("revision_image", "image_id", "number", unique=True),
    sqlite_strict=True,
)

second_look = sa.Table(
    "second_look",
    metadata,
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

device = sa.Table(
    "device",
    metadata,
    *(
        sa.Column(name, sa.Text, nullable=False, primary_key=name == "id")
        for name in (
            *("id", "name", "kind", "make", "model", "serial", "owner", "answers"),
            *("review_due", "standing", "standing_since", "recorded_at", "recorded_by"),
        )
    ),
    sa.Column("has_exception", sa.Integer, nullable=False),
    sa.Column("details_sealed", sa.LargeBinary, nullable=False),
    sa.Column("details_sha256", sa.Text, nullable=False),
    sqlite_strict=True,
)

camera = sa.Table(
    "camera",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("make", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("serial", sa.Text, nullable=False),
    sa.Column("seen_at", sa.Text, nullable=False),
    sqlite_strict=True,
)

policy = sa.Table(
    "policy",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("set_at", sa.Text, nullable=False),
    sa.Column("set_by", sa.Text, nullable=False),
    sqlite_strict=True,
)

audit_entry = sa.Table(
    "audit_entry",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("binding", sa.Text, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Index("audit_act", "act", "subject"),
    sqlite_strict=True,
)

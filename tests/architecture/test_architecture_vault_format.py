"""A second reader of the vault, written from docs/vault-format.md alone.

The product makes a practice, takes an image in and files it; everything below ``Reader`` then opens
that vault with nothing of ``desktop.vault``. If a test here fails, the paper or the vault has
changed: change them together.
"""

import ast
import base64
import hashlib
import itertools
import json
import re
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.clock import SystemClock
from desktop.memory import SealedMemory
from desktop.records.arrival import Examined, ImageFormat, Origin
from desktop.records.consent import Capacity, ExplanationPoint, How, Use
from desktop.records.declaration import Came, Declaration
from desktop.records.detection import Detection
from desktop.records.draft import Draft
from desktop.records.entry import PassphraseEntry
from desktop.records.filed import Filing
from desktop.records.filing import FilingDetails, Side, View
from desktop.records.gate import Feature, Gate
from desktop.records.given import Given
from desktop.records.proof import Proof
from desktop.records.redaction import Redaction
from desktop.records.removal import Removal
from desktop.records.role import Act, Role
from desktop.records.staff import NewPerson
from desktop.settings import Timing
from desktop.workflow.attaching import attach, attached_today
from desktop.workflow.auditing import export_audit
from desktop.workflow.consenting import record_consent
from desktop.workflow.drafting import keep_draft
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.patients import import_patients
from desktop.workflow.signing_in import found_practice, sign_in
from desktop.workflow.users import add_user

ROOT = Path(__file__).resolve().parents[2]
PAPER = (ROOT / "docs" / "vault-format.md").read_text(encoding="utf-8")
REVISION = "0008"
NHS_NUMBER = "9990000018"
PATIENT_LIST = (
    "nhs_number,family_name,given_name,title,date_of_birth,gender\n"
    f"{NHS_NUMBER},Prys,Mair,Ms,1961-04-05,female\n"
).encode()
FOUNDER, FOUNDER_PASSPHRASE = "elin", "pedwar gair hir iawn"
DESK, DESK_PASSPHRASE = "desg", "drws ffrynt y feddygfa"
ORIGINAL = hashlib.shake_256(b"original").digest(2_600_000)
DERIVATIVE = hashlib.shake_256(b"derivative").digest(1_048_576 - 8)
FRAME = 1 << 20
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


# --------------------------------------------------------------- the vault, made by the product


class PretendedDecoders:
    """Say that everything is a fine JPEG: what is sealed here is not a picture."""

    def examine(self, *_: SealedMemory, **_how: bool) -> Examined:
        return Examined(
            format=ImageFormat.JPEG,
            width_px=640,
            height_px=480,
            taken_at="2026-11-20T10:11:12",
            make="Ffug",
            model="Un",
        )

    def detect(self, *_: SealedMemory, **_how: bool) -> Detection:
        return Detection(width_px=640, height_px=480, face_may_be_present=False, faces=())

    def burn(self, *_: object, **_how: bool) -> SealedMemory:
        return SealedMemory.from_bytes(DERIVATIVE)

    def prove(self, *_: object) -> Proof:
        return Proof(ok=True, checks=(), faces_left=0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A practice with two people, one arrival waiting and one image filed; closed again."""
    folder = tmp_path_factory.mktemp("practice")
    vault, card = folder / "vault", folder / "card"
    first = NewPerson(
        name=FOUNDER, full_name="Elin Prys", role=Role.CLINICIAN, passphrase=FOUNDER_PASSPHRASE
    )
    clock = SystemClock()
    founded = found_practice(vault, practice="Cwm Derw", first=first, clock=clock)
    entry = PassphraseEntry(name=FOUNDER, passphrase=FOUNDER_PASSPHRASE)
    outside = folder / "outside"
    signed = sign_in(vault, entry, decoding=PretendedDecoders(), clock=clock, outside=outside)
    session = signed.session
    with session.vault:
        add_user(
            session,
            NewPerson(
                name=DESK, full_name="Desg", role=Role.RECEPTIONIST, passphrase=DESK_PASSPHRASE
            ),
        )
        card.mkdir()
        (card / "DSC_0001.JPG").write_bytes(ORIGINAL)
        (card / "DSC_0002.JPG").write_bytes(b"x")
        run = Run(
            folder=card,
            origin=Origin.PRACTICE,
            removal=Removal.NEVER,
            stop=threading.Event(),
            progress=lambda _done, _total: None,
            timing=Timing(settle_ms=1),
        )
        arrived = {one.file: one.arrival for one in receive_folder(session, run).value.arrived}
        import_patients(session, PATIENT_LIST)
        given = Given(
            how=How.VERBAL,
            capacity=Capacity.PATIENT,
            explained=frozenset(ExplanationPoint),
            uses=frozenset({Use.CARE}),
        )
        consent = record_consent(session, NHS_NUMBER, given).value
        filed = file_image(
            session,
            arrived["DSC_0001.JPG"],
            Filing(
                patient=NHS_NUMBER,
                consent=consent.id,
                redaction=Redaction(),
                gate=Gate.from_json({feature.value: "absent" for feature in Feature}),
                details=FilingDetails(site="lower_leg", side=Side.LEFT, view=View.CLOSE_UP),
                second="1961-04-05",
            ),
        ).value
        keep_draft(session, Draft(arrival=arrived["DSC_0002.JPG"], seen=True))
        (folder / "sent.jpg").write_bytes(b"sent by the patient")
        attach(
            session,
            (folder / "sent.jpg",),
            NHS_NUMBER,
            Declaration(came=Came.EMAIL, asked=True, told=True, note="yn cosi bob nos"),
            second="1961-04-05",
            progress=lambda _done, _total: None,
            cancelled=lambda: False,
        )
        sent = attached_today(session)[0].arrival
        export_audit(session, folder / "trail.json")
    return SimpleNamespace(
        vault=vault,
        outside=outside,
        trail=folder / "trail.json",
        sheets=founded.shares,
        vault_id=founded.vault_id,
        filed=arrived["DSC_0001.JPG"],
        waiting=arrived["DSC_0002.JPG"],
        sent=sent,
        image=filed.image,
        patient=filed.patient.id,
        consent=consent.id,
    )


# ------------------------------------------------------------------ the reader, from the paper


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def context(*parts: str | int) -> bytes:
    encoded = [str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def b64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def derive(secret: bytes, purpose: str, about: bytes = b"", salt: bytes | None = None) -> bytes:
    info = b"diogel/v1/" + purpose.encode() + b"\0" + about
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def open_box(key: bytes, box: bytes, about: bytes) -> bytes:
    return AESGCM(key).decrypt(box[:12], box[12:], about)


def open_seal(private: bytes, box: bytes, purpose: str, about: bytes) -> bytes:
    own = X25519PrivateKey.from_private_bytes(private)
    shared = own.exchange(X25519PublicKey.from_public_bytes(box[:32]))
    salt = box[:32] + own.public_key().public_bytes_raw()
    return open_box(derive(shared, purpose, about, salt), box[32:], about)


def to_base(digits: list[int]) -> int:
    number = 0
    for digit in digits:
        number = number * 32 + digit
    return number


def times(a: int, b: int) -> int:
    """Multiply in GF(2^128)."""
    product = 0
    for bit in range(128):
        product ^= (a << bit) * (b >> bit & 1)
    for bit in range(254, 127, -1):
        product ^= ((1 << 128 | 0b1000_0111) << bit - 128) * (product >> bit & 1)
    return product


def divided(a: int, b: int) -> int:
    """Divide in GF(2^128): the inverse is the power 2^128 - 2."""
    for _ in range(127):
        b = times(b, b)
        a = times(a, b)
    return a


def at_zero(points: list[tuple[int, int]]) -> int:
    total = 0
    for x, y in points:
        term = y
        for other, _ in points:
            if other != x:
                term = times(term, divided(other, other ^ x))
        total ^= term
    return total


def x25519_public(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def ed25519_public(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def check(public: bytes, signature: str | bytes, message: bytes) -> None:
    raw = b64(signature) if isinstance(signature, str) else signature
    Ed25519PublicKey.from_public_bytes(public).verify(raw, message)


class Reader:
    """Opens a closed vault's file ``vault.json`` and its catalogue; writes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.header = json.loads((folder / "vault.json").read_bytes())
        self.vault_id = self.header["vault_id"]
        self.root = b64(self.header["root_public"])
        self.people = {p["certificate"]["user_id"]: p for p in self.header["people"]}
        self.publics = {d["domain"]: b64(d["public"]) for d in self.header["domains"]}
        self.privates: dict[str, bytes] = {}

    def signer(self, user: str) -> bytes:
        if user in ("root", "recovery"):
            return self.root
        return b64(self.people[user]["certificate"]["signing_public"])

    def check_trust(self) -> None:
        digest = hashlib.sha256(b"diogel/vault/v1\0" + self.root).hexdigest()
        assert self.vault_id == "v-" + digest[:32]
        for domain in self.header["domains"]:
            facts = {key: domain[key] for key in ("domain", "epoch", "public")}
            signed = b"diogel/domain/v1\0" + canonical({"vault": self.vault_id, **facts})
            check(self.root, domain["signature"], signed)
        recovery = self.header["recovery"]
        facts = {key: recovery[key] for key in ("public", "threshold", "shares", "set_id")}
        signed = b"diogel/recovery/v2\0" + canonical({"vault": self.vault_id, **facts})
        check(self.root, recovery["signature"], signed)
        for person in self.people.values():
            facts = {"vault": self.vault_id, **person["certificate"]}
            signer = self.signer(person["certificate"]["admitted_by"])
            check(signer, person["signature"], b"diogel/person/v1\0" + canonical(facts))
        for grant in self.header["grants"]:
            keys = ("grantee", "domain", "epoch", "box", "granted_by")
            facts = {"vault": self.vault_id, **{key: grant[key] for key in keys}}
            signer = self.signer(grant["granted_by"])
            check(signer, grant["signature"], b"diogel/grant/v1\0" + canonical(facts))

    def unlock(self, name: str, passphrase: str) -> None:
        person = next(p for p in self.people.values() if p["certificate"]["name"] == name)
        certificate, slot = person["certificate"], person["slot"]
        kdf = slot["kdf"]
        assert (kdf["name"], kdf["passes"], kdf["lanes"]) == ("argon2id", 3, 4)
        assert kdf["memory_kib"] >= 65_536  # more on a fast computer
        stretched = Argon2id(
            salt=bytes.fromhex(kdf["salt"]),
            length=32,
            iterations=kdf["passes"],
            lanes=kdf["lanes"],
            memory_cost=kdf["memory_kib"],
        ).derive(passphrase.encode())
        about = context(self.vault_id, certificate["user_id"], certificate["role"])
        content = json.loads(open_box(derive(stretched, "user slot"), b64(slot["box"]), about))
        assert set(content) == {"exchange", "signing", "root", "domains"}
        assert content["root"] == self.header["root_public"]
        found = {f"{d['domain']}/{d['epoch']}": d["public"] for d in self.header["domains"]}
        assert content["domains"] == found
        assert x25519_public(b64(content["exchange"])) == b64(certificate["exchange_public"])
        assert ed25519_public(b64(content["signing"])) == b64(certificate["signing_public"])
        self._open_grants(certificate["user_id"], b64(content["exchange"]))

    def unlock_recovery(self, printed: tuple[str, ...]) -> None:
        recovery = self.header["recovery"]
        points = []
        for sheet in printed:
            typed = sheet.lower().translate(str.maketrans("oil", "011", "- "))
            number = [ALPHABET.index(one) for one in typed]
            assert to_base(number[:30]) % 1021 == to_base(number[30:])
            assert typed[1:4].upper() == recovery["set_id"]
            points.append((number[0], to_base(number[4:30])))
        assert len(points) == recovery["threshold"]
        secret = at_zero(points).to_bytes(16, "big")
        key = derive(secret, "recovery slot", salt=bytes.fromhex(recovery["salt"]))
        content = open_box(key, b64(recovery["box"]), self.vault_id.encode())
        assert ed25519_public(content[:32]) == self.root
        assert x25519_public(content[32:]) == b64(recovery["public"])
        self._open_grants("recovery", content[32:])

    def _open_grants(self, user: str, exchange_private: bytes) -> None:
        for grant in self.header["grants"]:
            if grant["grantee"] == user:
                about = context(self.vault_id, user, grant["domain"], grant["epoch"])
                private = open_seal(exchange_private, b64(grant["box"]), "grant", about)
                assert x25519_public(private) == self.publics[grant["domain"]]
                self.privates[grant["domain"]] = private
        unsigned = canonical({**self.header, "mac": ""})
        mac = derive(self.privates["catalogue"], "header mac", unsigned)
        assert mac == b64(self.header["mac"])

    def unseal(self, domain: str, box: bytes, place: bytes) -> bytes:
        about = context(self.vault_id, domain, 1) + place
        return open_seal(self.privates[domain], box, "domain seal", about)

    def rows(self, table: str) -> list[dict]:
        raw_key = derive(self.privates["catalogue"], "sqlcipher")
        digits = raw_key.hex() + self.header["catalogue_salt"]
        connection = sqlcipher.connect(str(self.folder / "catalogue.db"))
        try:
            connection.execute(f"PRAGMA key=\"x'{digits}'\"")
            found = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - named by a test
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]
        finally:
            connection.close()

    def columns(self, table: str) -> list[str]:
        return [row["name"] for row in self.rows(f"pragma_table_info('{table}')")]

    def row(self, table: str, key: str) -> dict:
        return next(row for row in self.rows(table) if row["id"] == key)

    def object_path(self, object_id: str) -> Path:
        return self.folder / "objects" / object_id[:2] / object_id

    def object(self, object_id: str) -> bytes:
        row = self.row("sealed_object", object_id)
        place = context("object key", object_id)
        key = self.unseal(row["domain"], row["key_sealed"], place)
        data = self.object_path(object_id).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256_cipher"]
        assert len(data) == row["stored_bytes"]
        content = open_object(data, key, object_id, self.vault_id)
        assert hashlib.sha256(content).hexdigest() == row["sha256_plain"]
        assert len(content) == row["size_bytes"]
        return content


def open_object(data: bytes, key: bytes, object_id: str, vault_id: str) -> bytes:
    header = data[:48]
    assert header[:8] == b"DGL1" + bytes((1, 1, 20, 0))
    assert header[8:24].hex() == object_id
    assert header[31:] == bytes(17)
    prefix, about = header[24:31], header + vault_id.encode()
    frames = [data[at : at + FRAME + 16] for at in range(48, len(data), FRAME + 16)]
    plain = b""
    for index, frame in enumerate(frames):
        last = index == len(frames) - 1
        nonce = prefix + index.to_bytes(4, "big") + bytes((last,))
        plain += AESGCM(key).decrypt(nonce, frame, about)
    length = int.from_bytes(plain[:8], "big")
    assert len(plain) % 65_536 == 0
    assert not any(plain[8 + length :])
    return plain[8 : 8 + length]


def entry_problems(
    reader: Reader, heads: list[bytes], signatures: list[bytes]
) -> tuple[list[str], list[bytes]]:
    problems, hashes = [], []
    previous = bytes(32)
    for seq, (head, signature) in enumerate(zip(heads, signatures, strict=True), start=1):
        facts = json.loads(head)
        assert set(facts) == {
            *("v", "seq", "previous", "at", "user", "act", "subject", "binding", "body")
        }
        digest = hashlib.sha256(b"diogel/audit/v1\0" + head).digest()
        if (facts["v"], facts["seq"], facts["previous"]) != (1, seq, previous.hex()):
            problems.append(f"order {seq}")
        try:
            check(reader.signer(facts["user"]), signature, digest)
        except InvalidSignature:
            problems.append(f"signature {seq}")
        hashes.append(digest)
        previous = digest
    return problems, hashes


def commitment(salt: bytes, body: bytes) -> str:
    return hashlib.sha256(b"diogel/audit-body/v1\0" + salt + body).hexdigest()


# ------------------------------------------------------------------------------------- the proof


@pytest.fixture(scope="module")
def reader(made: SimpleNamespace) -> Reader:
    one = Reader(made.vault)
    one.unlock(FOUNDER, FOUNDER_PASSPHRASE)
    return one


def test_this_reader_uses_nothing_of_the_vault() -> None:
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert not [name for name in imported if name.startswith("desktop.vault")]


def test_folder_is_laid_out_as_written(made: SimpleNamespace) -> None:
    names = {path.name for path in made.vault.iterdir()}
    assert names == {
        *("vault.json", "vault.json.bak", "vault.lock", "catalogue.db", "objects", "tmp"),
        *("checkpoints", "spool", "spool.lock"),
    }
    assert (made.vault / "vault.json").read_bytes() == (made.vault / "vault.json.bak").read_bytes()
    assert list((made.vault / "tmp").iterdir()) == []
    assert (made.vault / "catalogue.db").read_bytes()[:16] != b"SQLite format 3\0"


def test_every_signature_leads_up_to_the_root(reader: Reader, made: SimpleNamespace) -> None:
    reader.check_trust()
    assert reader.vault_id == made.vault_id


def test_founder_opens_every_domain_and_receptionist_the_catalogue(
    reader: Reader, made: SimpleNamespace
) -> None:
    assert set(reader.privates) == {"catalogue", "inbox", "clinical", "original", "governance"}
    desk = Reader(made.vault)
    desk.unlock(DESK, DESK_PASSPHRASE)
    assert set(desk.privates) == {"catalogue"}
    assert desk.row("patient", made.patient)["family_name"] == "Prys"


def test_wrong_passphrase_opens_nothing(made: SimpleNamespace) -> None:
    with pytest.raises(InvalidTag):
        Reader(made.vault).unlock(DESK, DESK_PASSPHRASE + " ")


def test_any_two_recovery_sheets_open_every_domain(made: SimpleNamespace, reader: Reader) -> None:
    for sheets in itertools.combinations(made.sheets, 2):
        recovered = Reader(made.vault)
        recovered.unlock_recovery(sheets)
        assert recovered.privates == reader.privates


def test_arrival_waiting_is_the_file_that_came(reader: Reader, made: SimpleNamespace) -> None:
    row = reader.row("arrival", made.waiting)
    assert reader.row("sealed_object", row["object_id"])["domain"] == "inbox"
    assert reader.object(row["object_id"]) == b"x"
    place = context("arrival", "facts", made.waiting)
    facts = json.loads(reader.unseal("inbox", row["facts_sealed"], place))
    assert (facts["name"], facts["size_bytes"]) == ("DSC_0002.JPG", 1)
    assert set(facts) == {
        *("name", "size_bytes", "taken_at", "time_trust", "format", "width_px", "height_px"),
        *("orientation", "make", "model", "serial", "gps_present", "thumbnail_present"),
    }


def test_tables_have_the_columns_that_are_written(reader: Reader) -> None:
    written = re.findall(
        r"^\| `(\w+)` \| (.+) \|$", PAPER.split("### 4.1")[1].split("### ")[0], re.M
    )
    assert len(written) > 8
    for table, columns in written:
        own = re.sub(r"→ `\w+`|\(.*?\)", "", columns)
        assert reader.columns(table) == re.findall(r"`(\w+)`", own), table


def test_every_table_is_written_down(reader: Reader) -> None:
    names = {row["name"] for row in reader.rows("sqlite_master") if row["type"] == "table"}
    inner = {name for name in names if name.startswith(("patient_search_", "sqlite_"))}
    missing = {name for name in names - inner if f"| `{name}` |" not in PAPER}
    assert missing == {"alembic_version"}
    assert reader.rows("alembic_version") == [{"version_num": REVISION}]


def test_codes_of_the_audit_are_written_down(reader: Reader) -> None:
    written = set(
        re.findall(r"`(\w+)`", PAPER.split("`act` is a value of `Act`")[1].split("\n")[0])
    )
    acts = {act.value for act in Act}
    for path in (ROOT / "desktop").rglob("*.py"):
        for code in re.findall(r"Event\(\s*act=\"(\w+)\"", path.read_text(encoding="utf-8")):
            assert code in written, path
    assert {row["act"] for row in reader.rows("audit_entry")} <= written | acts


def test_draft_is_sealed_to_the_inbox_key(reader: Reader, made: SimpleNamespace) -> None:
    (row,) = reader.rows("draft")
    assert row["arrival_id"] == made.waiting
    assert row["kept_by"] in reader.people
    body = reader.unseal("inbox", row["body_sealed"], context("draft", "body", made.waiting))
    draft = json.loads(body)
    assert canonical(draft) == body
    assert (draft["version"], draft["arrival"], draft["seen"]) == (1, made.waiting, True)


def test_declaration_is_sealed_to_the_inbox_key(reader: Reader, made: SimpleNamespace) -> None:
    (row,) = reader.rows("declaration")
    sent = reader.row("arrival", made.sent)
    assert (row["arrival_id"], row["patient_id"]) == (made.sent, made.patient)
    assert (sent["patient_id"], sent["state"]) == (made.patient, "identified")
    assert reader.object(sent["object_id"]) == b"sent by the patient"
    place = context("declaration", "body", made.sent)
    said = json.loads(reader.unseal("inbox", row["body_sealed"], place))
    assert set(said) == {
        *("came", "asked", "told", "capacity", "giver_name", "relationship", "note"),
    }
    assert said["note"] == "yn cosi bob nos"
    consent = reader.row("consent", sent["consent_id"])
    place = context("consent", "details", sent["consent_id"])
    details = json.loads(reader.unseal("clinical", consent["details_sealed"], place))
    assert (details["how"], details["uses"]) == ("verbal", ["care"])


def test_filed_image_has_its_original_and_its_derivative(
    reader: Reader, made: SimpleNamespace
) -> None:
    row = reader.row("image", made.image)
    assert (row["patient_id"], row["arrival_id"]) == (made.patient, made.filed)
    assert reader.row("sealed_object", row["original_id"])["domain"] == "original"
    assert reader.row("sealed_object", row["derivative_id"])["domain"] == "clinical"
    assert reader.object(row["original_id"]) == ORIGINAL
    assert reader.object(row["derivative_id"]) == DERIVATIVE
    place = context("image", "details", made.image)
    details = json.loads(reader.unseal("clinical", row["details_sealed"], place))
    assert details["site"] == "lower_leg"
    assert set(details) == {
        *("site", "side", "view", "description", "redaction", "decisions", "proof", "origin"),
        *("taken_at", "time_trust", "device", "features", "reasons", "flags", "_salt"),
    }
    assert len(bytes.fromhex(details["_salt"])) == 16


def test_consent_is_sealed_to_the_clinical_key(reader: Reader, made: SimpleNamespace) -> None:
    row = reader.row("consent", made.consent)
    place = context("consent", "details", made.consent)
    details = json.loads(reader.unseal("clinical", row["details_sealed"], place))
    assert details["uses"] == ["care"]
    assert len(details["explained"]) == 5


def test_seal_of_one_row_does_not_open_in_another(reader: Reader, made: SimpleNamespace) -> None:
    row = reader.row("consent", made.consent)
    with pytest.raises(InvalidTag):
        reader.unseal("clinical", row["details_sealed"], context("consent", "details", made.image))


def stored_length(padded: int) -> int:
    return 48 + padded + 16 * -(-padded // FRAME)


def test_lengths_of_the_stored_objects_are_as_written(reader: Reader) -> None:
    for row in reader.rows("sealed_object"):
        padded = -(-(8 + row["size_bytes"]) // 65_536) * 65_536
        assert reader.object_path(row["id"]).stat().st_size == stored_length(padded)


@pytest.mark.parametrize("change", ["cut", "swap", "flip", "extend"])
def test_object_that_was_changed_does_not_open(
    reader: Reader, made: SimpleNamespace, change: str
) -> None:
    object_id = reader.row("image", made.image)["original_id"]
    row = reader.row("sealed_object", object_id)
    key = reader.unseal(row["domain"], row["key_sealed"], context("object key", object_id))
    data = bytearray(reader.object_path(object_id).read_bytes())
    size = FRAME + 16
    if change == "cut":
        del data[48 + 2 * size :]
    elif change == "swap":
        data[48 : 48 + 2 * size] = data[48 + size : 48 + 2 * size] + data[48 : 48 + size]
    elif change == "flip":
        data[-1] ^= 1
    else:
        data += data[-size:]
    with pytest.raises(InvalidTag):
        open_object(bytes(data), key, object_id, reader.vault_id)


def test_audit_is_one_signed_chain_with_committed_bodies(reader: Reader) -> None:
    rows = sorted(reader.rows("audit_entry"), key=lambda row: row["seq"])
    problems, hashes = entry_problems(
        reader, [row["head"] for row in rows], [row["signature"] for row in rows]
    )
    assert problems == []
    assert hashes == [row["hash"] for row in rows]
    for row in rows:
        facts = json.loads(row["head"])
        for name in ("seq", "act", "subject", "binding"):
            assert facts[name] == row[name]
        place = context("audit", row["seq"])
        plain = reader.unseal("governance", row["body_sealed"], place)
        assert facts["body"] == commitment(plain[:16], plain[16:])
        assert canonical(json.loads(plain[16:])) == plain[16:]


def binding_of(reader: Reader, act: str, subject: str) -> str:
    entries = reader.rows("audit_entry")
    return next(e["binding"] for e in entries if (e["act"], e["subject"]) == (act, subject))


def test_filing_is_bound_to_its_rows(reader: Reader, made: SimpleNamespace) -> None:
    row = reader.row("image", made.image)
    derivative = reader.row("sealed_object", row["derivative_id"])
    parts = ("filing/2", row["id"], row["patient_id"], row["original_id"], row["derivative_id"])
    more = (row["arrival_id"], row["consent_id"], row["format"], row["filed_at"], row["filed_by"])
    digest = row["details_sha256"]
    said = b"diogel/binding/v1\0" + context(*parts, *more, derivative["sha256_plain"], digest)
    assert binding_of(reader, "file_image", made.image) == hashlib.sha256(said).hexdigest()
    place = context("image", "details", made.image)
    plain = reader.unseal("clinical", row["details_sealed"], place)
    assert hashlib.sha256(plain).hexdigest() == digest


def test_consent_is_bound_to_its_row(reader: Reader, made: SimpleNamespace) -> None:
    row = reader.row("consent", made.consent)
    names = ("id", "patient_id", "recorded_at", "recorded_by", "text_version", "details_sha256")
    said = b"diogel/binding/v1\0" + context("consent", *(row[name] for name in names))
    acts = {"record_consent", "consent_declared"}
    entries = [e for e in reader.rows("audit_entry") if e["subject"] == made.consent]
    (entry,) = [e for e in entries if e["act"] in acts]
    assert entry["binding"] == hashlib.sha256(said).hexdigest()
    place = context("consent", "details", made.consent)
    plain = reader.unseal("clinical", row["details_sealed"], place)
    assert hashlib.sha256(plain).hexdigest() == row["details_sha256"]


def test_giving_is_bound_to_whose_it_is(reader: Reader, made: SimpleNamespace) -> None:
    row = reader.row("arrival", made.filed)
    parts = ("giving", row["id"], row["patient_id"], row["consent_id"])
    said = b"diogel/binding/v1\0" + context(*parts)
    assert binding_of(reader, "identify_image", made.filed) == hashlib.sha256(said).hexdigest()


def test_import_is_bound_to_the_people_that_it_listed(reader: Reader) -> None:
    names = ("id", "nhs_number", "local_number", "family_name", "given_name", "title")
    names += ("date_of_birth", "gender", "preferred_language", "recorded_at", "recorded_by")
    (entry,) = [e for e in reader.rows("audit_entry") if e["act"] == "import_patients"]
    head = json.loads(entry["head"])
    bindings = []
    for row in sorted(reader.rows("patient"), key=lambda row: row["id"]):
        assert (row["recorded_at"], row["recorded_by"]) == (head["at"], head["user"])
        one = context("patient", *(row[name] or "" for name in names))
        bindings.append(hashlib.sha256(b"diogel/binding/v1\0" + one).hexdigest())
    said = b"diogel/binding/v1\0" + context("patients", *bindings)
    assert entry["binding"] == hashlib.sha256(said).hexdigest()


def test_arrival_is_bound_to_its_rows(reader: Reader, made: SimpleNamespace) -> None:
    row = reader.row("arrival", made.waiting)
    assert row["sha256"] == hashlib.sha256(b"x").hexdigest()
    claims = (row["origin"], row["camera_id"] or "", row["device_id"] or "")
    held = str(int(row["set_aside_because"].startswith("device_")))
    assert (row["device_verdict"], row["gps_present"]) == ("unknown", 0)
    found = (row["device_verdict"], str(row["gps_present"]), held)
    parts = ("arrival", made.waiting, row["object_id"], row["sha256"], *claims, *found)
    said = b"diogel/binding/v1\0" + context(*parts)
    assert binding_of(reader, "receive_images", made.waiting) == hashlib.sha256(said).hexdigest()


def test_newest_change_of_the_header_is_bound_to_it(reader: Reader) -> None:
    entries = sorted(reader.rows("audit_entry"), key=lambda row: row["seq"])
    changes = [e for e in entries if e["act"] in ("header_first_seen", "add_user", "grant_keys")]
    assert [e["act"] for e in changes] == ["header_first_seen", "add_user"]
    people = [{k: v for k, v in one.items() if k != "slot"} for one in reader.header["people"]]
    said = b"diogel/header/v2\0" + canonical({**reader.header, "mac": "", "people": people})
    assert changes[-1]["binding"] == hashlib.sha256(said).hexdigest()
    slots = {e["subject"]: e["binding"] for e in entries if e["act"] == "slot"}
    for one in reader.header["people"]:
        user_id = one["certificate"]["user_id"]
        said = b"diogel/slot/v1\0" + canonical({"user_id": user_id, "slot": one["slot"]})
        assert slots[user_id] == hashlib.sha256(said).hexdigest()


def test_checkpoints_stand_in_both_places_and_fit_the_audit(
    reader: Reader, made: SimpleNamespace
) -> None:
    inside = (made.vault / "checkpoints" / "heads.jsonl").read_bytes()
    assert inside == (made.outside / f"{reader.vault_id}.jsonl").read_bytes()
    rows = {row["seq"]: row["hash"] for row in reader.rows("audit_entry")}
    heads = [json.loads(line) for line in inside.splitlines()]
    assert heads[-1]["seq"] == max(rows)
    for head in heads:
        signature = head.pop("signature")
        assert head["vault"] == reader.vault_id
        check(reader.signer(head["user"]), signature, b"diogel/checkpoint/v1\0" + canonical(head))
        assert rows[head["seq"]].hex() == head["hash"]


def test_exported_trail_verifies_without_the_vault(reader: Reader, made: SimpleNamespace) -> None:
    data = made.trail.read_bytes()
    trail = json.loads(data)
    assert canonical(trail) == data
    assert set(trail) == {
        "format",
        "vault_id",
        "root_public",
        "people",
        "former",
        "entries",
        "heads",
    }
    assert trail["format"] == 1
    root = b64(trail["root_public"])
    digest = hashlib.sha256(b"diogel/vault/v1\0" + root).hexdigest()
    assert trail["vault_id"] == "v-" + digest[:32] == reader.vault_id
    problems, _ = entry_problems(
        reader,
        [b64(entry["head"]) for entry in trail["entries"]],
        [b64(entry["signature"]) for entry in trail["entries"]],
    )
    assert problems == []
    for entry in trail["entries"]:
        said = commitment(b64(entry["salt"]), canonical(entry["body"]))
        assert json.loads(b64(entry["head"]))["body"] == said

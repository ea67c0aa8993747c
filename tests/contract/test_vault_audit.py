"""The trail under attack: edited, cut, reordered, rewritten, with and without the catalogue key."""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from support.practice import CLARE, ETHEL, GWYN, MONA, NIA, RHYS, Practice, filing, passphrase_of

from desktop.errors import DamagedError, DestinationRefusedError, TamperedError
from desktop.records.entry import PassphraseEntry
from desktop.records.role import Role
from desktop.vault import audit, journal
from desktop.vault.audit import Event
from desktop.vault.checkpoints import Checkpoints
from desktop.vault.crypto import canonical, sign
from desktop.vault.files import append_line
from desktop.vault.header import Header
from desktop.vault.schema import arrival, audit_entry, image, patient, sealed_object
from desktop.vault.transaction import UnauditedChangeError
from desktop.vault.trust import signer_key
from desktop.workflow.auditing import export_audit, read_audit, verify_exported
from desktop.workflow.consenting import list_consents
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import view_image


def _quiet(_done: int, _all: int) -> None:
    return


def _problems(session: Session) -> list[str]:
    return sorted({problem.what for problem in verify_vault(session, _quiet).problems})


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


def _run(session: Session, *statements: sa.Executable) -> None:
    """Change rows behind the program's back, as somebody with the catalogue key can."""
    with session.vault.change() as tx:
        tx.audit(Event(act="test", body={}))
        for statement in statements:
            tx.connection.execute(statement)


class _Failing:
    """A statement that cannot even be looked at."""

    def __getattr__(self, name: str) -> object:
        raise ZeroDivisionError(name)


@dataclass(frozen=True)
class Stored:
    """The trail as rows, to be spoilt and checked without a database."""

    shape: Header
    rows: list[audit.Entry]

    def problems(self, rows: list[audit.Entry]) -> list[str]:
        """Check as ``vault.verify`` does; the heads are checked apart."""
        found, previous = [], audit.FIRST_PREVIOUS
        for seq, entry in enumerate(rows, start=1):
            try:
                audit.check_link(
                    entry,
                    seq=seq,
                    previous=previous,
                    key_of=lambda user: signer_key(self.shape, user),
                )
            except TamperedError as error:
                found.append(error.reason)
            previous = entry.hash
        return found


@pytest.fixture(scope="module")
def stored(working_once: Practice, tmp_path_factory) -> Stored:
    practice = working_once.copied(tmp_path_factory.mktemp("stored") / "practice")
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        with vault.change() as tx:
            rows = audit.entries(tx.connection)
            tx.audit(Event(act="test", body={}))
        return Stored(shape=vault.header, rows=rows)


def _rewritten(rows: list[audit.Entry]) -> list[audit.Entry]:
    """Number, link and hash anew, as somebody without the others' signing keys can."""
    made, previous = [], audit.FIRST_PREVIOUS
    for seq, entry in enumerate(rows, start=1):
        facts = entry.facts | {"seq": seq, "previous": previous.hex()}
        head = canonical(facts)
        digest = audit.hash_of(head)
        made.append(
            audit.Entry(
                seq=seq,
                head=head,
                hash=digest,
                signature=entry.signature,
                body_sealed=entry.body_sealed,
            )
        )
        previous = digest
    return made


def _edited(entry: audit.Entry) -> audit.Entry:
    head = canonical(entry.facts | {"subject": "somebody else"})
    return audit.Entry(
        seq=entry.seq,
        head=head,
        hash=entry.hash,
        signature=entry.signature,
        body_sealed=entry.body_sealed,
    )


def test_the_honest_trail_holds(stored):
    assert len(stored.rows) > 20
    assert stored.problems(stored.rows) == []
    assert stored.problems(_rewritten(stored.rows)) == []


def test_an_edit_of_any_entry_is_found(stored):
    for at in range(len(stored.rows)):
        rows = [*stored.rows[:at], _edited(stored.rows[at]), *stored.rows[at + 1 :]]
        assert "audit_hash" in stored.problems(rows)
        assert "audit_signature" in stored.problems(_rewritten(rows))


def test_leaving_out_any_entry_but_the_last_is_found(stored):
    for at in range(len(stored.rows) - 1):
        rows = [*stored.rows[:at], *stored.rows[at + 1 :]]
        assert "audit_order" in stored.problems(rows)
        assert "audit_signature" in stored.problems(_rewritten(rows))


def test_another_order_is_found(stored):
    for at in range(len(stored.rows) - 1):
        one, two = stored.rows[at], stored.rows[at + 1]
        rows = [*stored.rows[:at], two, one, *stored.rows[at + 2 :]]
        assert "audit_order" in stored.problems(rows)
        assert "audit_signature" in stored.problems(_rewritten(rows))


def test_an_entry_in_somebody_elses_name_is_found(stored):
    mona = stored.shape.named(MONA)
    assert mona is not None
    for at in (0, len(stored.rows) // 2, len(stored.rows) - 1):
        entry = stored.rows[at]
        head = canonical(entry.facts | {"user": mona.person.user_id})
        forged = audit.Entry(
            seq=entry.seq,
            head=head,
            hash=audit.hash_of(head),
            signature=entry.signature,
            body_sealed=b"",
        )
        rows = [*stored.rows[:at], forged, *stored.rows[at + 1 :]]
        assert "audit_signature" in stored.problems(rows)


def test_every_cut_is_found_by_the_signed_heads(working):
    """Deleting the newest entries leaves a rightful chain; the heads outside know better."""
    session = working.sign_in(CLARE)
    with session.vault as vault:
        with vault.change() as tx:
            newest, _ = audit.last(tx.connection)
            tx.audit(Event(act="test", body={}))
        head = vault.heads()[-1].seq
    assert newest >= head > 20
    for left in range(1, head, 5):
        copy = working.copied(working.root.parent / f"cut-{left}")
        session = copy.sign_in(CLARE)
        _run(session, sa.delete(audit_entry).where(audit_entry.c.seq > left))
        assert "audit_cut_off" in _problems(session)
        session.vault.close()


@pytest.mark.parametrize("what", ["seq", "act", "subject", "binding"])
def test_a_column_that_differs_from_its_signed_head_is_found(session, what):
    value = 100_000 if what == "seq" else "other"
    _run(session, sa.update(audit_entry).where(audit_entry.c.seq == 3).values({what: value}))
    assert "audit" in _problems(session)


@pytest.mark.parametrize("head", [b"", b"{}", b"[1]", b"\xff", b"[" * 99_999, b'{"seq":3}'])
def test_a_head_that_is_none_is_a_problem_and_no_crash(session, head):
    _run(session, sa.update(audit_entry).where(audit_entry.c.seq == 3).values(head=head))
    assert "audit" in _problems(session)


@pytest.mark.parametrize("what", ["hash", "signature"])
def test_changed_bytes_of_an_entry_are_found(session, what):
    _run(session, sa.update(audit_entry).where(audit_entry.c.seq == 3).values({what: b"x" * 64}))
    assert any(problem.startswith("audit") for problem in _problems(session))


def test_a_body_is_the_one_that_was_committed_to(working):
    session = working.sign_in(MONA)
    with session.vault as vault:
        with vault.change() as tx:
            first, second = audit.entries(tx.connection)[:2]
            salt, body = audit.open_body(first, tx.ring)
            audit.check_commitment(first.facts, salt, canonical(body))
            for other in ((b"\0" * 16, canonical(body)), (salt, b"{}x"), (salt, b"")):
                with pytest.raises(TamperedError):
                    audit.check_commitment(first.facts, *other)
            tx.audit(Event(act="test", body={}))
        pasted = second.body_sealed
        _run(
            session, sa.update(audit_entry).where(audit_entry.c.seq == 1).values(body_sealed=pasted)
        )
        with pytest.raises(DamagedError):
            read_audit(session)


def test_a_body_sealed_anew_by_somebody_else_is_found(working):
    """Everybody can seal to the governance key; the commitment is in the signed head."""
    session = working.sign_in(RHYS)
    with session.vault as vault:
        from desktop.vault.crypto import context

        box = vault.ring.seal(
            audit.Domain.GOVERNANCE, b"\0" * 16 + b'{"nothing":1}', place=context("audit", 1)
        )
        _run(session, sa.update(audit_entry).where(audit_entry.c.seq == 1).values(body_sealed=box))
    session = working.sign_in(MONA)
    with session.vault, pytest.raises(TamperedError, match="audit_body"):
        read_audit(session)


def test_a_change_without_an_entry_is_not_committed(session):
    with pytest.raises(UnauditedChangeError), session.vault.change() as tx:
        tx.connection.execute(sa.delete(arrival))
    assert list_inbox(session).waiting
    with pytest.raises(UnauditedChangeError), session.vault.change():
        pass
    with pytest.raises(ZeroDivisionError):
        _run(session, sa.delete(image), _Failing())
    assert list_inbox(session).waiting


def test_everything_said_and_done_is_in_the_trail(working):
    session = working.sign_in(CLARE)
    with session.vault:
        one = next(one for one in list_inbox(session).waiting if one.patient is not None)
        consent = list_consents(session, ETHEL)[0].id
        filed = file_image(session, one.arrival, filing(ETHEL, consent)).value.image
        view_image(session, filed).close()
    session = working.sign_in(MONA)
    with session.vault:
        lines = read_audit(session)
        assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
        of_image = read_audit(session, subject=filed)
    assert [line.act for line in of_image] == ["file_image", "view_image"]
    assert {line.name for line in of_image} == {CLARE}
    acts = {line.act for line in lines}
    assert {"add_user", "receive_images", "remove_source", "identify_image"} <= acts
    assert {"record_consent", "import_patients", "sign_in", "list_inbox"} <= acts


def test_failed_sign_ins_come_into_the_trail(working):
    from desktop.errors import UnlockFailedError

    for name, typed in ((CLARE, "my other passphrase"), ("secret-typed-as-name", "x" * 9)):
        with pytest.raises(UnlockFailedError):
            sign_in(
                working.vault,
                PassphraseEntry(name=name, passphrase=typed),
                decoding=working.decoding,
                clock=working.clock,
                outside=working.heads,
            )
    noted = (working.vault / "sign-ins.jsonl").read_text()
    assert "secret-typed-as-name" not in noted
    assert "my other passphrase" not in noted
    session = working.sign_in(MONA)
    with session.vault:
        failed = [line for line in read_audit(session) if line.act == "sign_in_failed"]
    clare = session.vault.header.named(CLARE)
    assert clare is not None
    assert [line.subject for line in failed] == [clare.person.user_id, "unknown"]
    assert not (working.vault / "sign-ins.jsonl").exists()


def test_the_journal_of_failures_does_not_grow_without_end(tmp_path):
    (tmp_path / "sign-ins.jsonl").write_bytes(b"{}\n" * 300_000)
    size = (tmp_path / "sign-ins.jsonl").stat().st_size
    journal.note_failure(tmp_path, user_id="u-x", at="now")
    assert (tmp_path / "sign-ins.jsonl").stat().st_size == size
    (tmp_path / "sign-ins.jsonl").write_bytes(b'\xff\n[]\n{"user":1,"at":2}\n')
    found = [failure["user"] for failure in journal.failures(tmp_path)]
    assert found == ["unreadable", "unreadable", "1"]


def _signed_file_image(practice: Practice) -> tuple[str, str]:
    session = practice.sign_in(CLARE)
    with session.vault:
        one = next(one for one in list_inbox(session).waiting if one.patient is not None)
        consent = list_consents(session, ETHEL)[0].id
        filed = file_image(session, one.arrival, filing(ETHEL, consent)).value.image
        with session.vault.change() as tx:
            gwyn = tx.connection.scalar(sa.select(patient.c.id).where(patient.c.nhs_number == GWYN))
            tx.audit(Event(act="test", body={}))
    assert gwyn is not None
    return filed, gwyn


def _at_start(practice: Practice) -> list[str]:
    signed = sign_in(
        practice.vault,
        PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE)),
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
    )
    signed.session.vault.close()
    return sorted({problem.what for problem in signed.problems})


def test_an_image_given_to_another_patient_in_sql_is_found_at_the_next_start(working):
    filed, gwyn = _signed_file_image(working)
    assert _at_start(working) == []
    session = working.sign_in(RHYS)
    _run(session, sa.update(image).where(image.c.id == filed).values(patient_id=gwyn))
    assert "filing" in _problems(session)
    session.vault.close()
    assert _at_start(working) == ["filing"]


def test_an_image_taken_out_in_sql_is_found_at_the_next_start(working):
    _signed_file_image(working)
    session = working.sign_in(RHYS)
    _run(session, sa.delete(image))
    session.vault.close()
    assert _at_start(working) == ["filing_missing"]


def test_a_receptionists_file_image_is_no_filing(working):
    """Rightly signed by Rhys, with a binding that fits: and not something that Rhys may do."""
    filed, gwyn = _signed_file_image(working)
    session = working.sign_in(RHYS)
    with session.vault.change() as tx:
        row = tx.connection.execute(sa.select(image)).one()
        digest = tx.connection.scalar(
            sa.select(sealed_object.c.sha256_plain).where(sealed_object.c.id == row.derivative_id)
        )
        from desktop.vault.images import filing_binding

        binding = filing_binding({**row._mapping, "patient_id": gwyn}, str(digest))
        tx.connection.execute(sa.update(image).values(patient_id=gwyn))
        tx.audit(Event(act="file_image", subject=filed, binding=binding, body={}))
    assert {"filing", "audit_role"} <= set(_problems(session))
    session.vault.close()
    assert "filing" in _at_start(working)


def test_a_filed_copy_exchanged_for_another_content_does_not_open(working):
    """Rhys seals a picture of his own to the clinical key, and puts it in the place of a copy."""
    filed, _ = _signed_file_image(working)
    session = working.sign_in(RHYS)
    from desktop.vault import object_keys
    from desktop.vault.crypto import context

    with session.vault as vault:
        with vault.change() as tx:
            row = tx.connection.execute(sa.select(image)).one()
            stored = vault.objects.put((b"another picture",), size_bytes=15)
            vault.objects.path(row.derivative_id).write_bytes(b"")
            tx.audit(Event(act="test", body={}))
        from desktop.vault.stream import seal_stream

        out = bytearray()
        key = stored.key
        sums = seal_stream(
            out.extend,
            (b"another picture",),
            size_bytes=15,
            key=key,
            object_id=row.derivative_id,
            vault_id=vault.header.vault_id,
        )
        vault.objects.path(row.derivative_id).write_bytes(bytes(out))
        place = context("object key", row.derivative_id)
        clinical = object_keys.Domain.CLINICAL
        statement = (
            sa.update(sealed_object)
            .where(sealed_object.c.id == row.derivative_id)
            .values(
                key_sealed=vault.ring.seal(clinical, key, place=place),
                sha256_cipher=sums.sha256_cipher.hex(),
            )
        )
        _run(session, statement)
    session = working.sign_in(NIA)
    with session.vault, pytest.raises(DamagedError, match="another_content"):
        view_image(session, filed)


def test_an_arrival_pointed_at_another_file_is_found(working):
    session = working.sign_in(RHYS)
    with session.vault.change() as tx:
        rows = list(tx.connection.execute(sa.select(arrival.c.id, arrival.c.object_id)))
        tx.audit(Event(act="test", body={}))
    _run(
        session,
        sa.update(arrival).where(arrival.c.id == rows[1].id).values(object_id=rows[2].object_id),
    )
    assert "arrival" in _problems(session)
    session.vault.close()


def test_altered_and_missing_files_are_found(working):
    session = working.sign_in(RHYS)
    with session.vault as vault:
        paths = sorted(vault.folder.glob("objects/*/*"))
        flipped = bytearray(paths[0].read_bytes())
        flipped[-1] ^= 1
        paths[0].write_bytes(bytes(flipped))
        paths[1].unlink()
        assert _problems(session) == ["object_altered", "object_missing"]


def test_forged_heads_are_found(working):
    session = working.sign_in(RHYS)
    with session.vault as vault:
        outside = working.heads / f"{vault.header.vault_id}.jsonl"
        whole = outside.read_bytes()
        first = json.loads(whole.splitlines()[0])
        for change in ({"seq": 1}, {"hash": "00" * 32}, {"user": "u-x"}, {"vault": "v-x"}):
            outside.write_bytes(whole + json.dumps(first | change).encode() + b"\n")
            assert "checkpoint" in _problems(session)
        for junk in (b"junk\n", b"[1]\n", b"{}\n", b"1\n", b"[" * 99_999 + b"\n"):
            outside.write_bytes(junk + whole)
            assert "checkpoint" in _problems(session)
        outside.write_bytes(whole)
        assert _problems(session) == []


def test_a_head_signed_by_a_colleague_over_another_trail_is_found(working):
    session = working.sign_in(RHYS)
    with session.vault as vault:
        head = vault.heads()[-1]
        from dataclasses import replace

        forged = replace(head, hash=b"\1" * 32, user=session.user, signature=b"")
        signature = sign(vault.who.identity.signing_private, forged.message())
        line = {**forged.to_json(), "signature": base64.b64encode(signature).decode()}
        append_line(working.heads / f"{vault.header.vault_id}.jsonl", canonical(line))
        assert "audit_rewritten" in _problems(session)


def test_a_torn_head_is_passed_over_and_written_over(working):
    """A full disk tore the last line; the next head must not be glued to it."""
    session = working.sign_in(CLARE)
    with session.vault as vault:
        outside = working.heads / f"{vault.header.vault_id}.jsonl"
        outside.write_bytes(outside.read_bytes() + b'{"at":"2026')
        assert _problems(session) == []
    assert b'{"at":"2026\n' not in outside.read_bytes()
    for line in outside.read_bytes().splitlines():
        json.loads(line)
    session = working.sign_in(CLARE)
    with session.vault:
        assert _problems(session) == []


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 10_000])
def test_a_line_is_appended_behind_the_last_whole_one(tmp_path, size):
    path = tmp_path / "lines"
    path.write_bytes(b"a\n" + b"x" * size)
    append_line(path, b"b")
    assert path.read_bytes() == b"a\nb\n"
    path.write_bytes(b"x" * size)
    append_line(path, b"b")
    assert path.read_bytes() == b"b\n"


def test_heads_are_kept_inside_and_outside(working):
    session = working.sign_in(CLARE)
    session.vault.close()
    shape = session.vault.header
    inside = (working.vault / "checkpoints" / "heads.jsonl").read_bytes()
    outside = (working.heads / f"{shape.vault_id}.jsonl").read_bytes()
    assert inside == outside
    heads = Checkpoints(working.vault, shape.vault_id, outside=working.heads)
    found = heads.read(lambda user, _seq: signer_key(shape, user))
    assert len(found) == 2 * inside.count(b"\n")


def test_a_head_is_written_every_fifty_entries(working):
    session = working.sign_in(CLARE)
    with session.vault as vault:
        before = len(vault.heads())
        for _ in range(101):
            with vault.change() as tx:
                tx.audit(Event(act="test", body={}))
        assert len(vault.heads()) - before == 4


@pytest.fixture(scope="module")
def exported(working_once: Practice, tmp_path_factory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("exported")
    practice = working_once.copied(folder / "practice")
    session = practice.sign_in(MONA)
    with session.vault:
        to = export_audit(session, folder / "trail.json")
    return to, session.vault.header.vault_id


def test_an_export_is_verified_without_the_vault(exported):
    path, vault_id = exported
    found, report = verify_exported(path)
    assert found == vault_id
    assert report.ok
    assert report.checked > 20


def _check(path: Path, raw: dict[str, Any], tmp_path: Path) -> list[str]:
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(raw))
    return sorted({problem.what for problem in verify_exported(changed)[1].problems})


def test_every_change_of_an_export_is_found(exported, tmp_path):
    path, _ = exported
    raw = json.loads(path.read_text())
    entries = raw["entries"]
    for at in range(len(entries)):
        spoilt = dict(entries[at], body={**entries[at]["body"], "x": 1})
        changed = {**raw, "entries": [*entries[:at], spoilt, *entries[at + 1 :]]}
        assert _check(path, changed, tmp_path) == ["audit_body"]
        without = {**raw, "entries": [*entries[:at], *entries[at + 1 :]]}
        assert _check(path, without, tmp_path)
        head = json.loads(base64.b64decode(entries[at]["head"])) | {"at": "2020-01-01"}
        spoilt = dict(entries[at], head=base64.b64encode(canonical(head)).decode())
        changed = {**raw, "entries": [*entries[:at], spoilt, *entries[at + 1 :]]}
        assert "audit_signature" in _check(path, changed, tmp_path)


def test_a_cut_export_is_found_by_its_heads(exported, tmp_path):
    path, _ = exported
    raw = json.loads(path.read_text())
    assert max(head["seq"] for head in raw["heads"]) == len(raw["entries"])
    for left in range(len(raw["entries"])):
        changed = {**raw, "entries": raw["entries"][:left]}
        assert "audit_cut_off" in _check(path, changed, tmp_path)


def test_an_export_with_other_people_is_found(exported, tmp_path):
    path, _ = exported
    raw = json.loads(path.read_text())
    spoilt = json.loads(path.read_text())
    spoilt["people"][1]["certificate"]["signing_public"] = base64.b64encode(bytes(32)).decode()
    assert "header" in _check(path, spoilt, tmp_path)
    other = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    assert "header" in _check(path, {**raw, "root_public": other}, tmp_path)
    assert "header" in _check(path, {**raw, "vault_id": "v-" + "0" * 32}, tmp_path)
    assert _check(path, {**raw, "people": raw["people"][1:]}, tmp_path)
    roles = json.loads(path.read_text())
    for person in roles["people"]:
        person["certificate"]["role"] = Role.MANAGER.value
    assert "header" in _check(path, roles, tmp_path)


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "1", "{}", '{"format":2}', '{"format":1}', "[" * 99_999]
)
def test_what_is_no_export_is_refused(tmp_path, text):
    path = tmp_path / "trail.json"
    path.write_text(text)
    with pytest.raises(DamagedError):
        verify_exported(path)


def test_spoilt_exports_are_errors_of_ours(exported, tmp_path):
    path, _ = exported
    raw = json.loads(path.read_text())
    changed = tmp_path / "changed.json"
    for name in raw:
        for other in (None, 3, "x", [], [None], [{}], ["x"], "\ud800"):
            changed.write_text(json.dumps({**raw, name: other}))
            try:
                ok = verify_exported(changed)[1].ok
            except DamagedError:
                continue
            assert not ok or (name, other) in (("heads", []), ("former", []))


def test_an_export_is_not_written_over_something_or_into_the_vault(working, tmp_path):
    session = working.sign_in(MONA)
    (tmp_path / "there").write_text("x")
    with session.vault:
        for to in (tmp_path / "there", working.vault / "trail.json", tmp_path / "no" / "such"):
            with pytest.raises(DestinationRefusedError):
                export_audit(session, to)
    assert (tmp_path / "there").read_text() == "x"

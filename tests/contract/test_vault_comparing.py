"""What every start compares: heads, the trail, and the rows that signed entries made."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.comparing import WAY, either_way
from support.practice import (
    BORN,
    CHEAP,
    CLARE,
    ETHEL,
    GWYN,
    MONA,
    NIA,
    RHYS,
    Practice,
    agreed,
    declared,
    filing,
    passphrase_of,
    photograph,
)

from desktop.errors import NotPermittedError, RecordInvalidError, TamperedError
from desktop.keeper.workstation import WorkstationFile, heads_folder_of
from desktop.records.audit_line import AuditLine
from desktop.records.entry import PassphraseEntry
from desktop.records.trail_check import TrailCheck
from desktop.records.workstation import Workstation
from desktop.share.audit_csv import audit_csv
from desktop.vault import audit, trail_mark
from desktop.vault.audit import Event
from desktop.vault.comparing import accepted_binding
from desktop.vault.crypto import canonical, context, sign
from desktop.vault.images import filing_binding
from desktop.vault.keys import Domain
from desktop.vault.schema import arrival, audit_entry, consent, image, patient, sealed_object
from desktop.wording import Language
from desktop.workflow.attaching import attach
from desktop.workflow.auditing import export_audit, read_audit, verify_exported
from desktop.workflow.checking import accept_trail, check_trail
from desktop.workflow.consenting import list_consents, record_consent
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.session import Session
from desktop.workflow.signing_in import describe, sign_in
from desktop.workflow.staffing import disable_user, renew_user
from desktop.workflow.taking_back import take_back
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images

__all__ = ("either_way",)
"""Every test of this module is run both ways."""


def start(practice: Practice, name: str = CLARE, *, shared: Path | None = None) -> list[str]:
    """Sign in and out; return what was said at once."""
    signed = sign_in(
        practice.vault,
        PassphraseEntry(name=name, passphrase=passphrase_of(name)),
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
        shared=shared,
        at_once=WAY.at_once,
    )
    with signed.session.vault:
        return sorted({problem.what for problem in WAY.told(signed)})


def verified(practice: Practice, name: str = CLARE) -> list[str]:
    """Verify the whole vault; return what is wrong."""
    signed = sign_in(
        practice.vault,
        PassphraseEntry(name=name, passphrase=passphrase_of(name)),
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
    )
    with signed.session.vault:
        report = verify_vault(signed.session, lambda _done, _all: None)
    return sorted({problem.what for problem in report.problems})


def tamper(practice: Practice, work: Callable[[sa.Connection], None], name: str = RHYS) -> None:
    """Change rows behind the program's back, with the catalogue key and no head of it."""
    session = practice.sign_in(name)
    vault = session.vault
    with vault._connection.begin():
        work(vault._connection)
    vault._broken = True  # nothing more is signed: the person only closes their tool
    vault.close()


@pytest.fixture(scope="module")
def filed_once(working_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Practice:
    practice = working_once.copied(tmp_path_factory.mktemp("filed") / "practice")
    session = practice.sign_in(CLARE)
    with session.vault:
        given = next(one for one in list_inbox(session).waiting if one.patient is not None)
        file_image(session, given.arrival, filing(ETHEL, list_consents(session, ETHEL)[0].id))
    (practice.root / "one.jpg").write_bytes(photograph(77))
    session = practice.sign_in(RHYS)
    with session.vault:
        attached = attach(
            session,
            (practice.root / "one.jpg",),
            GWYN,
            declared(),
            second=BORN[GWYN],
            progress=lambda _done, _all: None,
            cancelled=lambda: False,
        )
        assert attached.value[0].outcome == "attached"
    assert start(practice) == []
    assert start(practice, RHYS) == []
    return practice


@pytest.fixture
def practice(filed_once: Practice, tmp_path: Path) -> Practice:
    return filed_once.copied(tmp_path / "practice")


# ------------------------------------------------------------------------------ rolled back


def test_an_honest_vault_says_nothing_at_any_start(practice: Practice) -> None:
    for name in (CLARE, RHYS, NIA, CLARE):
        assert start(practice, name) == []
    assert verified(practice) == []


def test_a_whole_older_vault_put_back_is_said_at_once_and_opens(practice: Practice) -> None:
    older = practice.root / "older"
    shutil.copytree(practice.vault, older)
    session = practice.sign_in(CLARE)
    with session.vault:
        record_consent(session, GWYN, agreed())
    shutil.rmtree(practice.vault)
    older.rename(practice.vault)
    assert "audit_cut_off" in start(practice, RHYS)
    for _ in range(3):  # the trail grows past the lost head, and differs from it for good
        assert set(start(practice, RHYS)) <= {"audit_cut_off", "audit_rewritten"}
    assert start(practice, RHYS) == ["audit_rewritten"]
    session_problems = start(practice, CLARE)
    assert "audit_rewritten" in session_problems


def test_an_older_catalogue_alone_put_back_is_said_at_once(practice: Practice) -> None:
    older = (practice.vault / "catalogue.db").read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault:
        record_consent(session, GWYN, agreed())
    (practice.vault / "catalogue.db").write_bytes(older)
    assert "audit_cut_off" in start(practice)


def test_what_was_compared_is_in_the_trail(practice: Practice) -> None:
    (practice.vault / "checkpoints" / "heads.jsonl").write_text("junk\n")
    assert start(practice) == ["checkpoint"]
    signed = sign_in(
        practice.vault,
        PassphraseEntry(name="mona", passphrase=passphrase_of("mona")),
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
    )
    with signed.session.vault as vault, vault.change() as tx:
        found = [
            audit.open_body(entry, tx.ring)[1]
            for entry in audit.entries(tx.connection)
            if entry.facts["act"] == "heads_compared"
        ]
        tx.audit(Event(act="test", body={}))
    assert found[-2]["problems"] == 1
    assert found[-2]["kinds"] == ["checkpoint"]
    assert found[0]["problems"] == 0


def test_one_broken_line_does_not_hide_the_other_heads(practice: Practice) -> None:
    older = (practice.vault / "catalogue.db").read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault:
        record_consent(session, GWYN, agreed())
    (practice.vault / "catalogue.db").write_bytes(older)
    for path in practice.heads.glob("*.jsonl"):
        path.write_bytes(b"junk\n[1]\n" + path.read_bytes())
    assert {"audit_cut_off", "checkpoint"} <= set(start(practice))


@pytest.mark.parametrize("seq", [10**30, 2**63, -1, 0])
def test_a_forged_head_of_an_impossible_number_hinders_nobody(practice: Practice, seq: int) -> None:
    path = practice.vault / "checkpoints" / "heads.jsonl"
    forged = json.loads(path.read_bytes().splitlines()[0]) | {"seq": seq}
    path.write_bytes(path.read_bytes() + canonical(forged) + b"\n")
    assert start(practice) == ["checkpoint"]
    assert start(practice) == ["checkpoint"]


# ------------------------------------------------------------------------------ the third place


def test_heads_in_the_practices_folder_tell_a_new_computer(practice: Practice, tmp_path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    older = tmp_path / "older"
    shutil.copytree(practice.vault, older)
    assert start(practice, CLARE, shared=shared) == []
    assert [path.name.count(".") for path in shared.iterdir()] == [2]
    shutil.rmtree(practice.vault)
    older.rename(practice.vault)
    shutil.rmtree(practice.heads)  # a new computer has none
    assert start(practice, RHYS, shared=shared) == ["audit_cut_off"]


def test_a_folder_for_heads_that_is_gone_is_said_and_stops_nothing(
    practice: Practice, tmp_path
) -> None:
    assert start(practice, CLARE, shared=tmp_path / "gone") == ["heads_unreachable"]
    assert start(practice, CLARE) == []


# ------------------------------------------------------------------------------ details and rows


def _resealed(practice: Practice, table: sa.Table, name: str, *, digest: str | None) -> None:
    """Replace sealed details by others, as somebody who can write rows can seal them."""
    session = practice.sign_in(RHYS)
    ring = session.vault.ring
    session.vault.close()

    def work(connection: sa.Connection) -> None:
        row = connection.execute(sa.select(table)).mappings().first()
        assert row is not None
        plain = canonical({"forged": True, "_salt": "0" * 32})
        sealed = ring.seal(Domain.CLINICAL, plain, place=context(name, "details", row["id"]))
        values = {"details_sealed": sealed}
        if digest is not None:
            values["details_sha256"] = digest
        connection.execute(sa.update(table).where(table.c.id == row["id"]).values(values))

    tamper(practice, work)


@pytest.mark.parametrize(("table", "name"), [(image, "image"), (consent, "consent")])
def test_forged_details_do_not_open(practice: Practice, table: sa.Table, name: str) -> None:
    _resealed(practice, table, name, digest=None)
    session = practice.sign_in(NIA)
    refused = 0
    with session.vault:
        for one in (ETHEL, GWYN):
            for listing in (list_images, list_consents):
                try:
                    listing(session, one)
                except TamperedError as error:
                    refused += error.reason == "details"
    assert refused == 1


@pytest.mark.parametrize("digest", ["", "0" * 64])
@pytest.mark.parametrize(
    ("table", "name", "what"), [(image, "image", "filing"), (consent, "consent", "consent")]
)
def test_a_digest_changed_with_the_details_is_found_at_the_next_start(
    practice: Practice, table: sa.Table, name: str, what: str, digest: str
) -> None:
    """Also when it is taken away, so that the row looks like one from before digests."""
    _resealed(practice, table, name, digest=digest)
    assert start(practice) == [what]
    assert verified(practice) == [what]


def test_details_say_nothing_through_their_digest(practice: Practice) -> None:
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        first = record_consent(session, GWYN, agreed()).value
        second = record_consent(session, GWYN, agreed()).value
        with vault.change() as tx:
            digests = {
                row.id: row.details_sha256 for row in tx.connection.execute(sa.select(consent))
            }
            tx.audit(Event(act="test", body={}))
    assert len(digests[first.id]) == len(digests[second.id]) == 64
    assert digests[first.id] != digests[second.id]


@dataclass(frozen=True)
class Forgery:
    """One change of rows that nobody signed."""

    statement: Callable[[sa.Connection], sa.Executable]
    what: str
    at_start: bool = True


def _other_patient(connection: sa.Connection) -> sa.Executable:
    gwyn = connection.scalar(sa.select(patient.c.id).where(patient.c.nhs_number == GWYN))
    held = sa.select(arrival.c.id).where(arrival.c.patient_id != gwyn).limit(1)
    return sa.update(arrival).where(arrival.c.id.in_(held)).values(patient_id=gwyn)


def _other_consent(connection: sa.Connection) -> sa.Executable:
    held = connection.execute(sa.select(arrival).where(arrival.c.consent_id.is_not(None))).first()
    assert held is not None
    other = connection.scalar(sa.select(consent.c.id).where(consent.c.id != held.consent_id))
    return sa.update(arrival).where(arrival.c.id == held.id).values(consent_id=other)


FORGERIES = {
    "arrival to another patient": Forgery(_other_patient, "giving"),
    "arrival under another consent": Forgery(_other_consent, "giving"),
    "arrival nobody's": Forgery(lambda _: sa.update(arrival).values(patient_id=None), "giving"),
    "image under another consent": Forgery(
        lambda _: sa.update(image).values(
            consent_id=sa.select(consent.c.id)
            .where(consent.c.id != image.c.consent_id)
            .limit(1)
            .scalar_subquery()
        ),
        "filing",
    ),
    "image filed at another time": Forgery(
        lambda _: sa.update(image).values(filed_at="2020-01-01T00:00:00.000+00:00"), "filing"
    ),
    "consent to another patient": Forgery(
        lambda _: sa.update(consent).values(
            patient_id=sa.select(patient.c.id)
            .where(patient.c.id != consent.c.patient_id)
            .limit(1)
            .scalar_subquery()
        ),
        "consent",
    ),
    "consent of another day": Forgery(
        lambda _: sa.update(consent).values(recorded_at="2020-01-01T00:00:00.000+00:00"), "consent"
    ),
    "somebody's birthday": Forgery(
        lambda _: sa.update(patient).values(date_of_birth="1901-01-01"), "patient", at_start=False
    ),
    "somebody's number": Forgery(
        lambda _: (
            sa.update(patient).where(patient.c.nhs_number == GWYN).values(nhs_number="9990000034")
        ),
        "patient",
        at_start=False,
    ),
}


@pytest.mark.parametrize("named", FORGERIES)
def test_rows_that_nobody_signed_are_found(practice: Practice, named: str) -> None:
    forgery = FORGERIES[named]
    tamper(practice, lambda c: c.execute(forgery.statement(c)) and None)
    if forgery.at_start:
        assert start(practice) == [forgery.what]
    assert verified(practice) == [forgery.what]


def test_somebody_written_into_the_patient_list_is_found(practice: Practice) -> None:
    def work(connection: sa.Connection) -> None:
        row = dict(connection.execute(sa.select(patient)).mappings().first() or {})
        row |= {"id": "p-0000000000000000", "nhs_number": None, "place": row["place"] + 1}
        connection.execute(sa.insert(patient).values(row))

    tamper(practice, work)
    found = ["patient", "patient_count", "patient_search"]
    assert verified(practice) == found, "it is not counted and not in the index either"


def test_giving_taking_back_and_giving_again_is_honest(practice: Practice) -> None:
    session = practice.sign_in(CLARE)
    with session.vault:
        waiting = [one.arrival for one in list_inbox(session).waiting if one.patient is not None]
        assert waiting
        take_back(session, tuple(waiting), "wrong person")
    assert start(practice) == []
    assert verified(practice) == []


# ------------------------------------------------------------------------------ entries forged


def _sign_as(session: Session, *, act: str, subject: str, binding: str) -> None:
    with session.vault.change() as tx:
        tx.audit(Event(act=act, subject=subject, binding=binding, body={}))


def test_row_and_entry_changed_together_is_found_at_the_next_start(practice: Practice) -> None:
    """The signature of the entry is checked, not only its column: threat model, hex editor."""

    def work(connection: sa.Connection) -> None:
        row = dict(connection.execute(sa.select(image)).mappings().one())
        gwyn = connection.scalar(sa.select(patient.c.id).where(patient.c.nhs_number == GWYN))
        digest = connection.scalar(
            sa.select(sealed_object.c.sha256_plain).where(
                sealed_object.c.id == row["derivative_id"]
            )
        )
        connection.execute(sa.update(image).values(patient_id=gwyn))
        entry = connection.execute(
            sa.select(audit_entry).where(audit_entry.c.act == "file_image")
        ).one()
        binding = filing_binding({**row, "patient_id": gwyn}, str(digest))
        head = canonical(json.loads(entry.head) | {"binding": binding})
        connection.execute(
            sa.update(audit_entry)
            .where(audit_entry.c.seq == entry.seq)
            .values(head=head, hash=audit.hash_of(head), binding=binding)
        )

    for path in practice.heads.glob("*.checked.json"):
        path.unlink()  # as on a computer where nobody has checked before
    tamper(practice, work)
    for path in practice.heads.glob("*.checked.json"):
        path.unlink()
    found = start(practice)
    assert "audit_signature" in found
    assert "audit_order" in found


def test_a_nurses_unbound_giving_is_no_older_one(practice: Practice) -> None:
    """Rightly signed, within the role, and claiming to be from before bindings."""
    session = practice.sign_in(NIA)
    one = next(one for one in list_inbox(session).waiting if one.patient is None)
    _sign_as(session, act="identify_image", subject=one.arrival, binding="")
    session.vault.close()
    assert start(practice) == ["giving"]


def test_a_front_desks_entry_without_binding_gives_nothing(practice: Practice) -> None:
    session = practice.sign_in(CLARE)
    one = next(one for one in list_inbox(session).waiting if one.patient is None)
    session.vault.close()
    session = practice.sign_in(RHYS)
    _sign_as(session, act="attach_images", subject=one.arrival, binding="")
    session.vault.close()
    assert start(practice) == []

    def work(connection: sa.Connection) -> None:
        gwyn = connection.scalar(sa.select(patient.c.id).where(patient.c.nhs_number == GWYN))
        connection.execute(
            sa.update(arrival).where(arrival.c.id == one.arrival).values(patient_id=gwyn)
        )

    tamper(practice, work)
    assert start(practice) == ["giving"]


# ------------------------------------------------------------------------------ the mark


def test_a_mark_is_believed_of_oneself_alone(practice: Practice) -> None:
    session = practice.sign_in(RHYS)
    who, vault_id = session.vault.who, session.vault.header.vault_id
    clare = session.vault.header.named(CLARE)
    assert clare is not None
    session.vault.close()
    mark = trail_mark.read(practice.heads, vault_id, user=who.user_id, identity=who.identity)
    assert mark is not None
    forged = replace(mark, seq=mark.seq + 1)
    trail_mark.write(
        practice.heads, vault_id, forged, user=clare.person.user_id, identity=who.identity
    )
    session = practice.sign_in(CLARE)
    own = session.vault.who
    session.vault.close()
    found = trail_mark.read(practice.heads, vault_id, user=own.user_id, identity=own.identity)
    assert found is not None
    assert found.seq != forged.seq
    assert start(practice) == []


def test_the_mark_alone_shows_a_roll_back(practice: Practice) -> None:
    older = (practice.vault / "catalogue.db").read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault:
        for _ in range(3):
            record_consent(session, GWYN, agreed())
    assert start(practice) == []
    (practice.vault / "catalogue.db").write_bytes(older)
    for path in (*practice.heads.glob("*.jsonl"), *practice.vault.glob("checkpoints/*")):
        path.unlink()
    assert "audit_cut_off" in start(practice) or "audit_rewritten" in start(practice)


def test_an_old_entry_written_anew_is_found_though_its_signature_is_not_looked_at(
    practice: Practice,
) -> None:
    def work(connection: sa.Connection) -> None:
        entry = connection.execute(sa.select(audit_entry).where(audit_entry.c.seq == 5)).one()
        head = canonical(json.loads(entry.head) | {"at": "2020-01-01T00:00:00.000+00:00"})
        connection.execute(
            sa.update(audit_entry)
            .where(audit_entry.c.seq == 5)
            .values(head=head, hash=audit.hash_of(head))
        )

    tamper(practice, work)
    assert "audit_order" in start(practice)


def test_a_whole_tail_signed_by_one_person_is_found(practice: Practice) -> None:
    """With the database key and their own signing key: others' entries cannot be made again."""
    session = practice.sign_in(CLARE)
    identity = session.vault.who.identity
    session.vault.close()

    def work(connection: sa.Connection) -> None:
        rows = list(connection.execute(sa.select(audit_entry).order_by(audit_entry.c.seq)))
        previous = rows[9].hash
        for row in rows[10:]:
            facts = json.loads(row.head) | {"previous": previous.hex()}
            if row.seq == 11:
                facts["at"] = "2020-01-01T00:00:00.000+00:00"
            head = canonical(facts)
            previous = audit.hash_of(head)
            connection.execute(
                sa.update(audit_entry)
                .where(audit_entry.c.seq == row.seq)
                .values(
                    head=head, hash=previous, signature=sign(identity.signing_private, previous)
                )
            )

    tamper(practice, work, CLARE)
    for path in (*practice.heads.iterdir(), *practice.vault.glob("checkpoints/*")):
        path.unlink()  # no head is left, and no mark: the signatures of others alone tell
    assert "audit_signature" in start(practice, RHYS)


# ------------------------------------------------------------------------------ check and accept


def manager(practice: Practice) -> Session:
    return sign_in(
        practice.vault,
        PassphraseEntry(name=MONA, passphrase=passphrase_of(MONA)),
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
    ).session


def check(session: Session, *, stop_after: int = 0) -> TrailCheck:
    seen: list[int] = []
    return check_trail(
        session,
        progress=lambda done, _all: seen.append(done),
        cancelled=lambda: bool(stop_after) and len(seen) >= stop_after,
    )


def test_a_restored_backup_is_accepted_with_a_reason_and_then_quiet(practice: Practice) -> None:
    older = (practice.vault / "catalogue.db").read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault:
        record_consent(session, GWYN, agreed())
    (practice.vault / "catalogue.db").write_bytes(older)
    assert start(practice)
    session = manager(practice)
    with session.vault:
        with pytest.raises(RecordInvalidError):
            accept_trail(session, " ")
        assert accept_trail(session, "backup of Monday restored").value >= 1
        assert check(session).problems == ()
        exported = export_audit(session, practice.root / "trail.json")
    for name in (CLARE, RHYS, MONA):
        assert start(practice, name) == []
    assert verify_exported(exported)[1].problems == ()


def test_nobody_else_accepts_for_the_manager(practice: Practice) -> None:
    """A receptionist who writes the entry with their own tools accepts nothing."""
    older = (practice.vault / "catalogue.db").read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault:
        record_consent(session, GWYN, agreed())
        lost = session.vault.look_at_heads().found[-1]
    (practice.vault / "catalogue.db").write_bytes(older)
    signed = sign_in(
        practice.vault,
        PassphraseEntry(name=RHYS, passphrase=passphrase_of(RHYS)),
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
    )
    with signed.session.vault:
        with pytest.raises(NotPermittedError):
            accept_trail(signed.session, "nothing to see")
        for head in signed.session.vault.look_at_heads().found:
            bound = accepted_binding(head.seq, head.hash)
            _sign_as(signed.session, act="trail_accepted", subject="", binding=bound)
    assert lost.seq > 0
    assert {"audit_cut_off", "audit_rewritten"} & set(start(practice, CLARE))


def test_a_check_that_is_stopped_says_so_and_leaves_no_mark(practice: Practice) -> None:
    session = manager(practice)
    with session.vault:
        for _ in range(210):
            _sign_as(session, act="test", subject="", binding="")
        stopped = check(session, stop_after=1)
        assert not stopped.is_whole
        assert 0 < stopped.entries < check(session).entries


def test_a_check_finds_a_body_that_was_sealed_anew(practice: Practice) -> None:
    session = practice.sign_in(RHYS)
    box = session.vault.ring.seal(
        Domain.GOVERNANCE, b"\0" * 16 + b'{"nothing":1}', place=context("audit", 3)
    )
    session.vault.close()
    changed = sa.update(audit_entry).where(audit_entry.c.seq == 3).values(body_sealed=box)
    tamper(practice, lambda c: c.execute(changed) and None)
    assert start(practice) == []
    session = manager(practice)
    with session.vault:
        assert [problem.what for problem in check(session).problems] == ["audit_body"]


def test_the_trail_is_read_in_pages_under_one_entry(practice: Practice) -> None:
    session = manager(practice)
    with session.vault:
        newest = read_audit(session, most=5)
        before = read_audit(session, before=newest[0].seq, most=5)
        whole = read_audit(session)
    assert [line.seq for line in (*before, *newest)] == [
        line.seq for line in whole if before[0].seq <= line.seq <= newest[-1].seq
    ]
    readings = [line for line in whole if line.act == "read_audit"]
    assert len(readings) == 1


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "\uff1d1", "\r=1", "\n=1"]
)
def test_no_cell_of_the_table_is_run_by_a_spreadsheet(typed: str) -> None:
    line = AuditLine(
        seq=1, at="2026", user="u-1", name=typed, act=typed, subject=typed, body={"reason": typed}
    )
    table = list(csv.reader(io.StringIO(audit_csv([line], Language.EN).decode("utf-8-sig"))))
    assert len(table) == 2
    assert not [cell for cell in table[1] if cell.lstrip(" ")[:1] in "=+-@\t\r\n\uff1d" and cell]
    assert sum(cell == "'" + typed for cell in table[1]) == 5


def test_the_folder_for_heads_is_a_setting_of_the_workstation(
    practice: Practice, tmp_path: Path
) -> None:
    vault_id = describe(practice.vault).vault_id
    file = WorkstationFile(vault_id, folder=tmp_path / "settings")
    assert heads_folder_of(practice.vault, folder=tmp_path / "settings") is None
    file.write(Workstation(heads_folder=tmp_path / "share"))
    assert heads_folder_of(practice.vault, folder=tmp_path / "settings") == tmp_path / "share"
    assert heads_folder_of(tmp_path / "nowhere") is None


def test_an_export_proves_what_was_signed_with_former_keys(practice: Practice) -> None:
    session = practice.sign_in(NIA)
    with session.vault:
        record_consent(session, GWYN, agreed())
    session = practice.sign_in(CLARE)
    with session.vault:
        renew_user(session, NIA, "a wholly other passphrase of nia", cost=CHEAP)
        disable_user(session, RHYS)
    for name in (CLARE, MONA):
        assert start(practice, name) == []
    session = manager(practice)
    with session.vault:
        assert check(session).problems == ()
        path = export_audit(session, practice.root / "trail.json")
    assert verify_exported(path)[1].problems == ()
    raw = json.loads(path.read_text())
    assert raw["former"]
    stripped = practice.root / "stripped.json"
    stripped.write_text(json.dumps({**raw, "former": []}))
    kinds = {problem.what for problem in verify_exported(stripped)[1].problems}
    assert kinds & {"audit_signature", "unknown_signer"}

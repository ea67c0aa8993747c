"""While nobody is signed in nothing waits in the open: sealed, read back, removed, entered."""

import json
import shutil
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from support.decoding import InProcess
from support.practice import (
    CLARE,
    ETHEL,
    MONA,
    NIA,
    QUICK,
    RHYS,
    Practice,
    filing,
    fill_card,
    photograph,
    run_on,
)

from desktop.errors import (
    DamagedError,
    FileRefusedError,
    KeyMissingError,
    NotPermittedError,
    SpoolClosedError,
    TamperedError,
    VaultFullError,
    VaultInUseError,
)
from desktop.ids import VaultId
from desktop.records.arrival import Examined, Origin
from desktop.records.card import CAMERA, CardSeen
from desktop.records.image import ImageState
from desktop.records.intake_report import IntakeReport
from desktop.records.removal import Removal
from desktop.records.spool import Absorbed
from desktop.vault import arrivals, header, spool_journal
from desktop.vault.schema import arrival, audit_entry
from desktop.vault.spool import Spool
from desktop.vault.spool_file import SpoolFacts
from desktop.workflow import spooling
from desktop.workflow.absorbing import absorb
from desktop.workflow.card_ledger import list_cards, open_card
from desktop.workflow.consenting import list_consents
from desktop.workflow.destroying import destroy_image
from desktop.workflow.emptying import Looks, Run, receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.scrubbing import How, scrub_vault
from desktop.workflow.signing_in import look_at_door
from desktop.workflow.spooling import LockedVault, SpoolReceiving, look_at_spool
from desktop.workflow.staffing import disable_user, rotate_keys
from desktop.workflow.verifying import verify_vault


class Refusing(InProcess):
    """Decoders that cannot read what another version of them could."""

    def examine(self, *_args: object, **_how: object) -> Examined:
        raise FileRefusedError("damaged")


def locked(practice: Practice) -> LockedVault:
    """Return the vault as a keeper at the door knows it."""
    return LockedVault(
        folder=practice.vault,
        vault_id=header.read(practice.vault).vault_id,
        decoding=InProcess(),
        clock=practice.clock,
        outside=practice.heads,
    )


def receive(
    practice: Practice,
    *,
    removal: Removal = Removal.VERIFIED,
    origin: Origin = Origin.PRACTICE,
    card: CardSeen | None = None,
) -> IntakeReport:
    """Look at the folder until everything has settled, as a keeper at the door does."""
    run = Run(
        folder=practice.card,
        origin=origin,
        removal=removal,
        stop=Event(),
        progress=lambda _done, _all: None,
        timing=QUICK,
        card=card,
    )
    looks = Looks(SpoolReceiving(locked(practice)), run)
    looks.look()
    while looks.report.pending and looks.report.stopped is None:
        looks.look()
    return looks.report


def spool_of(practice: Practice) -> list[str]:
    return sorted(path.name for path in (practice.vault / "spool").iterdir())


@pytest.fixture
def filled(staffed: Practice) -> tuple[Practice, dict[str, bytes]]:
    with staffed.sign_in(RHYS).vault:
        pass
    return staffed, fill_card(staffed.card, range(3))


def test_what_comes_in_while_locked_is_sealed_and_leaves_the_folder(filled) -> None:
    practice, taken = filled
    report = receive(practice)
    assert sorted(one.file for one in report.spooled) == sorted(taken)
    assert all(one.source_removed for one in report.spooled)
    assert list(practice.card.iterdir()) == []
    names = spool_of(practice)
    assert all(
        name == f"{one.name}.removed"
        for one, name in zip(sorted(report.spooled, key=lambda one: one.name), names, strict=True)
    )
    assert look_at_door(practice.vault, clock=practice.clock, outside=practice.heads).spooled == 3
    for path in (practice.vault / "spool").iterdir():
        data = path.read_bytes()
        assert all(plain[:64] not in data and plain[-64:] not in data for plain in taken.values())
        assert not any(name.encode() in data for name in taken)
    assert list((practice.vault / "tmp").iterdir()) == []


def test_it_is_entered_by_the_first_who_may_receive_and_open(filled) -> None:
    practice, taken = filled
    receive(practice)
    for who in (RHYS, MONA):
        session = practice.sign_in(who)
        with session.vault, pytest.raises(NotPermittedError):
            absorb(session)
    assert len(spool_of(practice)) == 3
    session = practice.sign_in(NIA)
    with session.vault:
        done = absorb(session).value
        assert done == Absorbed(entered=3)
        with session.vault.reading() as tx:
            names = [str(row.facts["name"]) for row in arrivals.waiting(tx)]
            rows = list(tx.connection.execute(sa.select(arrival)))
            entered = list(
                tx.connection.execute(
                    sa.select(audit_entry.c.subject).where(audit_entry.c.act == "spooled_entered")
                )
            )
        assert sorted(names) == sorted(taken)
        assert {row.source_removed for row in rows} == {"removed"}
        assert len(entered) == 3
        assert verify_vault(session, lambda _d, _a: None).problems == ()
        assert absorb(session).value == Absorbed()
    assert spool_of(practice) == []
    assert not (practice.vault / "spool.jsonl").exists()


def test_the_entry_says_that_it_was_sealed_while_locked_and_when(filled) -> None:
    practice, _ = filled
    receive(practice)
    session = practice.sign_in(NIA)
    with session.vault:
        absorb(session)
        with session.vault.reading() as tx:
            rows = arrivals.waiting(tx)
    assert all(str(row.facts["spooled_at"]).startswith("2026-03-02T") for row in rows)
    assert all(row.facts["spooled_at"] < row.received_at for row in rows)


def test_what_came_from_a_camera_is_in_its_line_of_the_ledger(filled) -> None:
    practice, taken = filled
    seen = CardSeen(identity=f"{CAMERA}Model 1 serial-7", label="Model 1")
    receive(practice, card=seen)
    (known,) = fill_card(practice.card, range(1))
    receive(practice, card=seen)
    session = practice.sign_in(NIA)
    with session.vault:
        assert absorb(session).value.known == 1
        (line,) = list_cards(session)
        (run,) = open_card(session, line.id).runs
        facts = [one.facts for one in list_inbox(session).waiting]
        assert verify_vault(session, lambda _d, _a: None).problems == ()
    assert (line.serial, line.label, line.lying) == (seen.identity, seen.label, 0)
    assert (run.arrived, run.known, run.removed) == (len(taken), 1, len(taken) + 1)
    assert run.ended_at
    assert run.by_name == session.vault.who.full_name
    assert {one["card"] for one in facts if one is not None} == {line.id}
    assert known in taken


def test_a_film_and_a_text_stay_where_they_are(filled) -> None:
    practice, _ = filled
    (practice.card / "MVI_1.MP4").write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(64))
    (practice.card / "letter.txt").write_bytes(b"Dear doctor")
    report = receive(practice)
    assert len(report.spooled) == 3
    assert sorted(path.name for path in practice.card.iterdir()) == ["MVI_1.MP4", "letter.txt"]
    assert {one.reason for one in report.refused} >= {"video_not_handled"}


def test_nothing_is_received_while_somebody_has_the_vault_open(filled) -> None:
    practice, taken = filled
    with practice.sign_in(RHYS).vault:
        report = receive(practice)
        assert isinstance(report.stopped, VaultInUseError)
        assert sorted(path.name for path in practice.card.iterdir()) == sorted(taken)
        assert spool_of(practice) == []
        assert list((practice.vault / "tmp").iterdir()) == []
    assert len(receive(practice).spooled) == 3


def test_nothing_is_received_before_anybody_has_signed_in(tmp_path) -> None:
    practice = Practice.founded(tmp_path / "p")
    fill_card(practice.card, range(1))
    report = receive(practice)
    assert isinstance(report.stopped, SpoolClosedError)
    assert report.stopped.reason == "not_noted"
    assert len(list(practice.card.iterdir())) == 1
    assert look_at_spool(practice.vault, outside=practice.heads).closed_because == "not_noted"


def test_another_header_stops_it_and_does_not_turn_it(filled, tmp_path) -> None:
    """An earlier vault.json, whose inbox key somebody who left has held, is not sealed to."""
    practice, _ = filled
    earlier = (practice.vault / "vault.json").read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault:
        disable_user(session, NIA)
    for name in ("vault.json", "vault.json.bak"):
        (practice.vault / name).write_bytes(earlier)
    report = receive(practice)
    assert isinstance(report.stopped, SpoolClosedError)
    assert report.stopped.reason == "another_key"
    assert spool_of(practice) == []
    assert len(list(practice.card.iterdir())) == 3


def test_a_vault_of_the_thiefs_own_is_not_sealed_to(filled, tmp_path) -> None:
    practice, _ = filled
    thief = Practice.founded(tmp_path / "thief")
    for name in ("vault.json", "vault.json.bak"):
        shutil.copyfile(thief.vault / name, practice.vault / name)
    report = receive(practice)
    assert isinstance(report.stopped, SpoolClosedError)
    assert len(list(practice.card.iterdir())) == 3


def test_a_key_put_into_the_header_is_not_sealed_to(filled) -> None:
    practice, _ = filled
    for name in ("vault.json", "vault.json.bak"):
        raw = json.loads((practice.vault / name).read_text())
        inbox = next(one for one in raw["domains"] if one["domain"] == "inbox")
        inbox["public"] = raw["domains"][0]["public"]
        (practice.vault / name).write_text(json.dumps(raw))
    report = receive(practice)
    assert isinstance(report.stopped, TamperedError)
    assert len(list(practice.card.iterdir())) == 3


def _spoil(practice: Practice, kind: str, elsewhere: Path) -> None:
    """Do something to the first file of the spool."""
    first, second, _third = sorted((practice.vault / "spool").iterdir())
    data = bytearray(first.read_bytes())
    if kind == "altered":
        data[-100] ^= 1
        first.write_bytes(data)
    elif kind == "cut_off":
        first.write_bytes(data[:-1])
    elif kind == "swapped":
        first.write_bytes(second.read_bytes())
    else:
        other = Practice.founded(elsewhere)
        with other.sign_in(CLARE).vault:
            pass
        fill_card(other.card, range(7, 8))
        receive(other)
        (only,) = (other.vault / "spool").iterdir()
        first.unlink()
        shutil.copyfile(only, first.with_name(only.name))


@pytest.mark.parametrize("kind", ["altered", "cut_off", "swapped", "foreign"])
def test_a_file_that_is_not_what_it_was_is_set_aside_and_said(filled, tmp_path, kind) -> None:
    practice, _ = filled
    receive(practice)
    _spoil(practice, kind, tmp_path / "other")
    session = practice.sign_in(NIA)
    with session.vault:
        report = verify_vault(session, lambda _d, _a: None)
        assert "spool_altered" in {one.what for one in report.problems}
        done = absorb(session).value
        assert (done.entered, done.set_aside) == (2, 1)
        assert done.missing == (1 if kind == "foreign" else 0)
        assert not done.is_well
    aside = list((practice.vault / "quarantine").iterdir())
    assert [path.name.startswith("spool-") for path in aside] == [True]


def test_a_file_that_was_taken_away_is_missed_and_said_once(filled) -> None:
    practice, _ = filled
    receive(practice)
    min((practice.vault / "spool").iterdir()).unlink()
    session = practice.sign_in(NIA)
    with session.vault:
        found = {one.what for one in verify_vault(session, lambda _d, _a: None).problems}
        assert found == {"spool_missing"}
        assert absorb(session).value == Absorbed(entered=2, missing=1)
        assert absorb(session).value == Absorbed()
        assert verify_vault(session, lambda _d, _a: None).problems == ()


def test_what_is_none_of_ours_is_left_alone_and_said(filled) -> None:
    practice, _ = filled
    (practice.vault / "spool" / ("a" * 32)).symlink_to("/etc/passwd")
    (practice.vault / "spool" / "notes.txt").write_text("x")
    session = practice.sign_in(NIA)
    with session.vault:
        assert absorb(session).value == Absorbed(foreign=2)
        assert len(spool_of(practice)) == 2
        found = verify_vault(session, lambda _d, _a: None).problems
        assert [(one.what, one.where) for one in found] == [("spool_foreign", "2")]


def test_what_the_vault_has_already_is_compared_and_leaves_the_spool(filled) -> None:
    practice, taken = filled
    session = practice.sign_in(NIA)
    with session.vault:
        receive_folder(session, run_on(practice.card, removal=Removal.NEVER))
    receive(practice)
    session = practice.sign_in(NIA)
    with session.vault:
        assert absorb(session).value == Absorbed(known=3)
        assert len(list_inbox(session).waiting) == len(taken)
    assert spool_of(practice) == []


def test_the_same_photograph_twice_while_locked_comes_in_once(filled) -> None:
    practice, taken = filled
    receive(practice)
    fill_card(practice.card, range(3))
    receive(practice)
    assert len(spool_of(practice)) == 6
    session = practice.sign_in(CLARE)
    with session.vault:
        assert absorb(session).value == Absorbed(entered=3, known=3)
        assert len(list_inbox(session).waiting) == len(taken)


def test_it_stays_in_the_spool_while_the_vaults_own_copy_is_damaged(filled) -> None:
    practice, _ = filled
    session = practice.sign_in(NIA)
    with session.vault:
        receive_folder(session, run_on(practice.card, removal=Removal.NEVER))
    damaged = min((practice.vault / "objects").glob("*/*"))
    data = bytearray(damaged.read_bytes())
    data[5000] ^= 1
    damaged.write_bytes(data)
    receive(practice)
    session = practice.sign_in(NIA)
    with session.vault:
        done = absorb(session).value
        assert (done.known, done.left, done.is_well) == (2, 1, False)
    assert len(spool_of(practice)) == 1


def test_a_full_disk_is_said_and_the_photograph_stays(filled, monkeypatch) -> None:
    practice, taken = filled

    def full(*_args: object) -> None:
        raise VaultFullError

    with monkeypatch.context() as patched:
        patched.setattr("desktop.vault.spool.require_room", full)
        report = receive(practice)
    assert isinstance(report.stopped, VaultFullError)
    assert len(list(practice.card.iterdir())) == len(taken)
    receive(practice)
    session = practice.sign_in(NIA)
    with session.vault:
        with monkeypatch.context() as patched:
            patched.setattr("desktop.vault.objects.require_room", full)
            done = absorb(session).value
            assert (done.entered, done.left, done.stopped) == (0, 3, "vault_full")
        assert absorb(session).value == Absorbed(entered=3)


def test_a_folder_that_cannot_be_emptied_is_left_for_whoever_signs_in(filled, monkeypatch) -> None:
    practice, taken = filled
    monkeypatch.setattr("desktop.intake._posix.is_writable", lambda _fd: False)
    report = receive(practice)
    assert report.spooled == []
    assert len(list(practice.card.iterdir())) == len(taken)


def test_a_source_that_changes_before_it_goes_is_left(filled, monkeypatch) -> None:
    """The identity is looked at again immediately before: what was written meanwhile stays."""
    practice, _ = filled
    sealing, publishing = Spool.seal, Spool.publish
    names: dict[object, str] = {}
    struck: list[str] = []

    def seal(self: Spool, pieces: Any, facts: SpoolFacts, key: Any) -> Any:
        spool_id = sealing(self, pieces, facts, key)
        names[spool_id] = facts.name
        return spool_id

    def publish(self: Spool, spool_id: Any, *args: Any, **how: Any) -> None:
        publishing(self, spool_id, *args, **how)
        if names[spool_id] == "IMG_0000.JPG" and not struck:
            struck.append(names[spool_id])
            (practice.card / "IMG_0000.JPG").write_bytes(photograph(99))

    with monkeypatch.context() as patched:
        patched.setattr(Spool, "seal", seal)
        patched.setattr(Spool, "publish", publish)
        report = receive(practice)
    kept = [one for one in report.spooled if not one.source_removed]
    assert [one.file for one in kept] == ["IMG_0000.JPG"]
    assert f"{kept[0].name}.changed" in spool_of(practice)
    # what it is now: in the same look, if that took long enough for it to settle, or in the next
    both = (*report.spooled, *receive(practice).spooled)
    now = [one for one in both if one.file == "IMG_0000.JPG" and one not in kept]
    assert [one.source_removed for one in now] == [True]
    session = practice.sign_in(CLARE)
    with session.vault:
        assert absorb(session).value == Absorbed(entered=4)


def test_keys_are_not_renewed_over_what_waits(filled, monkeypatch) -> None:
    practice, _ = filled
    receive(practice)
    session = practice.sign_in(CLARE)
    with session.vault:
        with monkeypatch.context() as patched:
            patched.setattr("desktop.workflow.staffing.may_absorb", lambda _vault: False)
            with pytest.raises(SpoolClosedError) as refused:
                disable_user(session, NIA)
            assert refused.value.reason == "entered_first"
        assert session.vault.header.named(NIA) is not None
        rotate_keys(session, owed_only=False)
        assert len(list_inbox(session).waiting) == 3
    assert spool_of(practice) == []
    fill_card(practice.card, range(5, 6))
    assert len(receive(practice).spooled) == 1
    session = practice.sign_in(NIA)
    with session.vault:
        assert absorb(session).value == Absorbed(entered=1)


def test_what_was_destroyed_does_not_come_back(staffed: Practice) -> None:
    practice = staffed.at_work(range(1))
    session = practice.sign_in(CLARE)
    with session.vault:
        (one,) = list_inbox(session).waiting
        consent = list_consents(session, ETHEL)[0].id
        image = file_image(session, one.arrival, filing(ETHEL, consent)).value.image
        destroy_image(session, image, "asked for")
    fill_card(practice.card, range(1))
    receive(practice)
    session = practice.sign_in(CLARE)
    with session.vault:
        assert absorb(session).value == Absorbed(refused=1)
        assert list_inbox(session).waiting == ()
    assert spool_of(practice) == []


def test_what_does_not_decode_any_more_is_kept_and_set_aside(filled) -> None:
    practice, _ = filled
    receive(practice)
    session = practice.sign_in(NIA)
    with session.vault:
        session.decoding = Refusing()
        assert absorb(session).value == Absorbed(entered=3)
        waiting = list_inbox(session).waiting
        assert {one.state for one in waiting} == {ImageState.QUARANTINED}


def test_a_scrub_says_what_of_the_spool_does_not_open(filled) -> None:
    practice, _ = filled
    receive(practice)
    first = min((practice.vault / "spool").iterdir())
    data = bytearray(first.read_bytes())
    data[200] ^= 4
    first.write_bytes(data)
    session = practice.sign_in(CLARE)
    with session.vault:
        flaws = scrub_vault(session, How()).flaws
        assert [one.what for one in flaws] == ["spool_altered"]
        assert flaws[0].where == first.name[:32]


def test_a_sealed_file_opens_for_the_inbox_key_alone(filled) -> None:
    practice, _ = filled
    receive(practice)
    spool = Spool(practice.vault, VaultId(header.read(practice.vault).vault_id))
    name = spool.lying().waits[0].spool_id
    session = practice.sign_in(CLARE)
    with session.vault, spool.open(name, session.vault.ring) as (facts, pieces):
        assert len(b"".join(pieces)) == facts.size_bytes
    ring = locked(practice).key().ring()
    with pytest.raises(KeyMissingError), spool.open(name, ring):
        pass
    with pytest.raises(DamagedError):
        spool.epoch_of(type(name)("0" * 32))


def test_the_journal_names_no_photograph(filled) -> None:
    practice, taken = filled
    receive(practice)
    text = (practice.vault / "spool.jsonl").read_text()
    assert len(text.splitlines()) == 3
    assert not any(name in text for name in taken)
    known = spool_journal.noted(practice.vault)
    assert len(known) == 3
    assert set(known) == {name.split(".")[0] for name in spool_of(practice)}
    assert spooling.waiting_behind(practice.vault) == 3

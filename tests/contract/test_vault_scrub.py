"""A scrub finds what rotted, sets it aside, and repairs it from a backup, byte for byte."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal

import pytest
import sqlalchemy as sa
from support.practice import CLARE, ETHEL, MONA, NIA, RHYS, Practice, Ticking, filing, passphrase_of

from desktop.cli.main import main
from desktop.errors import DamagedError, NotPermittedError, UsageError, VaultFullError
from desktop.ids import ObjectId
from desktop.records.role import Domain
from desktop.records.scrubbed import NIGHTS
from desktop.vault import object_keys, scrub
from desktop.vault.audit import Event
from desktop.vault.schema import audit_entry, sealed_object
from desktop.workflow import scrubbing
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.destroying import destroy_image
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.pace import Pace
from desktop.workflow.scrubbing import How, scrub_vault
from desktop.workflow.session import Session
from desktop.workflow.verifying import verify_vault


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


def _rows(session: Session) -> dict[str, sa.Row]:
    with session.vault.change() as tx:
        tx.audit(Event(act="test", body={}))
        return {row.id: row for row in tx.connection.execute(sa.select(sealed_object))}


def _entries(session: Session, act: str) -> int:
    with session.vault.change() as tx:
        tx.audit(Event(act="test", body={}))
        query = sa.select(sa.func.count()).where(audit_entry.c.act == act)
        return int(tx.connection.scalar(query) or 0)


def _file(session: Session, number: int = 0) -> Path:
    return sorted((session.vault.folder / "objects").glob("*/*"))[number]


def _flip(path: Path, at: int = 5000) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def _backup(session: Session, to: Path) -> Path:
    """Lay sealed files out as a place of backups does."""
    folder = to / session.vault.header.vault_id / "objects"
    shutil.copytree(session.vault.folder / "objects", folder)
    return to


def test_a_whole_vault_is_read_to_its_end(session):
    done = scrub_vault(session, How())
    assert (done.ok, done.checked, done.not_checked, done.left) == (True, 4, 0, 0)
    rows = _rows(session)
    assert all(row.scrubbed_at and row.damaged_at is None for row in rows.values())
    assert _entries(session, "scrub_vault") == 1


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_flip, "object_altered"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "object_altered"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\0"), "object_altered"),
        (lambda path: path.write_bytes(b""), "object_altered"),
        (lambda path: path.unlink(), "object_missing"),
    ],
    ids=["one bit", "cut", "longer", "empty", "missing"],
)
def test_what_rotted_is_named_and_set_aside(session, harm, what):
    path = _file(session)
    harm(path)
    harmed = path.read_bytes() if path.exists() else None
    done = scrub_vault(session, How())
    assert [(flaw.what, flaw.where) for flaw in done.flaws] == [(what, path.name)]
    assert done.checked == 4
    assert not path.exists()
    aside = list((session.vault.folder / "quarantine").glob("*"))
    assert [one.read_bytes() for one in aside] == ([harmed] if harmed is not None else [])
    row = _rows(session)[path.name]
    assert row.damaged_at is not None
    assert row.key_sealed is not None
    again = scrub_vault(session, How())
    assert [flaw.where for flaw in again.flaws] == [path.name]
    assert _rows(session)[path.name].damaged_at == row.damaged_at


def test_a_row_changed_together_with_its_file_is_found(session):
    """Where ``verify``, which has no key, sees a file with the digest that the row says."""
    path, other = _file(session), _file(session, 1)
    rows = _rows(session)
    path.write_bytes(other.read_bytes())
    with session.vault.change() as tx:
        tx.audit(Event(act="test", body={}))
        known = rows[other.name]
        values = {"sha256_cipher": known.sha256_cipher, "stored_bytes": known.stored_bytes}
        mine = sealed_object.c.id == path.name
        tx.connection.execute(sa.update(sealed_object).where(mine).values(**values))
    assert verify_vault(session, lambda _done, _all: None).ok
    assert [flaw.where for flaw in scrub_vault(session, How()).flaws] == [path.name]


@pytest.mark.parametrize("own_folder", [False, True])
def test_a_damaged_file_is_repaired_from_a_backup(session, tmp_path, own_folder):
    place = _backup(session, tmp_path / "backup")
    paths = [_file(session, number) for number in range(3)]
    whole = [path.read_bytes() for path in paths]
    _flip(paths[0])
    paths[1].unlink()
    place = place / session.vault.header.vault_id if own_folder else place
    done = scrub_vault(session, How(backup=place))
    assert (done.ok, done.flaws) == (True, ())
    assert set(done.repaired) == {paths[0].name, paths[1].name}
    assert [path.read_bytes() for path in paths] == whole
    assert all(row.damaged_at is None for row in _rows(session).values())
    assert list((session.vault.folder / "tmp").iterdir()) == []
    assert len(list((session.vault.folder / "quarantine").iterdir())) == 1
    assert verify_vault(session, lambda _done, _all: None).ok
    assert scrub_vault(session, How()).repaired == ()


def test_what_was_found_before_can_be_repaired_later(session, tmp_path):
    place = _backup(session, tmp_path / "backup")
    path = _file(session)
    _flip(path)
    assert not scrub_vault(session, How()).ok
    assert scrub_vault(session, How(parts=4, backup=place)).repaired == (path.name,)
    assert scrub_vault(session, How()).ok


@pytest.mark.parametrize("harm", [_flip, Path.unlink, lambda path: path.write_bytes(b"DGL1")])
def test_a_backup_that_is_damaged_itself_repairs_nothing(session, tmp_path, harm):
    place = _backup(session, tmp_path / "backup")
    path = _file(session)
    harm(next(place.rglob(path.name)))
    _flip(path)
    done = scrub_vault(session, How(backup=place))
    assert (done.repaired, [flaw.where for flaw in done.flaws]) == ((), [path.name])
    assert not path.exists()


def test_a_whole_file_that_was_set_aside_is_taken_back(session):
    """A disk that failed for a moment: what lies in quarantine is looked at as well."""
    path = _file(session)
    whole = path.read_bytes()
    session.vault.objects.put_aside(ObjectId(path.name))
    assert not path.exists()
    assert scrub_vault(session, How()).repaired == (path.name,)
    assert path.read_bytes() == whole


def test_a_full_disk_leaves_the_damaged_file_where_it_was(session, tmp_path, monkeypatch):
    place = _backup(session, tmp_path / "backup")
    path = _file(session)
    _flip(path)

    def full(*_args: object) -> None:
        raise VaultFullError

    monkeypatch.setattr(scrub, "require_room", full)
    with pytest.raises(VaultFullError):
        scrub_vault(session, How(backup=place))
    assert path.exists()
    assert list((session.vault.folder / "tmp").iterdir()) == []
    monkeypatch.undo()
    assert scrub_vault(session, How(backup=place)).repaired == (path.name,)


def test_slices_go_round_the_whole_vault(session):
    seen = []
    for _ in range(4):
        before = {name for name, row in _rows(session).items() if row.scrubbed_at is None}
        assert scrub_vault(session, How(parts=4)).checked == 1
        after = {name for name, row in _rows(session).items() if row.scrubbed_at is None}
        seen += before - after
    assert sorted(seen) == sorted(_rows(session))
    oldest = min(_rows(session).values(), key=lambda row: row.scrubbed_at)
    scrub_vault(session, How(parts=NIGHTS))
    assert _rows(session)[oldest.id].scrubbed_at > oldest.scrubbed_at


def test_a_scrub_that_is_stopped_keeps_what_it_read(session):
    stop = Signal()
    done = scrub_vault(
        session, How(stop=stop, progress=lambda done, _all: done == 2 and stop.set())
    )
    assert (done.checked, done.left) == (2, 2)
    assert sum(row.scrubbed_at is not None for row in _rows(session).values()) == 2
    assert scrub_vault(session, How(parts=2)).checked == 2
    assert all(row.scrubbed_at for row in _rows(session).values())


def test_a_nights_slice_goes_on_where_it_was_stopped(session):
    stop = Signal()
    how = How(
        parts=2, is_nightly=True, stop=stop, progress=lambda done, _all: done == 1 and stop.set()
    )
    assert (scrub_vault(session, how).checked, stop.is_set()) == (1, True)
    assert scrub_vault(session, How(parts=2, is_nightly=True)).checked == 1
    assert scrub_vault(session, How(parts=2, is_nightly=True)).checked == 0
    session.clock = Ticking(session.clock.now() + timedelta(hours=21))
    assert scrub_vault(session, How(parts=2, is_nightly=True)).checked == 2


def test_a_kill_loses_a_batch_at_most(session):
    def killed(done: int, _all: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scrub_vault(session, How(progress=killed, batch=1))
    assert sum(row.scrubbed_at is not None for row in _rows(session).values()) == 2


def test_what_is_destroyed_meanwhile_stays_destroyed(session, tmp_path):
    """Reading gives way to others: an image may lose its key between reading and noting."""
    place = _backup(session, tmp_path / "backup")
    first = list_inbox(session).waiting[0].arrival
    reject_arrivals(session, (first,), "blurred")
    with session.vault.change() as tx:
        doomed = object_keys.row_of(tx, _object_of(tx, first)).id
        tx.audit(Event(act="test", body={}))
    _flip(session.vault.objects.path(ObjectId(doomed)))
    progress = {"destroyed": False}

    def meanwhile(_done: int, _all: int) -> None:
        if not progress["destroyed"]:
            progress["destroyed"] = True
            destroy_image(session, first, "blurred")

    done = scrub_vault(session, How(backup=place, progress=meanwhile))
    assert doomed not in {flaw.where for flaw in done.flaws}
    assert not session.vault.objects.path(ObjectId(doomed)).exists()
    assert list((session.vault.folder / "quarantine").glob("*")) == []
    assert verify_vault(session, lambda _done, _all: None).ok


def _object_of(tx, arrival_id: str) -> ObjectId:
    from desktop.vault import arrivals

    return arrivals.get(tx, arrival_id).object_id


def test_destroying_removes_what_was_set_aside(session):
    consent = list_consents(session, ETHEL)[0].id
    given = next(one for one in list_inbox(session).waiting if one.patient is not None)
    image = file_image(session, given.arrival, filing(ETHEL, consent)).value.image
    for number in range(5):
        _flip(_file(session, number))
    scrub_vault(session, How())
    assert len(list((session.vault.folder / "quarantine").iterdir())) == 5
    destroy_image(session, image, "asked for")
    assert len(list((session.vault.folder / "quarantine").iterdir())) == 3


def test_keys_that_are_not_held_are_counted(session, monkeypatch):
    consent = list_consents(session, ETHEL)[0].id
    given = next(one for one in list_inbox(session).waiting if one.patient is not None)
    file_image(session, given.arrival, filing(ETHEL, consent))
    ring = session.vault.ring
    monkeypatch.delitem(ring.privates, Domain.ORIGINAL)
    done = scrub_vault(session, How())
    assert (done.ok, done.checked, done.not_checked) == (True, 4, 1)


@pytest.mark.parametrize("user", [NIA, RHYS, MONA])
def test_who_may_not(working, user):
    session = working.sign_in(user)
    with session.vault, pytest.raises(NotPermittedError):
        scrub_vault(session, How())


def test_the_recovery_sheet_may(working):
    session = working.recover()
    with session.vault:
        assert scrub_vault(session, How()).checked == 4


def test_there_is_no_slice_of_nothing(session):
    with pytest.raises(UsageError):
        scrub_vault(session, How(parts=0))


def test_files_are_read_aside(session):
    """The catalogue's thread reads none of them itself."""
    number = []

    def aside(work):
        number.append(work)
        return work()

    scrub_vault(session, How(pace=Pace(pause=lambda _s: None, aside=aside)))
    assert len(number) == 4


def test_the_manager_reads_the_result_in_the_audit(working):
    session = working.sign_in(CLARE)
    with session.vault:
        path = _file(session)
        _flip(path)
        scrub_vault(session, How())
    session = working.sign_in(MONA)
    with session.vault:
        told = [line for line in read_audit(session) if line.act == "scrub_vault"]
    assert [line.body["damaged"] for line in told] == [[path.name]]


def test_a_damaged_database_is_a_flaw(session, monkeypatch):
    monkeypatch.setattr(
        scrubbing.dialect_sqlite, "integrity_problems", lambda _connection: ["page 7"]
    )
    assert [(flaw.what, flaw.where) for flaw in scrub_vault(session, How()).flaws] == [
        ("database", "page 7")
    ]


def test_the_command(working, tmp_path, capsys):
    secret = working.root / "secret"
    secret.write_text(passphrase_of(CLARE))
    who = ["--user", CLARE, "--passphrase-file", str(secret)]
    scrubbed = ["vault", "scrub", str(working.vault), "--json", *who]
    place = tmp_path / "backup"
    vault_id = json.loads((working.vault / "vault.json").read_text())["vault_id"]
    shutil.copytree(working.vault / "objects", place / vault_id / "objects")
    assert main(scrubbed) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["checked"], told["problems"]) == (True, 4, [])
    path = sorted((working.vault / "objects").glob("*/*"))[0]
    _flip(path)
    assert main(scrubbed) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == [{"what": "object_altered", "where": path.name}]
    assert main([*scrubbed, "--slice", "4", "--backup", str(place)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["repaired"], told["checked"]) == ([path.name], 1)
    assert main([*scrubbed, "--slice", "0"]) == 2
    assert "slice" in capsys.readouterr().err


def test_reading_a_damaged_file_says_so_in_the_meantime(session):
    path = _file(session)
    _flip(path)
    scrub_vault(session, How())
    with session.vault.change() as tx:
        key = object_keys.key_of(tx, ObjectId(path.name))
        tx.audit(Event(act="test", body={}))
    row = _rows(session)[path.name]
    with pytest.raises(DamagedError):
        list(session.vault.objects.read(ObjectId(path.name), key, sha256_plain=row.sha256_plain))

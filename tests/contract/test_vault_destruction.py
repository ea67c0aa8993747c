"""Destroying: the key is nowhere, the files are gone, the log says so, and a restore obeys it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.backups import restored
from support.catalogue_pages import hits, raw_key
from support.practice import (
    BORN,
    CLARE,
    ETHEL,
    MONA,
    NIA,
    RHYS,
    Practice,
    declared,
    filing,
    passphrase_of,
    photograph,
    run_on,
)

from desktop.cli.main import main
from desktop.errors import (
    DamagedError,
    NotPermittedError,
    RecordInvalidError,
    TamperedError,
    UnknownRecordError,
    VaultFullError,
    WrongStateError,
)
from desktop.ids import ObjectId
from desktop.records.destruction import BACKUPS_KEPT_DAYS, Because
from desktop.records.draft import Draft
from desktop.records.entry import PassphraseEntry
from desktop.records.image import ImageState
from desktop.records.role import Act
from desktop.vault import arrivals, destruction, images
from desktop.vault.audit import Event
from desktop.vault.destruction_log import Destruction, read_log, replay
from desktop.vault.schema import arrival, declaration, draft, image, sealed_object
from desktop.workflow import destroying
from desktop.workflow.attaching import attach
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.counting import count_images
from desktop.workflow.destroying import destroy_image, log_of
from desktop.workflow.drafting import keep_draft
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.picturing import open_original, open_picture, thumbnails
from desktop.workflow.safekeeping import back_up
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.taking_back import take_back
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images, open_record, save_image, view_image


def _quiet(_done: int, _all: int) -> None:
    return


def _problems(session: Session) -> list[tuple[str, str]]:
    return [(one.what, one.where) for one in verify_vault(session, _quiet).problems]


def _objects(session: Session) -> dict[str, bytes | None]:
    with session.vault.change() as tx:
        tx.audit(Event(act="test", body={}))
        rows = tx.connection.execute(sa.select(sealed_object.c.id, sealed_object.c.key_sealed))
        return {row.id: row.key_sealed for row in rows}


def _despite(practice: Practice) -> Session:
    """Sign in where the comparison at the start finds something."""
    entry = PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE))
    signed = sign_in(
        practice.vault,
        entry,
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
    )
    assert signed.problems
    return signed.session


@dataclass
class Filed:
    """A practice with one image filed, and what it is made of."""

    practice: Practice
    image: str
    arrival: str
    objects: tuple[str, str]

    def files(self) -> list[Path]:
        folder = self.practice.vault / "objects"
        return [path for path in folder.glob("*/*") if path.name in self.objects]

    def lines(self) -> list[list[dict[str, str]]]:
        """Return the log of each place."""
        places = (
            self.practice.vault / "checkpoints" / "destructions.jsonl",
            *self.practice.heads.glob("*.destructions.jsonl"),
        )
        texts = [place.read_text() for place in places if place.exists()]
        return [[json.loads(line) for line in text.splitlines()] for text in texts]


@pytest.fixture(scope="module")
def filed_once(working_once: Practice, tmp_path_factory) -> Filed:
    practice = working_once.copied(tmp_path_factory.mktemp("filed") / "practice")
    session = practice.sign_in(CLARE)
    with session.vault:
        waiting = next(one for one in list_inbox(session).waiting if one.patient is not None)
        consent = list_consents(session, ETHEL)[0].id
        done = file_image(session, waiting.arrival, filing(ETHEL, consent)).value
        with session.vault.change() as tx:
            row = images.get(tx, done.image)
            tx.audit(Event(act="test", body={}))
    objects = (row.original_id, row.derivative_id)
    return Filed(practice, done.image, waiting.arrival, objects)


@pytest.fixture
def filed(filed_once: Filed, tmp_path) -> Filed:
    practice = filed_once.practice.copied(tmp_path / "practice")
    return Filed(practice, filed_once.image, filed_once.arrival, filed_once.objects)


def test_the_keys_are_gone_and_so_are_the_files(filed):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        assert len(filed.files()) == 2
        done = destroy_image(session, filed.image, "asked for", because=Because.REQUEST).value
        assert (done.subject, done.objects, done.finished) == (filed.image, 2, True)
        assert done.backups_until == session.today() + timedelta(days=BACKUPS_KEPT_DAYS)
        assert filed.files() == []
        keys = _objects(session)
        assert [keys[one] for one in filed.objects] == [None, None]
        assert _problems(session) == []
        inside, outside = filed.lines()
    assert inside == outside
    assert {line["object"] for line in inside} == set(filed.objects)
    assert {line["subject"] for line in inside} == {filed.image}
    assert {line["reason_code"] for line in inside} == {"request"}
    assert "asked for" not in json.dumps(inside)


def test_nothing_sealed_about_it_is_left_in_the_catalogue(working, tmp_path):
    session = working.sign_in(RHYS)
    (working.card / "sent.jpg").write_bytes(photograph(20))
    quiet = {"progress": _quiet, "cancelled": lambda: False}
    with session.vault:
        attach(
            session,
            (working.card / "sent.jpg",),
            ETHEL,
            declared(note="itches"),
            second=BORN[ETHEL],
            **quiet,
        )
    session = working.sign_in(CLARE)
    with session.vault:
        sent = next(one for one in list_inbox(session).waiting if one.facts["name"] == "sent.jpg")
        keep_draft(session, Draft(arrival=sent.arrival, seen=True))
        consent = list_consents(session, ETHEL)[0].id
        done = file_image(session, sent.arrival, filing(ETHEL, consent)).value
        destroy_image(session, done.image, "a mistake")
        with session.vault.change() as tx:
            tx.audit(Event(act="test", body={}))
            of_arrival = arrival.c.id == sent.arrival
            told = declaration.c.arrival_id == sent.arrival
            read = tx.connection.scalar
            assert read(sa.select(arrival.c.facts_sealed).where(of_arrival)) == b""
            assert read(sa.select(arrival.c.state).where(of_arrival)) == "destroyed"
            assert read(sa.select(declaration.c.body_sealed).where(told)) == b""
            assert read(sa.select(image.c.details_sealed).where(image.c.id == done.image)) == b""
            drafts = sa.select(draft).where(draft.c.arrival_id == sent.arrival)
            assert tx.connection.execute(drafts).all() == []


def test_no_page_of_the_catalogue_holds_the_key_any_more(working):
    """Neither the key as it was sealed in the inbox nor as it was sealed when it was filed."""
    session = working.sign_in(CLARE)
    with session.vault as vault:
        first = next(one for one in list_inbox(session).waiting if one.patient is not None)
        with vault.change() as tx:
            original = arrivals.get(tx, first.arrival).object_id
            tx.audit(Event(act="test", body={}))
        seals = [_objects(session)[original]]
        consent = list_consents(session, ETHEL)[0].id
        done = file_image(session, first.arrival, filing(ETHEL, consent)).value
        with vault.change() as tx:
            derivative = images.get(tx, done.image).derivative_id
            tx.audit(Event(act="test", body={}))
        seals += [_objects(session)[one] for one in (original, derivative)]
        key, folder = raw_key(vault), working.vault
        vault.fold_log()
        found = [hits(folder, key, seal[8:72]) for seal in seals if seal is not None]
        assert found == [0, 1, 1], "the control: the reader sees the seals in force"
        destroy_image(session, done.image, "asked for")
        assert [hits(folder, key, seal[8:72]) for seal in seals if seal is not None] == [0, 0, 0]
        other = next(seal for seal in _objects(session).values() if seal is not None)
        assert hits(folder, key, other[8:72]) >= 1
    assert [hits(folder, key, seal[8:72]) for seal in seals if seal is not None] == [0, 0, 0]


def test_a_manager_destroys_without_seeing(filed):
    session = filed.practice.sign_in(MONA)
    with session.vault:
        assert destroy_image(session, filed.image, "retention").value.finished
        assert _problems(session) == []


@pytest.mark.parametrize("user", [NIA, RHYS])
def test_other_roles_may_not(filed, user):
    session = filed.practice.sign_in(user)
    with session.vault:
        with pytest.raises(NotPermittedError):
            destroy_image(session, filed.image, "why")
        assert _objects(session)[filed.objects[0]] is not None
    assert len(filed.files()) == 2


def test_the_recovery_sheet_destroys_nothing(filed):
    session = filed.practice.recover()
    with session.vault, pytest.raises(NotPermittedError):
        destroy_image(session, filed.image, "why")


def test_the_reason_is_sealed_in_the_audit(filed):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        destroy_image(session, filed.image, "of somebody else", because=Because.MISTAKE)
    session = filed.practice.sign_in(MONA)
    with session.vault:
        told = list(read_audit(session, subject=filed.image))
        assert told[-1].act == Act.DESTROY_IMAGE.value
        assert told[-1].body["reason"] == "of somebody else"


@pytest.mark.parametrize(
    ("subject", "reason", "error"),
    [
        ("i-none", "why", UnknownRecordError),
        ("a-none", "why", UnknownRecordError),
        ("filed", "  ", RecordInvalidError),
        ("arrival of filed", "why", WrongStateError),
        ("waiting", "why", WrongStateError),
    ],
)
def test_what_is_refused_changes_nothing(filed, subject, reason, error):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        waiting = list_inbox(session).waiting[0].arrival
        known = {"filed": filed.image, "arrival of filed": filed.arrival, "waiting": waiting}
        before = _objects(session)
        with pytest.raises(error):
            destroy_image(session, known.get(subject, subject), reason)
        assert _objects(session) == before
        assert _problems(session) == []
    assert filed.lines() == []


def test_a_rejected_arrival_can_be_destroyed(filed):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        one = list_inbox(session).waiting[0].arrival
        reject_arrivals(session, (one,), "blurred")
        done = destroy_image(session, one, "blurred").value
        assert (done.objects, done.finished) == (1, True)
        assert _problems(session) == []
        with pytest.raises(WrongStateError):
            take_back(session, (one,), "after all")
        with pytest.raises(WrongStateError):
            destroy_image(session, one, "twice")
        tally = count_images(session)
        assert (tally.destroyed, tally.received) == (1, tally.accounted_for)


_LOOKS: dict[str, Callable[[Session, str, Path], object]] = {
    "view": lambda session, one, _to: view_image(session, one),
    "open": lambda session, one, _to: open_picture(session, one, longest_px=0),
    "small": lambda session, one, _to: open_picture(session, one, longest_px=64),
    "original": lambda session, one, _to: open_original(session, one, "why", longest_px=0),
    "save": lambda session, one, to: save_image(session, one, to / "copy.jpg", "why"),
}


@pytest.mark.parametrize("look", _LOOKS)
def test_whoever_opens_it_is_told_that_it_was_destroyed(filed, look, tmp_path):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        _small, block = open_picture(session, filed.image, longest_px=64)
        block.close()
        destroy_image(session, filed.image, "asked for")
        with pytest.raises(DamagedError, match="destroyed"):
            _LOOKS[look](session, filed.image, tmp_path)


def test_lists_say_that_it_was_destroyed(filed):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        destroy_image(session, filed.image, "asked for")
        _, listed = list_images(session, ETHEL)
        assert [(one.image, one.state) for one in listed] == [(filed.image, ImageState.DESTROYED)]
        assert listed[0].details == {}
        assert open_record(session, ETHEL).images == listed
        thumbs, block = thumbnails(session, (filed.image,), longest_px=64)
        block.close()
        assert (thumbs[0].raster, thumbs[0].problem) == (None, "damaged")
        assert filed.arrival not in {one.arrival for one in list_inbox(session).waiting}
        tally = count_images(session)
        assert (tally.destroyed, tally.filed) == (1, 0)
        assert tally.received == tally.accounted_for


def test_the_same_photograph_is_not_taken_in_again(filed):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        destroy_image(session, filed.image, "asked for")
        (filed.practice.card / "IMG_0000.JPG").write_bytes(photograph(0))
        report = receive_folder(session, run_on(filed.practice.card)).value
        assert [(one.file, one.reason) for one in report.refused] == [("IMG_0000.JPG", "destroyed")]
        assert (report.arrived, report.stopped) == ([], None)


# ---------------------------------------------------------------------------- cut off


def _cut(monkeypatch, name: str) -> None:
    """Have a step after the commit fail, as a power cut before it would."""

    def refuse(*_args: object) -> None:
        raise DamagedError("disk")

    monkeypatch.setattr(destroying.DestructionLog, name, refuse)


def test_files_that_stayed_go_at_the_next_start(filed, monkeypatch):
    session = filed.practice.sign_in(CLARE)
    kept = {path: path.read_bytes() for path in filed.files()}
    with session.vault:
        _cut(monkeypatch, "publish")
        assert not destroy_image(session, filed.image, "asked for").value.finished
    for path, data in kept.items():
        path.write_bytes(data)
    monkeypatch.undo()
    assert filed.lines() == []
    with filed.practice.sign_in(RHYS).vault as vault:
        assert vault.recovered.destroyed_removed == 2
    assert filed.files() == []
    inside, outside = filed.lines()
    assert inside == outside
    assert len(inside) == 2
    assert not (filed.practice.vault / "checkpoints" / "destructions.next").exists()


def test_an_entry_without_a_line_is_finished_by_somebody_who_may(filed):
    session = filed.practice.sign_in(CLARE)
    clare = session.user
    with session.vault:
        destroy_image(session, filed.image, "asked for")
    for path in filed.practice.root.rglob("*destructions.jsonl"):
        path.unlink()
    session = filed.practice.sign_in(RHYS)
    with session.vault:
        assert {what for what, _ in _problems(session)} == {"destroyed_unlogged"}
    session = filed.practice.sign_in(MONA)
    with session.vault:
        assert _problems(session) == []
    inside, outside = filed.lines()
    assert inside == outside
    assert [(line["user"] != clare, line["reason_code"]) for line in inside] == [
        (True, "finished")
    ] * 2


def test_a_log_that_is_missing_in_one_place_is_made_whole(filed):
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        destroy_image(session, filed.image, "asked for")
    inside = filed.practice.vault / "checkpoints" / "destructions.jsonl"
    first, second, _ = inside.read_bytes().split(b"\n")
    inside.write_bytes(first + b"\n" + second[:40])
    with filed.practice.sign_in(NIA).vault:
        pass
    assert sorted(inside.read_bytes().split(b"\n")) == sorted([b"", first, second])


def test_a_full_disk_before_the_commit_changes_nothing(filed, monkeypatch):
    session = filed.practice.sign_in(CLARE)

    def full(*_args: object) -> None:
        raise VaultFullError

    with session.vault:
        monkeypatch.setattr(destroying.DestructionLog, "stage", full)
        with pytest.raises(VaultFullError):
            destroy_image(session, filed.image, "asked for")
        assert None not in _objects(session).values()
        assert _problems(session) == []
    assert len(filed.files()) == 2


def test_what_was_staged_and_never_committed_is_forgotten(filed, monkeypatch):
    session = filed.practice.sign_in(CLARE)

    def fail(*_args: object) -> int:
        raise DamagedError("catalogue")

    with session.vault:
        log = log_of(session.vault)
        honest = destroying.DestructionLog.stage
        monkeypatch.setattr(
            destroying.DestructionLog, "stage", lambda *args: (honest(*args), fail())
        )
        with pytest.raises(DamagedError):
            destroy_image(session, filed.image, "asked for")
        monkeypatch.undo()
        assert len(log.staged(session.vault.header)) == 2
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        assert log.staged(session.vault.header) == []
        assert _problems(session) == []
    assert filed.lines() == []


# ---------------------------------------------------------------------------- restored, forged


def test_a_restored_backup_is_destroyed_again(filed, tmp_path):
    backup = filed.practice.copied(tmp_path / "backup")
    session = filed.practice.sign_in(CLARE)
    with session.vault as vault:
        destroy_image(session, filed.image, "asked for")
        log = log_of(vault).read(vault.header)
    session = backup.sign_in(CLARE)
    with session.vault as vault:
        with view_image(session, filed.image) as there:
            assert there.size
        with vault.change() as tx:
            assert replay(tx, vault.objects, log) == 2
        with pytest.raises(DamagedError, match="destroyed"):
            view_image(session, filed.image)
        assert not (backup.vault / "objects" / filed.objects[0][:2] / filed.objects[0]).exists()
        log_of(vault).publish(log)
        assert _problems(session) == []
        with vault.change() as tx:
            assert replay(tx, vault.objects, log) == 0
            tx.audit(Event(act="test", body={}))


def test_what_was_not_filed_yet_is_destroyed_as_what_waits_and_the_unknown_passed_over(
    working_once, filed, tmp_path
):
    session = filed.practice.sign_in(CLARE)
    with session.vault as vault:
        destroy_image(session, filed.image, "asked for")
        log = log_of(vault).read(vault.header)
    unknown = [replace(one, object=ObjectId("f" * 32)) for one in log]
    session = working_once.copied(tmp_path / "older").sign_in(CLARE)
    with session.vault as vault:
        with vault.change() as tx:
            assert replay(tx, vault.objects, unknown) == 0
            tx.audit(Event(act="test", body={}))
        with vault.change() as tx:
            assert replay(tx, vault.objects, log) == 1
            again = tx.at
        with vault.reading() as tx:
            last = max(again, log[0].at)  # older catalogues go by it
            assert destruction.last_destroyed(tx) == last
        with vault.reading() as tx:
            assert arrivals.get(tx, filed.arrival).state is ImageState.DESTROYED


def test_an_old_catalogue_put_back_by_hand_shows(filed):
    practice = filed.practice
    old = (practice.vault / "catalogue.db").read_bytes()
    files = {path: path.read_bytes() for path in filed.files()}
    session = practice.sign_in(CLARE)
    with session.vault:
        destroy_image(session, filed.image, "asked for")
    (practice.vault / "catalogue.db").write_bytes(old)
    for path, data in files.items():
        path.write_bytes(data)
    session = _despite(practice)
    with session.vault:
        back = {where for what, where in _problems(session) if what == "destroyed_is_back"}
    assert back == set(filed.objects)


def test_a_file_that_is_back_shows_and_goes_at_the_next_start(filed):
    path = filed.files()[0]
    data = path.read_bytes()
    session = filed.practice.sign_in(CLARE)
    with session.vault:
        destroy_image(session, filed.image, "asked for")
        path.write_bytes(data)
        assert _problems(session) == [("destroyed_is_back", path.name)]
    with filed.practice.sign_in(CLARE).vault:
        assert not path.exists()


def test_a_key_that_was_taken_away_with_other_tools_shows(filed):
    session = filed.practice.sign_in(RHYS)
    with session.vault:
        with session.vault.change() as tx:
            tx.audit(Event(act="test", body={}))
            mine = sealed_object.c.id == filed.objects[0]
            tx.connection.execute(sa.update(sealed_object).where(mine).values(key_sealed=None))
        assert ("destroyed_unsigned", filed.objects[0]) in _problems(session)


def test_a_receptionist_cannot_have_something_destroyed_by_an_entry_of_theirs(filed):
    """Their entry is rightly signed and bound; it gets into no log, and ``verify`` names it."""
    session = filed.practice.sign_in(RHYS)
    with session.vault, session.vault.change() as tx:
        doomed = destruction.target(tx, filed.image)
        destruction.erase(tx, doomed)
        bound = doomed.binding()
        tx.audit(Event(act="destroy_image", subject=filed.image, binding=bound, body={}))
    session = _despite(filed.practice)
    with session.vault:
        assert {"audit_role", "destroyed_unlogged"} <= {what for what, _ in _problems(session)}
    assert filed.lines() == []


def _destroyed(filed: Filed) -> tuple[Practice, Path, list[Destruction]]:
    session = filed.practice.sign_in(CLARE)
    with session.vault as vault:
        destroy_image(session, filed.image, "asked for")
        log = log_of(vault)
        return filed.practice, log.places[0], log.read(vault.header)


@pytest.mark.parametrize(
    "forge",
    [
        lambda line: line | {"object": "0" * 32},
        lambda line: line | {"subject": "i-other"},
        lambda line: line | {"seq": 1},
        lambda line: line | {"at": "2020-01-01T00:00:00.000+00:00"},
        lambda line: line | {"reason_code": "retention"},
        lambda line: line | {"vault": "v-" + "0" * 32},
        lambda line: line | {"user": "u-nobody"},
        lambda line: {"vault": line["vault"]},
        lambda _line: [],
    ],
)
def test_a_forged_line_is_refused(filed, forge):
    practice, path, _ = _destroyed(filed)
    first, *rest = path.read_text().splitlines()
    forged = json.dumps(forge(json.loads(first)))
    path.write_text("\n".join([forged, *rest, ""]))
    session = practice.sign_in(CLARE)  # nobody is shut out by it
    with session.vault as vault:
        with pytest.raises(TamperedError):
            read_log(path, vault.header)
        assert "destruction_log" in {what for what, _ in _problems(session)}


@pytest.mark.parametrize("user", [RHYS, NIA])
def test_a_line_by_somebody_who_may_not_destroy_is_refused(filed, user):
    practice, path, lines = _destroyed(filed)
    session = practice.sign_in(user)
    with session.vault as vault:
        theirs = Destruction(
            vault_id=vault.header.vault_id,
            seq=lines[0].seq,
            at=lines[0].at,
            user=session.user,
            object=ObjectId("1" * 32),
            subject="i-other",
            reason_code="other",
        ).signed(vault.who.identity.signing_private)
        path.write_bytes(path.read_bytes() + theirs.line() + b"\n")
        with pytest.raises(TamperedError):
            read_log(path, vault.header)


def test_a_torn_last_line_is_passed_over_at_every_length(filed, tmp_path):
    practice, path, lines = _destroyed(filed)
    whole = path.read_bytes()
    session = practice.sign_in(CLARE)
    with session.vault as vault:
        torn = tmp_path / "torn.jsonl"
        for length in range(len(whole) + 1):
            torn.write_bytes(whole[:length])
            assert read_log(torn, vault.header) == lines[: whole[:length].count(b"\n")]


def _who(filed: Filed) -> list[str]:
    secret = filed.practice.root / "secret"
    secret.write_text(passphrase_of(CLARE))
    return ["--user", CLARE, "--passphrase-file", str(secret)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "cannot be read in this vault any more"), ("cy", "gladdgell hon mwyach")],
)
def test_what_the_command_says_is_honest(filed, capsys, language, said):
    args = ["destroy", str(filed.practice.vault), filed.image, "--reason", "asked for"]
    assert main([*args, "--language", language, *_who(filed)]) == 0
    told = capsys.readouterr().out
    assert said in told
    assert "NIST SP 800-88" in told


def test_the_command_and_what_lists_say_afterwards(filed, capsys):
    vault, who = str(filed.practice.vault), _who(filed)
    args = ["destroy", vault, filed.image, "--reason", "asked for", "--because", "request", *who]
    assert main([*args, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["destroyed"], told["objects"], told["finished"]) == (filed.image, 2, True)
    assert main(["images", vault, "--patient", ETHEL, "--json", *who]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["state"], one["site"]) for one in listed] == [("destroyed", None)]
    assert main(["images", vault, "--patient", ETHEL, "--language", "en", *who]) == 0
    assert "Destroyed" in capsys.readouterr().out
    assert main(["vault", "verify", vault, *who]) == 0


def test_a_backup_in_which_it_still_waited_is_restored_without_it(
    working_once: Practice, tmp_path: Path
) -> None:
    """The log names an image that such a backup does not know; its file is the arrival's there."""
    practice = working_once.copied(tmp_path / "practice")
    session = practice.sign_in(CLARE)
    with session.vault:
        back_up(session, tmp_path / "backups")
        waiting = next(one for one in list_inbox(session).waiting if one.patient is not None)
        consent = list_consents(session, ETHEL)[0].id
        done = file_image(session, waiting.arrival, filing(ETHEL, consent)).value
        destroy_image(session, done.image, "asked for")
    other, told = restored(
        practice, tmp_path / "backups", tmp_path / "other", older=True, outside=practice.heads
    )
    assert told.destroyed_again == 1
    session = other.sign_in(CLARE)
    with session.vault:
        assert waiting.arrival not in {one.arrival for one in list_inbox(session).waiting}
        assert _problems(session) == []
        tally = count_images(session)
        assert (tally.destroyed, tally.received) == (1, tally.accounted_for)


def test_a_file_that_another_image_names_is_not_destroyed_with_it(filed: Filed) -> None:
    """Somebody with the catalogue key would have two images destroyed by destroying one."""
    session = filed.practice.sign_in(CLARE)
    with session.vault as vault:
        other = list_inbox(session).waiting[0].arrival
        with vault.change() as tx:
            held = arrivals.get(tx, other).object_id
            tx.connection.execute(sa.update(image).values(original_id=held))
            tx.audit(Event(act="test", body={}))
        before = _objects(session)
        with pytest.raises(TamperedError, match="shared"):
            destroy_image(session, filed.image, "asked for")
        assert _objects(session) == before

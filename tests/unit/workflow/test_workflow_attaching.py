"""Attaching: sealed for the patient, known and foreign files told apart, the files left alone."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from support.letters import letter
from support.practice import (
    BORN,
    CLARE,
    ETHEL,
    GWYN,
    MONA,
    NIA,
    RHYS,
    Practice,
    declared,
    filing,
    photograph,
    run_on,
)

from desktop.errors import (
    DecoderCrashedError,
    DecoderHungError,
    RecordInvalidError,
    UnknownRecordError,
    VaultFullError,
    WrongPatientError,
)
from desktop.records.attached import AttachedState, Picked
from desktop.records.consent import Capacity, How, Use
from desktop.records.declaration import Came
from desktop.records.draft import Draft
from desktop.records.image import ImageState
from desktop.records.outcome import Topic
from desktop.settings import LIMITS
from desktop.vault.audit import Event
from desktop.vault.schema import arrival, consent
from desktop.workflow.attaching import attach, attached_today
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.drafting import keep_draft
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.messages import look_into_files
from desktop.workflow.patients import add_patient, import_patients
from desktop.workflow.session import Session
from desktop.workflow.taking_back import take_back
from desktop.workflow.verifying import verify_vault

CHILD = (
    b"nhs_number,family_name,given_name,title,date_of_birth,gender\n,Wren,Mali,,2019-05-21,female\n"
)


@pytest.fixture
def desk(working: Practice):
    """The front desk of a practice with two patients; nothing of theirs is attached."""
    session = working.sign_in(RHYS)
    yield session
    session.vault.close()


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "sent"
    made.mkdir()
    return made


def _put(folder: Path, *seeds: int) -> tuple[Path, ...]:
    files = tuple(folder / f"from ethel {seed}.jpg" for seed in seeds)
    for seed, file in zip(seeds, files, strict=True):
        file.write_bytes(photograph(seed))
    return files


def _attach(
    session: Session, files, patient: str = ETHEL, *, second=None, cancelled=lambda: False, **said
):
    return attach(
        session,
        tuple(files),
        patient,
        declared(**said),
        second=BORN.get(patient, "2019-05-21") if second is None else second,
        progress=lambda _done, _all: None,
        cancelled=cancelled,
    )


def _outcomes(session: Session, files, patient: str = ETHEL, **said) -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in _attach(session, files, patient, **said).value]


def _rows(session: Session) -> dict[str, sa.Row]:
    with session.vault.change() as tx:
        rows = {row.sha256: row for row in tx.connection.execute(sa.select(arrival))}
        tx.audit(Event(act="test", body={}))
    return rows


def _row(session: Session, seed: int) -> sa.Row:
    return _rows(session)[hashlib.sha256(photograph(seed)).hexdigest()]


def _consents(session: Session) -> int:
    with session.vault.change() as tx:
        found = tx.connection.scalar(sa.select(sa.func.count()).select_from(consent))
        tx.audit(Event(act="test", body={}))
    return found or 0


def test_images_are_sealed_for_the_patient_and_the_files_stay(working, desk, folder):
    files = _put(folder, 20, 21)
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in files}
    done = _attach(desk, files, note="itches at night")
    assert done.changed == {Topic.INBOX, Topic.RECORD}
    assert [(one.file, one.outcome, one.reason) for one in done.value] == [
        ("from ethel 20.jpg", "attached", ""),
        ("from ethel 21.jpg", "attached", ""),
    ]
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in files} == before
    assert working.decoding.asked == [("examine", True), ("examine", True)]
    rows = [_row(desk, 20), _row(desk, 21)]
    assert {row.state for row in rows} == {"identified"}
    assert {row.origin for row in rows} == {"patient"}
    assert {row.source_removed for row in rows} == {"not_asked"}
    assert len({row.series_id for row in rows}) == 1
    assert len({row.consent_id for row in rows}) == 1
    assert verify_vault(desk, lambda _done, _all: None).ok
    desk.vault.close()
    nurse = working.sign_in(NIA)
    with nurse.vault:
        inbox = list_inbox(nurse)
        mine = [one for one in inbox.waiting if one.arrival in {row.id for row in rows}]
        assert {one.facts["name"] for one in mine} == {one.file for one in done.value}
        assert mine[0].facts["declaration"] == {
            "came": "email",
            "asked": True,
            "told": True,
            "capacity": "patient",
            "giver_name": "",
            "relationship": "",
            "note": "itches at night",
        }
        assert (mine[0].facts["format"], mine[0].facts["width_px"]) == ("jpeg", 96)
        given = list_consents(nurse, ETHEL)[0]
        assert given.id == rows[0].consent_id
        assert (given.how, given.capacity, given.uses) == (
            How.VERBAL,
            Capacity.PATIENT,
            {Use.CARE},
        )
        assert given.recorded_by == rows[0].received_by


def test_nothing_is_attached_on_one_identifier_or_on_anothers(desk, folder):
    """Nobody at the front desk can look, so the second identifier is all there is."""
    files, before = _put(folder, 20), len(_rows(desk))
    for wrong in ("", BORN[GWYN], ETHEL, "0019"):
        with pytest.raises(WrongPatientError):
            _attach(desk, files, second=wrong)
    assert len(_rows(desk)) == before


def test_what_was_attached_is_filed_under_the_declared_consent(working, desk, folder):
    _attach(desk, _put(folder, 20))
    row = _row(desk, 20)
    desk.vault.close()
    session = working.sign_in(CLARE)
    with session.vault:
        assert file_image(session, row.id, filing(ETHEL, row.consent_id)).value.image
        assert ("burn", True) in working.decoding.asked


@pytest.mark.parametrize(
    ("came", "origin"), [(Came.ORGANISATION, "other"), (Came.BROUGHT, "patient")]
)
def test_whose_device_it_was_is_told_from_how_it_came(desk, folder, came, origin):
    _attach(desk, _put(folder, 20), came=came)
    assert _row(desk, 20).origin == origin


def test_what_is_no_whole_image_is_refused_by_name_and_the_rest_attached(desk, folder):
    (good,) = _put(folder, 20)
    cases = {
        "empty.jpg": "empty",
        "link.jpg": "link",
        "pipe": "not_a_file",
        "inner": "not_a_file",
        "cut.jpg": "cut_off",
        "note.txt": "not_an_image",
        "gone.jpg": "unreadable_source",
        "missing/away.jpg": "unreadable_source",
        "..": "name",
        "huge.tif": "too_large",
    }
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "link.jpg").symlink_to(good)
    os.mkfifo(folder / "pipe")
    (folder / "inner").mkdir()
    (folder / "cut.jpg").write_bytes(photograph(21)[:-200])
    (folder / "note.txt").write_text("hello")
    with (folder / "huge.tif").open("wb") as huge:
        huge.truncate(LIMITS.file_bytes + 1)
    files = [*(folder / name for name in cases), good]
    assert _outcomes(desk, files) == [
        *(("refused", reason) for reason in cases.values()),
        ("attached", ""),
    ]
    assert len(_rows(desk)) == 5


def test_nothing_attached_records_no_consent(desk, folder):
    before = _consents(desk)
    (folder / "note.txt").write_text("hello")
    done = _attach(desk, [folder / "note.txt"])
    assert done.changed == frozenset()
    assert _consents(desk) == before
    assert _attach(desk, []).value == ()


def test_a_name_that_lies_is_shown_so_that_it_cannot(desk, folder):
    file = folder / "gpj.\u202ecnys.exe"
    file.write_bytes(photograph(20))
    assert _attach(desk, [file]).value[0].file == "gpj.\\u202ecnys.exe"


def test_attached_again_is_already_theirs_and_records_nothing(desk, folder):
    files = _put(folder, 20)
    _attach(desk, files)
    rows, given = _rows(desk), _consents(desk)
    assert _outcomes(desk, [*files, *files]) == [("already", ""), ("already", "")]
    assert (_rows(desk), _consents(desk)) == (rows, given)


def test_what_is_filed_already_is_already_theirs(working, desk, folder):
    files = _put(folder, 20)
    _attach(desk, files)
    row = _row(desk, 20)
    desk.vault.close()
    session = working.sign_in(CLARE)
    with session.vault:
        file_image(session, row.id, filing(ETHEL, row.consent_id))
        assert _outcomes(session, files) == [("already", "")]


def test_what_waits_for_nobody_is_given_to_the_patient(working, desk, folder):
    """The nurse took the card in; then the patient's own copy comes by e-mail."""
    files = _put(folder, 1)
    before = _row(desk, 1)
    assert (before.state, before.patient_id) == ("arrived", None)
    assert _outcomes(desk, files, note="the same as on Monday") == [("attached", "")]
    row = _row(desk, 1)
    assert (row.id, row.series_id, row.origin) == (before.id, before.series_id, "practice")
    assert row.state == "identified"
    assert row.patient_id
    desk.vault.close()
    nurse = working.sign_in(NIA)
    with nurse.vault:
        one = next(one for one in list_inbox(nurse).waiting if one.arrival == row.id)
    assert one.facts["declaration"]["note"] == "the same as on Monday"


def test_another_patients_image_is_a_conflict_and_nobody_is_named(working, desk, folder):
    """The first arrival of the practice was given to Ethel."""
    files = _put(folder, 0)
    rows, given = _rows(desk), _consents(desk)
    done = _attach(desk, files, GWYN)
    assert [(one.outcome, one.reason) for one in done.value] == [("conflict", "")]
    assert (_rows(desk), _consents(desk)) == (rows, given)
    assert attached_today(desk) == ()
    desk.vault.close()
    manager = working.sign_in(MONA)
    with manager.vault:
        line = next(line for line in read_audit(manager) if line.act == "attach_images")
    assert line.subject == next(row.id for row in rows.values() if row.patient_id)
    assert line.body["outcome"] == "conflict"


def test_what_was_rejected_is_a_conflict_whosever_it_was(working, desk, folder):
    files = _put(folder, 20)
    _attach(desk, files)
    row = _row(desk, 20)
    desk.vault.close()
    nurse = working.sign_in(NIA)
    with nurse.vault:
        reject_arrivals(nurse, (row.id,), "shows nothing")
        assert _outcomes(nurse, files) == [("conflict", "")]
    assert row.patient_id


@pytest.mark.parametrize("failure", [DecoderCrashedError(), DecoderHungError()])
def test_what_no_decoder_can_finish_with_is_kept_aside_for_the_patient(
    working, desk, folder, failure
):
    files = _put(folder, 20)
    working.decoding.failure = failure
    done = _attach(desk, files)
    working.decoding.failure = None
    assert [(one.outcome, one.reason) for one in done.value] == [("attached", failure.code)]
    row = _row(desk, 20)
    assert (row.state, row.set_aside_because) == ("quarantined", failure.code)
    assert row.patient_id
    assert _outcomes(desk, files) == [("already", "")]
    assert _outcomes(desk, files, GWYN) == [("conflict", "")]
    desk.vault.close()
    nurse = working.sign_in(NIA)
    with nurse.vault:
        take_back(nurse, (row.id,), "try again")
        one = next(one for one in list_inbox(nurse).waiting if one.arrival == row.id)
        assert (one.state, one.patient) == (ImageState.ARRIVED, None)
        assert one.facts["declaration"]["came"] == "email"
        assert verify_vault(nurse, lambda _done, _all: None).ok


def test_one_that_was_set_aside_on_the_card_gets_the_patients_name(working, desk, folder):
    files = _put(working.card, 20)
    working.decoding.failure = DecoderHungError()
    receive_folder(desk, run_on(working.card))
    working.decoding.failure = None
    assert _row(desk, 20).patient_id is None
    assert _outcomes(desk, files) == [("attached", "decoder_hung")]
    row = _row(desk, 20)
    assert row.state == "quarantined"
    assert row.patient_id


def test_cancelled_between_files(desk, folder):
    files = _put(folder, 20, 21, 22)
    asked = iter((False, True))
    steps = []
    done = attach(
        desk,
        files,
        ETHEL,
        declared(),
        second=BORN[ETHEL],
        progress=lambda one, total: steps.append((one, total)),
        cancelled=lambda: next(asked),
    )
    assert [(one.outcome, one.reason) for one in done.value] == [
        ("attached", ""),
        ("pending", ""),
        ("pending", ""),
    ]
    assert steps == [(0, 3), (1, 3), (1, 3)]


def _full_after(session: Session, monkeypatch, good: int) -> None:
    honest = session.vault.objects.put
    calls = []

    def put(*args, **kwargs):
        calls.append(1)
        if len(calls) > good:
            raise VaultFullError
        return honest(*args, **kwargs)

    monkeypatch.setattr(session.vault.objects, "put", put)


def test_a_full_disk_stops_the_run_and_says_what_was_attached(desk, folder, monkeypatch):
    files = _put(folder, 20, 21, 22)
    _full_after(desk, monkeypatch, 1)
    assert _outcomes(desk, files) == [
        ("attached", ""),
        ("pending", "vault_full"),
        ("pending", "vault_full"),
    ]
    monkeypatch.undo()
    assert _outcomes(desk, files) == [("already", ""), ("attached", ""), ("attached", "")]


def test_where_nothing_can_be_attached_the_error_says_so(working, desk, folder, monkeypatch):
    files = _put(folder, 20)
    given = _consents(desk)
    _full_after(desk, monkeypatch, 0)
    with pytest.raises(VaultFullError):
        _attach(desk, files)
    monkeypatch.undo()
    working.decoding.failure = DecoderCrashedError("start")
    with pytest.raises(DecoderCrashedError):
        _attach(desk, files)
    assert _consents(desk) == given
    assert len(_rows(desk)) == 4


def test_what_comes_in_by_the_card_meanwhile_is_not_taken_twice(working, desk, folder):
    """Another call has its turn while the decoder is asked."""
    files = _put(folder, 20)
    _put(working.card, 20)
    honest = working.decoding.examine
    taken = []

    def examine(untrusted, *, fresh):
        if not taken:
            taken.append(1)
            receive_folder(desk, run_on(working.card))
        return honest(untrusted, fresh=fresh)

    desk.decoding = replace_examine(working.decoding, examine)
    assert _outcomes(desk, files) == [("attached", "")]
    assert len(_rows(desk)) == 5
    on_disk = {path.name for path in (working.vault / "objects").glob("*/*")}
    assert on_disk == {row.object_id for row in _rows(desk).values()}


def replace_examine(decoding, examine):
    from support.decoding import InProcess

    class Meanwhile(InProcess):
        def examine(self, untrusted, *, fresh):
            return examine(untrusted, fresh=fresh)

    return Meanwhile()


def test_the_rules_of_age_and_capacity_hold(working, desk, folder):
    files = _put(folder, 20)
    import_patients(desk, CHILD)
    with desk.vault.change() as tx:
        from desktop.records.search import parse_search
        from desktop.vault import patients

        child = patients.find(tx, parse_search("mali", today=desk.today()))[0].id
        tx.audit(Event(act="test", body={}))
    given = _consents(desk)
    wrong = {
        "consent_age": {"capacity": Capacity.PATIENT},
        "consent_giver": {"capacity": Capacity.PARENTAL_RESPONSIBILITY},
        "consent_power": {"capacity": Capacity.BEST_INTERESTS},
    }
    for reason, said in wrong.items():
        with pytest.raises(RecordInvalidError) as refused:
            _attach(desk, files, child, **said)
        assert refused.value.reason == reason
    with pytest.raises(RecordInvalidError):
        _attach(
            desk,
            files,
            ETHEL,
            capacity=Capacity.PARENTAL_RESPONSIBILITY,
            giver_name="Nia",
            relationship="mother",
        )
    with pytest.raises(UnknownRecordError):
        _attach(desk, files, "p-none")
    assert (len(_rows(desk)), _consents(desk)) == (4, given)
    mother = {"giver_name": "Nia Wren", "relationship": "mother"}
    said = {"capacity": Capacity.PARENTAL_RESPONSIBILITY, **mother}
    assert _outcomes(desk, files, child, **said) == [("attached", "")]


def test_the_front_desk_sees_that_it_came_and_how_far_it_is(working, desk, folder):
    files = _put(folder, 20, 21, 22, 23)
    _attach(desk, files)
    ids = [_row(desk, seed).id for seed in (20, 21, 22, 23)]
    consent_id = _row(desk, 20).consent_id
    assert {one.state for one in attached_today(desk)} == {AttachedState.ARRIVED}
    desk.vault.close()
    session = working.sign_in(CLARE)
    with session.vault:
        file_image(session, ids[0], filing(ETHEL, consent_id))
        keep_draft(session, Draft(arrival=ids[1]))
        reject_arrivals(session, (ids[2],), "shows nothing")
        assert attached_today(session) == ()
    desk = working.sign_in(RHYS)
    with desk.vault:
        found = attached_today(desk)
    assert {one.arrival: one.state for one in found} == {
        ids[0]: AttachedState.FILED,
        ids[1]: AttachedState.IN_HAND,
        ids[2]: AttachedState.IN_HAND,
        ids[3]: AttachedState.ARRIVED,
    }
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    assert {one.patient.family_name for one in found} == {"Canary"}


def test_whom_it_was_attached_for_is_told_even_where_it_was_a_mistake(working, desk, folder):
    """Whose it is now is clinical staff's to know."""
    _attach(desk, _put(folder, 20))
    row = _row(desk, 20)
    desk.vault.close()
    nurse = working.sign_in(NIA)
    with nurse.vault:
        take_back(nurse, (row.id,), "it is somebody else")
    desk = working.sign_in(RHYS)
    with desk.vault:
        (one,) = attached_today(desk)
    assert (one.patient.id, one.state) == (row.patient_id, AttachedState.IN_HAND)


def test_tomorrow_it_is_not_todays_any_more(working, desk, folder):
    _attach(desk, _put(folder, 20))
    desk.vault.close()
    tomorrow = working.copied(folder / "later")
    tomorrow.clock = type(tomorrow.clock)(tomorrow.clock.now().replace(day=4))
    desk = tomorrow.sign_in(RHYS)
    with desk.vault:
        assert attached_today(desk) == ()


def test_no_name_of_a_file_reaches_the_audit_or_the_log(working, desk, folder, caplog):
    caplog.set_level("DEBUG")
    _attach(desk, _put(folder, 20), note="SECRETNOTE")
    (folder / "SECRETNAME.txt").write_text("x")
    _attach(desk, [folder / "SECRETNAME.txt"])
    desk.vault.close()
    manager = working.sign_in(MONA)
    with manager.vault:
        said = str(read_audit(manager))
    for secret in ("SECRET", "from ethel", "Canary"):
        assert secret not in said
        assert secret not in caplog.text


def test_a_patient_who_was_just_added_can_have_images(working, desk, folder):
    from datetime import date

    from desktop.records.patient import Demographics

    person = Demographics(family_name="Newydd", date_of_birth=date(1980, 1, 1))
    added = add_patient(desk, replace(person, given_name="Nest")).value
    said = _attach(desk, _put(folder, 20), added.id, second="1 1 1980").value
    assert [one.outcome for one in said] == ["attached"]


# ------------------------------------------------------------------------------ saved messages


def _message(folder: Path, *pictures: tuple[str, bytes]) -> Path:
    file = folder / "Fw llun.eml"
    file.write_bytes(letter(*pictures).as_bytes())
    return file


def _all_of(session: Session, file: Path) -> tuple[Picked, ...]:
    (found,) = look_into_files(session, (file,))
    return tuple(
        Picked(path=file, part=one.part, name=one.name, digest=found.digest)
        for one in found.pictures
    )


def test_pictures_of_a_saved_message_are_attached_and_the_message_stays(working, desk, folder):
    file = _message(folder, ("mole.jpg", photograph(20)), ("x.pdf", b"%PDF"), ("", photograph(21)))
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    picked = _all_of(desk, file)
    assert [one.name for one in picked] == ["mole.jpg", ""]
    done = _attach(desk, picked).value
    assert [(one.file, one.outcome) for one in done] == [
        ("mole.jpg", "attached"),
        ("Fw llun.eml", "attached"),
    ]
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert [path.name for path in folder.iterdir()] == ["Fw llun.eml"]
    rows = [_row(desk, 20), _row(desk, 21)]
    assert len({row.series_id for row in rows}) == 1
    assert working.decoding.asked == [
        ("message", True),
        *[("message_part", True), ("examine", True)] * 2,
    ]
    assert _outcomes(desk, picked) == [("already", ""), ("already", "")]
    desk.vault.close()
    nurse = working.sign_in(NIA)
    with nurse.vault:
        (mine,) = [one for one in list_inbox(nurse).waiting if one.arrival == rows[0].id]
    assert mine.facts["name"] == "mole.jpg"
    assert "CANARYTEXT" not in str(mine.facts)


def test_a_message_that_changed_since_it_was_looked_into_is_refused(desk, folder):
    file = _message(folder, ("mole.jpg", photograph(20)))
    picked, before = _all_of(desk, file), _consents(desk)
    _message(folder, ("mole.jpg", photograph(21)))
    assert _outcomes(desk, picked) == [("refused", "source_unstable")]
    assert _consents(desk) == before


def test_what_is_no_message_is_left_to_attaching(working, desk, folder):
    (photo,) = _put(folder, 20)
    looked = look_into_files(desk, (photo, folder, folder / "gone.eml", _message(folder)))
    assert [one.is_message for one in looked] == [False, False, False, True]
    assert looked[-1].refused == "message_empty"
    working.decoding.failure = DecoderHungError()
    (hung,) = look_into_files(desk, (_message(folder, ("a.jpg", photograph(20))),))
    assert hung.refused == "damaged"

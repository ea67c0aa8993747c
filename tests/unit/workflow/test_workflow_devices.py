"""The register at work: matching what comes in, holding it, letting it in, and what is signed."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from support.devices import draft_of, shot_by
from support.practice import (
    BORN,
    CLARE,
    ETHEL,
    MONA,
    NIA,
    PATIENTS,
    RHYS,
    Practice,
    agreed,
    declared,
    fill_card,
    photograph,
    run_on,
)

from desktop.errors import (
    DecoderCrashedError,
    NotPermittedError,
    RecordInvalidError,
    UnknownRecordError,
    WrongStateError,
)
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.device import Check, DeviceKind, DeviceStatus, Reply, Standing, Todo
from desktop.records.device_match import DeviceVerdict, Fit
from desktop.records.device_register import DevicePolicy, DeviceRule
from desktop.records.image import ImageState
from desktop.records.removal import Removal
from desktop.records.role import Domain
from desktop.vault import arrivals
from desktop.vault.audit import Event
from desktop.vault.schema import arrival, camera, device, policy
from desktop.workflow.attaching import attach
from desktop.workflow.auditing import read_audit
from desktop.workflow.card_ledger import note_card
from desktop.workflow.consenting import record_consent
from desktop.workflow.devices import (
    admit_arrivals,
    keep_device,
    report_lost,
    see_devices,
    set_device_policy,
    set_standing,
    what_it_holds,
)
from desktop.workflow.emptying import receive_folder
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import list_inbox, reject_arrivals
from desktop.workflow.patients import import_patients
from desktop.workflow.taking_back import take_back
from desktop.workflow.users import list_users
from desktop.workflow.verifying import verify_vault

HOLD = DevicePolicy(rule=DeviceRule.QUARANTINE)
SERIAL = "0560018150"


@pytest.fixture
def practice(staffed: Practice) -> Practice:
    """Nothing has come in yet."""
    session = staffed.sign_in(MONA)
    with session.vault:
        import_patients(session, PATIENTS)
    return staffed


def _as(practice: Practice, name: str):
    session = practice.sign_in(name)
    return session, session.vault


def _manage(practice: Practice, *steps):
    session = practice.sign_in(MONA)
    with session.vault:
        return [step(session) for step in steps]


def _take_in(practice: Practice, *shots: bytes, origin=Origin.PRACTICE, removal=Removal.NEVER):
    """Put photographs on the card, have the nurse take them in, and return what became of them."""
    for old in practice.card.iterdir():
        old.unlink()
    for at, data in enumerate(shots):
        (practice.card / f"IMG_{at}.JPG").write_bytes(data)
    session = practice.sign_in(NIA)
    with session.vault:
        run = replace(run_on(practice.card, removal=removal), origin=origin)
        report = receive_folder(session, run).value
        assert len(report.arrived) == len(shots)
        return [_row(session, one.arrival) for one in report.arrived]


def _row(session, arrival_id):
    with session.vault.change() as tx:
        tx.audit(Event(act="test", body={}))
        return arrivals.get(tx, arrival_id)


def _problems(practice: Practice, name: str = RHYS) -> set[str]:
    """Return what is told at the start, and what ``vault verify`` tells."""
    signed = practice._entered(practice.entry_of(name))
    with signed.session.vault:
        report = verify_vault(signed.session, lambda _done, _all: None)
    return {problem.what for problem in (*signed.problems, *report.problems)}


# ------------------------------------------------------------------- matching at the door


def test_what_comes_in_is_compared_with_the_register_and_a_new_vault_only_flags(practice):
    (kept,) = _manage(practice, lambda s: keep_device(s, draft_of()).value)
    rows = _take_in(
        practice,
        shot_by(1, serial=SERIAL),
        shot_by(2, make="NIKON CORPORATION", model="NIKON D70"),
        photograph(3),
    )
    assert [row.device_verdict for row in rows] == ["approved", "unknown", "unnamed"]
    assert [row.device_id for row in rows] == [kept.device.id, None, None]
    assert {row.state for row in rows} == {ImageState.ARRIVED}
    assert _problems(practice) == set()


@pytest.mark.parametrize(
    ("changed", "standing", "why"),
    [
        ({"serial": "17"}, None, "device_unknown"),
        ({"replies": {}}, None, "device_unapproved"),
        ({}, Standing.LOST, "device_lost"),
        ({}, Standing.RETIRED, "device_retired"),
    ],
)
def test_a_practice_that_holds_sets_the_photograph_aside_with_the_reason(
    practice, changed, standing, why
):
    def stand(session, kept):
        if standing is Standing.LOST:
            report_lost(session, kept.device.id, "left on the bus")
        elif standing is not None:
            set_standing(session, kept.device.id, standing, "replaced")

    _manage(
        practice,
        lambda s: set_device_policy(s, HOLD),
        lambda s: stand(s, keep_device(s, draft_of(**changed)).value),
    )
    (row,) = _take_in(practice, shot_by(1, serial=SERIAL))
    assert (row.state, row.set_aside_because) == (ImageState.QUARANTINED, why)
    assert _problems(practice) == set()


def test_an_overdue_device_is_held_too(practice):
    soon = practice.clock.now().date() + timedelta(days=1)
    _manage(
        practice,
        lambda s: set_device_policy(s, HOLD),
        lambda s: keep_device(s, draft_of(review_due=soon)),
    )
    practice.clock._now += timedelta(days=3)
    (row,) = _take_in(practice, shot_by(1, serial=SERIAL))
    assert row.set_aside_because == "device_overdue"


def test_a_patients_photograph_is_never_compared(practice):
    _manage(practice, lambda s: set_device_policy(s, HOLD))
    (row,) = _take_in(practice, shot_by(1, serial=SERIAL, gps=True), origin=Origin.PATIENT)
    assert (row.device_verdict, row.state) == ("not_asked", ImageState.ARRIVED)
    (register,) = _manage(practice, see_devices)
    assert register.cameras == ()


def test_ones_own_telephone_is_held_until_its_exception_is_whole(practice):
    (people,) = _manage(practice, list_users)
    nia = next(one.user_id for one in people if one.name == NIA)
    own = {"kind": DeviceKind.TELEPHONE, "make": "Apple", "model": "iPhone 13", "serial": ""}
    own |= {"owner": nia, "name": "Nia's telephone"}
    asked = draft_of(**own, own_reason="no camera at the branch")
    _, half = _manage(
        practice, lambda s: set_device_policy(s, HOLD), lambda s: keep_device(s, asked).value
    )
    assert (half.status, half.todos) == (DeviceStatus.UNAPPROVED, (Todo.EXCEPTION,))
    assert half.owner_name == "Nia Test"
    shot = shot_by(1, make="Apple", model="iPhone 13")
    (held,) = _take_in(practice, shot, origin=Origin.OWN)
    assert held.set_aside_because == "device_unapproved"
    signed = replace(asked, own_acknowledged_on=practice.clock.now().date())
    (whole,) = _manage(practice, lambda s: keep_device(s, signed, device=half.device.id).value)
    assert whole.status is DeviceStatus.APPROVED
    session, vault = _as(practice, NIA)
    with vault:
        assert _row(session, held.id).state is ImageState.ARRIVED
    assert _problems(practice) == set()


# ------------------------------------------------------------------- deciding


@pytest.fixture
def held(practice: Practice):
    """One photograph of a camera that is not in the register, held."""
    _manage(practice, lambda s: set_device_policy(s, HOLD))
    (row,) = _take_in(practice, shot_by(1, serial=SERIAL))
    return practice, row


def test_what_is_held_cannot_be_given_to_anybody(held):
    practice, row = held
    session, vault = _as(practice, CLARE)
    with vault:
        consent = record_consent(session, ETHEL, agreed()).value.id
        with pytest.raises(WrongStateError):
            identify(session, (row.id,), patient=ETHEL, consent=consent, second=BORN[ETHEL])
        with pytest.raises(WrongStateError) as refused:
            take_back(session, (row.id,), "looks fine")
    assert refused.value.reason == "held_for_device"


def test_a_clinician_lets_it_in_with_a_reason_that_the_manager_reads(held):
    practice, row = held
    session, vault = _as(practice, CLARE)
    with vault:
        for reason in ("", "  "):
            with pytest.raises(RecordInvalidError):
                admit_arrivals(session, (row.id,), reason)
        assert admit_arrivals(session, (row.id,), "locum's camera, seen").value == (row.id,)
        assert _row(session, row.id).state is ImageState.ARRIVED
        with pytest.raises(WrongStateError) as refused:
            admit_arrivals(session, (row.id,), "again")
    assert refused.value.reason == "not_held"
    (lines,) = _manage(practice, lambda s: read_audit(s, subject=row.id))
    assert lines[-1].act == "admit_arrival"
    assert lines[-1].body["reason"] == "locum's camera, seen"
    assert _problems(practice) == set()


def test_a_nurse_may_not_let_it_in_but_may_turn_it_away(held):
    practice, row = held
    session, vault = _as(practice, NIA)
    with vault:
        with pytest.raises(NotPermittedError):
            admit_arrivals(session, (row.id,), "it is fine")
        reject_arrivals(session, (row.id,), "not one of ours")
        assert _row(session, row.id).state is ImageState.REJECTED
    assert _problems(practice) == set()


def test_registering_its_camera_lets_it_in(held):
    practice, row = held
    (before,) = _manage(practice, see_devices)
    (seen,) = before.cameras
    assert (seen.fit, seen.came.held) == (Fit.NONE, (row.id,))
    draft = draft_of(make=seen.make, model=seen.model, serial=seen.serial)
    (kept,) = _manage(practice, lambda s: keep_device(s, draft).value)
    assert kept.came.photographs == 1
    session, vault = _as(practice, NIA)
    with vault:
        assert _row(session, row.id).state is ImageState.ARRIVED
    (after,) = _manage(practice, see_devices)
    assert after.cameras == ()
    (lines,) = _manage(practice, lambda s: read_audit(s, subject=row.id))
    assert lines[-1].body["device"] == kept.device.id
    assert _problems(practice) == set()


def test_registering_it_without_its_checks_lets_nothing_in(held):
    practice, row = held
    (kept,) = _manage(practice, lambda s: keep_device(s, draft_of(replies={})).value)
    assert kept.status is DeviceStatus.UNAPPROVED
    assert kept.came.held == (row.id,)


def test_what_the_front_desk_attached_meanwhile_waits_for_a_patient_again(held):
    practice, row = held
    session, vault = _as(practice, RHYS)
    with vault:
        files = (practice.card / "IMG_0.JPG",)
        given = attach(
            session,
            files,
            ETHEL,
            declared(),
            second=BORN[ETHEL],
            progress=lambda _done, _all: None,
            cancelled=lambda: False,
        )
        assert [one.outcome for one in given.value] == ["attached"]
        noted = _row(session, row.id)
        assert (noted.state, bool(noted.patient_id)) == (ImageState.QUARANTINED, True)
    _manage(practice, lambda s: admit_arrivals(s, (row.id,), "seen"))
    session, vault = _as(practice, NIA)
    with vault:
        assert _row(session, row.id).patient_id is None
    assert _problems(practice) == set()


def test_whoever_lets_it_in_with_tools_of_their_own_is_found(held):
    practice, row = held
    _session, vault = _as(practice, RHYS)
    with vault, vault.change() as tx:
        loose = {"state": "arrived", "set_aside_because": ""}
        tx.connection.execute(sa.update(arrival).where(arrival.c.id == row.id).values(loose))
        tx.audit(Event(act="list_inbox", body={}))
    assert _problems(practice) == {"arrival_state"}


@pytest.mark.parametrize(
    "change",
    [
        {"device_verdict": "approved"},
        {"device_verdict": ""},
        {"camera_id": None},
        {"device_id": "d-0000000000000000"},
        {"gps_present": 1},
        {"origin": "patient"},
    ],
)
def test_what_is_claimed_of_an_arrivals_origin_cannot_be_edited(held, change):
    practice, row = held
    _session, vault = _as(practice, RHYS)
    with vault, vault.change() as tx:
        tx.connection.execute(sa.update(arrival).where(arrival.c.id == row.id).values(change))
        tx.audit(Event(act="list_inbox", body={}))
    assert "arrival" in _problems(practice)


# ------------------------------------------------------------------- the register itself


def test_everybody_sees_the_register_and_only_the_manager_the_reasons(practice):
    (people,) = _manage(practice, list_users)
    nia = next(one.user_id for one in people if one.name == NIA)
    draft = draft_of(
        kind=DeviceKind.TELEPHONE, owner=nia, own_reason="branch surgery", note="keep dry"
    )
    _manage(practice, lambda s: keep_device(s, draft))
    for name in (RHYS, NIA, CLARE):
        session, vault = _as(practice, name)
        with vault:
            register = see_devices(session)
            (one,) = register.devices
            assert (one.device.own_use, one.device.note) == (None, "")
            assert not register.can_manage
            with pytest.raises(NotPermittedError):
                keep_device(session, draft)
    (register,) = _manage(practice, see_devices)
    assert register.can_manage
    (one,) = register.devices
    assert one.device.own_use is not None
    assert (one.device.own_use.reason, one.device.note) == ("branch surgery", "keep dry")


def test_a_founder_without_a_manager_keeps_the_register(founded_once: Practice, tmp_path):
    session, vault = _as(founded_once.copied(tmp_path / "practice"), CLARE)
    with vault:
        assert session.vault.ring.holds(Domain.GOVERNANCE)
        assert keep_device(session, draft_of()).value.status is DeviceStatus.APPROVED


def test_an_answer_keeps_its_day_until_the_next_review(practice):
    (kept,) = _manage(practice, lambda s: keep_device(s, draft_of()).value)
    first = kept.device.answers[Check.CLOUD_OFF]
    practice.clock._now += timedelta(days=30)
    renamed = draft_of(name="Room 2")
    (again,) = _manage(practice, lambda s: keep_device(s, renamed, device=kept.device.id).value)
    assert again.device.name == "Room 2"
    assert again.device.answers[Check.CLOUD_OFF] == first
    later = replace(renamed, review_due=renamed.review_due + timedelta(days=30))
    (third,) = _manage(practice, lambda s: keep_device(s, later, device=kept.device.id).value)
    assert third.device.answers[Check.CLOUD_OFF].on == first.on + timedelta(days=30)


def test_what_cannot_be_is_refused_and_nothing_is_kept(practice):
    (kept,) = _manage(practice, lambda s: keep_device(s, draft_of()).value)
    past = kept.device.review_due - timedelta(days=1000)
    for draft, reason in (
        (draft_of(name=""), "device_name"),
        (draft_of(name="Twin"), "device_double"),
        (draft_of(serial="9", review_due=past), "device_due"),
        (draft_of(replies={Check.UNTAMPERED: Reply.YES}), "device_check"),
    ):
        with pytest.raises(RecordInvalidError) as refused:
            _manage(practice, lambda s, draft=draft: keep_device(s, draft))
        assert refused.value.reason == reason
    with pytest.raises(UnknownRecordError):
        _manage(practice, lambda s: keep_device(s, draft_of(owner="u-nobody", serial="8")))
    with pytest.raises(UnknownRecordError):
        _manage(practice, lambda s: keep_device(s, draft_of(serial="8"), device="d-none"))
    with pytest.raises(RecordInvalidError):
        _manage(practice, lambda s: set_standing(s, kept.device.id, Standing.LOST, "gone"))
    (register,) = _manage(practice, see_devices)
    assert [one.device.name for one in register.devices] == ["Clinic camera"]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (device, {"serial": "1"}),
        (device, {"standing": "retired"}),
        (device, {"review_due": "2099-01-01"}),
        (device, {"has_exception": 1}),
        (device, {"answers": "{}"}),
        (policy, {"value": '{"review_months":12,"rule":"flag"}'}),
        (camera, {"serial": "1"}),
    ],
)
def test_a_row_that_nobody_signed_is_found(held, table, change):
    practice, _row_held = held
    _manage(practice, lambda s: keep_device(s, draft_of(serial="77")))
    assert _problems(practice) == set()
    _session, vault = _as(practice, RHYS)
    with vault, vault.change() as tx:
        tx.connection.execute(sa.update(table).values(change))
        tx.audit(Event(act="list_inbox", body={}))
    assert _problems(practice) == {"camera" if table is camera else "device"}


@pytest.mark.parametrize("table", [device, policy])
def test_a_row_that_was_taken_out_is_found(practice, table):
    _manage(
        practice,
        lambda s: set_device_policy(s, HOLD),
        lambda s: keep_device(s, draft_of()),
    )
    _session, vault = _as(practice, RHYS)
    with vault, vault.change() as tx:
        tx.connection.execute(sa.delete(table))
        tx.audit(Event(act="list_inbox", body={}))
    assert _problems(practice) == {"device"}


# ------------------------------------------------------------------- places, and a lost device


def test_a_place_is_counted_against_the_device_and_undoes_its_check(practice):
    (kept,) = _manage(practice, lambda s: keep_device(s, draft_of()).value)
    practice.clock._now += timedelta(days=1)
    _take_in(
        practice,
        shot_by(1, serial=SERIAL, gps=True),
        shot_by(2, serial=SERIAL),
        shot_by(3, make="Apple", model="iPhone 13", gps=True),
    )
    (register,) = _manage(practice, see_devices)
    (one,) = register.devices
    assert (one.came.photographs, one.came.gps) == (2, 1)
    assert one.came.gps_newest_at.startswith("2026-03-03")
    assert (one.status, one.todos) == (DeviceStatus.APPROVED, (Todo.GPS_FOUND,))
    (phone,) = register.cameras
    assert (phone.make, phone.model, phone.came.gps) == ("Apple", "iPhone 13", 1)
    assert kept.came.gps == 0


def test_whoever_hears_of_it_says_that_a_device_is_lost_and_learns_what_it_held(practice):
    (kept,) = _manage(practice, lambda s: keep_device(s, draft_of()).value)
    stayed = _take_in(practice, shot_by(1, serial=SERIAL), shot_by(2))
    _take_in(practice, shot_by(3, serial=SERIAL), removal=Removal.VERIFIED)
    session, vault = _as(practice, RHYS)
    with vault:
        report = report_lost(session, kept.device.id, "stolen from a car").value
    assert (report.photographs, report.device.standing) == (3, Standing.LOST)
    assert {one.arrival for one in report.still_there} == {row.id for row in stayed}
    assert {one.source_removed for one in report.still_there} == {"not_asked"}
    _take_in(practice, shot_by(4, serial=SERIAL))
    (register,) = _manage(practice, see_devices)
    (one,) = register.devices
    assert (one.status, one.todos, one.after_loss) == (
        DeviceStatus.LOST,
        (Todo.LOOK_FOR_IT,),
        1,
    )
    (lines,) = _manage(practice, lambda s: read_audit(s, subject=kept.device.id))
    assert [line.act for line in lines] == ["manage_devices", "report_lost"]
    assert lines[-1].body["reason"] == "stolen from a car"
    (found,) = _manage(
        practice, lambda s: set_standing(s, kept.device.id, Standing.IN_USE, "found again").value
    )
    assert found.status is DeviceStatus.APPROVED
    assert _problems(practice) == set()


def test_a_card_that_was_not_cleared_goes_with_the_lost_device(practice):
    (kept,) = _manage(practice, lambda s: keep_device(s, draft_of()).value)
    for name, serial in (("A.JPG", SERIAL), ("B.JPG", "")):
        (practice.card / name).write_bytes(shot_by(len(serial), serial=serial))
    session, vault = _as(practice, NIA)
    with vault:
        for label, removal in (("EOS_DIGITAL", Removal.NEVER), ("SECOND", Removal.VERIFIED)):
            (practice.card / f"{label}.JPG").write_bytes(shot_by(len(label), serial=SERIAL))
            seen = CardSeen(identity=label, label=label)
            receive_folder(session, replace(run_on(practice.card, removal=removal), card=seen))
            for left in practice.card.iterdir():
                left.unlink()  # another card is put in
    (report,) = _manage(practice, lambda s: what_it_holds(s, kept.device.id))
    assert [(one.label, one.files) for one in report.cards] == [("EOS_DIGITAL", 3)]
    session, vault = _as(practice, NIA)
    with vault:
        note_card(session, CardSeen(identity="EOS_DIGITAL", label="EOS_DIGITAL"), lying=0, fresh=0)
    (report,) = _manage(practice, lambda s: what_it_holds(s, kept.device.id))
    assert report.cards == ()


def test_a_lost_device_may_have_made_what_cannot_be_told_apart(practice):
    _manage(
        practice,
        lambda s: keep_device(s, draft_of()),
        lambda s: keep_device(s, draft_of(name="Second", serial="99")),
    )
    (row,) = _take_in(practice, shot_by(1))
    assert row.device_verdict == DeviceVerdict.SEVERAL.value
    (register,) = _manage(practice, see_devices)
    assert [one.fit for one in register.cameras] == [Fit.SEVERAL]
    for one in register.devices:
        (report,) = _manage(practice, lambda s, one=one: what_it_holds(s, one.device.id))
        assert [there.arrival for there in report.still_there] == [row.id]


def test_what_no_decoder_could_read_is_judged_when_it_is_read(practice):
    _manage(practice, lambda s: set_device_policy(s, HOLD))
    session, vault = _as(practice, NIA)
    with vault:
        data = shot_by(1, serial=SERIAL)
        (practice.card / "A.JPG").write_bytes(data)
        practice.decoding.failure = DecoderCrashedError("died")
        report = receive_folder(session, run_on(practice.card)).value
        practice.decoding.failure = None
        (came,) = report.arrived
        assert _row(session, came.arrival).set_aside_because.startswith("decoder_")
        assert _row(session, came.arrival).device_verdict == "unexamined"
        take_back(session, (came.arrival,), "once more")
        row = _row(session, came.arrival)
        assert (row.state, row.set_aside_because) == (ImageState.QUARANTINED, "device_unknown")
        waiting = [one.arrival for one in list_inbox(session).waiting]
        assert came.arrival in waiting
    _manage(practice, lambda s: admit_arrivals(s, (came.arrival,), "seen"))
    assert _problems(practice) == set()


def test_the_card_is_read_as_before(practice):
    taken = fill_card(practice.card, range(2))
    session, vault = _as(practice, NIA)
    with vault:
        report = receive_folder(session, run_on(practice.card)).value
    assert sorted(one.file for one in report.arrived) == sorted(taken)

"""What a device needs, how it stands, and which one a photograph was made on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.devices import approved, device_of

from desktop.errors import RecordInvalidError
from desktop.ids import DeviceId, UserId, camera_id_of
from desktop.records.arrival import Origin, Quarantine
from desktop.records.dates import months_later
from desktop.records.device import (
    Answer,
    Check,
    DeviceDraft,
    DeviceKind,
    DeviceStatus,
    OwnUse,
    Reply,
    Standing,
    Todo,
    check_draft,
    checks_of,
    gps_since_check,
    may_be_absent,
    status_of,
    todos_of,
)
from desktop.records.device_match import (
    ASIDE,
    NOT_ASKED,
    UNEXAMINED,
    DeviceVerdict,
    Fit,
    camera_name,
    judge,
    match,
)
from desktop.records.device_register import DevicePolicy, DeviceRule

TODAY = date(2026, 3, 2)
FACTS = {"format": "jpeg", "make": "Canon", "model": "Canon EOS 40D", "serial": "0560018150"}


# ------------------------------------------------------------------- names of cameras


@pytest.mark.parametrize(
    ("make", "model", "wanted"),
    [
        ("Canon", "Canon EOS 40D", ("canon", "eos 40d")),
        (" CANON ", "EOS  40D", ("canon", "eos 40d")),
        ("Canon", "Canon Canon EOS 40D", ("canon", "eos 40d")),
        ("NIKON CORPORATION", "NIKON D70", ("nikon", "d70")),
        ("NIKON", "COOLPIX P1", ("nikon", "coolpix p1")),
        ("EASTMAN KODAK COMPANY", "KODAK CX7530 ZOOM DIGITAL CAMERA", None),
        ("OLYMPUS OPTICAL CO.,LTD", "C8080WZ", ("olympus", "c8080wz")),
        ("OLYMPUS IMAGING CORP.", "C8080WZ", ("olympus", "c8080wz")),
        ("FUJI PHOTO FILM CO., LTD.", "FinePix 6900ZOOM", ("fujifilm", "finepix 6900zoom")),
        ("FUJIFILM", "FinePix 6900ZOOM", ("fujifilm", "finepix 6900zoom")),
        ("PENTAX Corporation", "PENTAX K10D", ("pentax", "k10d")),
        ("HMD Global", "Nokia 8.3 5G", ("nokia", "8 3 5g")),
        ("Apple", "iPhone 13 Pro Max", ("apple", "iphone 13 pro max")),
        ("Canon", "Canon", ("canon", "canon")),
        ("", "", ("", "")),
    ],
)
def test_makers_write_their_names_in_many_ways(make, model, wanted):
    name = camera_name(make, model, "")
    if wanted is None:
        wanted = ("kodak", "cx7530 zoom digital camera")
    assert (name.make, name.model) == wanted


@pytest.mark.parametrize(
    ("serial", "wanted"),
    [
        ("0560018150", "560018150"),
        (" 056-001 8150 ", "560018150"),
        ("SN12ab", "sn12ab"),
        ("0000000000", ""),
        ("None", ""),
        ("N/A", ""),
        ("unknown", ""),
        ("XXXXXXXX", ""),
        ("", ""),
    ],
)
def test_a_serial_number_that_says_nothing_is_none(serial, wanted):
    assert camera_name("Canon", "EOS", serial).serial == wanted


def test_a_camera_has_one_identifier_however_its_name_is_written():
    first = camera_name("Canon", "Canon EOS 40D", "0560018150")
    assert first.id == camera_name("CANON", "EOS 40D", "560018150").id
    assert first.id != camera_name("Canon", "EOS 40D", "").id
    assert first.id == camera_id_of("canon", "eos 40d", "560018150")


@given(make=st.text(max_size=64), model=st.text(max_size=64), serial=st.text(max_size=64))
def test_any_text_is_a_name_and_tidying_it_again_changes_nothing(make, model, serial):
    name = camera_name(make, model, serial)
    assert camera_name(name.make, name.model, name.serial).make == name.make
    assert name.serial == camera_name("", "", name.serial).serial


# ------------------------------------------------------------------- matching


def test_the_serial_number_decides():
    mine = device_of(serial="560018150")
    other = device_of(serial="999", id=DeviceId("d-2"))
    found = match((other, mine), camera_name("Canon", "Canon EOS 40D", "0560018150"))
    assert (found.fit, found.device) == (Fit.SURE, mine)


def test_another_serial_number_is_another_camera():
    mine = device_of(serial="560018150")
    assert match((mine,), camera_name("Canon", "EOS 40D", "560018151")).fit is Fit.NONE


def test_the_same_number_of_another_maker_is_another_camera():
    mine = device_of(make="Nikon", model="D70", serial="560018150")
    assert match((mine,), camera_name("Canon", "EOS 40D", "560018150")).fit is Fit.NONE


def test_a_model_that_was_mistyped_does_not_matter_where_the_number_is_right():
    mine = device_of(model="EOS 400D", serial="560018150")
    assert match((mine,), camera_name("Canon", "EOS 40D", "560018150")).fit is Fit.SURE


@pytest.mark.parametrize(("registered", "seen"), [("", "560018150"), ("560018150", ""), ("", "")])
def test_without_two_serial_numbers_maker_and_model_make_it_probable(registered, seen):
    mine = device_of(serial=registered)
    found = match((mine,), camera_name("Canon", "EOS 40D", seen))
    assert (found.fit, found.device) == (Fit.PROBABLE, mine)


def test_two_that_fit_are_not_guessed():
    pair = (device_of(serial="1234"), device_of(serial="5678", id=DeviceId("d-2")))
    found = match(pair, camera_name("Canon", "EOS 40D", ""))
    assert (found.fit, found.device) == (Fit.SEVERAL, None)


def test_two_with_the_same_number_are_not_guessed():
    pair = (device_of(serial="1234"), device_of(serial="1234", id=DeviceId("d-2")))
    assert match(pair, camera_name("Canon", "EOS 40D", "1234")).fit is Fit.SEVERAL


def test_a_retired_device_of_the_same_model_still_counts_as_one_that_fits():
    old = replace(device_of(), standing=Standing.RETIRED, id=DeviceId("d-2"))
    assert match((old, device_of()), camera_name("Canon", "EOS 40D", "")).fit is Fit.SEVERAL


def test_a_photograph_that_names_no_camera_fits_none():
    nameless = device_of(make="", model="", serial="")
    assert match((nameless,), camera_name("", "", "0000")).fit is Fit.UNNAMED
    assert match((nameless,), camera_name("Canon", "", "")).fit is Fit.NONE


# ------------------------------------------------------------------- how a device stands


def test_a_device_with_every_answer_is_approved_until_its_review():
    mine = approved(review_due=TODAY)
    assert status_of(mine, on=TODAY) is DeviceStatus.APPROVED
    assert status_of(mine, on=TODAY + timedelta(days=1)) is DeviceStatus.OVERDUE
    assert todos_of(mine, on=TODAY) == ()
    assert todos_of(mine, on=TODAY + timedelta(days=1)) == (Todo.REVIEW,)


def test_one_answer_that_is_missing_or_no_is_enough():
    mine = approved()
    left = {check: one for check, one in mine.answers.items() if check is not Check.CLOUD_OFF}
    assert status_of(replace(mine, answers=left), on=TODAY) is DeviceStatus.UNAPPROVED
    assert todos_of(replace(mine, answers=left), on=TODAY) == (Todo.ANSWER_CHECKS,)
    no = Answer(reply=Reply.NO, on=TODAY, by=UserId("u-1"))
    failing = replace(mine, answers={**mine.answers, Check.CLOUD_OFF: no})
    assert status_of(failing, on=TODAY) is DeviceStatus.UNAPPROVED
    assert failing.failing() == (Check.CLOUD_OFF,)
    assert todos_of(failing, on=TODAY) == (Todo.MEND_CHECKS,)


def test_without_a_review_date_nothing_is_approved():
    mine = approved(review_due=None)
    assert status_of(mine, on=TODAY) is DeviceStatus.UNAPPROVED
    assert todos_of(mine, on=TODAY) == (Todo.REVIEW,)


def test_lost_and_retired_are_said_by_a_person_and_nothing_else_counts():
    lost = replace(approved(), standing=Standing.LOST)
    assert status_of(lost, on=TODAY) is DeviceStatus.LOST
    assert todos_of(lost, on=TODAY, gps_newest_at="2026-03-02T09:00:00") == (Todo.LOOK_FOR_IT,)
    retired = replace(device_of(), standing=Standing.RETIRED)
    assert status_of(retired, on=TODAY) is DeviceStatus.RETIRED
    assert todos_of(retired, on=TODAY) == ()


def test_ones_own_device_needs_a_whole_exception():
    mine = approved(kind=DeviceKind.TELEPHONE, owner=UserId("u-9"))
    assert status_of(replace(mine, has_exception=True), on=TODAY) is DeviceStatus.APPROVED
    assert status_of(mine, on=TODAY) is DeviceStatus.UNAPPROVED
    assert Todo.EXCEPTION in todos_of(mine, on=TODAY)
    whole = OwnUse(reason="no camera", acknowledged_on=TODAY, approved_by=UserId("u-1"))
    assert whole.is_whole
    assert not any(
        part.is_whole
        for part in (
            replace(whole, reason=""),
            replace(whole, acknowledged_on=None),
            replace(whole, approved_by=UserId("")),
        )
    )


def test_a_place_in_a_photograph_undoes_the_check_that_was_made_before_it():
    mine = approved()
    on = mine.answers[Check.GPS_OFF].on.isoformat()
    assert not gps_since_check(mine, "")
    assert not gps_since_check(mine, f"{on}T23:59:59")
    assert gps_since_check(mine, "2026-03-03T08:00:00")
    assert todos_of(mine, on=TODAY, gps_newest_at="2026-03-03T08:00:00") == (Todo.GPS_FOUND,)
    assert gps_since_check(device_of(), "2026-03-03T08:00:00")


@pytest.mark.parametrize("kind", DeviceKind)
@pytest.mark.parametrize("is_own", [False, True])
def test_the_guidances_checks_are_asked_of_every_device(kind, is_own):
    asked = set(checks_of(kind, is_own=is_own))
    always = {Check.PASSCODE, Check.ENCRYPTED, Check.CLOUD_OFF, Check.UPDATED, Check.GPS_OFF}
    assert always | {Check.BLUETOOTH_OFF, Check.TRACKED, Check.APPROVED_OWNER} <= asked
    assert (Check.NOTHING_STAYS in asked) is is_own
    assert (Check.MEDICAL_ONLY in asked) is not is_own
    is_hand_held = kind in {DeviceKind.TELEPHONE, DeviceKind.TABLET}
    assert (Check.UNTAMPERED in asked) is (is_hand_held or is_own)
    assert not may_be_absent(kind, Check.CLOUD_OFF)
    assert may_be_absent(kind, Check.PASSCODE) is not is_hand_held


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "  "}, "device_name"),
        ({"name": "x" * 81}, "device_name"),
        ({"name": "a\u202eb"}, "device_name"),
        ({"serial": "9" * 65}, "device_camera"),
        ({"own_reason": "none left"}, "device_own"),
        ({"replies": {Check.NOTHING_STAYS: Reply.YES}}, "device_check"),
        ({"replies": {Check.GPS_OFF: Reply.NOT_APPLICABLE}}, "device_check"),
        ({"note": "x" * 1001}, "device_note"),
    ],
)
def test_what_cannot_be_written_down_is_refused(changed, reason):
    draft = DeviceDraft(name="Clinic camera", kind=DeviceKind.CAMERA, replies={})
    check_draft(draft)
    with pytest.raises(RecordInvalidError) as refused:
        check_draft(replace(draft, **changed))
    assert refused.value.reason == reason


def test_a_policy_reviews_within_three_years():
    assert DevicePolicy().rule is DeviceRule.FLAG
    for months in (0, 37):
        with pytest.raises(RecordInvalidError):
            DevicePolicy(review_months=months)


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_review_is_due_so_many_months_later(day, months, wanted):
    assert months_later(day, months) == wanted


# ------------------------------------------------------------------- judging


def test_patients_and_others_are_not_asked_about():
    for origin in (Origin.PATIENT, Origin.OTHER):
        assert judge((approved(),), FACTS, origin=origin, on=TODAY) == NOT_ASKED


def test_what_no_decoder_could_read_says_nothing_of_its_camera():
    assert judge((), {"name": "x"}, origin=Origin.PRACTICE, on=TODAY) == UNEXAMINED


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, DeviceVerdict.APPROVED),
        ({"serial": ""}, DeviceVerdict.PROBABLY),
        ({"serial": "17"}, DeviceVerdict.UNKNOWN),
        ({"review_due": TODAY - timedelta(days=1)}, DeviceVerdict.OVERDUE),
        ({"review_due": None}, DeviceVerdict.UNAPPROVED),
        ({"standing": Standing.LOST}, DeviceVerdict.LOST),
        ({"standing": Standing.LOST, "serial": ""}, DeviceVerdict.LOST),
        ({"standing": Standing.RETIRED}, DeviceVerdict.RETIRED),
    ],
)
def test_the_verdict_follows_from_the_register(changed, verdict):
    mine = replace(approved(serial="560018150"), **changed)
    found = judge((mine,), FACTS, origin=Origin.PRACTICE, on=TODAY)
    assert found.verdict is verdict
    assert found.device == (None if verdict is DeviceVerdict.UNKNOWN else mine.id)


def test_every_doubt_has_a_reason_to_hold_and_nothing_else_has():
    fine = {DeviceVerdict.NOT_ASKED, DeviceVerdict.UNEXAMINED}
    fine |= {DeviceVerdict.APPROVED, DeviceVerdict.PROBABLY}
    assert set(ASIDE) == set(DeviceVerdict) - fine
    assert {why for why in Quarantine if why.value.startswith("device_")} == set(ASIDE.values())

"""Every call a window may make is answered by a real keeper, and its answer is believed.

One walk through a practice: the card, the inbox, a patient, a consent, a draft, filing, the record.
"""

import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from support.devices import draft_of
from support.examples import example_of
from support.keeper import opened_keeper
from support.practice import (
    CLARE,
    MONA,
    RHYS,
    Practice,
    agreed,
    declared,
    filing,
    fill_card,
    passphrase_of,
    photograph,
)

from desktop.errors import (
    RecordInvalidError,
    SourceGoneError,
    StaffRuleError,
    UnknownRecordError,
    WrongStateError,
)
from desktop.ids import ArrivalId, ImageId
from desktop.keeper import (
    assist_calls,
    audit_calls,
    calls,
    card_calls,
    daily_calls,
    destroying_calls,
    device_calls,
    ledger_calls,
    look_calls,
    originals_calls,
    revising_calls,
    staff_calls,
)
from desktop.keeper.answers import TABLE
from desktop.keeper.calls import Call
from desktop.keeper.client import DoorClient
from desktop.keeper.codec import every_call
from desktop.keeper.door import DOOR_CALLS
from desktop.keeper.spool_calls import LookAtSpool
from desktop.records.arrival import Origin
from desktop.records.attached import Picked
from desktop.records.card import CardSeen
from desktop.records.computer import Encryption
from desktop.records.destruction import Because
from desktop.records.device import DeviceStatus, Standing
from desktop.records.device_register import DevicePolicy, DeviceRule
from desktop.records.draft import Draft
from desktop.records.filed import Filing
from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.gate import Feature
from desktop.records.originals import DueOriginals, OriginalsPolicy
from desktop.records.outcome import Nothing, Topic
from desktop.records.patient import Demographics
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.records.removal import Removal
from desktop.records.revised import Revised
from desktop.records.role import KEYS, Role
from desktop.records.safekeeping import DailyBackup
from desktop.records.second_look import LookOutcome
from desktop.records.spool import SpoolNews
from desktop.records.traced import Rough
from desktop.records.workstation import CardRemoval, WatchedFolder
from desktop.wording import Language
from desktop.workflow.card_ledger import note_card

R = TypeVar("R")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")


def test_every_call_has_an_answer() -> None:
    assert set(TABLE) | set(DOOR_CALLS) == set(every_call())
    assert not set(TABLE) & set(DOOR_CALLS)


class Walk:
    """Asks, and remembers what kinds of call were answered."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.asked: set[type[Call[Any]]] = set()
        self._client: DoorClient | None = None

    @contextmanager
    def by(self, name: str) -> Iterator[None]:
        with opened_keeper(self.practice.vault, name, passphrase_of(name)) as client:
            self._client = client
            yield
            self._client = None

    def ask(self, call: Call[R]) -> R:
        assert self._client is not None
        answer = self._client.ask(call)
        self.asked.add(type(call))
        return answer


def test_every_call_is_answered_with_what_it_says(working: Practice, tmp_path: Path) -> None:
    walk = Walk(working)
    session = working.sign_in(CLARE)
    with session.vault:
        note_card(session, CardSeen(identity="1A2B-3C4D", label="EOS"), lying=1, fresh=0)
    with walk.by(CLARE):
        look_about(walk)
        take_in_and_sort(walk)
        destroy_one(walk, file_one(walk, tmp_path))
        look_after_sources(walk, tmp_path)
        look_at_cards(walk)
    with walk.by(MONA):
        settle_daily_backup(walk, tmp_path)
        assert walk.ask(calls.SetCardRemoval(policy=CardRemoval.VERIFIED)) == Nothing()
        assert walk.ask(calls.ReadWorkstation()).card_removal is CardRemoval.VERIFIED
        back_up(walk, tmp_path)
        acts = {line.act for line in walk.ask(calls.ReadAudit())}
        assert {"sign_in", "file_image", "view_arrival"} <= acts
        check_and_save_the_trail(walk, tmp_path)
        look_after_devices(walk)
        settle_rules(walk)
    with walk.by(RHYS):
        assert walk.ask(calls.SeeFindings()).problems == ()
        attach(walk, tmp_path)
    with walk.by(CLARE):
        look_after_people(walk)
    assert walk.asked == set(TABLE)


def look_after_people(walk: Walk) -> None:
    assert walk.ask(staff_calls.GrantKeys(name="nia")).name == "nia"
    promoted = walk.ask(staff_calls.ChangeRole(name="nia", role=Role.CLINICIAN))
    assert promoted.member.role is Role.CLINICIAN
    gone = walk.ask(staff_calls.EndAccess(name="nia"))
    assert gone.renewed == KEYS[Role.CLINICIAN]
    assert walk.ask(staff_calls.ReadOwedKeys()) == ()
    with pytest.raises(StaffRuleError):
        walk.ask(staff_calls.RenewKeys())
    walk.asked.add(staff_calls.RenewKeys)
    assert [person.name for person in walk.ask(calls.ListPeople()) if person.left_at] == ["nia"]


def look_after_devices(walk: Walk) -> None:
    kept = walk.ask(device_calls.KeepDevice(draft=draft_of()))
    which, hold = kept.device.id, DevicePolicy(rule=DeviceRule.QUARANTINE)
    assert kept.status is DeviceStatus.APPROVED
    assert walk.ask(device_calls.SetDevicePolicy(policy=hold)) == hold
    lost = walk.ask(device_calls.ReportLost(device=which, reason="left on the bus"))
    assert lost == walk.ask(device_calls.WhatItHolds(device=which))
    back = device_calls.SetStanding(device=which, standing=Standing.IN_USE, reason="found")
    assert walk.ask(back).device.answers == kept.device.answers
    register = walk.ask(device_calls.SeeDevices())
    assert ([one.device.id for one in register.devices], register.policy) == ([which], hold)
    nothing_held = device_calls.AdmitArrivals(arrivals=(), reason="seen")
    with pytest.raises(UnknownRecordError):
        walk.ask(nothing_held)
    walk.asked.add(device_calls.AdmitArrivals)


def check_and_save_the_trail(walk: Walk, folder: Path) -> None:
    checked = walk.ask(audit_calls.CheckTrail())
    assert (checked.is_whole, checked.problems) == (True, ())
    newest = walk.ask(calls.ReadAudit(most=2))
    assert len(newest) == 2
    earlier = walk.ask(calls.ReadAudit(before=newest[0].seq, most=3))
    assert [line.seq for line in earlier] == [newest[0].seq - less for less in (3, 2, 1)]
    to, numbers = folder / "trail.csv", (earlier[0].seq, newest[0].seq)
    saved = audit_calls.SaveTrail(to=to, numbers=numbers, language=Language.CY)
    assert walk.ask(saved) == 2
    assert to.read_bytes().count(b"\r\n") == 3


def back_up(walk: Walk, tmp_path: Path) -> None:
    assert walk.ask(calls.ReadBackupState()).is_due
    made = walk.ask(calls.BackUp(to=tmp_path / "backups"))
    assert made.copied == made.objects > 4
    checked = walk.ask(calls.CheckBackup(where=tmp_path / "backups"))
    assert checked.ok
    assert checked.opened
    state = walk.ask(calls.ReadBackupState())
    assert (state.is_due, state.place) == (False, str(tmp_path / "backups"))


def settle_daily_backup(walk: Walk, tmp_path: Path) -> None:
    place = tmp_path / "daily"
    place.mkdir()
    assert walk.ask(daily_calls.SetDailyBackup(to=place)) == Nothing()
    assert walk.ask(daily_calls.SeeDailyBackup()) == DailyBackup(place=str(place))
    assert walk.ask(daily_calls.SetDailyBackup(to=None)) == Nothing()
    assert walk.ask(daily_calls.SeeDailyBackup()) == DailyBackup()


def destroy_one(walk: Walk, image: str) -> None:
    assert walk.ask(destroying_calls.ListDestroyed()) == ()
    doomed = destroying_calls.DestroyImage(
        subject=image, reason="asked for", because=Because.REQUEST
    )
    assert walk.ask(doomed).finished
    (line,) = walk.ask(destroying_calls.ListDestroyed())
    assert (line.subject, line.objects, line.because) == (image, 3, Because.REQUEST)


def look_at_cards(walk: Walk) -> None:
    (first,) = walk.ask(ledger_calls.ListCards())
    assert walk.ask(ledger_calls.OpenCard(card=first.id)).id == first.id
    attested = ledger_calls.AttestBackup(card=first.id, not_synchronised=True, not_kept=True)
    assert walk.ask(attested).attested_by
    assert walk.ask(ledger_calls.CardCleared(card=first.id, reason="formatted")) >= 0


def look_about(walk: Walk) -> None:
    assert walk.ask(calls.WhoAmI()).name == CLARE
    assert [person.name for person in walk.ask(calls.ListPeople())] == [CLARE, MONA, "nia", RHYS]
    inbox = walk.ask(calls.ListInbox())
    assert len(inbox.waiting) == 4
    assert [patient.family_name for patient in inbox.patients] == ["Canary"]
    assert walk.ask(calls.CountImages()).received == 4
    assert walk.ask(LookAtSpool()) == SpoolNews(waiting=0, opens=True)
    assert walk.ask(calls.LookAtComputer()).disk in Encryption
    first = inbox.waiting[0].arrival
    with walk.ask(calls.OpenPicture(subject=first)).block as block:
        assert block.size >= 96 * 64 * 4
    subjects = tuple(one.arrival for one in inbox.waiting)
    page = walk.ask(calls.Thumbnails(subjects=subjects, longest_px=64))
    with page.block as block:
        assert tuple(thumb.subject for thumb in page.value) == subjects
        assert all(thumb.raster and thumb.raster.end <= block.size for thumb in page.value)
    assert walk.ask(calls.FindFaces(arrival=first)).width_px == 96
    frame = Rough(x=10, y=10, w=20, h=20)
    assert len(walk.ask(assist_calls.TraceEdge(arrival=first, rough=frame)).points) != 1
    assert walk.ask(assist_calls.AlignArrivals(first=first, second=first)).matched >= 0
    assert walk.ask(calls.ScrubSlice(parts=1)).ok


def take_in_and_sort(walk: Walk) -> None:
    fill_card(walk.practice.card, range(20, 23))
    card = walk.practice.card
    pasted = base64.b64encode(photograph(31)).decode("ascii")
    taken = walk.ask(card_calls.TakePicture(picture=pasted, origin=Origin.PRACTICE))
    assert len(taken.arrived) == 1
    lying = walk.ask(card_calls.LookInto(folder=card)).files
    keys = tuple(one.key for one in lying)
    page = walk.ask(card_calls.LeafThrough(folder=card, files=keys, longest_px=64))
    with page.block as block:
        assert [thumb.subject for thumb in page.value] == list(keys)
        assert all(thumb.raster and thumb.raster.end <= block.size for thumb in page.value)
    taken = walk.ask(calls.TakeIn(folder=card, origin=Origin.PRACTICE, removal=Removal.VERIFIED))
    arrivals = tuple(one.arrival for one in taken.arrived)
    assert len(arrivals) == 3
    assert walk.ask(calls.SplitSeries(first=arrivals[1])).startswith("s-")
    assert walk.ask(calls.RejectArrivals(arrivals=arrivals[2:], reason="blurred")) == arrivals[2:]
    assert walk.ask(calls.TakeBackArrivals(arrivals=arrivals[2:], reason="sharp")) == arrivals[2:]
    assert walk.ask(card_calls.SetAside(arrivals=arrivals[2:], reason="whose?")) == arrivals[2:]
    added = walk.ask(calls.AddPatient(person=new_patient()))
    assert walk.ask(calls.FindPatients(typed=added.family_name)).patients == (added,)
    slip = walk.ask(calls.MakeSlip(patient=added.id))
    assert [one.id for one in walk.ask(calls.ListSlips())] == [slip.id]
    assert walk.ask(calls.LayOutSlip(slip=slip)).boxes
    assert walk.ask(calls.SaveSlip(slip=slip, to=walk.practice.root / "slip.pdf")) == Nothing()
    assert walk.ask(calls.WithdrawSlip(slip=slip.id)) == Nothing()
    consent = walk.ask(calls.RecordConsent(patient=added.id, given=agreed()))
    assert walk.ask(calls.ListConsents(patient=added.id)) == (consent,)
    given = walk.ask(
        calls.Identify(
            arrivals=arrivals[:1],
            patient=added.id,
            consent=consent.id,
            second=added.date_of_birth.isoformat(),
        )
    )
    assert given.patient == added


def new_patient() -> Demographics:
    like: Demographics = example_of(Demographics)
    return Demographics(family_name="Llewelyn", given_name="Siôn", date_of_birth=like.date_of_birth)


def mend_one(walk: Walk, image: ImageId, how: Filing) -> None:
    opened = walk.ask(revising_calls.OpenForRevision(image=image, reason="a box too many"))
    with opened.block as block:
        opened.value.pyramid.check(block.size)
    assert opened.value.redaction == how.redaction
    found = walk.ask(revising_calls.FindFacesAgain(image=image, reason="a box too many"))
    assert (found.width_px, found.height_px) == (96, 64)
    rough = Rough(x=5, y=5, w=30, h=30)
    walk.ask(revising_calls.TraceAgain(image=image, rough=rough, reason="a box too many"))
    draft = Draft(arrival=ArrivalId(image), seen=True)
    walk.ask(revising_calls.KeepRevision(image=image, number=0, draft=draft))
    again = walk.ask(revising_calls.OpenForRevision(image=image, reason="a box too many"))
    again.block.close()
    assert again.value.draft == draft
    wanted = Revised(
        number=0,
        reason="a box too many",
        redaction=Redaction(),
        gate=how.gate,
        details=how.details,
    )
    assert walk.ask(revising_calls.ReviseImage(image=image, revised=wanted)).proof.ok
    (listed,) = walk.ask(calls.OpenRecord(patient=opened.value.patient.id)).images
    assert [one.reason for one in listed.versions] == ["", "a box too many"]


def settle_rules(walk: Walk) -> None:
    wanted = RedactionPolicy(second_look=frozenset({Flag.UNDER_18}))
    assert walk.ask(look_calls.SeeRedactionPolicy()) == RedactionPolicy()
    assert walk.ask(look_calls.SetRedactionPolicy(policy=wanted)) == wanted
    half_a_year = OriginalsPolicy(review_months=6)
    assert walk.ask(originals_calls.SeeOriginalsPolicy()) == OriginalsPolicy()
    assert walk.ask(originals_calls.SetOriginalsPolicy(policy=half_a_year)) == half_a_year


def look_a_second_time(walk: Walk, image: ImageId) -> None:
    """Nothing waits; that an image of one's own is agreed to by another is tested elsewhere."""
    assert walk.ask(look_calls.ListSecondLooks()) == ()
    for call in (
        look_calls.TakeSecondLook(image=image),
        look_calls.DecideSecondLook(image=image, outcome=LookOutcome.APPROVED),
    ):
        with pytest.raises(WrongStateError) as refused:
            walk.ask(call)
        assert refused.value.reason == "not_awaiting"
        walk.asked.add(type(call))


def review_originals(walk: Walk, image: ImageId) -> None:
    """Nothing is due so soon; that what is due is decided is tested elsewhere."""
    assert walk.ask(originals_calls.ListOriginals()) == DueOriginals(policy=OriginalsPolicy())
    for call in (
        originals_calls.KeepOriginal(image=image, reason="a complaint"),
        originals_calls.DestroyOriginal(image=image, reason="healed"),
    ):
        with pytest.raises(WrongStateError) as refused:
            walk.ask(call)
        assert refused.value.reason == "original_not_due"
        walk.asked.add(type(call))


def file_one(walk: Walk, tmp_path: Path) -> str:
    waiting = walk.ask(calls.ListInbox()).waiting
    one = next(arrival for arrival in waiting if arrival.patient is not None)
    assert one.patient is not None
    draft = Draft(arrival=one.arrival).add(Region.ellipse(1, 2, 30, 20), Feature.FACE)
    assert walk.ask(calls.KeepDraft(draft=draft)) == Nothing()
    assert walk.ask(calls.OpenDrafts(arrivals=(one.arrival,))) == (draft,)
    consent = walk.ask(calls.ListConsents(patient=one.patient))[0].id
    filed = walk.ask(calls.FileImage(arrival=one.arrival, filing=filing(one.patient, consent)))
    assert filed.proof.ok
    record = walk.ask(calls.OpenRecord(patient=one.patient))
    assert [image.image for image in record.images] == [filed.image]
    for call in (
        calls.OpenPicture(subject=filed.image, longest_px=50),
        calls.OpenOriginal(image=filed.image, reason="to compare"),
    ):
        picture = walk.ask(call)
        with picture.block as block:
            picture.value.check(block.size)
    mend_one(walk, filed.image, filing(one.patient, consent))
    look_a_second_time(walk, filed.image)
    review_originals(walk, filed.image)
    to = tmp_path / "copy.jpg"
    assert walk.ask(calls.SaveImage(image=filed.image, to=to, reason="asked for")) == to
    assert to.stat().st_size > 0
    return filed.image


def look_after_sources(walk: Walk, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    watched = WatchedFolder(path=folder, origin=Origin.OTHER, removal=Removal.NEVER)
    wanted = calls.WatchFolder(folder=folder, origin=Origin.OTHER, removal=Removal.NEVER)
    assert walk.ask(wanted) == Nothing()
    assert walk.ask(calls.ReadWorkstation()).watched == (watched,)
    states = walk.ask(calls.ListSources(afresh=True))
    assert str(folder) in {state.path for state in states}
    assert walk.ask(calls.StopWatching(folder=folder)) == Nothing()
    nowhere = Path("camera:usb:000,000")
    for call in (
        card_calls.FollowCamera(folder=nowhere, sitting="left heel"),
        card_calls.ReleaseShutter(folder=nowhere),
    ):
        with pytest.raises(SourceGoneError):
            walk.ask(call)
        walk.asked.add(type(call))
    assert walk.ask(card_calls.StopFollowing(folder=nowhere)) == Nothing()
    assert walk.ask(calls.CountCards()).failed == 0
    with pytest.raises(RecordInvalidError):
        walk.ask(calls.ConfirmCleared(reason=" "))
    assert walk.ask(calls.ConfirmCleared(reason="wiped by hand")) == 0


def attach(walk: Walk, tmp_path: Path) -> None:
    file = tmp_path / "from the patient.jpg"
    file.write_bytes(photograph(77))
    ethel = walk.ask(calls.FindPatients(typed="Canary")).patients[0]
    born = ethel.date_of_birth.isoformat()
    (seen,) = walk.ask(card_calls.LookIntoFiles(files=(file,)))
    assert not seen.is_message
    call = calls.Attach(
        files=(Picked(path=file),), patient=ethel.id, declaration=declared(), second=born
    )
    attached = walk.ask(call)
    assert [one.file for one in attached] == [file.name]
    assert len(walk.ask(calls.AttachedToday())) == 1
    assert file.exists()


def test_what_changes_says_so(working: Practice) -> None:
    with opened_keeper(working.vault, CLARE, passphrase_of(CLARE)) as client:
        waiting = client.ask(calls.ListInbox()).waiting
        client.changes.clear()
        reject = calls.RejectArrivals(arrivals=(waiting[1].arrival,), reason="blurred")
        client.ask(reject)
        client.ask(calls.WhoAmI())
        assert client.changes == [frozenset({Topic.INBOX})]

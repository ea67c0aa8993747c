"""Cards with session slips at a real keeper: proposed for the right person, or for nobody.

A camera photographs slips and people as somebody in a hurry does: in order, too late, not at all,
two at once, with a clock that jumps, across midnight. Real decoders find the slips. What a slip
says for certain is proposed, everything else is set aside as a mixed series, no photograph of a
slip waits to be filed, and nothing is ever given. ``make soak`` does forty days by chance.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.keeper import opened_keeper
from support.practice import CLARE, Practice, passphrase_of
from support.slip_days import Camera

from desktop.ids import PatientId
from desktop.keeper.calls import FindPatients, ListInbox, TakeIn
from desktop.keeper.client import DoorClient
from desktop.keeper.slip_calls import ListSlips, MakeSlip, WithdrawSlip
from desktop.records.arrival import Origin
from desktop.records.image import ImageState
from desktop.records.intake_report import Intake
from desktop.records.nhs_number import check_digit
from desktop.records.removal import Removal
from desktop.records.slip import NewSlip
from desktop.workflow.patients import import_patients

PEOPLE = 10
PROPOSED = "proposed"


def _numbers() -> list[str]:
    """Return NHS numbers of the range that is nobody's."""
    found = []
    for nine in range(999_000_100, 999_001_000):
        digit = check_digit(str(nine))
        if digit is not None:
            found.append(f"{nine}{digit}")
    return found[:PEOPLE]


def _list() -> bytes:
    lines = ["nhs_number,family_name,given_name,title,date_of_birth,gender"]
    lines += [
        f"{number},Family{chr(65 + at)},Given{chr(65 + at)},,19{50 + at}-01-02,female"
        for at, number in enumerate(_numbers())
    ]
    return "\n".join(lines).encode()


@dataclass(kw_only=True)
class Clinic:
    """A clinician at a real keeper, and the camera in her hand.

    Attributes:
        patients: Whom she photographs.
        whose: By file, whose each photograph of the present card is in truth.
        slips: Files of the present card that show a slip.
    """

    client: DoorClient
    root: Path
    start: datetime
    patients: list[PatientId]
    camera: Camera = field(init=False)
    whose: dict[str, PatientId] = field(default_factory=dict)
    slips: set[str] = field(default_factory=set)
    cards: int = 0

    def __post_init__(self) -> None:
        self.new_card()

    def new_card(self) -> None:
        """Put another card into the camera; its numbers and its clock go on."""
        self.cards += 1
        card = self.root / f"card-{self.cards}"
        before = getattr(self, "camera", None)
        self.camera = Camera(card=card, now=self.start)
        if before is not None:
            self.camera.number, self.camera.seed = before.number, before.seed
        self.whose, self.slips = {}, set()

    def slip(self, at: int) -> NewSlip:
        """Have a slip made for somebody."""
        made: NewSlip = self.client.ask(MakeSlip(patient=self.patients[at]))
        return made

    def shoot_slip(self, *slips: NewSlip) -> None:
        """Photograph slips, all in one picture."""
        self.slips.add(self.camera.slip(*slips))

    def shoot(self, at: int, times: int = 1) -> list[str]:
        """Photograph somebody."""
        names = self.camera.patient(patients=times)
        self.whose |= dict.fromkeys(names, self.patients[at])
        return names

    def take_in(self) -> tuple[Intake, dict[str, str]]:
        """Take the card in; return by file how each photograph stands. Nobody is wronged.

        What is proposed is proposed for whom it shows, and nothing was given to anybody.
        """
        call = TakeIn(folder=self.camera.card, origin=Origin.PRACTICE, removal=Removal.VERIFIED)
        intake: Intake = self.client.ask(call)
        assert intake.stopped == ""
        assert len(intake.arrived) == len(self.whose) + len(self.slips), "every file came in"
        mine = {one.arrival for one in intake.arrived}
        stands = {}
        for one in self.client.ask(ListInbox()).waiting:
            if one.arrival not in mine:
                continue
            assert one.facts is not None
            name = str(one.facts["name"]).rpartition("/")[2]
            assert one.patient is None, "nothing is given by itself"
            if one.proposed is not None:
                assert one.proposed == self.whose[name], f"{name} is somebody else's"
                stands[name] = PROPOSED
            else:
                assert one.state is ImageState.QUARANTINED, name
                stands[name] = one.set_aside_because
        assert set(self.whose) <= set(stands), "no photograph of a person is lost"
        return intake, stands

    def tidy(self) -> None:
        """Say of every slip that nobody photographed that it was not used."""
        for one in self.client.ask(ListSlips()):
            self.client.ask(WithdrawSlip(slip=one.id))


@pytest.fixture
def clinic(staffed: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """It is ten in the evening there, so that midnight comes while slips are valid."""
    session = staffed.sign_in(CLARE)
    with session.vault:
        import_patients(session, _list())
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    _be_at_ten_in_the_evening(monkeypatch)
    try:
        with opened_keeper(staffed.vault, CLARE, passphrase_of(CLARE)) as client:
            patients = [
                client.ask(FindPatients(typed=number)).patients[0].id for number in _numbers()
            ]
            start = datetime.now().astimezone().replace(tzinfo=None)  # noqa: TID251 - the keeper's
            yield Clinic(client=client, root=tmp_path, start=start, patients=patients)
    finally:
        monkeypatch.undo()
        time.tzset()


def _be_at_ten_in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.gmtime()
    minutes = (22 * 60 - now.tm_hour * 60 - now.tm_min + 720) % 1440 - 720
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes > 0 else "+"  # POSIX counts westwards
    monkeypatch.setenv("TZ", f"XXX{sign}{hours}:{rest:02d}")
    time.tzset()


# ------------------------------------------------------------------------------ cards


def _ten_in_order(clinic: Clinic) -> None:
    for at in range(PEOPLE):
        clinic.shoot_slip(clinic.slip(at))
        clinic.shoot(at, times=2 if at == 3 else 1)
    intake, stands = clinic.take_in()
    assert set(stands.values()) == {PROPOSED}
    assert set(stands) == set(clinic.whose), "slips do not wait to be filed"
    assert (intake.slips.slips, intake.slips.patients, intake.slips.mixed) == (PEOPLE, PEOPLE, 0)
    assert list((clinic.camera.card / "DCIM" / "100CANON").iterdir()) == [], "slips go as well"


def _photographs_before_the_first_slip(clinic: Clinic) -> None:
    early = clinic.shoot(0)
    clinic.shoot_slip(clinic.slip(1))
    late = clinic.shoot(1)
    _, stands = clinic.take_in()
    assert {stands[one] for one in early} == {"mixed_before_slip"}
    assert {stands[one] for one in late} == {PROPOSED}


def _slips_last(clinic: Clinic) -> None:
    for at in (2, 3):
        clinic.shoot(at)
        clinic.shoot_slip(clinic.slip(at))
    _, stands = clinic.take_in()
    assert set(stands.values()) == {"mixed_slip_last"}


def _a_missing_slip(clinic: Clinic) -> None:
    clinic.shoot_slip(clinic.slip(4))
    clinic.shoot(4)
    clinic.slip(5)  # made, shown, and not photographed
    clinic.shoot(5)
    clinic.shoot_slip(clinic.slip(6))
    clinic.shoot(6)
    _, stands = clinic.take_in()
    assert set(stands.values()) == {"mixed_slip_missing"}


def _a_clock_that_jumps(clinic: Clinic) -> None:
    clinic.shoot_slip(clinic.slip(7))
    before = clinic.shoot(7, times=2)
    clinic.camera.now -= timedelta(minutes=30)
    back = clinic.shoot(7)
    clinic.camera.now += timedelta(minutes=50)
    clinic.shoot_slip(clinic.slip(8))
    whole = clinic.shoot(8)
    _, stands = clinic.take_in()
    assert {stands[one] for one in (*before, *back)} == {"mixed_clock"}
    assert {stands[one] for one in whole} == {PROPOSED}, "the other series is told from it"


def _across_midnight(clinic: Clinic) -> None:
    clinic.shoot_slip(clinic.slip(0))
    before = clinic.shoot(0)
    midnight = datetime.combine(clinic.start.date() + timedelta(days=1), datetime.min.time())
    clinic.camera.now = midnight - timedelta(seconds=50)
    clinic.shoot_slip(clinic.slip(1))
    across = clinic.shoot(1, times=2)
    clinic.shoot_slip(clinic.slip(2))
    after = clinic.shoot(2)
    _, stands = clinic.take_in()
    assert {stands[one] for one in across} == {"mixed_midnight"}
    assert {stands[one] for one in (*before, *after)} == {PROPOSED}


def _two_slips_in_one_picture(clinic: Clinic) -> None:
    clinic.shoot_slip(clinic.slip(3))
    before = clinic.shoot(3)
    clinic.shoot_slip(clinic.slip(4), clinic.slip(5))
    both = clinic.shoot(4)
    _, stands = clinic.take_in()
    assert {stands[one] for one in both} == {"mixed_two_slips"}
    assert PROPOSED not in {stands[one] for one in before}, "another slip was there meanwhile"


CARDS: tuple[Callable[[Clinic], None], ...] = (
    _ten_in_order,
    _photographs_before_the_first_slip,
    _slips_last,
    _a_missing_slip,
    _a_clock_that_jumps,
    _across_midnight,
    _two_slips_in_one_picture,
)


def test_seven_cards_of_one_evening(clinic: Clinic) -> None:
    for card in CARDS:
        card(clinic)
        clinic.tidy()
        clinic.new_card()


# ------------------------------------------------------------------------------ by chance


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_forty_cards_by_chance(clinic: Clinic) -> None:
    """Each card has up to three mishaps; whatever they are, nobody gets another's photograph.

    Whoever photographs somebody before their slip is taken to photograph the one before: that is
    tried with the first of a card alone.
    """
    chance = random.Random(20_261_126)  # noqa: S311 - to be repeated
    came: Counter[str] = Counter()
    for _ in range(40):
        mishaps = chance.sample(range(PEOPLE), chance.randrange(4))
        for at in chance.sample(range(PEOPLE), chance.randrange(2, PEOPLE + 1)):
            _one_patient(clinic, chance, at, mishap=at in mishaps)
        if clinic.slips:
            _, stands = clinic.take_in()
            came.update(stands.values())
        clinic.tidy()
        clinic.new_card()
    assert came[PROPOSED] > 100, came
    assert sum(came.values()) - came[PROPOSED] > 100, came


def _one_patient(clinic: Clinic, chance: random.Random, at: int, *, mishap: bool) -> None:
    kind = chance.choice(["late", "missing", "two", "jump"]) if mishap else ""
    times = chance.randrange(1, 4)
    if kind == "late" and not clinic.whose:
        clinic.shoot(at, times=1)
    slip = clinic.slip(at)
    if kind == "two":
        clinic.shoot_slip(slip, clinic.slip((at + 1) % PEOPLE))
    elif kind != "missing":
        clinic.shoot_slip(slip)
    clinic.shoot(at, times=times)
    if kind == "jump":
        clinic.camera.now += timedelta(minutes=chance.choice([-40, -1, 25]))
        clinic.shoot(at, times=1)

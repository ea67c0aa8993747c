"""Whatever happens to a run of photographs, nothing is proposed for somebody it is not of."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.records.slip_sorting import Frame, Kind, Standing, sort_by_slips

BEGUN = datetime(2026, 3, 2, 9, 0)
LIFE = timedelta(hours=4)


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """What truly happened: photographs in the order in which they were taken."""

    frames: tuple[Frame, ...]
    truth: dict[str, str]
    slips: dict[str, Standing]


@st.composite
def clinics(draw: st.DrawFn) -> Clinic:
    """Draw a clinic of some patients, each with a slip that is shown first, or never.

    It may be shown again at any time.
    """
    frames: list[Frame] = []
    truth: dict[str, str] = {}
    slips: dict[str, Standing] = {}
    now = BEGUN
    for number in range(draw(st.integers(1, 5))):
        patient, digest = f"p{number}", f"d{number}"
        now += timedelta(minutes=draw(st.integers(1, 20)))
        slips[digest] = Standing(
            slip=f"q{number}", patient=patient, maker="u", made=now, expires=now + LIFE
        )
        count = draw(st.integers(0, 3))
        again = st.lists(st.integers(0, count), max_size=2)
        shown = [0, *draw(again)] if draw(st.booleans()) else []
        for at in range(count + 1):
            for _ in range(shown.count(at)):
                now += timedelta(seconds=draw(st.integers(1, 600)))
                frames.append(_frame(frames, now, (digest,)))
            if at < count:
                now += timedelta(seconds=draw(st.integers(1, 600)))
                frames.append(_frame(frames, now, ()))
                truth[frames[-1].key] = patient
    arrived = now + timedelta(minutes=draw(st.integers(1, 60)))
    return Clinic(
        frames=tuple(replace(one, arrived=arrived) for one in frames), truth=truth, slips=slips
    )


def _frame(before: list[Frame], taken: datetime, slips: tuple[str, ...]) -> Frame:
    number = len(before) + 1
    return Frame(
        key=f"a{number}",
        name=f"DCIM/100CANON/IMG_{number:04d}.JPG",
        taken=taken,
        device="one",
        slips=slips,
        arrived=taken,
    )


def _proposed_rightly(clinic: Clinic, frames: tuple[Frame, ...], *, finished: bool = True) -> None:
    found = sort_by_slips(frames, clinic.slips, finished=finished)
    patients = {one.slip: one.patient for one in clinic.slips.values()}
    assert set(found) == {frame.key for frame in frames if frame.read}
    for frame in frames:
        if not frame.read:
            continue
        verdict = found[frame.key]
        if verdict.kind is Kind.PROPOSED:
            assert not frame.slips
            assert patients[verdict.slip] == clinic.truth[frame.key], (frame, verdict)
        assert (verdict.kind is Kind.MIXED) == (verdict.why is not None)


def _led_by_its_own(clinic: Clinic) -> bool:
    """Return whether a photograph of everybody's slip comes before everything of theirs."""
    first: dict[str, bool] = {}
    owners = {digest: one.patient for digest, one in clinic.slips.items()}
    for frame in clinic.frames:
        patient = owners[frame.slips[0]] if frame.slips else clinic.truth[frame.key]
        first.setdefault(patient, bool(frame.slips))
    return all(first.values())


def slips_of(clinic: Clinic) -> tuple[str, ...]:
    """Return whose slips were made."""
    return tuple(one.patient for one in clinic.slips.values())


def _is_empty(clinic: Clinic):
    return lambda patient: patient not in clinic.truth.values()


@given(clinics(), st.randoms())
def test_order_of_arriving_does_not_matter(clinic: Clinic, random) -> None:
    shuffled = list(clinic.frames)
    random.shuffle(shuffled)
    assert sort_by_slips(shuffled, clinic.slips) == sort_by_slips(clinic.frames, clinic.slips)
    _proposed_rightly(clinic, tuple(shuffled))


@given(clinics(), st.integers(0, 20), st.integers(-600, 600))
def test_jump_of_the_clock_misleads_nobody(clinic: Clinic, at: int, minutes: int) -> None:
    jump = timedelta(minutes=minutes)
    jumped = tuple(
        replace(frame, taken=frame.taken + jump) if number >= at else frame
        for number, frame in enumerate(clinic.frames)
    )
    _proposed_rightly(clinic, jumped)


@given(clinics(), st.randoms())
def test_names_in_any_order_mislead_nobody(clinic: Clinic, random) -> None:
    names = [frame.name for frame in clinic.frames]
    random.shuffle(names)
    renamed = tuple(
        replace(frame, name=name) for frame, name in zip(clinic.frames, names, strict=True)
    )
    _proposed_rightly(clinic, renamed)


@given(clinics(), st.sets(st.integers(0, 20), max_size=4))
def test_files_that_cannot_be_read_mislead_nobody(clinic: Clinic, lost: set[int]) -> None:
    frames = tuple(
        replace(frame, read=False, taken=None, slips=(), device="") if number in lost else frame
        for number, frame in enumerate(clinic.frames)
    )
    _proposed_rightly(clinic, frames)


@given(clinics(), st.integers(0, 20))
def test_two_slips_in_a_picture_mislead_nobody(clinic: Clinic, at: int) -> None:
    every = tuple(clinic.slips)
    frames = tuple(
        replace(frame, slips=every) if number == at and frame.slips and len(every) > 1 else frame
        for number, frame in enumerate(clinic.frames)
    )
    _proposed_rightly(clinic, frames)


@given(clinics(), st.integers(0, 20))
def test_run_that_ended_early_proposes_nothing(clinic: Clinic, at: int) -> None:
    found = sort_by_slips(clinic.frames[:at], clinic.slips, finished=False)
    assert Kind.PROPOSED not in {verdict.kind for verdict in found.values()}


@given(st.lists(st.integers(1, 3), min_size=1, max_size=5))
def test_slips_that_all_come_last_mislead_nobody(counts: list[int]) -> None:
    frames: list[Frame] = []
    truth: dict[str, str] = {}
    slips: dict[str, Standing] = {}
    now = BEGUN
    for number, count in enumerate(counts):
        made = now
        for _ in range(count):
            now += timedelta(minutes=1)
            frames.append(_frame(frames, now, ()))
            truth[frames[-1].key] = f"p{number}"
        now += timedelta(minutes=1)
        slips[f"d{number}"] = Standing(
            slip=f"q{number}", patient=f"p{number}", maker="u", made=made, expires=made + LIFE
        )
        frames.append(_frame(frames, now, (f"d{number}",)))
    clinic = Clinic(frames=tuple(frames), truth=truth, slips=slips)
    found = sort_by_slips(frames, slips)
    assert Kind.PROPOSED not in {verdict.kind for verdict in found.values()}
    _proposed_rightly(clinic, tuple(frames))


@given(clinics())
def test_everybody_led_by_their_slip_is_proposed(clinic: Clinic) -> None:
    """Being careful is not being useless: where nothing is wrong everything is proposed."""
    once = []
    seen: set[str] = set()
    for frame in clinic.frames:
        if not frame.slips or frame.slips[0] not in seen:
            once.append(frame)
        seen.update(frame.slips)
    plain = Clinic(frames=tuple(once), truth=clinic.truth, slips=clinic.slips)
    unused = set(clinic.slips) - seen
    if not _led_by_its_own(plain) or unused or any(map(_is_empty(plain), slips_of(plain))):
        return
    found = sort_by_slips(once, clinic.slips)
    kinds = {verdict.kind for key, verdict in found.items() if key in clinic.truth}
    assert kinds <= {Kind.PROPOSED}

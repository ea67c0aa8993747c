"""Invented filed images, a record of them, and small pictures, for tests of the window."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from desktop.ids import ConsentId, ImageId, PatientId, UserId, VaultId
from desktop.keeper.calls import Me, OpenPicture, Thumbnails, WithBlock
from desktop.memory import SealedMemory
from desktop.records.arrival import ImageFormat, Origin, TimeTrust
from desktop.records.consent import Capacity, Consent, ExplanationPoint, How, Use
from desktop.records.filing import FilingDetails, Side, View
from desktop.records.flags import Flag
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.records.image import ImageState
from desktop.records.listed import Listed
from desktop.records.originals import DueOriginal, DueOriginals, OriginalsPolicy
from desktop.records.patient import Gender, Patient
from desktop.records.proof import CHECKS, Check, Proof
from desktop.records.raster import Pyramid, Raster
from desktop.records.record import Record
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.records.role import KEYS, Domain, Role
from desktop.records.second_look import LookOutcome, SecondLook
from desktop.records.staff_member import StaffMember
from desktop.records.thumb import Thumb
from desktop.ui.desk import Desk
from desktop.ui.jobs import Jobs
from support.fake_lane import FakeLane

TODAY = datetime(2026, 11, 25, 11, 20, tzinfo=UTC)
CLARE = UserId("u-clare")
NIA = UserId("u-nia")
MONA = UserId("u-mona")
PEOPLE = (
    StaffMember(
        user_id=CLARE,
        name="clare",
        full_name="Dr Clare Test",
        role=Role.CLINICIAN,
        admitted_at="2026-01-02T09:00:00.000+00:00",
        missing=frozenset(),
    ),
    StaffMember(
        user_id=NIA,
        name="nia",
        full_name="Nia Test",
        role=Role.NURSE,
        admitted_at="2026-01-02T09:00:00.000+00:00",
        missing=frozenset(),
    ),
)
EIRLYS = Patient(
    id=PatientId("p-eirlys"),
    nhs_number="9991287655",
    family_name="Rees",
    given_name="Eirlys",
    title="Mrs",
    date_of_birth=date(1945, 7, 14),
    gender=Gender.FEMALE,
)
NOTHING_THERE = Gate(decisions=dict.fromkeys(Feature, Decision(verdict=Verdict.ABSENT)))


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        return TODAY


def desk(
    lane: FakeLane, role: Role = Role.CLINICIAN, *, keys: frozenset[Domain] = frozenset()
) -> Desk:
    """Return the surroundings of a screen for a role, with its keys and some more."""
    me = Me(
        user_id=CLARE,
        name="clare",
        full_name="Dr Clare Test",
        role=role,
        practice="Meddygfa Cwm Derw",
        vault_id=VaultId("v-test"),
        keys=KEYS[role] | keys,
    )
    return Desk(lane=lane, me=me, jobs=Jobs(), clock=Still())


def listed(
    name: str,
    taken: str = "",
    *,
    site: str = "lower_leg",
    side: Side = Side.LEFT,
    view: View = View.CLOSE_UP,
    description: str = "",
    trust: TimeTrust | None = None,
    device: str = "Nikon Coolpix W300",
    origin: Origin = Origin.PRACTICE,
    regions: int = 0,
    gate: Gate = NOTHING_THERE,
    faces_left: int = 0,
    filed_at: str = "2026-11-23T10:44:00.000+00:00",
    state: ImageState = ImageState.FILED,
) -> Listed:
    """Return one filed image; without a time nobody knows when it was taken."""
    details = FilingDetails(site=site, side=side, view=view, description=description)
    squares = tuple(Region.rectangle(10 * at, 10, 8, 8) for at in range(regions))
    proof = Proof(
        ok=True, checks=tuple(Check(name=n, ok=True) for n in CHECKS), faces_left=faces_left
    )
    known = TimeTrust.EXIF if taken else TimeTrust.UNKNOWN
    return Listed(
        image=ImageId(f"i-{name}"),
        state=state,
        format=ImageFormat.JPEG,
        filed_at=filed_at,
        filed_by=CLARE,
        details={
            **details.to_json(),
            "redaction": Redaction(regions=squares).to_json(),
            "decisions": gate.to_json(),
            "proof": proof.to_json(),
            "origin": origin.value,
            "taken_at": taken,
            "time_trust": (trust or known).value,
            "device": device,
        },
    )


def consent(
    uses: frozenset[Use] = frozenset({Use.CARE, Use.ADVICE}),
    *,
    given: datetime = datetime(2026, 5, 12, 9, 0, tzinfo=UTC),
    until: date | None = None,
    withdrawn: datetime | None = None,
) -> Consent:
    """Return a consent of the patient's own."""
    return Consent(
        id=ConsentId("c-one"),
        patient_id=EIRLYS.id,
        given_at=given,
        recorded_by=NIA,
        how=How.VERBAL,
        capacity=Capacity.PATIENT,
        explained=frozenset(ExplanationPoint),
        uses=uses,
        basis="care" if Use.TEACHING not in uses else "explicit_consent",
        text_version="2026-01",
        valid_from=given.date(),
        valid_until=until,
        withdrawn_at=withdrawn,
    )


def record(*images: Listed, consents: Sequence[Consent] | None = None) -> Record:
    """Return a record with one consent, unless others are given."""
    held = (consent(),) if consents is None else tuple(consents)
    return Record(patient=EIRLYS, images=images, consents=held)


def ulcer() -> tuple[Listed, ...]:
    """Return a leg ulcer followed for half a year, and a mole looked at twice."""
    days = ("05-12", "06-09", "07-14", "08-11", "09-15", "11-22")
    leg = [listed(f"leg{day}", f"2026-{day}T10:44:00", description="Leg ulcer") for day in days]
    cheek = [
        listed(f"cheek{day}", f"2026-{day}T11:00:00", site="cheek", description="Mole, follow up")
        for day in ("03-17", "11-22")
    ]
    return (*leg, *cheek)


def look(
    asked_by: str = "u-clare",
    looker: str = "",
    *,
    image: str = "i-leg11-22",
    outcome: LookOutcome = LookOutcome.WAITING,
    words: str = "",
) -> SecondLook:
    """Return a second look at one of Eirlys's images."""
    return SecondLook(
        image=ImageId(image),
        patient=EIRLYS,
        number=0,
        asked_at="2026-11-22T10:50:00.000+00:00",
        asked_by=UserId(asked_by),
        looker=looker,
        outcome=outcome,
        words=words,
        decided_at="" if outcome is LookOutcome.WAITING else "2026-11-23T09:00:00.000+00:00",
    )


def due_original(image: str = "i-leg11-22", *, former: int = 1, kept_by: str = "") -> DueOriginal:
    """Return an original of Eirlys that was not reviewed since May."""
    at = "2026-05-12T10:44:00.000+00:00"
    return DueOriginal(
        image=ImageId(image),
        patient=EIRLYS,
        filed_at=at,
        since=at,
        changed=datetime.fromisoformat(at),
        former=former,
        kept_by=kept_by,
    )


def originals_due(*found: DueOriginal) -> DueOriginals:
    """Return a review list; unless given, of an image that was mended once and one that was not."""
    two = (due_original(), due_original("i-leg05-12", former=0, kept_by="u-nia"))
    return DueOriginals(policy=OriginalsPolicy(review_months=6), found=found or two)


def delicate(images: Sequence[Listed], second: SecondLook) -> tuple[Listed, ...]:
    """Return images of which one is of an intimate area, with a second look at it."""
    flags = {
        "marked": [Flag.INTIMATE.value],
        "chaperone": "Nia Test, practice nurse",
        "held": [Flag.INTIMATE.value],
        "second_look": True,
    }
    is_open = second.outcome is not LookOutcome.APPROVED
    state = ImageState.AWAITING if is_open else ImageState.FILED
    return tuple(
        replace(one, state=state, look=second, details={**one.details, "flags": flags})
        if one.image == second.image
        else one
        for one in images
    )


Paint = Callable[[str, int], tuple[int, int, bytes]]
"""Gives width, height and pixels (B, G, R, 255) for a subject and a longer side."""


def plain(subject: str, longest_px: int) -> tuple[int, int, bytes]:
    """Return a small picture in a colour of its own."""
    seed = sum(subject.encode())
    pixel = bytes((40 + seed % 150, 40 + seed * 7 % 150, 90 + seed * 13 % 150, 255))
    return 32, 24, pixel * (32 * 24)


def thumbnails(paint: Paint = plain) -> Callable[[Thumbnails], WithBlock[tuple[Thumb, ...]]]:
    """Return what answers ``Thumbnails``."""

    def answer(call: Thumbnails) -> WithBlock[tuple[Thumb, ...]]:
        chunks: list[bytes] = []
        thumbs: list[Thumb] = []
        for subject in call.subjects:
            wide, high, pixels = paint(subject, call.longest_px)
            raster = Raster(offset=sum(map(len, chunks)), width_px=wide, height_px=high)
            thumbs.append(Thumb(subject=subject, raster=raster))
            chunks.append(pixels)
        return WithBlock(value=tuple(thumbs), block=SealedMemory.from_bytes(b"".join(chunks)))

    return answer


def pictures(
    width_px: int = 96, height_px: int = 72, colour: bytes = b"\x60\x80\xb0\xff"
) -> Callable[[OpenPicture], WithBlock[Pyramid]]:
    """Return what answers ``OpenPicture``: one level, in one colour."""

    def answer(call: OpenPicture) -> WithBlock[Pyramid]:
        longest = call.longest_px or max(width_px, height_px)
        part = min(1.0, longest / max(width_px, height_px))
        wide, high = max(1, round(width_px * part)), max(1, round(height_px * part))
        level = Raster(offset=0, width_px=wide, height_px=high)
        block = SealedMemory.from_bytes(colour * (wide * high))
        value = Pyramid(width_px=width_px, height_px=height_px, levels=(level,))
        return WithBlock(value=value, block=block)

    return answer

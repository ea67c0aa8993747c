"""Everything that was entered to attach images. No Qt, and nothing of what the images show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from desktop.records.attached import (
    ALREADY,
    ATTACHED,
    CONFLICT,
    PENDING,
    REFUSED,
    AttachedFile,
    LookedInto,
    Picked,
)
from desktop.records.consent import PROXIES, Capacity, capacities_for
from desktop.records.declaration import Came, Declaration
from desktop.records.patient import Patient
from desktop.ui.phrase import Words, phrase, verbatim

ORDER: Final = (
    Capacity.PATIENT,
    Capacity.PARENTAL_RESPONSIBILITY,
    Capacity.COMPETENT_CHILD,
    Capacity.ATTORNEY,
)
"""In what capacity somebody can ask at the front desk, the usual one first where the age allows it;
best interests are for clinical staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One file that is to be attached, or one picture of a saved message.

    Attributes:
        picked: Which.
        size_bytes: As the file system or the message says; -1 where it says nothing.
        is_looking: Whether it is being looked into still: it may be a saved message.
        inline: Whether it is a picture that the message shows in its text.
        others: Of a picture of a message: how many attachments beside it are no pictures.
        kind: What it is by its content, where that is known; else its name tells.
        outcome: Of the last try, or None before one.
    """

    picked: Picked
    size_bytes: int
    is_looking: bool = False
    inline: bool = False
    others: int = 0
    kind: str = ""
    outcome: AttachedFile | None = None

    @property
    def path(self) -> Path:
        """The file on the disk; the message, of a picture in one."""
        return self.picked.path

    @property
    def name(self) -> str:
        """What it is called; empty for a picture that the message does not name."""
        return self.path.name if self.picked.part is None else self.picked.name

    @property
    def is_in_message(self) -> bool:
        """Return whether it is a picture of a saved message."""
        return self.picked.part is not None

    @property
    def is_waiting(self) -> bool:
        """Return whether it is still to be attached: not tried yet, or not reached."""
        return self.outcome is None or self.outcome.outcome == PENDING

    @property
    def is_trouble(self) -> bool:
        """Return whether somebody must do something about it."""
        return self.outcome is not None and is_trouble(self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class InMessage:
    """What of a saved message is in the list.

    Attributes:
        name: Of the message.
        pictures: How many of its pictures are listed.
        others: How many of its attachments are no pictures.
    """

    name: str
    pictures: int
    others: int


def messages_of(files: Sequence[Chosen]) -> tuple[InMessage, ...]:
    """Return the saved messages whose pictures are listed, in their order."""
    found: dict[Path, list[Chosen]] = {}
    for one in files:
        if one.is_in_message:
            found.setdefault(one.path, []).append(one)
    return tuple(
        InMessage(name=path.name, pictures=len(some), others=some[0].others)
        for path, some in found.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Everything that was entered.

    Attributes:
        is_similar: Whether the patient is easily taken for somebody else.
        has_twin: Whether somebody of the same family name was found to be born on the same day.
        capacities: Who can have asked, for a patient of this age.
        busy: It is being attached.
    """

    files: tuple[Chosen, ...] = ()
    patient: Patient | None = None
    is_similar: bool = False
    has_twin: bool = False
    capacities: tuple[Capacity, ...] = ()
    came: Came = Came.EMAIL
    asked: bool = False
    told: bool = False
    capacity: Capacity = Capacity.PATIENT
    giver_name: str = ""
    relationship: str = ""
    note: str = ""
    busy: bool = False

    @property
    def needs_giver(self) -> bool:
        """Return whether somebody else than the patient asked, and must be named."""
        return self.capacity in PROXIES

    @property
    def is_easily_mixed_up(self) -> bool:
        """Whether the date of birth does not tell the patient from somebody else."""
        alike = self.is_similar and self.patient is not None and bool(self.patient.nhs_number)
        return self.has_twin or alike

    @property
    def waiting(self) -> tuple[Chosen, ...]:
        """Return the files that are still to be attached."""
        return tuple(one for one in self.files if one.is_waiting)

    @property
    def missing(self) -> Words | None:
        """Return what is missing before anything can be attached, the first of it, or None."""
        checks = (
            ("looking", not any(one.is_looking for one in self.files)),
            ("files", bool(self.waiting)),
            ("patient", self.patient is not None),
            ("giver", not self.needs_giver or bool(self.giver_name.strip())),
            ("relationship", not self.needs_giver or bool(self.relationship.strip())),
            ("asked", self.asked),
            ("told", self.told),
        )
        first = next((name for name, is_there in checks if not is_there), None)
        return None if first is None else phrase(f"attach.missing_{first}")

    def with_files(self, paths: Sequence[Path]) -> "Form":
        """Return the form with more files; what has arrived leaves the list, trouble is retried.

        Each of them has to be looked into: it may be a saved message.
        """
        fresh = dict.fromkeys(paths)
        kept = [one for one in self.files if one.path not in fresh or one.is_waiting]
        kept = [one for one in kept if one.is_waiting or one.is_trouble]
        known = {one.path for one in kept}
        added = [
            Chosen(picked=Picked(path=path), size_bytes=_size(path), is_looking=True)
            for path in fresh
            if path not in known
        ]
        return replace(self, files=(*kept, *added))

    @property
    def looking(self) -> tuple[Path, ...]:
        """Return the files that are being looked into."""
        return tuple(one.path for one in self.files if one.is_looking)

    def looked_into(self, found: Sequence[LookedInto]) -> "Form":
        """Return the form in which saved messages gave way to the pictures in them."""
        known = {one.path: one for one in found}
        files: list[Chosen] = []
        for one in self.files:
            said = known.get(one.path) if one.is_looking else None
            files += [one] if said is None else _opened(one, said)
        return replace(self, files=tuple(files))

    def without(self, picked: Picked) -> "Form":
        """Return the form without a file or picture; what lies on the disk stays there."""
        return replace(self, files=tuple(one for one in self.files if one.picked != picked))

    def of(self, patient: Patient, *, is_similar: bool, years: int) -> "Form":
        """Return the form for a patient, of whom nothing is declared yet."""
        allowed = capacities_for(years)
        capacities = tuple(one for one in ORDER if one in allowed)
        return replace(
            self.undeclared(),
            patient=patient,
            is_similar=is_similar,
            capacities=capacities,
            capacity=capacities[0],
        )

    def undeclared(self) -> "Form":
        """Return the form without a patient, and without what was declared of one."""
        bare = Form()
        return replace(bare, files=self.files, came=self.came, busy=self.busy)

    def after(self, picked: Sequence[Picked], done: Sequence[AttachedFile]) -> "Form":
        """Return the form with what became of the files that were tried.

        Once nothing of them waits any more, the next patient's form is empty but for the files
        that somebody must still see to.
        """
        outcomes = dict(zip(picked, done, strict=True))
        files = tuple(
            replace(one, outcome=outcomes.get(one.picked, one.outcome)) for one in self.files
        )
        if all(one.outcome in {ATTACHED, ALREADY} for one in done):
            return Form(files=tuple(one for one in files if one.is_waiting or one.is_trouble))
        return replace(self, files=files, busy=False)

    def declaration(self) -> Declaration:
        """Return what is declared.

        Raises:
            RecordInvalidError: Something of it cannot be.
        """
        proxy = self.needs_giver
        return Declaration(
            came=self.came,
            asked=self.asked,
            told=self.told,
            capacity=self.capacity,
            giver_name=self.giver_name.strip() if proxy else "",
            relationship=self.relationship.strip() if proxy else "",
            note=self.note.strip(),
        )


def name_of(one: Chosen) -> Words:
    """Return what a file or picture is called."""
    return verbatim(one.name) if one.name else phrase("attach.no_name")


def is_trouble(one: AttachedFile) -> bool:
    """Return whether somebody must do something about it."""
    return one.outcome in {REFUSED, CONFLICT, PENDING}


def outcome_words(one: AttachedFile) -> Words:
    """Return what became of a file, for the front desk."""
    match one.outcome:
        case "refused":
            return phrase("attach.refused", why=phrase(f"refusal.{one.reason}"))
        case "attached" if one.reason:
            return phrase("attach.set_aside")
        case outcome:
            return phrase(f"attach.{outcome}")


def _opened(one: Chosen, found: LookedInto) -> list[Chosen]:
    """Return what stands in the list for a file that was looked into."""
    if not found.is_message:
        return [replace(one, is_looking=False)]
    if found.refused:
        refused = AttachedFile(file=one.name, outcome=REFUSED, reason=found.refused)
        return [replace(one, is_looking=False, outcome=refused)]
    return [
        Chosen(
            picked=Picked(path=one.path, part=picture.part, name=picture.name, digest=found.digest),
            size_bytes=picture.size_bytes,
            inline=picture.inline,
            others=found.others,
            kind=picture.format.value,
        )
        for picture in found.pictures
    ]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1

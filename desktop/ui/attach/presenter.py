"""What the attach screen decides. No Qt.

Files are named and never opened here: the keeper reads them, and a decoder looks at them.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from desktop.errors import DeskError, RecordInvalidError
from desktop.ids import PatientId
from desktop.keeper.calls import Attach
from desktop.records.attached import (
    ALREADY,
    ATTACHED,
    CONFLICT,
    PENDING,
    REFUSED,
    AttachedFile,
)
from desktop.records.consent import PROXIES, Capacity, capacities_for
from desktop.records.declaration import Came, Declaration
from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.ui.desk import Desk
from desktop.ui.finder.finder import Finder
from desktop.ui.jobs import Job
from desktop.ui.lane import Progress, Scope, Ticket
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim

ORDER: Final = (
    Capacity.PATIENT,
    Capacity.COMPETENT_CHILD,
    Capacity.PARENTAL_RESPONSIBILITY,
    Capacity.ATTORNEY,
)
"""In what capacity somebody can ask at the front desk; best interests are for clinical staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One file that is to be attached.

    Attributes:
        size_bytes: As the file system says; -1 where it says nothing.
        outcome: Of the last try, or None before one.
    """

    path: Path
    size_bytes: int
    outcome: AttachedFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Everything that was entered.

    Attributes:
        capacities: Who can have asked, for a patient of this age.
    """

    files: tuple[Chosen, ...] = ()
    patient: Patient | None = None
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
    def waiting(self) -> tuple[Chosen, ...]:
        """Return the files that are still to be attached."""
        return tuple(one for one in self.files if one.outcome is None)


class AttachView(Protocol):
    """What the presenter needs of the screen."""

    def show_form(self, form: Form, missing: Words | None) -> None:
        """Show what was entered, and what is missing before it can be attached."""
        ...

    def show_found(self, found: Found | None) -> None:
        """Show who fits what was typed."""
        ...

    def show_error(self, error: DeskError | None) -> None:
        """Say what did not work, or that nothing is wrong any more."""
        ...

    def show_result(self, done: tuple[AttachedFile, ...], patient: Patient) -> None:
        """Say what became of each file."""
        ...


class AttachPresenter:
    """Collects files, a patient and a declaration, and has them attached.

    Args:
        view: The screen.
        desk: Its surroundings.
        scope: The life of the screen.
    """

    def __init__(self, view: AttachView, desk: Desk, scope: Scope) -> None:
        self._view = view
        self._desk = desk
        self._scope = scope
        self._form = Form()
        self._job: Job | None = None
        self._finder = Finder(desk.lane, scope, found=view.show_found, failed=view.show_error)

    @property
    def form(self) -> Form:
        """What was entered so far."""
        return self._form

    def begin(self) -> None:
        """Show the empty form."""
        self._show()

    def add(self, paths: tuple[str, ...]) -> None:
        """Add files, each once; folders are not taken."""
        known = {one.path for one in self._form.files}
        fresh = [Path(path) for path in paths if Path(path) not in known]
        chosen = tuple(Chosen(path=path, size_bytes=_size(path)) for path in fresh)
        self._change(files=self._form.files + chosen)

    def remove(self, path: Path) -> None:
        """Take a file off the list; it stays where it is."""
        self._change(files=tuple(one for one in self._form.files if one.path != path))

    def search(self, typed: str) -> None:
        """Look for a patient."""
        self._finder.type(typed)

    def choose(self, patient: Patient) -> None:
        """These images are of this patient. What was declared for another one is not kept."""
        before = self._form.patient
        if before is not None and before.id != patient.id:
            self._form = replace(
                self._form, asked=False, told=False, giver_name="", relationship="", note=""
            )
        allowed = capacities_for(patient.age_years(self._desk.today()))
        capacities = tuple(one for one in ORDER if one in allowed)
        self._change(patient=patient, capacities=capacities, capacity=capacities[0])

    def change_patient(self) -> None:
        """Somebody else: choose again."""
        self._change(patient=None, capacities=())

    def declare(self, **entered: object) -> None:
        """Enter a part of the declaration, by the names of ``Form``."""
        self._change(**entered)

    def attach(self) -> None:
        """Have everything attached, if nothing is missing."""
        form = self._form
        patient = form.patient
        if self.missing() is not None or patient is None or form.busy:
            return
        try:
            declaration = Declaration(
                came=form.came,
                asked=form.asked,
                told=form.told,
                capacity=form.capacity,
                giver_name=form.giver_name.strip(),
                relationship=form.relationship.strip(),
                note=form.note.strip(),
            )
        except RecordInvalidError as error:
            self._view.show_error(error)
            return
        self._view.show_error(None)
        files = tuple(one.path for one in form.waiting)
        ticket = self._desk.lane.ask(
            Attach(files=files, patient=PatientId(patient.id), declaration=declaration),
            scope=self._scope,
            done=lambda done: self._attached(patient, done),
            failed=self._failed,
            progress=self._advanced,
        )
        self._job = self._desk.jobs.begin(
            phrase("attach.attaching", count=len(files)), cancel=lambda: self._cancel(ticket)
        )
        self._change(busy=True)

    def missing(self) -> Words | None:
        """Return what is missing before anything can be attached, the first of it, or None."""
        form = self._form
        if not form.waiting:
            return phrase("attach.missing_files")
        if form.patient is None:
            return phrase("attach.missing_patient")
        if form.needs_giver and not (form.giver_name.strip() and form.relationship.strip()):
            return phrase("attach.missing_giver")
        if not form.asked:
            return phrase("attach.missing_asked")
        return None if form.told else phrase("attach.missing_told")

    def _cancel(self, ticket: Ticket) -> None:
        self._desk.lane.cancel(ticket)

    def _advanced(self, at: Progress) -> None:
        if self._job is not None:
            self._job.progress(at.done, at.total)

    def _attached(self, patient: Patient, done: tuple[AttachedFile, ...]) -> None:
        arrived = sum(1 for one in done if one.outcome in {ATTACHED, ALREADY})
        self._end_job(phrase("attach.arrived", count=arrived, name=_short(patient)))
        by_place = dict(zip((one.path for one in self._form.waiting), done, strict=True))
        files = tuple(
            replace(one, outcome=_kept(by_place.get(one.path, one.outcome)))
            for one in self._form.files
        )
        self._form = replace(self._form, files=files, busy=False)
        self._view.show_result(done, patient)
        if all(one.outcome in {ATTACHED, ALREADY} for one in done):
            self._form = Form()
        self._show()

    def _failed(self, error: DeskError) -> None:
        self._end_job(NOTHING)
        self._view.show_error(error)
        self._change(busy=False)

    def _end_job(self, summary: Words) -> None:
        if self._job is not None:
            self._job.end(summary)
            self._job = None

    def _change(self, **changed: object) -> None:
        self._form = replace(self._form, **changed)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        self._view.show_form(self._form, self.missing())


def outcome_words(one: AttachedFile) -> Words:
    """Return what became of a file, for the front desk."""
    match one.outcome:
        case "refused":
            return phrase("attach.refused", why=phrase(f"refusal.{one.reason}"))
        case "attached" if one.reason:
            return phrase("attach.set_aside")
        case outcome:
            return phrase(f"attach.{outcome}")


def is_trouble(one: AttachedFile) -> bool:
    """Return whether somebody must do something about it."""
    return one.outcome in {REFUSED, CONFLICT, PENDING}


def _kept(outcome: AttachedFile | None) -> AttachedFile | None:
    """A file that was not reached is tried again."""
    return None if outcome is None or outcome.outcome == PENDING else outcome


def _short(patient: Patient) -> Words:
    return verbatim(patient.display_name())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1

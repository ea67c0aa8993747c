"""What the attach screen decides. No Qt.

Files are named and never opened here: the keeper reads them, and a decoder looks at them.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from desktop.errors import DeskError, RecordInvalidError
from desktop.ids import PatientId
from desktop.keeper.calls import Attach
from desktop.keeper.card_calls import LookIntoFiles
from desktop.records.attached import ALREADY, ATTACHED, AttachedFile, LookedInto, Picked
from desktop.records.declaration import Declaration
from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.records.second_identifier import SHARED
from desktop.ui.attach.form import Form, is_trouble
from desktop.ui.desk import Desk
from desktop.ui.finder.finder import Finder
from desktop.ui.jobs import Job
from desktop.ui.lane import Progress, Scope, Ticket
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim


class AttachView(Protocol):
    """What the presenter needs of the screen."""

    def show_form(self, form: Form) -> None:
        """Show what was entered, and what is missing before it can be attached."""
        ...

    def show_found(self, found: Found | None) -> None:
        """Show who fits what was typed."""
        ...

    def show_error(self, error: DeskError | None) -> None:
        """Say what did not work, or that nothing is wrong any more."""
        ...

    def show_no_folders(self) -> None:
        """Say that folders are not taken."""
        ...

    def ask(self, form: Form) -> None:
        """Ask for a second identifier of the patient, before anything is attached."""
        ...

    def show_result(self, done: tuple[AttachedFile, ...], patient: Patient) -> None:
        """Say what became of the files."""
        ...


class AttachPresenter:
    """Collects files, a patient and a declaration, and has them attached.

    What is being attached goes on if the screen is left: its end is then told in the strip.

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
        self._found: Found | None = None
        self._job: Job | None = None
        self._finder = Finder(desk.lane, scope, found=self._look, failed=view.show_error)

    @property
    def form(self) -> Form:
        """What was entered so far."""
        return self._form

    def begin(self) -> None:
        """Show the empty form."""
        self._show(self._form)

    def add(self, paths: tuple[str, ...]) -> None:
        """Add files, each once; folders are not taken."""
        if self._form.busy:
            return
        files = [Path(path) for path in paths]
        taken = [path for path in files if not path.is_dir()]
        if taken:
            before = frozenset(self._form.looking)
            self._show(self._form.with_files(taken))
            self._look_into(tuple(one for one in self._form.looking if one not in before))
        if len(taken) < len(files):
            self._view.show_no_folders()

    def remove(self, picked: Picked) -> None:
        """Take a file or picture off the list; what lies on the disk stays there."""
        if not self._form.busy:
            self._show(self._form.without(picked))

    def _look_into(self, paths: tuple[Path, ...]) -> None:
        """Ask which of the files are saved messages, and what is in them."""
        if paths:
            self._desk.lane.ask(
                LookIntoFiles(files=paths),
                scope=self._scope,
                done=self._looked_into,
                failed=partial(self._not_looked_into, paths),
            )

    def _looked_into(self, found: tuple[LookedInto, ...]) -> None:
        self._show(self._form.looked_into(found))

    def _not_looked_into(self, paths: tuple[Path, ...], error: DeskError) -> None:
        """Say why; a file that is a message after all is then refused when it is attached."""
        self._view.show_error(error)
        self._show(self._form.looked_into([LookedInto(path=path) for path in paths]))

    def search(self, typed: str) -> None:
        """Look for a patient."""
        self._finder.type(typed)

    def choose(self, patient: Patient) -> None:
        """These images are of this patient; nothing is declared of them yet."""
        similar = self._found.similar if self._found is not None else frozenset()
        years = patient.age_years(self._desk.today())
        self._show(self._form.of(patient, is_similar=patient.id in similar, years=years))

    def change_patient(self) -> None:
        """Somebody else: what was declared is not kept."""
        if not self._form.busy:
            self._show(self._form.undeclared())

    def declare(self, **entered: object) -> None:
        """Enter a part of the declaration, by the names of ``Form``."""
        self._show(replace(self._form, **entered))  # type: ignore[arg-type]

    def attach(self) -> None:
        """Ask, if nothing is missing, whether it is right."""
        if self._form.missing is None and not self._form.busy:
            try:
                self._form.declaration()
            except RecordInvalidError as error:
                self._view.show_error(error)
                return
            self._view.ask(self._form)

    def confirm(self, form: Form, second: str) -> None:
        """It is right: have everything attached, if it still is what was asked about.

        Args:
            form: What was asked about.
            second: The second identifier of the patient, as it was typed.
        """
        if form == self._form and form.patient is not None:
            self._view.show_error(None)
            self._send(form, form.patient, form.declaration(), second)

    def _send(self, form: Form, patient: Patient, declaration: Declaration, second: str) -> None:
        picked = tuple(one.picked for one in form.waiting)
        # A scope of its own: the answer is wanted even if the screen is left meanwhile.
        ticket = self._desk.lane.ask(
            Attach(
                files=picked,
                patient=PatientId(patient.id),
                declaration=declaration,
                second=second,
            ),
            scope=Scope(),
            done=lambda done: self._attached(picked, patient, done),
            failed=self._failed,
            progress=self._advanced,
        )
        self._job = self._desk.jobs.begin(
            phrase("attach.attaching", count=len(picked)), cancel=lambda: self._cancel(ticket)
        )
        self._show(replace(form, busy=True))

    def _cancel(self, ticket: Ticket) -> None:
        self._desk.lane.cancel(ticket)

    def _advanced(self, at: Progress) -> None:
        if self._job is not None:
            self._job.progress(at.done, at.total)

    def _attached(
        self, picked: tuple[Picked, ...], patient: Patient, done: tuple[AttachedFile, ...]
    ) -> None:
        if self._scope.is_closed:
            self._end_job(_summary(done, patient))
            return
        self._end_job(NOTHING)
        self._form = self._form.after(picked, done)
        self._view.show_result(done, patient)
        self._show(self._form)

    def _failed(self, error: DeskError) -> None:
        if self._scope.is_closed:
            self._end_job(phrase("attach.stopped"))
            return
        self._end_job(NOTHING)
        self._view.show_error(error)
        has_twin = self._form.has_twin or error.reason == SHARED
        self._show(replace(self._form, busy=False, has_twin=has_twin))

    def _end_job(self, summary: Words) -> None:
        if self._job is not None:
            self._job.end(summary)
            self._job = None

    def _look(self, found: Found | None) -> None:
        self._found = found
        self._view.show_found(found)

    def _show(self, form: Form) -> None:
        self._form = form
        self._view.show_form(form)


def _summary(done: tuple[AttachedFile, ...], patient: Patient) -> Words:
    """Return what the strip says of files whose screen was left."""
    arrived = sum(1 for one in done if one.outcome in {ATTACHED, ALREADY})
    trouble = sum(1 for one in done if is_trouble(one))
    name = verbatim(patient.display_name())
    return joined(
        phrase("attach.arrived", count=arrived, name=name) if arrived else NOTHING,
        phrase("attach.some_trouble", count=trouble) if trouble else NOTHING,
    )

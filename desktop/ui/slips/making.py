"""Making a slip from a screen that shows a patient: the question, the slip, paper, withdrawing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ids import SlipId
from desktop.keeper.calls import LayOutSlip, ListSlips, MakeSlip, SaveSlip, WithdrawSlip
from desktop.records.outcome import Nothing
from desktop.records.paper import Paper
from desktop.records.patient import Patient
from desktop.records.role import MAY, Act
from desktop.records.slip import NewSlip, OpenSlip
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.paper_print import ask_file, ask_printer, print_paper
from desktop.ui.phrase import phrase
from desktop.ui.slips.question import SlipQuestion
from desktop.ui.slips.sheet import SlipSheet

KEY: Final = "Ctrl+Shift+S"
"""Makes a slip for the patient on the screen."""


def may_make(desk: Desk) -> bool:
    """Return whether this person may make slips."""
    return Act.MAKE_SLIP in MAY[desk.me.role]


class SlipMaking:
    """Makes slips for a screen.

    Args:
        host: The screen.
        desk: Its surroundings.
        scope: Its life.
        failed: Explains what could not be done.

    Attributes:
        choose_printer: Asks for a printer.
        choose_file: Asks where to save a PDF.
    """

    def __init__(
        self, host: QWidget, desk: Desk, scope: Scope, *, failed: Callable[[DeskError], None]
    ) -> None:
        self._host, self._desk, self._scope, self._failed = host, desk, scope, failed
        self.choose_printer: Callable[[QWidget], QPrinter | None] = ask_printer
        self.choose_file: Callable[[QWidget, str], Path | None] = partial(
            ask_file, title="slip.save"
        )
        self.question: SlipQuestion | None = None
        self.sheet: SlipSheet | None = None

    def begin(self, patient: Patient) -> None:
        """Ask whether to make one, having looked which were not used."""
        self._desk.lane.ask(
            ListSlips(), scope=self._scope, done=partial(self._ask, patient), failed=self._failed
        )

    def _ask(self, patient: Patient, unused: tuple[OpenSlip, ...]) -> None:
        today = self._desk.today()
        question = SlipQuestion(self._host, patient, today=today, unused=unused)
        question.confirmed.connect(partial(self._make, patient))
        question.withdraw_asked.connect(self._withdraw_from_list)
        self.question = question
        question.open()

    def _make(self, patient: Patient) -> None:
        call = MakeSlip(patient=patient.id)
        self._desk.lane.ask(call, scope=self._scope, done=self._show, failed=self._failed)

    def _show(self, slip: NewSlip) -> None:
        sheet = SlipSheet(self._host, slip)
        sheet.withdrawn.connect(partial(self._withdraw, slip.id))
        sheet.print_asked.connect(partial(self._print, slip))
        sheet.save_asked.connect(partial(self._save, slip))
        self.sheet = sheet
        sheet.open()

    def _withdraw_from_list(self, slip: SlipId) -> None:
        def done(_nothing: Nothing) -> None:
            if self.question is not None:
                self.question.drop(slip)

        call = WithdrawSlip(slip=slip)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    def _withdraw(self, slip: SlipId) -> None:
        def done(_nothing: Nothing) -> None:
            self._desk.jobs.note(phrase("slip.withdrawn"))

        call = WithdrawSlip(slip=slip)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    def _print(self, slip: NewSlip) -> None:
        printer = self.choose_printer(self._host)
        if printer is None:
            return

        def done(page: Paper) -> None:
            if print_paper(printer, page) and self.sheet is not None:
                self.sheet.say(phrase("slip.printed"))

        call = LayOutSlip(slip=slip)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    def _save(self, slip: NewSlip) -> None:
        to = self.choose_file(self._host, f"session-slip-{slip.code}.pdf")
        if to is None:
            return

        def done(_nothing: Nothing) -> None:
            if self.sheet is not None:
                self.sheet.say(phrase("slip.saved", path=str(to)))

        call = SaveSlip(slip=slip, to=to)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

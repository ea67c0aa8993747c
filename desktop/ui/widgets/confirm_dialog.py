"""A question before something is done: whose it is, what is so, buttons named by their act."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.records.patient import Patient
from desktop.ui.look.current import size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.dialog_box import DialogBox
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.patient_banner import PatientBanner


@dataclass(frozen=True, slots=True)
class Truth:
    """Something that is so, shown before a person confirms.

    Attributes:
        words: What is so.
        tone: Its tone.
        icon: Its icon; the tone's own if empty.
    """

    words: Words
    tone: Tone = Tone.OK
    icon: str = ""


class ConfirmDialog(DialogBox):
    """Asks once. ``open()`` shows it and returns at once; the answer comes as a signal.

    Esc and the left button go back. Enter confirms, except where something is destroyed: there no
    button is the default and the one that goes back has the focus.

    Args:
        parent: A widget of the window it belongs to.
        question: What is asked, as in "File 3 images to this patient?".
        act: The name of the button that does it.
        icon: Its drawing.
        destroys: Whether something is lost for good.
        patient: Whose it is, with the day on which the age is told.
        truths: What is so.

    Signals:
        confirmed: The act was confirmed.
        cancelled: The person went back.
    """

    confirmed = Signal()
    cancelled = Signal()

    def __init__(
        self,
        parent: QWidget,
        question: Words,
        act: Words,
        *,
        icon: str = "",
        destroys: bool = False,
        patient: tuple[Patient, date] | None = None,
        truths: tuple[Truth, ...] = (),
    ) -> None:
        super().__init__(parent, question)
        self._destroys = destroys
        self._added: QWidget | None = None
        self.banner: PatientBanner | None = None
        if patient is not None:
            self.banner = PatientBanner(in_dialog=True)
            self.banner.show_patient(*patient)
            self.content.addWidget(self.banner)
        self._truths = QWidget()
        self._truths.setLayout(column(*(_line(one) for one in truths), gap=10))
        self._truths.setVisible(bool(truths))
        self.content.addWidget(self._truths)
        self.back = Button(phrase("kit.go_back"), key="Esc", key_works=False, parent=self)
        self.act = Button(
            act,
            kind=Kind.DANGER if destroys else Kind.PRIMARY,
            icon=icon,
            key="" if destroys else "Return",
            key_works=False,
            parent=self,
        )
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.act)
        self.back.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.accepted.connect(self.confirmed)
        self.rejected.connect(self.cancelled)
        self.fit()

    def add(self, widget: QWidget, *, first: bool = False) -> None:
        """Show something between the banner and what is so: pictures, a reason to be written.

        Args:
            widget: What.
            first: Whether one begins there while the act is refused; otherwise at what was added
                first.
        """
        self.content.insertWidget(self.content.indexOf(self._truths), widget)
        self._added = widget if first else self._added or widget

    def refuse(self, reason: Words | None) -> None:
        """Say why it cannot be confirmed yet, or with None that it can."""
        self.act.refuse(reason)

    def natural_width(self) -> int:
        """Return the width of every question."""
        return size("dialog")

    def showEvent(self, event: QShowEvent) -> None:
        """Give the focus to what is safe, or to what must be filled in first."""
        super().showEvent(event)
        self.act.setDefault(not self._destroys)
        if not self.act.isEnabled() and self._added is not None:
            self._added.setFocus()
        else:
            (self.back if self._destroys else self.act).setFocus()


def _line(truth: Truth) -> QHBoxLayout:
    line = row(Icon(truth.icon or tone_icon(truth.tone), tone=inks(truth.tone)[0]), gap=10)
    line.addWidget(Label(truth.words, wrap=True), 1)
    return line

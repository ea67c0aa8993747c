"""A question before something is done: whose it is, what is so, buttons named by their act."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.records.patient import Patient
from desktop.ui.look.current import radius, size
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import Margins, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.patient_banner import PatientBanner
from desktop.ui.widgets.scrim import Scrim
from desktop.ui.words import keep_said

_MARGINS: Final[Margins] = (26, 24, 26, 24)
_AROUND: Final = 48
"""Left free of the window at least."""


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


class ConfirmDialog(QDialog):
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
        self._window = parent.window()
        super().__init__(self._window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        keep_said(self, "setWindowTitle", question)
        self._destroys = destroys
        self._scrim = Scrim(self._window)
        self.question = Label(question, role="h2", wrap=True, parent=self)
        self.banner: PatientBanner | None = None
        if patient is not None:
            self.banner = PatientBanner(in_dialog=True, parent=self)
            self.banner.show_patient(*patient)
        self.back = Button(phrase("kit.go_back"), key="Esc", key_works=False, parent=self)
        self.act = Button(
            act,
            kind=Kind.DANGER if destroys else Kind.PRIMARY,
            icon=icon,
            key="" if destroys else "Return",
            key_works=False,
            parent=self,
        )
        self._lay_out(truths)
        self.back.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.accepted.connect(self.confirmed)
        self.rejected.connect(self.cancelled)
        self.finished.connect(self._scrim.lift)
        self._dress()

    def add(self, widget: QWidget) -> None:
        """Show something between the banner and what is so: pictures, a reason to be written."""
        self._layout.insertWidget(self._layout.indexOf(self._truths), widget)

    def refuse(self, reason: Words | None) -> None:
        """Say why it cannot be confirmed yet, or with None that it can."""
        self.act.refuse(reason)

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window behind and give the focus to what is safe."""
        super().showEvent(event)
        self._scrim.fall()
        first = self.back if self._destroys else self.act
        self.act.setDefault(not self._destroys)
        first.setFocus()

    def event(self, event: QEvent) -> bool:
        """Be as high as the content needs, in every language and text size."""
        done = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.StyleChange}:
            self._dress()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        rect = QRectF(self.rect())
        paint_box(painter_of(self), rect, fill="raised", line="line", corner=radius("dialog"))

    def _lay_out(self, truths: tuple[Truth, ...]) -> None:
        self._truths = QWidget(self)
        self._truths.setLayout(column(*(self._truth(one) for one in truths), gap=6))
        self._truths.setVisible(bool(truths))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*_MARGINS)
        self._layout.setSpacing(16)
        self._layout.addWidget(self.question)
        if self.banner is not None:
            self._layout.addWidget(self.banner)
        self._layout.addWidget(self._truths)
        self._layout.addSpacing(4)
        self._layout.addLayout(row(None, self.back, self.act, gap=10))

    def _truth(self, truth: Truth) -> QHBoxLayout:
        icon = truth.icon or tone_icon(truth.tone)
        line = row(Icon(icon, tone=inks(truth.tone)[0], parent=self._truths), gap=10)
        line.addWidget(Label(truth.words, wrap=True, parent=self._truths), 1)
        return line

    def _dress(self) -> None:
        room = max(self._window.width() - _AROUND, self._layout.minimumSize().width())
        wide = min(size("dialog"), room)
        self.setFixedSize(wide, self._layout.totalHeightForWidth(wide))

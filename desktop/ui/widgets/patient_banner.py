"""The patient banner: whose it is, always in the same place and the same order.

Source: NHS Common User Interface, "Patient Banner": name, born, gender, NHS number in this order
(PAB-0016); labels without colons (0033 to 0042); values stand out more than labels (0046); unknown
is "Not Known" (0019); the dead are shown by colour and pattern (0055, 0056); no photograph (0021).
"""

from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop.records.dates import show_date
from desktop.records.patient import Patient
from desktop.ui.look.current import colour, faint, radius, size
from desktop.ui.look.fonts import BOLD, SEMIBOLD
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.badge import tone_icon
from desktop.ui.widgets.banner_tag import BannerTag
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.words import name_said

_EDGE: Final = 20
_NAME_GAP: Final = 28
_FACT_GAP: Final = 24
_HATCH_PX: Final = 10
_HATCH_ALPHA: Final = 34


class PatientBanner(QWidget):
    """Shows one patient; the same on screens and in dialogs, so that the two never differ.

    It is as high as one line, or as two where the width does not hold one; more only where a name
    is so long that it must wrap. Values can be selected and copied.

    Args:
        in_dialog: With round corners and always in two lines.
        parent: What it lies in.

    Signals:
        change_asked: A person wants another patient.
    """

    change_asked = Signal()

    def __init__(self, *, in_dialog: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_dialog = in_dialog
        self._dead = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name = self._value(role="h2", weight=BOLD)
        self.born = _Fact(phrase("banner.born"), self)
        self.died = _Fact(phrase("shell.died"), self)
        self.gender = _Fact(phrase("banner.gender"), self)
        self.nhs_number = _Fact(phrase("banner.nhs_number"), self)
        self._facts = QWidget(self)
        self._flow = Flow(gap=_FACT_GAP, line_gap=2, parent=self._facts)
        for fact in (self.born, self.died, self.gender, self.nhs_number):
            self._flow.addWidget(fact)
        self._identity = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._identity.addWidget(self.name)
        self._identity.addWidget(self._facts, 1)
        self._tag = BannerTag(parent=self)
        self._tag.hide()
        self._change = Button(
            phrase("shell.change_patient"), icon="users", height="button_small", parent=self
        )
        self._change.hide()
        self._change.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_EDGE, 0, _EDGE - 4, 0)
        layout.setSpacing(12)
        layout.addLayout(self._identity, 1)
        layout.addWidget(self._tag)
        layout.addWidget(self._change)
        name_said(self, phrase("shell.patient_banner"))
        self._fit()

    def show_patient(self, patient: Patient, on: date, *, died: date | None = None) -> None:
        """Show a patient.

        Args:
            patient: Who it is.
            on: The day on which the age is told.
            died: The day of death, if the patient has died.
        """
        pieces = patient.banner(on if died is None else died)
        self._dead = died is not None
        self.name.say(verbatim(pieces.name))
        self.born.say(verbatim(pieces.born if died is None else show_date(patient.date_of_birth)))
        self.died.setVisible(self._dead)
        if died is not None:
            age = phrase("shell.age_at_death", count=patient.age_years(died))
            self.died.say(phrase("shell.died_on", date=show_date(died), age=age))
        self.gender.say(phrase(f"gender.{pieces.gender.value}"))
        number = verbatim(pieces.nhs_number) if pieces.nhs_number else phrase("banner.not_known")
        self.nhs_number.say(number)
        self._fit()
        self.update()

    def show_tag(self, words: Words | None, *, tone: Tone = Tone.OK, icon: str = "") -> None:
        """Show the state of consent at the right, or with None nothing.

        Never call this where the role may see no clinical facts.

        Args:
            words: The state.
            tone: Its tone, which decides the icon where none is given.
            icon: Its icon.
        """
        self._tag.setVisible(words is not None)
        self._tag.show_words(words or NOTHING, icon or tone_icon(tone))
        self._fit()

    def offer_change(self, *, offered: bool) -> None:
        """Offer the way to another patient at the right, or do not."""
        self._change.setVisible(offered)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out how many lines it takes."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what lies behind; hatched where the patient has died."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        fill = "bannerDead" if self._dead else "banner"
        if self._in_dialog:
            paint_box(painter, rect, fill=fill, line="bannerLine", corner=radius("card"))
        else:
            painter.fillRect(rect, colour(fill))
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colour("bannerLine"))
        if self._dead:
            self._hatch(painter)

    def _hatch(self, painter: QPainter) -> None:
        painter.setPen(QPen(faint("bannerText", _HATCH_ALPHA), 1))
        high = self.height()
        for x in range(-high, self.width(), _HATCH_PX):
            painter.drawLine(x, high, x + high, 0)

    def _fit(self) -> None:
        """Choose one line or two, and the height that goes with it."""
        one_line = not self._in_dialog and self._needs() <= self.width()
        name, facts = self.name, self._facts
        name.setWordWrap(not one_line)
        if one_line:
            self._identity.setDirection(QBoxLayout.Direction.LeftToRight)
            self._identity.setSpacing(_NAME_GAP)
            self._identity.setAlignment(facts, Qt.AlignmentFlag.AlignVCenter)
            self.setFixedHeight(size("banner"))
            return
        self._identity.setDirection(QBoxLayout.Direction.TopToBottom)
        self._identity.setSpacing(2)
        self._identity.setAlignment(facts, Qt.AlignmentFlag(0))
        room = max(self.width() - 2 * _EDGE - self._right(), 1)
        high = name.heightForWidth(room) + 2 + self._flow.heightForWidth(room) + 16
        self.setFixedHeight(max(size("banner_tall"), high))

    def _needs(self) -> int:
        """Return the width that one line takes."""
        name = self.name.fontMetrics().horizontalAdvance(self.name.text())
        return 2 * _EDGE + name + _NAME_GAP + self._flow.sizeHint().width() + self._right()

    def _right(self) -> int:
        shown = [one for one in (self._tag, self._change) if not one.isHidden()]
        return sum(one.sizeHint().width() + 12 for one in shown)

    def _value(self, *, role: str, weight: int) -> Label:
        return Label(role=role, tone="bannerText", weight=weight, selectable=True, parent=self)

    def _ask(self) -> None:
        self.change_asked.emit()


class _Fact(QWidget):
    """A label and its value; the value stands out more."""

    def __init__(self, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = Label(words, tone="bannerLabel", parent=self)
        self.value = Label(
            role="h3", tone="bannerText", weight=SEMIBOLD, selectable=True, parent=self
        )
        name_said(self.value, words)
        self.setLayout(row(self.label, self.value, gap=7))

    def say(self, words: Words) -> None:
        """Show another value."""
        self.value.say(words)

    def text(self) -> str:
        """Return the value as it is shown."""
        return self.value.text()

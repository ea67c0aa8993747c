"""The patient banner: whose it is, always in the same place and the same order.

Source: NHS Common User Interface, "Patient Banner": name, born, gender, NHS number in this order
(PAB-0016); labels without colons (0033 to 0042); values stand out more than labels (0046); unknown
is "Not Known" (0019); the dead are shown by colour and pattern (0055, 0056); no photograph (0021).
"""

from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.records.dates import show_age, show_date
from desktop.records.patient import Patient
from desktop.ui.look.current import colour, faint, radius, scaled, size
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

_LEFT: Final = 20
_RIGHT: Final = 16
_GAP: Final = 12
_NAME_GAP: Final = 28
_FACT_GAP: Final = 24
_LINE_GAP: Final = 2
_TOP: Final = 10
_LEAST_WIDTH: Final = 320
_HATCH_PX: Final = 9
_HATCH_ALPHA: Final = 48


class PatientBanner(QWidget):
    """Shows one patient; the same on screens and in dialogs, so that the two never differ.

    It is as high as one line, or as two where the width does not hold one; higher only where a
    name is so long that it must wrap. Values can be selected and copied.

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
        self.name = Label(
            role="h2", tone="bannerText", weight=BOLD, selectable=True, wrap=True, parent=self
        )
        self._facts = QWidget(self)
        self.born = _Fact(phrase("banner.born"), self._facts)
        self.died = _Fact(phrase("shell.died"), self._facts)
        self.age_at_death = _Fact(phrase("shell.age_at_death"), self._facts)
        self.gender = _Fact(phrase("banner.gender"), self._facts)
        self.nhs_number = _Fact(phrase("banner.nhs_number"), self._facts)
        self._flow = Flow(gap=_FACT_GAP, line_gap=_LINE_GAP, parent=self._facts)
        for fact in (self.born, self.died, self.age_at_death, self.gender, self.nhs_number):
            self._flow.addWidget(fact)
        self._tag = BannerTag(parent=self)
        self._change = Button(
            phrase("shell.change_patient"), icon="users", height="button_small", parent=self
        )
        for hidden in (self.died, self.age_at_death, self._tag, self._change):
            hidden.hide()
        self._change.clicked.connect(self._ask)
        name_said(self, phrase("shell.patient_banner"))
        name_said(self.name, phrase("shell.patient_name"))
        self._fit()

    def show_patient(self, patient: Patient, on: date, *, died: date | None = None) -> None:
        """Show a patient.

        Args:
            patient: Who it is.
            on: The day on which the age is told.
            died: The day of death, if the patient has died.
        """
        pieces = patient.banner(on)
        self._dead = died is not None
        self.name.say(verbatim(pieces.name))
        self.born.say(verbatim(show_date(patient.date_of_birth) if died else pieces.born))
        self.died.setVisible(self._dead)
        self.age_at_death.setVisible(self._dead)
        if died is not None:
            self.died.say(verbatim(show_date(died)))
            self.age_at_death.say(verbatim(show_age(patient.date_of_birth, died)))
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

    def is_hatched(self) -> bool:
        """Return whether it is drawn as the banner of somebody who has died."""
        return self._dead

    def minimumSizeHint(self) -> QSize:
        """Return how narrow it may become; its height is fixed."""
        return QSize(_LEAST_WIDTH, self.height())

    def sizeHint(self) -> QSize:
        """Return the room that one line takes."""
        return QSize(self._one_line(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out how many lines it takes."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size, after the parts have."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def event(self, event: QEvent) -> bool:
        """Lay the parts out again when one of them needs another size."""
        done = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.LanguageChange}:
            self._fit()
        return done

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
        """Lay the parts out in one line or two, and take the height that goes with it."""
        right = self._place_right()
        room = max(right - _LEFT, 1)
        facts = self._flow.sizeHint()
        if not self._in_dialog and self._one_line() <= self.width():
            wide = self._name_width()
            high = size("banner")
            self.name.setGeometry(_LEFT, 0, wide, high)
            top = (high - facts.height()) // 2
            self._facts.setGeometry(_LEFT + wide + _NAME_GAP, top, facts.width(), facts.height())
        else:
            name_high = self.name.heightForWidth(room)
            facts_high = self._flow.heightForWidth(room)
            needed = name_high + _LINE_GAP + facts_high
            high = max(size("banner_tall"), needed + 2 * _TOP)
            top = (high - needed) // 2
            self.name.setGeometry(_LEFT, top, room, name_high)
            self._facts.setGeometry(_LEFT, top + name_high + _LINE_GAP, room, facts_high)
        if high != self.height():
            self.setFixedHeight(high)
            self._place_right()

    def _place_right(self) -> int:
        """Put what stands at the right in its place; return where the room for the rest ends."""
        right = self.width() - _RIGHT
        for widget in (self._change, self._tag):
            if not widget.isHidden():
                hint = widget.sizeHint()
                right -= hint.width()
                top = (self.height() - hint.height()) // 2
                widget.setGeometry(right, top, hint.width(), hint.height())
                right -= _GAP
        return right

    def _name_width(self) -> int:
        return self.name.fontMetrics().horizontalAdvance(self.name.text()) + scaled(2)

    def _one_line(self) -> int:
        """Return the width that one line takes."""
        shown = [one for one in (self._tag, self._change) if not one.isHidden()]
        right = sum(one.sizeHint().width() + _GAP for one in shown)
        facts = self._flow.sizeHint().width()
        return _LEFT + self._name_width() + _NAME_GAP + facts + right + _RIGHT

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

"""The patient banner: whose it is, always in the same place and the same order.

Source: NHS Common User Interface, "Patient Banner": name, born, gender, NHS number in this order
(PAB-0016); labels without colons (0033 to 0042); values stand out more than labels (0046); unknown
is "Not Known" (0019); the dead are shown by colour and pattern (0055, 0056); no photograph (0021).
"""

from datetime import date
from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

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
from desktop.ui.widgets.fitted import Fitted
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
_LEAST_FACTS: Final = 240
"""With less room beside it, what stands at the right goes below."""
_HATCH_PX: Final = 9
_HATCH_ALPHA: Final = 48


class PatientBanner(Fitted):
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
        super().__init__("banner", parent=parent)
        self._in_dialog = in_dialog
        self._dead = False
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
        self.fit()

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
        self.fit()
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
        self.fit()

    def show_name_alone(self) -> None:
        """Show neither date of birth nor number: one of them is asked for here."""
        self.born.hide()
        self.nhs_number.hide()
        self.fit()

    def offer_change(self, *, offered: bool) -> None:
        """Offer the way to another patient at the right, or do not."""
        self._change.setVisible(offered)
        self.fit()

    def is_hatched(self) -> bool:
        """Return whether it is drawn as the banner of somebody who has died."""
        return self._dead

    def minimumSizeHint(self) -> QSize:
        """Return how narrow it may become; its height is fixed."""
        return QSize(_LEAST_WIDTH, self.height())

    def sizeHint(self) -> QSize:
        """Return the room that one line takes."""
        return QSize(self._one_line(), self.height())

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

    def arrange(self) -> int:
        """Put the parts in one line or two; return the height that goes with it."""
        if not self._in_dialog and self._one_line() <= self.width():
            return self._arrange_in_one_line()
        beside = self.width() - _LEFT - _RIGHT - self._right_width()
        below = beside < scaled(_LEAST_FACTS)
        room = max(self.width() - _LEFT - _RIGHT if below else beside, 1)
        name_high = self.name.heightForWidth(room)
        facts_high = self._flow.heightForWidth(room)
        needed = name_high + _LINE_GAP + facts_high
        right_high = self._right_height() + _GAP if below else 0
        high = max(size("banner_tall"), needed + right_high + 2 * _TOP)
        top = (high - needed - right_high) // 2
        self.name.setGeometry(_LEFT, top, room, name_high)
        self._facts.setGeometry(_LEFT, top + name_high + _LINE_GAP, room, facts_high)
        middle = top + needed + (right_high + _GAP) // 2 if below else high // 2
        self._place_right(middle)
        return high

    def _arrange_in_one_line(self) -> int:
        high = size("banner")
        wide = self._name_width()
        facts = self._flow.sizeHint()
        self.name.setGeometry(_LEFT, 0, wide, high)
        left = _LEFT + wide + _NAME_GAP
        self._facts.setGeometry(left, (high - facts.height()) // 2, facts.width(), facts.height())
        self._place_right(high // 2)
        return high

    def _place_right(self, middle: int) -> None:
        """Put what stands at the right in its place, around a height."""
        right = self.width() - _RIGHT
        for widget in self._at_right():
            hint = widget.sizeHint()
            right -= hint.width()
            widget.setGeometry(right, middle - hint.height() // 2, hint.width(), hint.height())
            right -= _GAP

    def _at_right(self) -> list[QWidget]:
        return [one for one in (self._change, self._tag) if not one.isHidden()]

    def _right_width(self) -> int:
        return sum(one.sizeHint().width() + _GAP for one in self._at_right())

    def _right_height(self) -> int:
        return max((one.sizeHint().height() for one in self._at_right()), default=0)

    def _name_width(self) -> int:
        return self.name.fontMetrics().horizontalAdvance(self.name.text()) + scaled(2)

    def _one_line(self) -> int:
        """Return the width that one line takes."""
        facts = self._flow.sizeHint().width()
        left = _LEFT + self._name_width() + _NAME_GAP
        return left + facts + self._right_width() + _RIGHT

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

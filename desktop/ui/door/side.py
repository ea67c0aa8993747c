"""The navy column of the sign-in window: whose workstation, and what is so while it is locked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.clock import Clock
from desktop.records.dates import show_date
from desktop.ui.door.brief import Brief
from desktop.ui.look.fonts import SEMIBOLD, text_width
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.boxes import Line, Pane, column, row
from desktop.ui.widgets.card import Mark
from desktop.ui.widgets.label import Icon, Label

_EDGE: Final = 40
_MARGINS: Final = (_EDGE, 36, _EDGE, 28)
_TICK_MS: Final = 1000
_ROLES: Final = ("display", "h1", "h2")
"""Type of the practice's name, the largest first; a long name takes a smaller one."""
_MOST_LINES: Final = 2


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something that is so while it is locked."""

    icon: str
    title: Words
    detail: Words = NOTHING


class Side(Pane):
    """Practice, three facts, date and time; what there is no room for is left out from below."""

    def __init__(self, brief: Brief, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__("banner", parent=parent)
        self._clock = clock
        self._name = ""
        self.practice = [
            Label(role=role, tone="bannerText", wrap=True, parent=self) for role in _ROLES
        ]
        self._below = Label(phrase("door.workstation"), tone="bannerLabel", wrap=True, parent=self)
        self._details: list[Label] = []
        self.facts = [self._fact(fact) for fact in _facts(brief)]
        self._date = Label(tone="bannerLabel", parent=self)
        self._time = Label(role="h2", tone="bannerText", weight=SEMIBOLD, parent=self)
        mark = row(
            Mark(px=40, parent=self),
            Label(verbatim("Diogel"), role="h1", tone="bannerText", parent=self),
            None,
            gap=12,
        )
        self._layout = column(
            mark,
            12,
            None,
            *self.practice,
            self._below,
            12,
            Line(tone="bannerLabel", parent=self),
            8,
            *self.facts,
            None,
            row(self._date, None, self._time),
            gap=6,
            margins=_MARGINS,
        )
        self.setLayout(self._layout)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MS)
        self._tick()
        self.show_practice("")

    def show_practice(self, practice: str) -> None:
        """Say whose workstation this is."""
        self._name = practice or "Diogel"
        for label in self.practice:
            label.say(verbatim(self._name))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size or language."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fact(self, fact: _Fact) -> QWidget:
        box = QWidget(self)
        title = Label(fact.title, role="strong", tone="bannerText", wrap=True, parent=box)
        detail = Label(fact.detail, role="small", tone="bannerLabel", wrap=True, parent=box)
        detail.setVisible(fact.detail != NOTHING)
        if fact.detail != NOTHING:
            self._details.append(detail)
        icon = Icon(fact.icon, tone="bannerText", px=20, parent=box)
        line = row(column(icon, None), gap=14, margins=(0, 5, 0, 5))
        line.addLayout(column(title, detail, gap=2), 1)
        box.setLayout(line)
        return box

    def _tick(self) -> None:
        now = self._clock.now().astimezone()
        self._date.say(verbatim(show_date(now.date())))
        self._time.say(verbatim(now.strftime("%H:%M")))

    def _fit(self) -> None:
        """Choose the type of the name, then leave details out from below, then facts."""
        chosen = self._role()
        for role, label in zip(_ROLES, self.practice, strict=True):
            label.setVisible(role == chosen)
        optional: list[QWidget] = [*self._details, *self.facts]
        for part in optional:
            part.show()
        least = [*reversed(self._details), *reversed(self.facts)]
        while least and self._needs() > self.height():
            least.pop(0).hide()

    def _role(self) -> str:
        """Return the largest type in which the name takes few lines, and no word is cut."""
        room = max(self.width() - 2 * _EDGE, 1)
        for role in _ROLES:
            widest = max(text_width(word, role) for word in self._name.split() or [""])
            if widest <= room and text_width(self._name, role) <= _MOST_LINES * room * 0.9:
                return role
        return _ROLES[-1]

    def _needs(self) -> int:
        for fact in self.facts:
            fact.updateGeometry()
        self._layout.invalidate()
        return self._layout.totalHeightForWidth(self.width())


def _facts(brief: Brief) -> list[_Fact]:
    facts: list[_Fact] = []
    if brief.reason:
        at = datetime.fromisoformat(brief.at).astimezone().strftime("%H:%M")
        gone = brief.reason == "gone"
        detail = phrase("door.gone_detail" if gone else "door.locked_detail")
        icon = "circle-alert" if gone else "lock"
        facts.append(_Fact(icon, phrase(f"door.locked_{brief.reason}", time=at), detail))
    if brief.waiting > 0:
        facts.append(_Fact("inbox", phrase("door.waiting", count=brief.waiting)))
    if brief.kept:
        facts.append(_Fact("square-pen", phrase("door.kept"), phrase("door.kept_detail")))
    return facts

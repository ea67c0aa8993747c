"""The navy column of the sign-in window: whose workstation, and what is so while it is locked."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from desktop.clock import Clock
from desktop.records.dates import show_date
from desktop.ui.door.brief import Brief
from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.boxes import Line, Pane, column, row
from desktop.ui.widgets.card import Mark
from desktop.ui.widgets.label import Icon, Label

_WIDE: Final = 440
_MARGINS: Final = (40, 36, 40, 28)
_TICK_MS: Final = 1000


class Side(Pane):
    """Practice, three facts, date and time."""

    def __init__(self, brief: Brief, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__("banner", parent=parent)
        self._clock = clock
        self._practice = Label(NOTHING, role="h1", tone="bannerText", wrap=True, parent=self)
        self._below = Label(phrase("door.workstation"), tone="bannerLabel", wrap=True, parent=self)
        self._date = Label(tone="bannerLabel", parent=self)
        self._time = Label(role="h2", tone="bannerText", weight=SEMIBOLD, parent=self)
        mark = row(
            Mark(px=40, parent=self),
            Label(verbatim("Diogel"), role="h1", tone="bannerText", parent=self),
            None,
            gap=12,
        )
        facts = [self._fact(*fact) for fact in _facts(brief)]
        self.setLayout(
            column(
                mark,
                None,
                self._practice,
                self._below,
                16,
                Line(tone="bannerLabel", parent=self),
                16,
                *facts,
                None,
                row(self._date, None, self._time),
                gap=6,
                margins=_MARGINS,
            )
        )
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_TICK_MS)
        self._tick()
        self._dress()

    def show_practice(self, practice: str) -> None:
        """Say whose workstation this is."""
        self._practice.say(verbatim(practice or "Diogel"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        self.setFixedWidth(min(scaled(_WIDE), _WIDE * 5 // 4))

    def _fact(self, icon: str, title: Words, detail: Words) -> QWidget:
        box = QWidget(self)
        words = column(
            Label(title, role="strong", tone="bannerText", wrap=True, parent=box),
            Label(detail, role="small", tone="bannerLabel", wrap=True, parent=box),
            gap=2,
        )
        line = row(column(Icon(icon, tone="bannerText", px=20, parent=box), None), gap=14)
        line.addLayout(words, 1)
        line.setContentsMargins(0, 6, 0, 6)
        box.setLayout(line)
        return box

    def _tick(self) -> None:
        now = self._clock.now().astimezone()
        self._date.say(verbatim(show_date(now.date())))
        self._time.say(verbatim(now.strftime("%H:%M")))


def _facts(brief: Brief) -> list[tuple[str, Words, Words]]:
    facts: list[tuple[str, Words, Words]] = []
    if brief.reason:
        at = datetime.fromisoformat(brief.at).astimezone().strftime("%H:%M")
        gone = brief.reason == "gone"
        detail = phrase("door.gone_detail" if gone else "door.locked_detail")
        icon = "circle-alert" if gone else "lock"
        facts.append((icon, phrase(f"door.locked_{brief.reason}", time=at), detail))
    if brief.waiting > 0:
        facts.append(("inbox", phrase("door.waiting", count=brief.waiting), NOTHING))
    if brief.kept:
        facts.append(("square-pen", phrase("door.kept"), phrase("door.kept_detail")))
    return facts

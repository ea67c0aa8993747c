"""What a lost device may still hold, and what is to be done about it, in plain language."""

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.device_register import LossReport
from desktop.records.incident import what_is_known, what_to_do
from desktop.ui.devices.told import day_words, line_words
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import joined, phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label

MOST_LISTED: Final = 8
"""Photographs that are named one by one; how many more there are is said."""


class LossCard(Card):
    """Nothing of it is printed or saved: it is read here and told on."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.ERR, parent=parent)
        self._shown: LossReport | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(*CARD)

    def show_report(self, report: LossReport | None) -> None:
        """Show what a device may hold, or nothing."""
        self.setVisible(report is not None)
        if report is None or report == self._shown:
            return
        self._shown = report
        while (item := self._held.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._held.addWidget(self._made(report))

    def _made(self, report: LossReport) -> QWidget:
        inside = QWidget(self)
        since = day_words(report.device.standing_since)
        title = phrase("devices.lost_since", day=since)
        lines = column(Label(title, role="strong", wrap=True, parent=inside), gap=6)
        for line in what_is_known(report):
            lines.addWidget(Label(line_words(line), wrap=True, selectable=True, parent=inside))
        lines.addSpacing(6)
        heading = Label(phrase("devices.what_to_do"), role="strong", wrap=True, parent=inside)
        lines.addWidget(heading)
        for number, line in enumerate(what_to_do(report), start=1):
            step = Label(line_words(line), wrap=True, selectable=True, parent=inside)
            mark = column(Label(verbatim(f"{number}."), parent=inside), None)
            across = row(mark, gap=8)
            across.addWidget(step, 1)
            lines.addLayout(across)
        self._list(report, inside, lines)
        icon = column(Icon("shield-alert", tone="err", px=22, parent=inside), None)
        whole = row(icon, gap=12)
        whole.addLayout(lines, 1)
        inside.setLayout(whole)
        return inside

    def _list(self, report: LossReport, inside: QWidget, lines: QVBoxLayout) -> None:
        """Name the photographs that may still be on it, in identifiers of ours."""
        if not report.still_there:
            return
        lines.addSpacing(6)
        title = phrase("devices.still_there")
        lines.addWidget(Label(title, role="strong", wrap=True, parent=inside))
        for one in report.still_there[:MOST_LISTED]:
            state = phrase(f"state.{one.state.value}")
            words = joined(verbatim(one.arrival), verbatim(day_words(one.received_at)), state)
            small = Label(
                words, role="small", tone="text2", selectable=True, wrap=True, parent=inside
            )
            lines.addWidget(small)
        more = len(report.still_there) - MOST_LISTED
        if more > 0:
            rest = phrase("devices.and_more", count=more)
            lines.addWidget(Label(rest, role="small", tone="text2", parent=inside))

"""What the patient has agreed to, newest first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.ui.filed.consents import ConsentFacts
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import Line, column, row
from desktop.ui.widgets.label import Label


class ConsentView(QScrollArea):
    """Every consent of a patient in words."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown: tuple[ConsentFacts, ...] | None = None

    def show_consents(self, consents: Sequence[ConsentFacts]) -> None:
        """Show the consents, or that there is none."""
        if tuple(consents) == self._shown:
            return
        self._shown = tuple(consents)
        content = QWidget()
        blocks: list[QWidget] = []
        for at, consent in enumerate(consents):
            if at:
                blocks.append(Line(tone="line2", parent=content))
            blocks.append(_Block(consent, content))
        if not blocks:
            none = phrase("record.consent_none")
            blocks.append(Label(none, tone="text2", wrap=True, parent=content))
        content.setLayout(column(*blocks, None, gap=10))
        former = self.takeWidget()
        if former is not None:
            former.hide()
            former.deleteLater()
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def fit(self, most: int) -> None:
        """Be as high as the consents are, and no higher than ``most``."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is not None:
            high = layout.totalHeightForWidth(max(self.width(), 1)) + 2
            self.setFixedHeight(min(high, most))


class _Block(QWidget):
    """One consent."""

    def __init__(self, consent: ConsentFacts, parent: QWidget) -> None:
        super().__init__(parent)
        badge = Badge(consent.state, consent.tone, icon="file-check", parent=self)
        lines: list[QWidget] = []
        for words, tone in (
            (consent.uses, "text"),
            (consent.others, "text2"),
            (consent.given, "text2"),
            (consent.recorded, "text2"),
            (consent.ends, "warn"),
        ):
            if words != NOTHING:
                lines.append(Label(words, role="small", tone=tone, wrap=True, parent=self))
        self.setLayout(column(row(badge, None), *lines, gap=3))

"""Notices of what does not hold in the vault, one below the other."""

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.problem import Problem
from desktop.ui.findings import Finding, findings
from desktop.ui.widgets.notice import Notice


class FoundNotices(QWidget):
    """Says each kind of problem once; takes no room where there is none.

    Attributes:
        notices: What is said.
    """

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._shown: tuple[Finding, ...] = ()
        self.notices: list[Notice] = []
        self.hide()

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say other problems, or none."""
        found = findings(problems)
        if found == self._shown:
            return
        self._shown = found
        for notice in self.notices:
            self._layout.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
        self.notices = []
        for one in found:
            notice = Notice(one.tone, parent=self)
            notice.show_words(one.title, one.body, code=one.code)
            self._layout.addWidget(notice)
            notice.show()
            self.notices.append(notice)
        self.setVisible(bool(found))

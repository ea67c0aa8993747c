"""A slip over the whole window, for a camera: a square, plain words, and nobody's name.

It covers what lies behind, whose name a photograph of the screen would carry otherwise.
"""

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from desktop.records.slip import NewSlip
from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import BOLD, font
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.slips.square import Square
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.words import keep_said

_INK: Final = QColor(22, 32, 42)
_WHITE: Final = QColor(255, 255, 255)


class SlipSheet(QDialog):
    """Shows a slip once; whoever goes on has photographed it, or says that they did not.

    Args:
        parent: A widget of the window it covers.
        slip: What is shown.

    Signals:
        print_asked: It is wanted on paper.
        save_asked: It is wanted as PDF.
        withdrawn: It was not photographed.
    """

    print_asked = Signal()
    save_asked = Signal()
    withdrawn = Signal()

    def __init__(self, parent: QWidget, slip: NewSlip) -> None:
        window = parent.window()
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        keep_said(self, "setWindowTitle", phrase("slip.title"))
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, _WHITE)
        palette.setColor(QPalette.ColorRole.WindowText, _INK)
        self.setPalette(palette)
        self.first = _words(phrase("slip.first"), "h1", self)
        self.square = Square(slip.squares, parent=self)
        self.code = _words(verbatim(slip.code), "h1", self)
        until = datetime.fromisoformat(slip.expires_at).astimezone()
        self.until = _words(phrase("slip.until", time=f"{until:%H:%M}"), "body", self)
        self.note = _words(phrase("slip.how"), "small", self)
        self.seen = Button(
            phrase("slip.done"),
            kind=Kind.PRIMARY,
            icon="check",
            key="Return",
            key_works=False,
            parent=self,
        )
        self.to_printer = Button(phrase("slip.print"), icon="printer", parent=self)
        self.to_file = Button(phrase("slip.save"), icon="download", parent=self)
        self.not_used = Button(phrase("slip.withdraw"), icon="ban", parent=self)
        self._build()
        self.seen.clicked.connect(self.accept)
        self.to_printer.clicked.connect(self.print_asked)
        self.to_file.clicked.connect(self.save_asked)
        self.not_used.clicked.connect(self._withdraw)
        self.setGeometry(window.geometry())
        self.seen.setDefault(True)
        self.seen.setFocus()

    def say(self, words: Words) -> None:
        """Say what became of it: on paper, or saved."""
        keep_said(self.note, "setText", words)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        edge = scaled(20)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(scaled(8))
        layout.addWidget(self.first)
        layout.addWidget(self.square, 1)
        layout.addWidget(self.code)
        layout.addWidget(self.until)
        layout.addWidget(self.note)
        layout.addLayout(row(self.not_used, None, self.to_printer, self.to_file, self.seen, gap=10))

    def _withdraw(self) -> None:
        self.withdrawn.emit()
        self.reject()


def _words(words: Words, role: str, parent: QWidget) -> QLabel:
    """Return words in the middle, dark on white in every look."""
    label = QLabel(parent)
    label.setFont(font(role, BOLD) if role == "h1" else font(role))
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, _INK)
    label.setPalette(palette)
    keep_said(label, "setText", words)
    return label

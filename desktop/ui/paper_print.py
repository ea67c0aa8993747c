"""A laid-out page on a printer: the same page that is saved as PDF, drawn by Qt."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import QMarginsF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.records.paper import A4_HEIGHT, A4_WIDTH, Paper, PaperBox, PaperText
from desktop.ui.look.fonts import register_fonts
from desktop.ui.phrase import phrase
from desktop.ui.words import said

PrinterChoice: TypeAlias = Callable[[QWidget], QPrinter | None]
FileChoice: TypeAlias = Callable[[QWidget, str], Path | None]

_FINE: Final = 100
"""Steps in a point: Qt sets type in whole steps."""
_HAIR: Final = 0.6
_WEIGHTS: Final = {
    "Regular": QFont.Weight.Normal,
    "Medium": QFont.Weight.Medium,
    "SemiBold": QFont.Weight.DemiBold,
    "Bold": QFont.Weight.Bold,
}


def ask_printer(parent: QWidget) -> QPrinter | None:
    """Ask which printer; None where none was chosen."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    chosen = dialog.exec() == QPrintDialog.DialogCode.Accepted
    return printer if chosen else None


def ask_file(parent: QWidget, name: str, *, title: str = "recovery_sheet.save") -> Path | None:
    """Ask where to save a PDF, with the program's own dialog; None where that was given up.

    Args:
        parent: A widget of the window.
        name: Which name is proposed.
        title: Code of the words at its head.
    """
    chosen, _ = QFileDialog.getSaveFileName(
        parent,
        said(phrase(title)),
        name,
        "PDF (*.pdf)",
        options=QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.DontConfirmOverwrite,
    )
    return Path(chosen) if chosen else None


def print_paper(printer: QPrinter, paper: Paper) -> bool:
    """Print a page on A4; return whether the printer took it."""
    printer.setDocName(paper.title)
    printer.setFullPage(True)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    painter = QPainter()
    if not painter.begin(printer):
        return False
    paint_paper(painter, paper, printer.paperRect(QPrinter.Unit.DevicePixel).toRect())
    return painter.end()


def paint_paper(painter: QPainter, paper: Paper, place: QRect) -> None:
    """Draw a page so that it fills ``place``, in the device's own pixels."""
    register_fonts()
    painter.setWindow(0, 0, round(A4_WIDTH * _FINE), round(A4_HEIGHT * _FINE))
    painter.setViewport(place)
    for box in paper.boxes:
        _paint_box(painter, box)
    for text in paper.texts:
        _paint_text(painter, text)


def _paint_box(painter: QPainter, box: PaperBox) -> None:
    painter.setPen(QPen(QColor(box.line), _HAIR * _FINE) if box.line else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(box.fill) if box.fill else Qt.BrushStyle.NoBrush)
    size = (box.x, box.y, box.width, box.height)
    painter.drawRect(QRectF(*(part * _FINE for part in size)))


def _paint_text(painter: QPainter, text: PaperText) -> None:
    font = QFont("Inter")
    font.setWeight(_WEIGHTS[text.face])
    font.setPixelSize(round(text.size * _FINE))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.setFont(font)
    painter.setPen(QColor(text.ink))
    at = QPointF(text.x * _FINE, text.y * _FINE)
    if not text.spacing:
        painter.drawText(at, text.words)
        return
    measure = painter.fontMetrics()  # Qt's own spacing counts in the printer's dots
    for letter in text.words:
        painter.drawText(at, letter)
        at += QPointF(measure.horizontalAdvance(letter) + text.spacing * _FINE, 0)

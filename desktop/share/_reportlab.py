"""The only module that knows reportlab: widths of type, QR codes and PDF.

Reportlab loads an image library (Pillow) with itself, which a process that holds keys has no use
for: this module is imported when the first page is laid out, and never at a start. Nothing here
reads an image.
"""

import io
from collections.abc import Iterable
from functools import cache
from typing import Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop.assets import resource
from desktop.records.paper import A4_HEIGHT, A4_WIDTH, Paper, PaperBox, PaperText

_FACES: Final = ("Regular", "Medium", "SemiBold", "Bold")
_HAIR: Final = 0.6


@cache
def _register() -> None:
    for face in _FACES:
        path = resource("fonts", f"Inter-{face}.ttf")
        pdfmetrics.registerFont(TTFont(f"Inter-{face}", str(path)))


def width_of(words: str, *, size: float, face: str) -> float:
    """Return how wide words are, in points."""
    _register()
    wide: float = pdfmetrics.stringWidth(words, f"Inter-{face}", size)
    return wide


def squares_of(content: str, *, sturdy: bool = False) -> tuple[str, ...]:
    """Return the QR code of a text, a string a row, ``#`` for a dark square.

    Args:
        content: What it says.
        sturdy: Level H, of which three tenths may be lost, instead of level M.
    """
    code = QRCode(None, QRErrorCorrectLevel.H if sturdy else QRErrorCorrectLevel.M)
    code.addData(content)
    code.make()
    count = code.getModuleCount()
    return tuple(
        "".join("#" if code.isDark(down, across) else " " for across in range(count))
        for down in range(count)
    )


def to_pdf(papers: Iterable[Paper]) -> bytes:
    """Return pages as one PDF, in memory, with the type that it uses embedded."""
    _register()
    whole = io.BytesIO()
    size = (A4_WIDTH, A4_HEIGHT)
    canvas = Canvas(whole, pagesize=size, initialFontName="Inter-Regular", invariant=1)
    for paper in papers:
        canvas.setTitle(paper.title)
        canvas.setCreator("Diogel")
        for box in paper.boxes:
            _draw_box(canvas, box)
        for text in paper.texts:
            _draw_text(canvas, text)
        canvas.showPage()
    canvas.save()
    return whole.getvalue()


def _draw_box(canvas: Canvas, box: PaperBox) -> None:
    if box.fill:
        canvas.setFillColor(HexColor(box.fill))
    if box.line:
        canvas.setStrokeColor(HexColor(box.line))
        canvas.setLineWidth(_HAIR)
    y = A4_HEIGHT - box.y - box.height
    canvas.rect(
        box.x, y, box.width, box.height, stroke=int(bool(box.line)), fill=int(bool(box.fill))
    )


def _draw_text(canvas: Canvas, text: PaperText) -> None:
    begun = canvas.beginText(text.x, A4_HEIGHT - text.y)
    begun.setFont(f"Inter-{text.face}", text.size)
    begun.setFillColor(HexColor(text.ink))
    begun.setCharSpace(text.spacing)
    begun.textOut(text.words)
    canvas.drawText(begun)

"""Icons: Lucide line drawings, painted in a colour of the theme at the screen's own resolution."""

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.assets import resource
from desktop.ui.look.current import colour, scaled


def pixmap(name: str, tone: str | QColor = "text2", *, px: int = 18, ratio: float = 1.0) -> QPixmap:
    """Return an icon as pixels.

    Args:
        name: Name of the drawing in ``resources/icons``.
        tone: A colour of the theme, or a colour.
        px: Height and width, in pixels as the window counts them.
        ratio: Pixels of the screen to one of the window.
    """
    ink = tone if isinstance(tone, QColor) else colour(tone)
    return _pixmap(name, ink.name(QColor.NameFormat.HexArgb), px, ratio)


def paint_icon(
    painter: QPainter, name: str, at: QPointF, *, tone: str | QColor = "text2", px: int = 18
) -> None:
    """Paint an icon with its top left corner at a point."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(at, pixmap(name, tone, px=px, ratio=ratio))


def icon(name: str, tone: str = "text2", *, px: int = 18) -> QIcon:
    """Return an icon for Qt's own widgets, at one and two times the resolution."""
    found = QIcon()
    for ratio in (1.0, 2.0):
        found.addPixmap(pixmap(name, tone, px=scaled(px), ratio=ratio))
    return found


@cache
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _pixmap(name: str, ink: str, px: int, ratio: float) -> QPixmap:
    found = QPixmap(round(px * ratio), round(px * ratio))
    found.fill(Qt.GlobalColor.transparent)
    opaque = QColor(ink)
    drawing = _drawing(name).replace("currentColor", opaque.name())
    painter = QPainter(found)
    painter.setOpacity(opaque.alphaF())
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    renderer.render(painter, QRectF(QPointF(0, 0), QSizeF(found.size())))
    painter.end()
    found.setDevicePixelRatio(ratio)
    return found

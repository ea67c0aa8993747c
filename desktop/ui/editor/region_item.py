"""Regions on the picture: items in image coordinates, outlined at the same width at every zoom.

Each outline is drawn twice, a dark halo and the colour on it, so that it stands out from skin and
cloth alike. What is accepted is drawn as it will be burned in: black where it is solid, and where
it is a mosaic or a blur a pattern of the same coarseness, which its tag names. What a detector is
sure of is dark glass until somebody has decided: covered, but what lies under it can be judged.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.records.region import Region, Shape, Style
from desktop.ui.editor.geometry import shifted
from desktop.ui.editor.hit import HANDLE_DRAWN_PX
from desktop.ui.editor.state import Sketch
from desktop.ui.look.current import colour
from desktop.ui.stage.viewport import XY

SURE: Final = QColor("#5AC8FF")
CHECK: Final = QColor("#FFD15C")
FINDING: Final = QColor("#7CE38B")
CLASH: Final = QColor("#FF7B6B")
"""Of a cover that touches a finding, and of that finding."""
HALO: Final = QColor(0, 0, 0, 170)
TINT: Final = QColor(0, 0, 0, 70)
GLASS: Final = QColor(0, 0, 0, 190)
"""Of what a detector is sure of, until somebody has decided: covered, and just to be made out, so
that a wrong box over a lesion is seen for what it is."""
WET: Final = QColor(0, 0, 0, 150)
"""Of a stroke that is being drawn."""
EDGE: Final = QColor(255, 255, 255, 150)
"""Of what is covered: black on a dark picture still has an edge."""
DASHES: Final = (5.0, 3.5)
"""In widths of the pen."""
_CELLS_ACROSS: Final = 12
"""Squares along the longer side, as the mosaic that is burned (``redact.look``)."""
_GREYS: Final = ("#8b8580", "#a39c95", "#77726e", "#968f88", "#847e79")
_COARSE: Final = 0.06
"""Points of a stroke's outline are this part of its brush apart at least."""
HALO_PX: Final = 4
LINE_PX: Final = 2


def outline_colour(mark: Mark, *, clash: bool = False) -> QColor:
    """Return the colour of a mark's outline and of its tag's icon."""
    if clash:
        return CLASH
    if mark.is_finding:
        return FINDING
    if mark.state is MarkState.ACCEPTED:
        return QColor("#FFFFFF")
    return CHECK if mark.origin is MarkOrigin.CHECK else SURE


def path_of(region: Region) -> QPainterPath:
    """Return the outline of a region in image coordinates."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    box = QRectF(region.x, region.y, region.w, region.h)
    match region.shape:
        case Shape.RECTANGLE:
            path.addRect(box)
        case Shape.ELLIPSE:
            path.addEllipse(box)
        case Shape.POLYGON:
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in region.points]))
            path.closeSubpath()
        case Shape.STROKE:
            path.addPath(brush_path(region.points, region.brush_px))
    return path


def brush_path(way: Sequence[XY], brush_px: float) -> QPainterPath:
    """Return what a round brush covers on its way through points."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    if len(set(way)) < 2:  # noqa: PLR2004 - a line has two ends
        path.addEllipse(QPointF(*way[0]), brush_px / 2, brush_px / 2)
        return path
    stroker = QPainterPathStroker()
    stroker.setWidth(brush_px)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    path.addPath(stroker.createStroke(_line(way)))
    return path


def _line(way: Sequence[XY]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in way]))
    return path


def _edge_of(region: Region, path: QPainterPath) -> QPainterPath:
    """Return the line around a region: of a stroke without the parts that lie inside it."""
    if region.shape is not Shape.STROKE:
        return path
    edge = QPainterPath()
    for one in path.simplified().toSubpathPolygons():
        edge.addPolygon(_fewer(one, region.brush_px * _COARSE))
        edge.closeSubpath()
    return edge


def _fewer(outline: QPolygonF, apart: float) -> QPolygonF:
    """Return an outline without points nearer to each other than can be told: it is drawn often."""
    points = [outline.at(0)]
    for n in range(1, outline.size()):
        point = outline.at(n)
        if (point - points[-1]).manhattanLength() >= apart:
            points.append(point)
    return QPolygonF(points)


class RegionItem(QGraphicsItem):
    """One region."""

    def __init__(self, mark: Mark, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._mark = mark
        self._path = path_of(mark.region)
        self._edge = _edge_of(mark.region, self._path)
        self._is_chosen = False
        self._is_clash = False
        self._pad = 4.0
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def mark(self) -> Mark:
        """Return what it shows."""
        return self._mark

    def show_mark(self, mark: Mark, *, chosen: bool, clash: bool = False) -> None:
        """Show the mark as it is now; ``clash``: a cover and a finding touch each other."""
        if (mark, chosen, clash) == (self._mark, self._is_chosen, self._is_clash):
            return
        if mark.region != self._mark.region:
            self.prepareGeometryChange()
            self._take_region(mark.region)
        self._mark, self._is_chosen, self._is_clash = mark, chosen, clash
        self.update()

    def _take_region(self, region: Region) -> None:
        """Have the outline of another region; one that was only moved keeps what it is."""
        former = self._mark.region
        by = (region.x - former.x, region.y - former.y)
        if region.brush_px and shifted(former, *by) == region:
            self._path.translate(*by)
            self._edge.translate(*by)
            return
        self._path = path_of(region)
        self._edge = _edge_of(region, self._path)

    def set_scale_seen(self, scale: float) -> None:
        """Know how large a view pixel is, to claim the room that the outline takes."""
        pad = HALO_PX / scale
        if pad != self._pad:
            self.prepareGeometryChange()
            self._pad = pad

    def boundingRect(self) -> QRectF:
        """Return the region with the room of its outline."""
        pad = self._pad
        return self._path.boundingRect().adjusted(-pad, -pad, pad, pad)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw it."""
        painter.setRenderHint(
            QPainter.RenderHint.Antialiasing, self._mark.region.shape is not Shape.RECTANGLE
        )
        if self._mark.state is MarkState.ACCEPTED:
            _fill_covered(painter, self._mark.region, self._path)
            self._outline(painter, cosmetic_pen(EDGE, 1))
            if not self._is_chosen and not self._is_clash:
                return
        elif self._mark.is_applied:
            painter.fillPath(self._path, GLASS)
        elif self._is_chosen and not self._mark.is_finding:
            painter.fillPath(self._path, TINT)
        ink = outline_colour(self._mark, clash=self._is_clash)
        self._outline(painter, cosmetic_pen(HALO, HALO_PX))
        dashed = self._mark.origin is MarkOrigin.CHECK and self._mark.state is MarkState.PROPOSED
        self._outline(painter, cosmetic_pen(ink, LINE_PX, dashed=dashed))

    def _outline(self, painter: QPainter, pen: QPen) -> None:
        """Draw the edge; a rectangle has a way of its own, many times faster."""
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        region = self._mark.region
        if region.shape is Shape.RECTANGLE:
            painter.drawRect(QRectF(region.x, region.y, region.w, region.h))
        else:
            painter.drawPath(self._edge)


class HandleItem(QGraphicsItem):
    """One handle of the chosen region: the same size at every zoom; that which turns it is round.

    Args:
        parent: What it lies in.
        round_one: Whether it turns the region.
    """

    def __init__(self, parent: QGraphicsItem, *, round_one: bool = False) -> None:
        super().__init__(parent)
        self._is_round = round_one
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(3000)

    def boundingRect(self) -> QRectF:
        """Return its square."""
        half = HANDLE_DRAWN_PX / 2 + 1
        return QRectF(-half, -half, 2 * half, 2 * half)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#0A0A0A"), 1.5))
        painter.setBrush(QColor("#FFFFFF"))
        half = HANDLE_DRAWN_PX / 2 - 0.75
        if self._is_round:
            painter.drawEllipse(QPointF(0, 0), half, half)
            painter.setBrush(QColor("#0A0A0A"))
            painter.drawEllipse(QPointF(0, 0), 1, 1)
        else:
            painter.drawRoundedRect(QRectF(-half, -half, 2 * half, 2 * half), 3, 3)


class SketchItem(QGraphicsItem):
    """A shape that is being drawn."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._sketch: Sketch | None = None
        self._protecting = False
        self._path = QPainterPath()
        self._pad = 4.0
        self.setZValue(2500)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_sketch(self, sketch: Sketch | None, scale: float, *, protecting: bool = False) -> None:
        """Show the shape so far, or nothing; ``protecting``: it will be a finding, and no cover."""
        if sketch == self._sketch and protecting == self._protecting:
            return
        self.prepareGeometryChange()
        self._protecting = protecting
        self._sketch = sketch
        self._pad = 2 * HALO_PX / scale
        self._path = _sketched(sketch)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return its room."""
        if self._sketch is None:
            return QRectF()
        pad = self._pad
        return self._path.boundingRect().adjusted(-pad, -pad, pad, pad)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw it."""
        if self._sketch is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._sketch.shape is Shape.STROKE:
            self._paint_stroke(painter, self._sketch)
            return
        if self._sketch.shape is not Shape.POLYGON and not self._protecting:
            painter.fillPath(self._path, TINT)
        ink = FINDING if self._protecting else colour("stageText")
        painter.strokePath(self._path, cosmetic_pen(HALO, HALO_PX))
        painter.strokePath(self._path, cosmetic_pen(ink, LINE_PX))

    def _paint_stroke(self, painter: QPainter, sketch: Sketch) -> None:
        """Draw what the brush has covered so far, and its way; no outline, which takes long."""
        wide = QPen(WET, sketch.brush_px)
        wide.setCapStyle(Qt.PenCapStyle.RoundCap)
        wide.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        way = [QPointF(x, y) for x, y in sketch.points]
        line = _line(sketch.points) if len(set(sketch.points)) > 1 else _dot(way[0])
        painter.strokePath(line, wide)


def _dot(at: QPointF) -> QPainterPath:
    """Return a line so short that only its round ends are seen."""
    path = QPainterPath(at)
    path.lineTo(at + QPointF(0.01, 0))
    return path


def _sketched(sketch: Sketch | None) -> QPainterPath:
    path = QPainterPath()
    if sketch is None or not sketch.points:
        return path
    points = [QPointF(x, y) for x, y in sketch.points]
    match sketch.shape:
        case Shape.RECTANGLE:
            path.addRect(QRectF(points[0], points[1]))
        case Shape.ELLIPSE:
            path.addEllipse(QRectF(points[0], points[1]))
        case Shape.POLYGON:
            path.addPolygon(QPolygonF(points))
        case Shape.STROKE:
            far = sketch.brush_px / 2
            path.addRect(QPolygonF(points).boundingRect().adjusted(-far, -far, far, far))
    return path


def cosmetic_pen(ink: QColor, width_px: float, *, dashed: bool = False) -> QPen:
    """Return a pen of the same width at every zoom."""
    pen = QPen(ink, width_px)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern(list(DASHES))
    return pen


def covered_copy(image: QImage, regions: Sequence[Region], picture: tuple[int, int]) -> QImage:
    """Return a small picture with regions covered as they are drawn on the large one.

    Args:
        image: The small picture, of any size.
        regions: In pixels of the photograph.
        picture: Width and height of the photograph.
    """
    copy = image.copy()
    painter = QPainter(copy)
    painter.scale(image.width() / picture[0], image.height() / picture[1])
    for region in regions:
        _fill_covered(painter, region, path_of(region))
    painter.end()
    return copy


def _fill_covered(painter: QPainter, region: Region, path: QPainterPath) -> None:
    """Fill what will be burned."""
    match region.style:
        case Style.SOLID:
            painter.fillPath(path, QBrush(Qt.GlobalColor.black))
        case Style.MOSAIC:
            _fill_squares(painter, region, path)
        case Style.BLUR:
            painter.fillPath(path, QBrush(_soft(region)))


def _fill_squares(painter: QPainter, region: Region, path: QPainterPath) -> None:
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    cell = max(4, -(-max(region.w, region.h) // _CELLS_ACROSS))
    for row in range(-(-region.h // cell)):
        for column in range(-(-region.w // cell)):
            grey = QColor(_GREYS[(row * 3 + column * 7 + row * column) % len(_GREYS)])
            painter.fillRect(
                QRectF(region.x + column * cell, region.y + row * cell, cell, cell), grey
            )
    painter.restore()


def _soft(region: Region) -> QLinearGradient:
    """Return greys that go over into each other across a region."""
    found = QLinearGradient(region.x, region.y, region.x + region.w, region.y + region.h)
    for place, grey in enumerate(_GREYS):
        found.setColorAt(place / (len(_GREYS) - 1), QColor(grey))
    return found

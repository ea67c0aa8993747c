"""The regions as a list: what each is, how it stands, and the two buttons that decide on it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.ui.editor.findings import clash_words
from desktop.ui.editor.naming import icon_of, what_words
from desktop.ui.editor.shown import RegionsShown
from desktop.ui.look.current import colour, radius, scaled, size
from desktop.ui.look.fonts import MEDIUM, SEMIBOLD, font
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.label import Label
from desktop.ui.words import name_said, said

_SAMPLE: Final = 22
_ICON: Final = 18
_PICTURE: Final = 30
_REST_MS: Final = 150
"""A region that is being moved is looked at when it rests."""
_FINER: Final = 2
"""Pixels of a small picture to one of the window: screens are fine."""
_LEFT: Final = 10
_LEAST_ROWS: Final = 2
_ADDS: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_ROWS_AT_ONCE: Final = 8
"""A crowd has many rows: they are made a few at a time, so that the window never stands still."""


Snap = Callable[[Mark, int], QImage | None]
"""Returns what lies under a region, at most so many pixels long."""


def state_words(mark: Mark, others: tuple[int, ...] = ()) -> Words:
    """Return how a mark stands, in words.

    Args:
        mark: Which.
        others: Numbers of the findings that it touches, or of a finding the covers.
    """
    if others:
        return clash_words(mark, others)
    match mark.state:
        case MarkState.ACCEPTED:
            style = phrase(f"editor.style_{mark.region.style.value}")
            return phrase("editor.accepted", style=style)
        case MarkState.REFUSED:
            return phrase("editor.refused")
        case MarkState.PROTECTED:
            return phrase("editor.stays_visible")
        case MarkState.PROPOSED:
            return phrase("editor.sure" if mark.origin is MarkOrigin.SURE else "editor.check")


class RegionRow(QWidget):
    """One region.

    Signals:
        chosen: Somebody went to it.
        added: It is to be chosen besides, or let go of.
        decided: Somebody decided on it; the ``MarkState``.
    """

    chosen = Signal()
    added = Signal()
    decided = Signal(object)

    def __init__(self, mark: Mark, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self._others: tuple[int, ...] = ()
        self._is_chosen = False
        self._snap: Snap | None = None
        self._picture: QImage | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._look)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        number = mark.number
        self.state = Label(state_words(mark), role="small", tone="text2", parent=self)
        self.accept = _small(phrase("editor.accept_this", number=number), "check", parent=self)
        self.refuse = _small(phrase("editor.refuse_this", number=number), "x", parent=self)
        self.back = _small(
            phrase("editor.take_back", number=number), "undo-2", kind=Kind.GHOST, parent=self
        )
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(6)
        self._layout.addStretch(1)
        for widget in (self.state, self.accept, self.refuse, self.back):
            self._layout.addWidget(widget)
        self.accept.clicked.connect(lambda: self.decided.emit(MarkState.ACCEPTED))
        self.refuse.clicked.connect(lambda: self.decided.emit(MarkState.REFUSED))
        self.back.clicked.connect(lambda: self.decided.emit(MarkState.PROPOSED))
        self._dress()
        self._show()

    @property
    def mark(self) -> Mark:
        """Return what it shows."""
        return self._mark

    @property
    def is_chosen(self) -> bool:
        """Return whether its region is the chosen one."""
        return self._is_chosen

    def show_mark(
        self, mark: Mark, *, chosen: bool, locked: bool, others: tuple[int, ...] = ()
    ) -> None:
        """Show the region as it is now; ``others``: see :func:`state_words`."""
        for button in (self.accept, self.refuse, self.back):
            button.setEnabled(not locked)
        if (mark, chosen, others) == (self._mark, self._is_chosen, self._others):
            return
        moved = mark.region != self._mark.region
        looks_the_same = (_looks(mark), chosen, others) == (
            _looks(self._mark),
            self._is_chosen,
            self._others,
        )
        self._mark, self._is_chosen, self._others = mark, chosen, others
        if moved:
            self._rest.start(_REST_MS)
        if not looks_the_same:
            self._show()

    def show_picture(self, snap: Snap) -> None:
        """Show what lies under it."""
        self._snap = snap
        self._look()

    def _look(self) -> None:
        if self._snap is not None:
            self._picture = self._snap(self._mark, scaled(_PICTURE) * _FINER)
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the region that somebody went to."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.chosen.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Lose the ring."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the region."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.modifiers() & _ADDS:
            self.added.emit()
        else:
            self.chosen.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, sample, drawing and name."""
        painter = painter_of(self)
        rect = QRectF(self.rect()).adjusted(0.5, 1, -0.5, -1)
        if self.hasFocus():
            rect = paint_ring(painter, QRectF(self.rect()))
        if self._is_chosen:
            paint_box(painter, rect, fill="select", line="accentLine", corner=radius("control"))
        refused = self._mark.state is MarkState.REFUSED
        sample = scaled(_SAMPLE)
        self._paint_sample(
            painter, QRectF(_LEFT + 0.5, (self.height() - sample) / 2, sample, sample)
        )
        x: float = _LEFT + sample + scaled(8)
        ink = "text3" if refused else "text"
        wide = self._paint_picture(painter, x)
        painter.setPen(colour(ink))
        name = font("body", MEDIUM)
        name.setStrikeOut(refused)
        painter.setFont(name)
        x += wide + scaled(8)
        place = QRectF(x, 0, self.state.x() - x - 4, self.height())
        words = said(what_words(self._mark))
        metrics = painter.fontMetrics()
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(place.width())),
        )

    def _paint_picture(self, painter: QPainter, x: float) -> float:
        """Draw what lies under it, or until that has come what it is; return how wide that is."""
        if self._picture is None:
            icon = scaled(_ICON)
            at = QPointF(x, (self.height() - icon) / 2)
            paint_icon(painter, icon_of(self._mark), at, tone="text2", px=icon)
            return icon
        px = scaled(_PICTURE)
        room = QRectF(x, (self.height() - px) / 2, px, px)
        size = self._picture.size().scaled(px, px, Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(QPointF(), size.toSizeF())
        box.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._picture)
        return px

    def _paint_sample(self, painter: QPainter, box: QRectF) -> None:
        """Draw the number in an outline as it is in the picture."""
        ink = colour("text")
        if self._mark.state is MarkState.ACCEPTED:
            paint_box(painter, box, fill=QColor(Qt.GlobalColor.black), line="control", corner=3)
            ink = QColor("#FFFFFF")
        else:
            refused = self._mark.state is MarkState.REFUSED
            ink = colour("text3") if refused else ink
            pen = QPen(colour("ok") if self._mark.is_finding else ink, 1.6)
            if self._mark.origin is MarkOrigin.CHECK or refused:
                pen.setDashPattern([3, 2.2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
        painter.setPen(ink)
        painter.setFont(font("cap", SEMIBOLD))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._mark.number))

    def _show(self) -> None:
        mark = self._mark
        is_open = mark.state is MarkState.PROPOSED
        self.accept.setVisible(is_open)
        self.refuse.setVisible(is_open)
        self.back.setVisible(not is_open)
        back = "editor.remove_finding" if mark.is_finding else "editor.take_back"
        self.back.say(phrase(back, number=mark.number))
        words = state_words(mark, self._others)
        self.state.say(words)
        self.state.set_tone("warn" if self._others else "text2")
        if self._others:
            words = clash_words(mark, self._others, long=True)
        facts = {"feature": what_words(mark), "state": words}
        name_said(self, phrase("editor.row_name", number=mark.number, **facts))
        self.update()

    def _dress(self) -> None:
        self.setFixedHeight(size("region_row"))
        self._layout.setContentsMargins(0, 0, scaled(8), 0)


class RegionList(QScrollArea):
    """Every region of the photograph on screen.

    Signals:
        chosen: Somebody went to a region; its number.
        added: It is to be chosen besides, or let go of; its number.
        decided: Somebody decided; number and ``MarkState``.
    """

    chosen = Signal(int)
    added = Signal(int)
    decided = Signal(int, object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[int, RegionRow] = {}
        self._shown: RegionsShown | None = None
        self._snap: Snap | None = None
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._add_more)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._body = QWidget(self)
        self._empty = Label(
            phrase("editor.no_regions"), role="small", tone="text2", wrap=True, parent=self._body
        )
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._empty)
        self._layout.addStretch(1)
        self.setWidget(self._body)
        self.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        name_said(self, phrase("editor.regions"))
        self._dress()

    def show_pictures(self, snap: Snap) -> None:
        """Show what lies under each region, from a picture that has come."""
        self._snap = snap
        for row in self.rows.values():
            row.show_picture(snap)

    def show_regions(self, shown: RegionsShown) -> None:
        """Show every region as it is now; rows stay where they are."""
        numbers = {mark.number for mark in shown.marks}
        for number in self.rows.keys() - numbers:
            gone = self.rows.pop(number)
            self._layout.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        fresh = [mark.number for mark in shown.marks if mark.number not in self.rows]
        later = set(fresh[_ROWS_AT_ONCE:])
        for place, mark in enumerate(mark for mark in shown.marks if mark.number not in later):
            if mark.number not in self.rows:
                self._add(mark, place)
            chosen = mark.number == shown.selected or mark.number in shown.also
            others = shown.clashes.get(mark.number, ())
            self.rows[mark.number].show_mark(
                mark, chosen=chosen, locked=shown.locked, others=others
            )
        self._shown = shown
        if later:
            self._more.start()
        self._empty.setVisible(not shown.marks)
        if fresh:
            self._make_room()
        if shown.selected in self.rows:
            self.ensureWidgetVisible(self.rows[shown.selected], 0, 4)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _make_room(self) -> None:
        """Give new rows their room now: a moment later would be seen."""
        self._layout.activate()
        need = self._layout.minimumSize().height()
        self._body.resize(self._body.width(), max(need, self.viewport().height()))

    def _add_more(self) -> None:
        if self._shown is not None:
            self.show_regions(self._shown)

    def _add(self, mark: Mark, place: int) -> None:
        row = RegionRow(mark, parent=self._body)
        number = mark.number
        row.chosen.connect(lambda: self.chosen.emit(number))
        row.added.connect(lambda: self.added.emit(number))
        row.decided.connect(lambda state: self.decided.emit(number, state))
        self.rows[number] = row
        if self._snap is not None:
            row.show_picture(self._snap)
        self._layout.insertWidget(place, row)
        row.show()

    def _dress(self) -> None:
        self.setMinimumHeight(_LEAST_ROWS * size("region_row"))


def _looks(mark: Mark) -> tuple[object, ...]:
    """Return what a row shows of a mark; where exactly it lies is not among it."""
    return mark.feature, mark.origin, mark.state, mark.kind, mark.region.style


def _small(words: Words, icon: str, *, parent: QWidget, kind: Kind = Kind.SECONDARY) -> Button:
    return Button(words, kind=kind, icon=icon, icon_only=True, height="icon_target", parent=parent)

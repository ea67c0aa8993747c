"""Patients that fit what was typed, as a list: two identifiers each, and who is easily mistaken."""

from datetime import date
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ids import PatientId
from desktop.records.consent import PRESUMED_COMPETENT_YEARS
from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.ui.look.current import colour, radius, scaled
from desktop.ui.look.fonts import SEMIBOLD, font, line_height, text_width
from desktop.ui.look.paint import paint_box
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.widgets.badge import badge_size, paint_badge
from desktop.ui.words import name_said, said

Index = QModelIndex | QPersistentModelIndex

PATIENT: Final = Qt.ItemDataRole.UserRole
SIMILAR: Final = Qt.ItemDataRole.UserRole + 1
_PAD: Final = 14
_ROW: Final = 58
_LINE_GAP: Final = 4


class ResultModel(QAbstractListModel):
    """Found patients, in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._patients: tuple[Patient, ...] = ()
        self._similar: frozenset[PatientId] = frozenset()
        self._today = date.min

    def replace(self, found: Found | None, today: date) -> None:
        """Show other patients."""
        self.beginResetModel()
        self._patients = found.patients if found is not None else ()
        self._similar = found.similar if found is not None else frozenset()
        self._today = today
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._patients)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row says."""
        if not index.isValid():
            return None
        patient = self._patients[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return patient.display_name()
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join((patient.display_name(), second_line(patient, self._today)))
            case role if role == PATIENT:
                return patient
            case role if role == SIMILAR:
                return patient.id in self._similar
            case _:
                return None

    @property
    def today(self) -> date:
        """The day on which ages are told."""
        return self._today


class PatientResults(QListView):
    """The list; arrow keys move, Enter or a click chooses.

    Signals:
        chosen: A ``Patient``.
    """

    chosen = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ResultModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._choose)
        name_said(self, phrase("finder.results"))

    def show_found(self, found: Found | None, today: date) -> None:
        """Show who fits; the first has the focus ring, and nobody is chosen."""
        self._model.replace(found, today)
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))

    def step(self, by: int) -> None:
        """Move the ring, as the arrow keys in the search field do."""
        rows = self._model.rowCount()
        if rows:
            row = min(max(self.currentIndex().row() + by, 0), rows - 1)
            self.setCurrentIndex(self._model.index(row))

    def current(self) -> Patient | None:
        """Return the patient with the ring, or None."""
        index = self.currentIndex()
        return index.data(PATIENT) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self.scheduleDelayedItemsLayout()
            self.viewport().update()

    def _choose(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(index.data(PATIENT))


class _Delegate(QStyledItemDelegate):
    """Name and NHS number; born and gender; a badge where somebody is easily mistaken."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row at the text size in use."""
        high = round(line_height("strong") + line_height("small")) + _LINE_GAP + 2 * 10
        return QSize(240, max(scaled(_ROW), high))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        patient: Patient = index.data(PATIENT)
        model = index.model()
        today = model.today if isinstance(model, ResultModel) else date.min
        rect = QRectF(_rect(option)).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = _state(option)
        if state & QStyle.StateFlag.State_Selected:
            line = "accentText"
            paint_box(painter, rect, fill="select", line=line, corner=radius("control"))
        elif state & QStyle.StateFlag.State_MouseOver:
            paint_box(painter, rect, fill="hover", corner=radius("control"))
        self._paint_words(painter, rect, patient, today)
        told = (
            "similar_badge" if index.data(SIMILAR) else "child" if _is_child(patient, today) else ""
        )
        if told:
            words = said(phrase(f"finder.{told}"))
            wanted = badge_size(words)
            at = QPointF(rect.right() - _PAD - wanted.width(), rect.center().y() + 2)
            paint_badge(painter, at, words, Tone.WARN)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRectF, patient: Patient, today: date) -> None:
        banner = patient.banner(today)
        number = banner.nhs_number or said(phrase("banner.not_known"))
        wide = text_width(number, "body", None)
        strong, small = line_height("strong"), line_height("small")
        top = rect.center().y() - (strong + small + _LINE_GAP) / 2
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.setPen(colour("text"))
        painter.setFont(font("body"))
        place = QRectF(inner.right() - wide, top, wide, strong)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, number)
        painter.setFont(font("body", SEMIBOLD))
        room = inner.width() - wide - 12
        name = painter.fontMetrics().elidedText(
            banner.name, Qt.TextElideMode.ElideRight, round(room)
        )
        painter.drawText(
            QRectF(inner.left(), top, room, strong), Qt.AlignmentFlag.AlignVCenter, name
        )
        painter.setPen(colour("text2"))
        painter.setFont(font("small"))
        place = QRectF(inner.left(), top + strong + _LINE_GAP, inner.width(), small)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, second_line(patient, today))


def _is_child(patient: Patient, today: date) -> bool:
    return patient.age_years(today) < PRESUMED_COMPETENT_YEARS


def second_line(patient: Patient, today: date) -> str:
    """Return born and gender, as they stand under a name."""
    banner = patient.banner(today)
    born = said(phrase("finder.born", born=banner.born))
    gender = said(phrase(f"gender.{banner.gender.value}"))
    return " · ".join((born, gender))


def _rect(option: QStyleOptionViewItem) -> Any:
    return getattr(option, "rect")  # noqa: B009 - the stubs leave it out


def _state(option: QStyleOptionViewItem) -> Any:
    return getattr(option, "state")  # noqa: B009 - the stubs leave it out

"""What is asked before photographs leave the editor: filed to a patient, or turned away."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ids import ArrivalId
from desktop.records.gate import LONGEST_REASON
from desktop.records.patient import Patient
from desktop.records.plain_text import is_plain_lines, tidy
from desktop.ui.editor.film import covering
from desktop.ui.editor.shown import FileQuestion
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import TextArea

_MOST_PICTURES = 6
_HIGH = 96


def ask_file(
    parent: QWidget,
    question: FileQuestion,
    *,
    patient: tuple[Patient, date],
    pictures: Mapping[ArrivalId, QImage | None],
    confirmed: Callable[[str], None],
    cancelled: Callable[[], None],
) -> ConfirmDialog:
    """Ask, with two identifiers of the patient and the pictures, before images are filed.

    Args:
        parent: A widget of the window.
        question: What is asked.
        patient: Whose they are, with today.
        pictures: Small pictures.
        confirmed: Files them, with the reason that was wanted, or nothing.
        cancelled: Is told that somebody went back.
    """
    count = len(question.arrivals)
    dialog = ConfirmDialog(
        parent,
        joined(
            question.title or phrase("editor.file_question", count=count),
            verbatim("?"),
            between="",
        ),
        question.act or phrase("button.file", count=count),
        icon="file-check",
        patient=patient,
        truths=tuple(Truth(words, tone, icon) for words, tone, icon in question.truths),
    )
    images = [pictures.get(one) for one in question.arrivals[:_MOST_PICTURES]]
    dialog.add(_Pictures([image for image in images if image is not None], parent=dialog))
    dialog.cancelled.connect(cancelled)
    if question.why is None:
        dialog.confirmed.connect(lambda: confirmed(""))
    else:
        _want_reason(dialog, question.why, confirmed)
    dialog.open()
    return dialog


def _want_reason(dialog: ConfirmDialog, why: Words, confirmed: Callable[[str], None]) -> None:
    """Have a reason written before it can be confirmed."""
    reason = TextArea(why, hint=phrase("editor.why_covered_hint"), lines=2, parent=dialog)
    dialog.add(reason, first=True)

    def written(text: str) -> None:
        said = tidy(text)
        if len(said) > LONGEST_REASON or not is_plain_lines(said):
            dialog.refuse(phrase("editor.reason_too_long", most=LONGEST_REASON))
        else:
            dialog.refuse(None if said else phrase("editor.say_why"))

    written("")
    reason.changed.connect(written)
    dialog.confirmed.connect(lambda: confirmed(tidy(reason.value())))


def ask_reason(parent: QWidget, *, confirmed: Callable[[str], None]) -> ConfirmDialog:
    """Ask why a photograph is turned away; without a reason it is not."""
    dialog = ConfirmDialog(
        parent,
        joined(phrase("editor.reject_question"), verbatim("?"), between=""),
        phrase("editor.reject_act"),
        icon="trash-2",
    )
    reason = TextArea(
        phrase("editor.reject_reason"), hint=phrase("editor.reject_hint"), parent=dialog
    )
    dialog.add(reason)
    dialog.refuse(phrase("editor.reject_why"))

    def written(text: str) -> None:
        dialog.refuse(None if tidy(text) else phrase("editor.reject_why"))

    reason.changed.connect(written)
    dialog.confirmed.connect(lambda: confirmed(tidy(reason.value())))
    dialog.open()
    reason.setFocus()
    return dialog


class _Pictures(QWidget):
    """Small pictures in a row, as many as there is room for."""

    def __init__(self, images: list[QImage], *, parent: QWidget) -> None:
        super().__init__(parent)
        self._images = images
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(bool(images))

    def sizeHint(self) -> QSize:
        """Return room for one row."""
        return QSize(300, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        if not self._images:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        gap = 8
        wide = min((self.width() + gap) / len(self._images) - gap, _HIGH * 1.6)
        for place, image in enumerate(self._images):
            box = QRectF(place * (wide + gap), 0, wide, self.height())
            path = QPainterPath()
            path.addRoundedRect(box, 4, 4)
            painter.setClipPath(path)
            painter.drawImage(box, image, covering(image, box))

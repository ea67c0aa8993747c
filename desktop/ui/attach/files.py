"""The files to be attached: where they are dropped, and their list. Names, never pictures."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.attached import Picked
from desktop.ui.attach.form import (
    Chosen,
    InMessage,
    is_trouble,
    messages_of,
    name_of,
    outcome_words,
)
from desktop.ui.look.current import colour, radius, scaled
from desktop.ui.look.paint import painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, Line, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import name_said

_MEGA: Final = 1_000_000
_KILO: Final = 1_000
_DROP_HIGH: Final = 148


class DropZone(QWidget):
    """Where files are dropped; a button and a key do the same.

    Signals:
        dropped: Paths.
        choose_asked: The button.
        paste_asked: The other button.
    """

    dropped = Signal(tuple)
    choose_asked = Signal()
    paste_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = False
        self.setAcceptDrops(True)
        self.choose = Button(
            phrase("attach.choose_files"), icon="folder-open", key="Ctrl+O", parent=self
        )
        self.paste = Button(
            phrase("attach.paste"),
            icon="clipboard-paste",
            key="Ctrl+V",
            kind=Kind.GHOST,
            key_works=False,
            parent=self,
        )
        words = Label(phrase("attach.drop"), role="strong", parent=self)
        self.setLayout(
            column(
                None,
                row(None, Icon("upload", tone="accentText", px=26, parent=self), None),
                row(None, words, None),
                row(None, self.choose, self.paste, None),
                None,
                gap=8,
                margins=CARD,
            )
        )
        name_said(self, phrase("attach.drop"))
        self.choose.clicked.connect(self.choose_asked)
        self.paste.clicked.connect(self.paste_asked)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files come in."""
        if event.mimeData().hasUrls():
            self._show_over(over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QEvent) -> None:
        """Nothing is dropped here after all."""
        del event
        self._show_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files."""
        self._show_over(over=False)
        urls = event.mimeData().urls()
        self.dropped.emit(tuple(url.toLocalFile() for url in urls if url.isLocalFile()))
        event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a dashed frame, stronger while something is held over it."""
        del event
        painter = painter_of(self)
        pen = QPen(colour("accentText" if self._over else "control"), 2 if self._over else 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(colour("accentSoft" if self._over else "window"))
        corner = radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)

    def _show_over(self, *, over: bool) -> None:
        self._over = over
        self.update()

    def _dress(self) -> None:
        self.setMinimumHeight(scaled(_DROP_HIGH))


class FileList(Card):
    """What was added, and what became of it.

    Signals:
        remove_asked: A ``Picked`` is not to be attached.
    """

    remove_asked = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(*CARD)
        self._rows.setSpacing(0)
        self._shown: tuple[Chosen, ...] = ()
        self.removers: tuple[Button, ...] = ()

    def show_files(self, files: tuple[Chosen, ...], *, busy: bool) -> None:
        """Show the list; nothing can be taken off while it is being attached."""
        if files != self._shown:
            self._shown = files
            self._build()
        for button in self.removers:
            button.setEnabled(not busy)
        self.setVisible(bool(files))

    def _build(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # else one that was to be shown soon is, as a window of its own
                widget.setParent(None)
                widget.deleteLater()
        removers = []
        for at, one in enumerate(self._shown):
            if at:
                self._rows.addWidget(Line(tone="line2", parent=self))
            line, remover = self._row(one)
            self._rows.addWidget(line)
            if remover is not None:
                removers.append(remover)
        for message in messages_of(self._shown):
            self._rows.addWidget(Line(tone="line2", parent=self))
            self._rows.addWidget(self._told(message))
        self.removers = tuple(removers)

    def _told(self, message: InMessage) -> QWidget:
        """Say of a saved message what of it is attached, and that it stays where it is."""
        box = QWidget(self)
        words = joined(
            phrase("attach.in_message", name=verbatim(message.name), count=message.pictures),
            phrase("attach.others_in_message", count=message.others) if message.others else NOTHING,
            phrase("attach.message_stays"),
            between=" ",
        )
        mark = column(Icon("mail", px=20, parent=box), None)
        line = row(mark, gap=12, margins=(0, 8, 0, 8))
        line.addWidget(Label(words, role="small", tone="text2", wrap=True, parent=box), 1)
        box.setLayout(line)
        return box

    def _row(self, one: Chosen) -> tuple[QWidget, Button | None]:
        box = QWidget(self)
        name = Label(name_of(one), role="strong", elide=True, parent=box)
        trouble = one.is_trouble
        facts = Label(
            _facts(one), role="small", tone="text2", elide=not trouble, wrap=trouble, parent=box
        )
        line = row(Icon("image", px=20, parent=box), gap=12, margins=(0, 8, 0, 8))
        line.addLayout(column(name, facts, gap=2), 1)
        if one.outcome is not None:
            words = outcome_words(one.outcome)
            tone = Tone.WARN if trouble else Tone.OK
            icon = "triangle-alert" if trouble else "lock"
            if trouble:
                facts.say(words)
                facts.set_tone("warn")
                line.addWidget(Icon(icon, tone="warn", parent=box))
            else:
                line.addWidget(Badge(words, tone, icon=icon, parent=box))
        remover = None
        if one.outcome is None or is_trouble(one.outcome):
            remover = Button(
                phrase("attach.remove", name=name_of(one)),
                icon="x",
                icon_only=True,
                kind=Kind.GHOST,
                height="icon_target",
                parent=box,
            )
            remover.clicked.connect(partial(_ignoring, partial(self._remove, one.picked)))
            line.addWidget(remover)
        box.setLayout(line)
        return box, remover

    def _remove(self, picked: Picked) -> None:
        self.remove_asked.emit(picked)


def _facts(one: Chosen) -> Words:
    kind = verbatim((one.kind or one.path.suffix.lstrip(".")).upper())
    where = phrase("attach.shown_in_text") if one.inline else NOTHING
    looking = phrase("attach.looking") if one.is_looking else NOTHING
    return joined(kind, _size(one), where, looking, between=", ")


def _size(one: Chosen) -> Words:
    if one.size_bytes < 0:
        return phrase("attach.size_unknown")
    if one.size_bytes >= _MEGA:
        return phrase("attach.size_mb", megabytes=f"{one.size_bytes / _MEGA:.1f}")
    return phrase("attach.size_kb", kilobytes=max(1, round(one.size_bytes / _KILO)))


def _ignoring(act: Callable[[], None], *_checked: bool) -> None:
    act()

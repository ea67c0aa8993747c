"""The strip above the list: a card with something new, a run under way, what a run came to."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop.records.arrival import Origin
from desktop.ui.inbox.state import Strip, StripKind
from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.runs import After
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Bar, Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Icon, Label

_BAR: Final = 180
_LEAST_WORDS: Final = 320


class StripView(Card):
    """One card or folder.

    Signals:
        import_asked: Take it in; the strip.
        choose_asked: Look into it first; the source.
        after_chosen: What becomes of the files; an ``After``.
        origin_chosen: Whose device it was; the source and an ``Origin``.
        stop_asked: Stop after the present file; the source.
        clear_asked: Clear what is verified; the source.
        put_away: It was read, or is not wanted; the source.
        follow_asked: Follow a camera, or name another sitting; the strip.
        unfollow_asked: Follow it no longer; the source.
        shoot_asked: Release the shutter; the source.
    """

    import_asked = Signal(object)
    choose_asked = Signal(object)
    after_chosen = Signal(object)
    origin_chosen = Signal(object, object)
    stop_asked = Signal(object)
    clear_asked = Signal(object)
    put_away = Signal(object)
    follow_asked = Signal(object)
    unfollow_asked = Signal(object)
    shoot_asked = Signal(object)

    def __init__(self, strip: Strip, *, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(tone=_TONES.get(strip.kind, Tone.INFO), parent=parent)
        self.strip = strip
        self.bar: Bar | None = None
        self._count: Label | None = None
        self.primary: Button | None = None
        icon, tone = _ICONS[strip.kind]
        mark = Icon("folder-open" if strip.chosen else icon, tone=tone, px=22, parent=self)
        said = QHBoxLayout()
        said.setSpacing(12)
        said.addWidget(mark)
        said.addWidget(self._words(), 1)
        self._buttons = QWidget(self)
        flow = Flow(gap=8, line_gap=8, to_right=True, parent=self._buttons)
        for act in self._acts(first=first):
            flow.addWidget(act)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(16, 10, 14, 10)
        self._layout.setSpacing(12)
        self._layout.addLayout(said, 1)
        self._layout.addWidget(self._buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the words where both do not fit side by side."""
        super().resizeEvent(event)
        wide = self._buttons.sizeHint().width()
        beside = self.width() >= wide + scaled(_LEAST_WORDS)
        way = QBoxLayout.Direction
        self._buttons.setMinimumWidth(wide if beside else 0)
        self._layout.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def update_strip(self, strip: Strip) -> bool:
        """Show how far it is; return False where it must be built anew."""
        if _at_rest(strip) != _at_rest(self.strip):
            return False
        self.strip = strip
        if self.bar is not None and self._count is not None:
            self.bar.set_progress(strip.done, strip.total)
            self._count.say(_progress(strip))
        return True

    def _words(self) -> QWidget:
        held = QWidget(self)
        parts = QWidget(held)
        flow = Flow(gap=14, line_gap=2, parent=parts)
        for at, part in enumerate(self.strip.parts):
            strong = at == 0
            tone = "text" if strong else "text2"
            weight = SEMIBOLD if strong else None
            flow.addWidget(Label(part, role="small", tone=tone, weight=weight, parent=parts))
        more = Label(self.strip.more, role="small", tone="text2", wrap=True, parent=held)
        more.setVisible(self.strip.more != NOTHING)
        parts.setVisible(bool(self.strip.parts))
        title = Label(self.strip.title, role="strong", wrap=True, parent=held)
        held.setLayout(column(title, parts, more, gap=2))
        return held

    def _acts(self, *, first: bool) -> list[QWidget]:
        match self.strip.kind:
            case StripKind.OFFER:
                return self._offer(first=first)
            case StripKind.CAMERA:
                return self._camera(first=first)
            case StripKind.LIVE:
                return self._live()
            case StripKind.RUNNING:
                return self._running()
            case StripKind.DONE:
                return self._done()

    def _offer(self, *, first: bool) -> list[QWidget]:
        strip = self.strip
        after = Combo(
            phrase("inbox.when_done"),
            [(one, phrase(f"inbox.after_{one.value}")) for one in After],
            parent=self,
        )
        after.set_value(strip.after)
        after.chosen.connect(self.after_chosen)
        words = (
            phrase("inbox.import", count=strip.count)
            if strip.count
            else phrase("inbox.import_folder")
        )
        self.primary = self._button(
            words, self.import_asked, strip, kind=Kind.PRIMARY, key="Ctrl+I" if first else ""
        )
        choose = self._button(phrase("card.choose"), self.choose_asked, strip.source)
        if strip.kind is StripKind.CAMERA:
            after.hide()  # asked where one chooses: there is little room beside *Shoot live*
            return [choose, self.primary]
        if not strip.chosen:
            return [after, choose, self.primary]
        origin = Combo(
            phrase("inbox.whose_device"),
            [(one, phrase(f"origin.{one.value}")) for one in Origin],
            parent=self,
        )
        origin.set_value(strip.source.origin)
        origin.chosen.connect(partial(self.origin_chosen.emit, strip.source))
        not_now = self._button(
            phrase("inbox.not_now"), self.put_away, strip.source, kind=Kind.GHOST
        )
        if strip.only:
            choose.hide()
        return [origin, not_now, choose, self.primary]

    def _camera(self, *, first: bool) -> list[QWidget]:
        live = self._button(
            phrase("inbox.follow"), self.follow_asked, self.strip, icon="camera", key=""
        )
        return [live, *(self._offer(first=first) if self.strip.count else [])]

    def _live(self) -> list[QWidget]:
        source = self.strip.source
        return [
            self._button(phrase("inbox.label_next"), self.follow_asked, self.strip, icon="tag"),
            self._button(phrase("inbox.unfollow"), self.unfollow_asked, source, icon="x"),
            self._button(
                phrase("inbox.shoot"), self.shoot_asked, source, icon="camera", kind=Kind.PRIMARY
            ),
        ]

    def _running(self) -> list[QWidget]:
        self.bar = Bar(self.strip.title, parent=self)
        self.bar.setFixedWidth(scaled(_BAR))
        self._count = Label(_progress(self.strip), role="small", weight=500, parent=self)
        self.bar.set_progress(self.strip.done, self.strip.total)
        counted = QWidget(self)
        counted.setLayout(column(None, self._count, self.bar, None, gap=5))
        stop = self._button(phrase("button.cancel"), self.stop_asked, self.strip.source)
        return [counted, stop]

    def _done(self) -> list[QWidget]:
        source = self.strip.source
        if not self.strip.asks:
            return [self._button(phrase("inbox.put_away"), self.put_away, source, icon="check")]
        return [
            self._button(phrase("inbox.leave_them"), self.put_away, source, kind=Kind.GHOST),
            self._button(phrase("cards.clear"), self.clear_asked, source, icon="eraser"),
        ]

    def _button(
        self,
        words: Words,
        signal: SignalInstance,
        value: object,
        *,
        kind: Kind = Kind.SECONDARY,
        icon: str = "",
        key: str = "",
    ) -> Button:
        button = Button(words, kind=kind, icon=icon, key=key, parent=self)
        button.clicked.connect(partial(_emit, signal, value))
        return button


_ICONS: Final = {
    StripKind.OFFER: ("memory-stick", "accentText"),
    StripKind.RUNNING: ("memory-stick", "accentText"),
    StripKind.CAMERA: ("usb", "accentText"),
    StripKind.LIVE: ("camera", "ok"),
    StripKind.DONE: ("circle-check", "ok"),
}
_TONES: Final = {StripKind.DONE: Tone.OK, StripKind.LIVE: Tone.OK}


def _emit(signal: SignalInstance, value: object, _checked: object = None) -> None:
    signal.emit(value)


def _at_rest(strip: Strip) -> Strip:
    """Return a strip without how far it is."""
    return replace(strip, done=0, total=0, far=NOTHING)


def _progress(strip: Strip) -> Words:
    if strip.far != NOTHING:
        return strip.far
    if not strip.total:
        return phrase("inbox.beginning")
    return phrase("inbox.copied_and_verified", done=strip.done, total=strip.total)

"""Two images of a record compared, as a place of the window."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ids import ImageId
from desktop.keeper.calls import WithBlock
from desktop.records.raster import Pyramid
from desktop.ui.compare.pane import ComparePane
from desktop.ui.compare.presenter import ComparePresenter, Mode, Side, Waiting
from desktop.ui.compare.strip import CompareStrip
from desktop.ui.desk import Desk
from desktop.ui.filed.consents import consent_state
from desktop.ui.filed.full_screen import FullScreen
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.say import day_words, name_words
from desktop.ui.filed.tool_bar import ToolBar, ZoomBar
from desktop.ui.phrase import phrase
from desktop.ui.place import ComparePlace
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.segments import Segments

_SMALL: Final = "button_small"
_ICONS: Final = {Mode.SIDE_BY_SIDE: "columns-2", Mode.SWIPE: "square-split-horizontal"}
_NEWS: Final = {
    Waiting.NOTHING: None,
    Waiting.PREVIEW: phrase("viewer.preview"),
    Waiting.PICTURE: phrase("viewer.opening"),
}


class CompareScreen(Screen):
    """Two photographs with their dates, and the others of their body site below."""

    def __init__(self, place: ComparePlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.presenter = ComparePresenter(desk, self.scope, place, self)
        self.pictures = SmallPictures(desk.lane, self.scope, self)
        self.modes = Segments(
            phrase("compare.how"),
            [(mode, phrase(f"compare.{mode.value}")) for mode in Mode],
            parent=self,
        )
        for button, mode in zip(self.modes.buttons, Mode, strict=True):
            button.set_icon(_ICONS[mode])
        self.link = self._button("compare.linked", "link-2", "L")
        self.link.setCheckable(True)
        self.swap = self._button("compare.swap", "refresh-cw", "S")
        self.zoom = ZoomBar(parent=self)
        self.full_button = Button(
            phrase("viewer.full_screen"), icon="maximize", key="F11", height=_SMALL, parent=self
        )
        self.bar = ToolBar(
            (self.modes, self.link, self.swap, QWidget(self)),
            (self.zoom, self.full_button),
            parent=self,
        )
        self.notice = Notice(parent=self)
        self.notice.hide()
        self.pane = ComparePane(self._stage_key, parent=self)
        self.strip = CompareStrip(self.pictures, self._strip_key, parent=self)
        self._home = QVBoxLayout()
        self._home.addWidget(self.pane, 1)
        self.full = FullScreen(self.pane, self._home, parent=self)
        page = column(self.notice, self.bar, gap=0)
        page.addLayout(self._home, 1)
        page.addWidget(self.strip)
        self.setLayout(page)
        self._connect()
        self.set_chrome(Chrome(frame=Frame.TASK, title=phrase("compare.title")))
        self.presenter.open()

    def first_focus(self) -> QWidget:
        """Return the photograph at the left."""
        return self.pane.stages[Side.A]

    def close_screen(self) -> None:
        """Let go of everything; the memory of both pictures is given back now."""
        super().close_screen()
        self.presenter.close()
        self.full.leave()
        self.pictures.forget()
        for side in Side:
            self.pane.clear_picture(side)

    # ------------------------------------------------------------------ as the presenter's view

    def show_record(self) -> None:
        """Show everything but the pictures as the presenter has it now."""
        presenter = self.presenter
        self.notice.setVisible(presenter.problem is not None)
        if presenter.problem is not None:
            self.notice.show_error(presenter.problem)
            self.notice.offer(phrase("record.try_again"), icon="refresh-cw")
        self.modes.set_value(presenter.mode)
        self.link.setChecked(presenter.linked)
        together = presenter.mode is Mode.SWIPE
        self.link.refuse(phrase("compare.always_linked") if together else None)
        self.pane.show_mode(presenter.mode, linked=presenter.linked)
        self.set_place(presenter.place)
        for side in Side:
            self.pane.show_news(side, _NEWS[presenter.waiting(side)])
            entry = presenter.entry(side)
            if entry is not None:
                title, relation = day_words(entry), presenter.relation(side)
                self.pane.name(side, title, relation, name_words(entry))
        self._show_chrome()
        self.pictures.veil(one.image for one in presenter.entries if one.is_veiled)
        self.strip.show_strip(presenter.strip, presenter.site, presenter.images, presenter.focus)

    def show_picture(self, side: Side, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        """Show a picture on a side."""
        self.pane.show_picture(side, answer, keep_view=keep_view)

    def clear_picture(self, side: Side) -> None:
        """Show no picture on a side."""
        self.pane.clear_picture(side)

    def swap_pictures(self) -> None:
        """Let the two pictures change places."""
        self.pane.swap_pictures()

    # ------------------------------------------------------------------ inside

    def _connect(self) -> None:
        presenter = self.presenter
        self.modes.chosen.connect(self._set_mode)
        self.link.clicked.connect(self._link)
        self.swap.clicked.connect(presenter.swap)
        self.zoom.stepped.connect(self.pane.zoom_step)
        self.zoom.fit_asked.connect(self._fit)
        self.zoom.actual_asked.connect(self._actual)
        self.pane.zoomed.connect(self._show_zoom)
        self.full_button.clicked.connect(self._toggle_full)
        self.full.escaped.connect(self.full.leave)
        self.strip.chosen.connect(self._choose)
        self.strip.put_asked.connect(self._put)
        self.notice.acted.connect(presenter.try_again)

    def _button(self, key: str, icon: str, letter: str) -> Button:
        words = phrase(key)
        return Button(words, icon=icon, key=letter, key_works=False, height=_SMALL, parent=self)

    def _show_chrome(self) -> None:
        record = self.presenter.record
        if record is None:
            return
        words, tone = consent_state(record.consents, self.desk.today())
        self.set_chrome(
            Chrome(
                frame=Frame.TASK,
                title=phrase("compare.title"),
                count=self.presenter.site,
                patient=record.patient,
                consent=words,
                consent_tone=tone.value,
            )
        )

    def _show_zoom(self) -> None:
        stage = self.pane.active
        self.zoom.show_percent(stage.port.percent if stage.picture else None)

    def _set_mode(self, mode: Mode) -> None:
        self.presenter.set_mode(mode)

    def _link(self) -> None:
        self.presenter.set_linked(linked=not self.presenter.linked)

    def _fit(self) -> None:
        self.pane.active.fit()

    def _actual(self) -> None:
        self.pane.active.actual()

    def _toggle_full(self) -> None:
        if self.full.is_on:
            self.full.leave()
        else:
            self.full.enter()

    def _choose(self, image: str) -> None:
        self.presenter.set_focus(ImageId(image))

    def _put(self, side: Side) -> None:
        self.presenter.put(side)

    def _letter(self, key: Qt.Key) -> bool:
        """Do what a single letter means on photographs and dates; return whether it does."""
        match key:
            case Qt.Key.Key_A:
                self.presenter.put(Side.A)
            case Qt.Key.Key_B:
                self.presenter.put(Side.B)
            case Qt.Key.Key_L:
                self._link()
            case Qt.Key.Key_S:
                self.presenter.swap()
            case _:
                return False
        return True

    def _stage_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() not in _PLAIN:
            return False
        by = _SIDEWAYS.get(Qt.Key(event.key()), 0)
        if by and self.presenter.mode is Mode.SWIPE and self.pane.active.port.fits:
            self.pane.divider.step(by)
            return True
        return self._letter(Qt.Key(event.key()))

    def _strip_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() not in _PLAIN:
            return False
        by = _SIDEWAYS.get(Qt.Key(event.key()), 0)
        if by:
            self.presenter.step(by)
            return True
        return self._letter(Qt.Key(event.key()))


_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)

"""The patient page: body sites and consent, images by date, and the focused one below."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.ids import ImageId
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.look.current import scaled
from desktop.ui.phrase import phrase
from desktop.ui.record.choice_bar import ChoiceBar
from desktop.ui.record.consent_view import ConsentView
from desktop.ui.record.detail_card import DetailCard
from desktop.ui.record.grid_view import GridView
from desktop.ui.record.presenter import Mode, RecordPresenter
from desktop.ui.record.sites_card import SiteList
from desktop.ui.record.steps import Step
from desktop.ui.record.table_view import RecordTable
from desktop.ui.record.timeline_canvas import lane_height
from desktop.ui.record.timeline_view import TimelineView
from desktop.ui.record.veil_bar import VeilBar
from desktop.ui.widgets.boxes import CARD, PAGE, Line, Pane, column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.segments import Segments

_LEFT: Final = 272
_LEFT_PART: Final = 0.28
_CONSENT_PART: Final = 0.36
_ICONS: Final = ("chart-no-axes-gantt", "layout-grid", "list")
_STEPS: Final = {
    Qt.Key.Key_Left: Step.BACK,
    Qt.Key.Key_Right: Step.ON,
    Qt.Key.Key_Up: Step.UP,
    Qt.Key.Key_Down: Step.DOWN,
    Qt.Key.Key_Home: Step.FIRST,
    Qt.Key.Key_End: Step.LAST,
}
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class RecordView(Pane):
    """Shows what the presenter has, and hands a person's wishes on to it.

    Args:
        presenter: Decides.
        pictures: Where the small pictures are.
        may_audit: Whether this person may read the audit trail.
        parent: The screen.

    Signals:
        open_asked: The focused image is to be seen large.
        compare_asked: The two ticked images are to be compared.
        save_asked: A copy of the focused image is to be written.
        audit_asked: Who saw the focused image is to be seen.
    """

    open_asked = Signal()
    compare_asked = Signal()
    save_asked = Signal()
    audit_asked = Signal()

    def __init__(
        self,
        presenter: RecordPresenter,
        pictures: SmallPictures,
        *,
        may_audit: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._presenter = presenter
        self._count = Label(tone="text2", elide=True, parent=self)
        self.modes = Segments(
            phrase("record.layout"),
            [(mode, phrase(f"record.{mode.value}")) for mode in Mode],
            parent=self,
        )
        for button, icon in zip(self.modes.buttons, _ICONS, strict=True):
            button.set_icon(icon)
        self._pictures = pictures
        self.veil = VeilBar(parent=self)
        self.sites = SiteList(parent=self)
        self.consents = ConsentView(parent=self)
        self.timeline = TimelineView(pictures, self._key, parent=self)
        self.grid = GridView(pictures, self._key, parent=self)
        self.table = RecordTable(pictures, self._key, parent=self)
        self.stack = QStackedWidget(self)
        for view in (self.timeline, self.grid, self.table):
            self.stack.addWidget(view)
        self.choice = ChoiceBar(parent=self)
        self.detail = DetailCard(
            pictures, may_save=presenter.may_save, may_audit=may_audit, parent=self
        )
        self._left = self._left_card()
        self._build()
        self._connect()

    def add_action(self, button: QWidget) -> None:
        """Offer something about the patient beside the title."""
        self._head.insertWidget(self._head.indexOf(self.modes), button)

    def show_record(self) -> None:
        """Show everything as the presenter has it now."""
        presenter = self._presenter
        self._count.say(presenter.count)
        self._show_veil()
        self.modes.set_value(presenter.mode)
        self.sites.show_rows(presenter.place_rows, presenter.chosen)
        self.consents.show_consents(presenter.consents)
        self.stack.setCurrentIndex(list(Mode).index(presenter.mode))
        newest_first = presenter.shown[::-1]
        focus, ticked = presenter.focus, presenter.ticked
        self.timeline.show_lanes(presenter.lanes)
        self.grid.show_entries(newest_first)
        self.table.show_entries(newest_first, presenter.names)
        for view in (self.timeline, self.grid, self.table):
            view.show_choice(focus, ticked)
        self.choice.show_choice(presenter.choice)
        self._show_detail()
        self._fit_consents()

    def _show_veil(self) -> None:
        """Veil what is intimate, unless somebody has it shown."""
        veiled, shown = self._presenter.veiled, self._presenter.is_unveiled
        self._pictures.veil(() if shown else veiled)
        self.veil.show_veil(len(veiled), shown=shown)

    def first_focus(self) -> QWidget:
        """Return the focused image."""
        match self._presenter.mode:
            case Mode.TIMELINE:
                return self.timeline.first_focus()
            case Mode.GRID:
                return self.grid.first_focus()
            case Mode.TABLE:
                return self.table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the left column its share."""
        super().resizeEvent(event)
        self._left.setFixedWidth(min(scaled(_LEFT), round(self.width() * _LEFT_PART)))
        self.stack.setMinimumHeight(lane_height() + scaled(48))
        self._fit_consents()

    def _fit_consents(self) -> None:
        self.consents.fit(round(self.height() * _CONSENT_PART))

    def _left_card(self) -> Card:
        card = Card(parent=self)
        title = Label(phrase("record.body_sites"), role="strong", parent=card)
        heading = row(
            Icon("file-check", parent=card),
            Label(phrase("record.consent"), role="strong", parent=card),
            None,
        )
        layout = column(title, gap=8, margins=CARD)
        layout.addWidget(self.sites, 1)
        layout.addWidget(Line(parent=card))
        layout.addLayout(heading)
        layout.addWidget(self.consents)
        card.setLayout(layout)
        return card

    def _build(self) -> None:
        title = Label(phrase("record.images"), role="h1", parent=self)
        head = row(title, gap=10)
        head.addWidget(self._count, 1)
        self._head = head
        head.addWidget(self.modes)
        images = Card(parent=self)
        images.setLayout(column(self.stack, margins=(16, 8, 8, 8)))
        content = QWidget(self)
        right = QVBoxLayout(content)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        right.addWidget(images, 1)
        right.addWidget(self.choice)
        right.addWidget(self.detail)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._left)
        body.addWidget(area, 1)
        page = column(head, self.veil, gap=14, margins=PAGE)
        page.addLayout(body, 1)
        self.setLayout(page)

    def _connect(self) -> None:
        self.modes.chosen.connect(self._set_mode)
        self.veil.asked.connect(self._unveil)
        self.sites.chosen.connect(self._presenter.choose)
        for view in (self.timeline, self.grid):
            view.chosen.connect(self._choose)
            view.tick_asked.connect(self._tick)
            view.open_asked.connect(self._open)
        self.table.row_chosen.connect(self._choose_row)
        self.table.row_opened.connect(self._open_row)
        self.table.tick_asked.connect(self._tick)
        self.choice.compare_asked.connect(self.compare_asked)
        self.choice.untick_asked.connect(self._presenter.untick_all)
        self.detail.open_asked.connect(self.open_asked)
        self.detail.save_asked.connect(self.save_asked)
        self.detail.audit_asked.connect(self.audit_asked)
        self.detail.stack_stepped.connect(self._step_stack)

    def _show_detail(self) -> None:
        entry = self._presenter.focused
        self.detail.setVisible(entry is not None)
        if entry is None:
            return
        self.detail.show_entry(entry, self._presenter.facts)
        plan = self.timeline.plan
        stack = plan.stack_of(entry) if plan and self._presenter.mode is Mode.TIMELINE else None
        if stack is None:
            self.detail.show_stack(0, 1)
        else:
            self.detail.show_stack(stack.entries.index(entry), len(stack.entries))

    def _key(self, event: QKeyEvent) -> bool:
        """Do what a key means on an image; return whether it means anything."""
        if event.modifiers() not in _PLAIN:
            return False
        key = Qt.Key(event.key())
        match key:
            case Qt.Key.Key_X | Qt.Key.Key_Space:
                self._presenter.tick()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_asked.emit()
            case Qt.Key.Key_C:
                self.compare_asked.emit()
            case Qt.Key.Key_V if self._presenter.veiled:
                self._unveil()
            case _:
                return self._move(key)
        return True

    def _move(self, key: Qt.Key) -> bool:
        if key not in _STEPS or self._presenter.mode is Mode.TABLE:
            return False
        step = _STEPS[key]
        if self._presenter.mode is Mode.TIMELINE:
            self._presenter.step(step)
            return True
        across = self.grid.row_length()
        by = {Step.BACK: -1, Step.ON: 1, Step.UP: -across, Step.DOWN: across}
        if step not in by:
            return False
        self._presenter.step_by(by[step])
        return True

    def _unveil(self) -> None:
        self._presenter.unveil(shown=not self._presenter.is_unveiled)

    def _set_mode(self, mode: Mode) -> None:
        self._presenter.set_mode(mode)

    def _choose(self, image: str) -> None:
        self._presenter.set_focus(ImageId(image))

    def _tick(self, image: str) -> None:
        self._presenter.tick(ImageId(image))

    def _open(self, image: str) -> None:
        self._choose(image)
        self.open_asked.emit()

    def _choose_row(self, at: int) -> None:
        if at >= 0:
            self._choose(self.table.rows.entries[at].image)

    def _open_row(self, at: int) -> None:
        self._open(self.table.rows.entries[at].image)

    def _step_stack(self, by: int) -> None:
        self._presenter.step(Step.ON if by > 0 else Step.BACK)

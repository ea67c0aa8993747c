"""One filed image, large, as a place of the window."""

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ids import ImageId
from desktop.keeper.calls import WithBlock
from desktop.records.raster import Pyramid
from desktop.records.role import Domain
from desktop.ui.desk import Desk
from desktop.ui.destroy_dialog import DestroyDialog, Doomed
from desktop.ui.filed.consents import consent_state
from desktop.ui.filed.full_screen import FullScreen, is_override
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.filed.say import moment_words, name_words, place_words
from desktop.ui.filed.tool_bar import ToolBar, ZoomBar
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.place import AuditPlace, ViewerPlace
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.second_look_dialogs import SendBackDialog, agree_dialog
from desktop.ui.viewer.facts_panel import FactsPanel
from desktop.ui.viewer.look_bar import LookBar
from desktop.ui.viewer.original_dialogs import DestroyOriginalDialog, keep_dialog
from desktop.ui.viewer.presenter import ViewerPresenter
from desktop.ui.viewer.review_bar import ReviewBar
from desktop.ui.viewer.stage_pane import StagePane
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.confirm_dialog import Truth
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.words import said

_SMALL: Final = "button_small"


class ViewerScreen(Screen):
    """The obscured copy of one image, its neighbours, its facts, and with a reason its original."""

    def __init__(self, place: ViewerPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.presenter = ViewerPresenter(desk, self.scope, place, self)
        self.back = self._button("viewer.previous", "chevron-left", "PgUp")
        self.on = self._button("viewer.next", "chevron-right", "PgDown")
        self.position = Label(tone="text2", elide=True, parent=self)
        self.zoom = ZoomBar(parent=self)
        self.full_button = self._button("viewer.full_screen", "maximize", "F11")
        self.facts_button = self._button("viewer.facts", "info", "I", works=False)
        self.facts_button.setCheckable(True)
        self.facts_button.setChecked(True)
        self.bar = ToolBar(
            (self.back, self.on, self.position),
            (self.zoom, self.full_button, self.facts_button),
            parent=self,
        )
        self.notice = Notice(parent=self)
        self.notice.hide()
        self.look = LookBar(parent=self)
        self.review = ReviewBar(parent=self)
        self.pane = StagePane(self._key, parent=self)
        self.panel = FactsPanel(
            may_see_original=self.presenter.may_see_original,
            may_mend=self.presenter.may_mend,
            may_audit=Domain.GOVERNANCE in desk.me.keys,
            may_destroy=self.presenter.may_destroy,
            parent=self,
        )
        self._home = QVBoxLayout()
        self._home.addWidget(self.pane, 1)
        self.full = FullScreen(self.pane, self._home, parent=self)
        self._build()
        self._connect()
        self.set_chrome(Chrome(frame=Frame.TASK, title=phrase("viewer.title")))
        self.presenter.open()

    def first_focus(self) -> QWidget:
        """Return the photograph."""
        return self.pane.stage

    def close_screen(self) -> None:
        """Let go of everything; the memory of both pictures is given back now."""
        super().close_screen()
        self.presenter.close()
        self.full.leave()
        self.pane.copy.clear_picture()
        self.pane.original.clear_picture()

    def event(self, event: QEvent) -> bool:
        """Have Esc hide the original before it leads back."""
        if self.presenter.original_shown and is_override(event, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hide the original on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.presenter.original_shown:
            self.presenter.hide_original()
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panel its share."""
        super().resizeEvent(event)
        self.panel.fit(self.width())

    # ------------------------------------------------------------------ as the presenter's view

    def show_record(self) -> None:
        """Show everything but the pictures as the presenter has it now."""
        presenter = self.presenter
        self.notice.setVisible(presenter.problem is not None)
        if presenter.problem is not None:
            self.notice.show_error(presenter.problem)
            self.notice.offer(phrase("record.try_again"), icon="refresh-cw")
        self._show_news()
        self.look.show_look(presenter.look)
        seen = presenter.original_shown or presenter.original_asked
        self.review.show_review(presenter.review, is_busy=presenter.is_busy, is_original=seen)
        self.back.setEnabled(presenter.may_step(-1))
        self.on.setEnabled(presenter.may_step(1))
        self.position.say(presenter.position)
        self.set_place(presenter.place)
        entry, record = presenter.entry, presenter.record
        if entry is None or record is None:
            return
        words, tone = consent_state(record.consents, self.desk.today())
        self.set_chrome(
            Chrome(
                frame=Frame.TASK,
                title=phrase("viewer.title"),
                count=place_words(entry.place),
                patient=record.patient,
                consent=words,
                consent_tone=tone.value,
            )
        )
        self.pane.name(moment_words(entry), place_words(entry.place), name_words(entry))
        gone = phrase("originals.gone") if presenter.is_original_gone else None
        self.panel.mend.refuse(gone)
        self.panel.original.refuse(gone or (NOTHING if presenter.original_shown else None))
        self.panel.destruction.refuse(phrase("safekeeping.busy") if presenter.is_busy else None)
        may_compare = presenter.comparison() is not None
        self.panel.show_entry(entry, presenter.facts, may_compare=may_compare)
        self.panel.fit(self.width())

    def show_copy(self, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        """Show the obscured copy."""
        self.pane.copy.show_picture(answer, keep_view=keep_view)

    def clear_copy(self) -> None:
        """Show no picture."""
        self.pane.copy.clear_picture()
        self._show_zoom()

    def show_original(self, answer: WithBlock[Pyramid]) -> None:
        """Show the original in its frame."""
        self.pane.original.show_picture(answer)
        self.pane.show_original(shown=True)

    def clear_original(self) -> None:
        """Give the original's memory back."""
        self.pane.original.clear_picture()
        self.pane.show_original(shown=False)

    def image_gone(self) -> None:
        """Go back to where one came from: there is nothing to be seen any more."""
        self.full.leave()
        self.left.emit()

    # ------------------------------------------------------------------ inside

    def _build(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        left = column(self.look, self.review, gap=0)
        left.addLayout(self._home, 1)
        middle.addLayout(left, 1)
        middle.addWidget(self.panel)
        page = column(self.notice, self.bar, gap=0)
        page.addLayout(middle, 1)
        self.setLayout(page)

    def _connect(self) -> None:
        presenter = self.presenter
        self.back.clicked.connect(self._back)
        self.on.clicked.connect(self._on)
        self.pane.step_asked.connect(presenter.step)
        self.pane.hide_asked.connect(presenter.hide_original)
        self.pane.zoomed.connect(self._show_zoom)
        self.zoom.stepped.connect(self._zoom)
        self.zoom.fit_asked.connect(self._fit)
        self.zoom.actual_asked.connect(self._actual)
        self.full_button.clicked.connect(self._toggle_full)
        self.full.escaped.connect(self._escape_full)
        self.facts_button.toggled.connect(self.panel.setVisible)
        self.panel.compare_asked.connect(self._compare)
        self.panel.original_asked.connect(self._ask_original)
        self.panel.mend_asked.connect(self._mend)
        self.panel.audit_asked.connect(self._audit)
        self.panel.destroy_asked.connect(self._ask_destroy)
        self.look.agree_asked.connect(self._ask_agree)
        self.look.back_asked.connect(self._ask_back)
        self.look.mend_asked.connect(self._mend)
        self.review.look_asked.connect(self._ask_review)
        self.review.keep_asked.connect(self._ask_keep)
        self.review.destroy_asked.connect(self._ask_destroy_original)
        self.notice.acted.connect(presenter.try_again)

    def _button(self, key: str, icon: str, shortcut: str, *, works: bool = True) -> Button:
        words = phrase(key)
        kind = Kind.SECONDARY
        return Button(
            words, kind=kind, icon=icon, key=shortcut, key_works=works, height=_SMALL, parent=self
        )

    def _show_news(self) -> None:
        presenter = self.presenter
        if presenter.original_asked:
            self.pane.show_news(phrase("viewer.opening_original"))
        elif presenter.is_opening:
            self.pane.show_news(phrase("viewer.opening"))
        elif presenter.is_preview:
            self.pane.show_news(phrase("viewer.preview"))
        else:
            self.pane.show_news(None)

    def _show_zoom(self) -> None:
        stage = self.pane.stage
        self.zoom.show_percent(stage.port.percent if stage.picture else None)

    def _back(self) -> None:
        self.presenter.step(-1)

    def _on(self) -> None:
        self.presenter.step(1)

    def _zoom(self, direction: int) -> None:
        self.pane.stage.zoom_step(direction)

    def _fit(self) -> None:
        self.pane.stage.fit()

    def _actual(self) -> None:
        self.pane.stage.actual()

    def _toggle_full(self) -> None:
        if self.full.is_on:
            self.full.leave()
        else:
            self.full.enter()

    def _escape_full(self) -> None:
        if self.presenter.original_shown:
            self.presenter.hide_original()
        else:
            self.full.leave()

    def _key(self, event: QKeyEvent) -> bool:
        """Do what a single letter means on the photograph; return whether it means anything."""
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        match Qt.Key(event.key()):
            case Qt.Key.Key_I:
                self.facts_button.toggle()
            case Qt.Key.Key_C:
                self._compare()
            case Qt.Key.Key_Y if not self.look.agree.isHidden():
                self._ask_agree()
            case Qt.Key.Key_N if not self.look.back.isHidden():
                self._ask_back()
            case Qt.Key.Key_O if self.review.may(self.review.look):
                self._ask_review()
            case Qt.Key.Key_K if self.review.may(self.review.keep):
                self._ask_keep()
            case _:
                return False
        return True

    def _ask_agree(self) -> None:
        entry, record = self.presenter.entry, self.presenter.record
        if entry is not None and record is not None:
            dialog = agree_dialog(self, record.patient, self.desk.today())
            dialog.confirmed.connect(partial(self.presenter.deciding.agree, entry))
            dialog.open()

    def _ask_back(self) -> None:
        entry, record = self.presenter.entry, self.presenter.record
        if entry is not None and record is not None and entry.look is not None:
            SendBackDialog(
                self,
                self.presenter.names.get(entry.look.asked_by, ""),
                patient=(record.patient, self.desk.today()),
                then=partial(self.presenter.deciding.send_back, entry),
            ).open()

    def _compare(self) -> None:
        if (place := self.presenter.comparison()) is not None:
            self.go.emit(place)

    def _mend(self) -> None:
        self.presenter.hide_original()
        self.go.emit(self.presenter.mending())

    def _audit(self) -> None:
        self.go.emit(AuditPlace(subject=self.presenter.image))

    def _ask_destroy(self) -> None:
        record, image = self.presenter.record, self.presenter.image
        if record is None or self.presenter.entry is None:
            return
        self.presenter.hide_original()
        DestroyDialog(
            self,
            today=self.desk.today(),
            then=self._destroy,
            subject=image,
            patient=record.patient,
        ).open()

    def _destroy(self, doomed: Doomed) -> None:
        self.presenter.destroy(ImageId(doomed.subject), doomed.because, doomed.reason)

    def _ask_keep(self) -> None:
        record, image = self.presenter.record, self.presenter.image
        if record is not None:
            months = self.presenter.reviewing.months
            dialog = keep_dialog(self, record.patient, self.desk.today(), months=months)
            dialog.reasoned.connect(partial(self.presenter.reviewing.keep, image))
            dialog.open()

    def _ask_destroy_original(self) -> None:
        record, image = self.presenter.record, self.presenter.image
        due = self.presenter.reviewing.due(image)
        if record is None or due is None:
            return
        self.presenter.hide_original()
        DestroyOriginalDialog(
            self,
            record.patient,
            self.desk.today(),
            former=due.former,
            then=partial(self.presenter.destroy_original, image),
        ).open()

    def _ask_review(self) -> None:
        self._ask_original(said(phrase("originals.look_reason")))

    def _ask_original(self, given: str = "") -> None:
        record = self.presenter.record
        if record is None:
            return
        dialog = ReasonDialog(
            self,
            phrase("viewer.original_question"),
            phrase("viewer.original_act"),
            icon="eye",
            patient=(record.patient, self.desk.today()),
            truths=(
                Truth(phrase("viewer.original_unobscured"), Tone.WARN),
                Truth(phrase("viewer.original_recorded"), Tone.INFO, "history"),
            ),
            given=given,
        )
        dialog.reasoned.connect(self.presenter.ask_original)
        dialog.open()

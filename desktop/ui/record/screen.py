"""The patient page as a place of the window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.errors import DeskError
from desktop.ids import ImageId
from desktop.records.role import Domain
from desktop.ui.desk import Desk
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.place import AuditPlace, InboxPlace, RecordPlace
from desktop.ui.record.presenter import RecordPresenter
from desktop.ui.record.view import RecordView
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.slips.making import KEY as SLIP_KEY
from desktop.ui.slips.making import SlipMaking, may_make
from desktop.ui.widgets.boxes import PAGE, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.confirm_dialog import Truth
from desktop.ui.widgets.destination import SUFFIXES, choose_destination
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.words import language
from desktop.wording import explain

ChooseDestination = Callable[[QWidget, str, Callable[[Path], None]], None]


class RecordScreen(Screen):
    """A patient's images by date and body site.

    Attributes:
        choose_destination: Asks where a copy is to be written.
    """

    def __init__(self, place: RecordPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.choose_destination: ChooseDestination = choose_destination
        self.presenter = RecordPresenter(
            desk,
            self.scope,
            place,
            explained=lambda error: explain(error, language()),
            heard=self._show,
        )
        self.pictures = SmallPictures(desk.lane, self.scope, self)
        may_audit = Domain.GOVERNANCE in desk.me.keys
        self.view = RecordView(self.presenter, self.pictures, may_audit=may_audit, parent=self)
        self.notice = Notice(parent=self)
        self.notice.hide()
        self._inbox = Button(
            phrase("record.go_inbox"), kind=Kind.PRIMARY, icon="inbox", parent=self
        )
        self.slips = SlipMaking(self, desk, self.scope, failed=self._explain)
        self.slip = Button(phrase("slip.offer"), icon="camera", key=SLIP_KEY, parent=self)
        self.slip.setVisible(may_make(desk))
        self.view.add_action(self.slip)
        self.empty = EmptyState(
            phrase("record.empty"),
            phrase("record.empty_what"),
            icon="image",
            buttons=(self._inbox,),
            parent=self,
        )
        self._waiting = QWidget(self)
        loading = Label(phrase("record.loading"), tone="text2", parent=self._waiting)
        self._waiting.setLayout(column(loading, None, margins=PAGE))
        self.pages = QStackedWidget(self)
        nothing = QWidget(self)
        nothing.setLayout(column(self.empty, margins=PAGE))
        for page in (self._waiting, self.view, nothing):
            self.pages.addWidget(page)
        layout = column(self.notice, gap=0)
        layout.addWidget(self.pages, 1)
        self.setLayout(layout)
        self._connect()
        self.set_chrome(Chrome(frame=Frame.TASK, title=phrase("record.title")))
        self.presenter.open()

    def first_focus(self) -> QWidget:
        """Return the focused image."""
        return self.view.first_focus() if self.pages.currentWidget() is self.view else self

    def close_screen(self) -> None:
        """Let go of everything, the pictures too."""
        super().close_screen()
        self.pictures.forget()

    def _connect(self) -> None:
        self.view.open_asked.connect(self._open)
        self.view.compare_asked.connect(self._compare)
        self.view.save_asked.connect(self._save)
        self.view.audit_asked.connect(self._audit)
        self.notice.acted.connect(self.presenter.ask_again)
        self._inbox.clicked.connect(self._go_inbox)
        self.slip.clicked.connect(self._make_slip)

    def _show(self) -> None:
        presenter = self.presenter
        self.notice.setVisible(presenter.problem is not None)
        if presenter.problem is not None:
            self.notice.show_error(presenter.problem)
            self.notice.offer(phrase("record.try_again"), icon="refresh-cw")
        if presenter.record is None:
            return
        words, tone = presenter.consent
        chrome = Chrome(
            frame=Frame.TASK,
            title=phrase("record.title"),
            patient=presenter.record.patient,
            consent=words,
            consent_tone=tone,
        )
        self.set_chrome(chrome)
        self.set_place(presenter.place)
        waited = self.pages.currentWidget() is self._waiting
        self.pages.setCurrentIndex(1 if presenter.entries else 2)
        self.view.show_record()
        if waited and (self.hasFocus() or self.window().focusWidget() is self):
            self.first_focus().setFocus()

    def _open(self) -> None:
        if (place := self.presenter.viewer()) is not None:
            self.go.emit(place)

    def _compare(self) -> None:
        place = self.presenter.comparison()
        if place is None:
            self.desk.jobs.note(phrase("record.tick_two"))
        else:
            self.go.emit(place)

    def _audit(self) -> None:
        if self.presenter.focus is not None:
            self.go.emit(AuditPlace(subject=self.presenter.focus))

    def _make_slip(self) -> None:
        if self.presenter.record is not None:
            self.slips.begin(self.presenter.record.patient)

    def _explain(self, error: DeskError) -> None:
        self.notice.show_error(error)
        self.notice.show()

    def _go_inbox(self) -> None:
        self.go.emit(InboxPlace())

    def _save(self) -> None:
        entry, record = self.presenter.focused, self.presenter.record
        if entry is None or record is None:
            return
        dialog = ReasonDialog(
            self,
            phrase("record.save_question"),
            phrase("record.save_choose"),
            icon="download",
            patient=(record.patient, self.desk.today()),
            truths=(
                Truth(phrase("record.save_obscured"), Tone.OK, "shield-check"),
                Truth(phrase("record.save_outside"), Tone.WARN),
            ),
        )
        dialog.reasoned.connect(partial(self._choose_where, entry))
        dialog.open()

    def _choose_where(self, entry: Entry, reason: str) -> None:
        image: ImageId = entry.image
        name = f"{image}.{SUFFIXES[entry.format]}"
        self.choose_destination(self, name, lambda to: self.presenter.save(image, to, reason))

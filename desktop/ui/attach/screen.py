"""The attach screen: images, whose they are, how they came, what is known; and no way to look."""

from collections.abc import Callable
from typing import Any, Final, cast

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.errors import DeskError
from desktop.records.attached import PENDING, AttachedFile
from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.ui.attach.asking import attach_dialog
from desktop.ui.attach.declaring import Declaring
from desktop.ui.attach.files import DropZone, FileList
from desktop.ui.attach.form import Form, is_trouble
from desktop.ui.attach.presenter import AttachPresenter
from desktop.ui.attach.step import Step
from desktop.ui.attach.whose import Whose
from desktop.ui.columns import Columns
from desktop.ui.desk import Desk
from desktop.ui.failures import error_of
from desktop.ui.finder.results import PatientResults
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.place import Place
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.boxes import CARD, PAGE, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import said

ChooseFiles = Callable[[QWidget], tuple[str, ...]]

_LEAST: Final = 360
"""How narrow a column may become."""


def choose_files(parent: QWidget) -> tuple[str, ...]:
    """Ask for files with the program's own dialog, which remembers nothing (``ui.start``)."""
    chosen, _ = QFileDialog.getOpenFileNames(
        parent,
        said(phrase("attach.choose_title")),
        options=QFileDialog.Option.DontUseNativeDialog,
    )
    return tuple(chosen)


class AttachScreen(Screen):
    """Everything on one page; the primary button says how many, and to whom."""

    def __init__(
        self,
        place: Place,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        choose: ChooseFiles = choose_files,
    ) -> None:
        super().__init__(place, desk, parent)
        self._choose = choose
        self.notice = Notice(parent=self)
        self.drop_zone = DropZone(parent=self)
        self.files = FileList(parent=self)
        self.whose = Whose(parent=self)
        self.declaring = Declaring(parent=self)
        self.attach = Button(
            phrase("attach.do", count=0),
            kind=Kind.PRIMARY,
            icon="paperclip",
            key="Ctrl+Return",
            parent=self,
        )
        self.bar = ActionBar(self.attach, parent=self)
        self._images = Step(1, phrase("attach.images"), parent=self)
        self._build()
        self.presenter = AttachPresenter(self, desk, self.scope)
        self._connect()
        self.presenter.begin()

    @property
    def search(self) -> Field:
        """The field in which a patient is looked for."""
        return self.whose.search

    @property
    def results(self) -> PatientResults:
        """Who fits what was typed."""
        return self.whose.results

    def first_focus(self) -> QWidget:
        """Return where one begins."""
        return self.drop_zone.choose

    def drop_files(self, paths: tuple[str, ...]) -> bool:
        """Take files dropped anywhere on the window."""
        self.presenter.add(paths)
        return True

    def change_patient(self) -> None:
        """Choose again whose the images are."""
        self.presenter.change_patient()
        self.whose.look_again()

    # ------------------------------------------------------------------- what the presenter says

    def show_form(self, form: Form) -> None:
        """Show what was entered, and what is missing."""
        count, patient = len(form.waiting), form.patient
        added = phrase("attach.added", count=count) if count else NOTHING
        self._images.state.say(added)
        self.drop_zone.setEnabled(not form.busy)
        self.files.show_files(form.files, busy=form.busy)
        self.whose.show_patient(patient, self.desk.today())
        self.declaring.show_form(form)
        self._show_button(form, count)
        self.set_chrome(
            Chrome(
                frame=Frame.LIST,
                has_bar=True,
                patient=patient,
                may_change_patient=patient is not None and not form.busy,
            )
        )

    def show_found(self, found: Found | None) -> None:
        """Show who fits what was typed."""
        self.whose.show_found(found, self.desk.today())

    def show_error(self, error: DeskError | None) -> None:
        """Say what did not work."""
        self.notice.setVisible(error is not None)
        if error is not None:
            self.notice.show_error(error)

    def show_no_folders(self) -> None:
        """Say that folders are not taken."""
        self._say("attach.no_folders", "attach.no_folders_detail", Tone.WARN)

    def ask(self, form: Form) -> None:
        """Ask whether it is the right patient."""
        if form.patient is None:
            return
        dialog = attach_dialog(self, form, form.patient, today=self.desk.today())
        dialog.given.connect(self._given)
        dialog.finished.connect(self._answered)
        self._question: Form | None = form
        dialog.open()

    def show_result(self, done: tuple[AttachedFile, ...], patient: Patient) -> None:
        """Say that they arrived; and what did not, and why. One can go on at once."""
        self._show_result(done, patient)
        self.drop_zone.setEnabled(True)
        self.drop_zone.choose.setFocus()

    def _show_result(self, done: tuple[AttachedFile, ...], patient: Patient) -> None:
        trouble = [one for one in done if is_trouble(one)]
        stopped = next((one.reason for one in done if one.outcome == PENDING and one.reason), "")
        if stopped:
            self.show_error(error_of(stopped))
            return
        if trouble:
            title = phrase("attach.some_trouble", count=len(trouble))
            body = phrase("attach.some_trouble_detail")
            self.notice.show_words(title, body, tone=Tone.WARN)
        else:
            name = verbatim(patient.display_name())
            title = phrase("attach.arrived", count=len(done), name=name)
            self.notice.show_words(
                title, phrase("attach.arrived_detail", count=len(done)), tone=Tone.OK
            )
            self.search.set_value("")
        self.notice.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste files, where no field takes what is pasted as text."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------ its making

    def _build(self) -> None:
        self.notice.hide()
        left = QWidget(self)
        left.setLayout(
            column(
                self._images,
                self.drop_zone,
                self.files,
                4,
                Step(2, phrase("attach.whose"), parent=left),
                self.whose,
                4,
                self._blind(left),
                None,
                gap=8,
            )
        )
        page = QWidget(self)
        page.setLayout(
            column(
                Label(phrase("attach.title"), role="h1", parent=page),
                self.notice,
                Columns(left, self.declaring, least=_LEAST, gap=28, parent=page),
                None,
                gap=12,
                margins=PAGE,
            )
        )
        whole = column(Scroll(page, parent=self), self.bar, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _blind(self, parent: QWidget) -> Card:
        """Return the card that says what this role sees, and what it does not."""
        blind = Card(tone=Tone.INFO, parent=parent)
        words = column(
            Label(phrase("attach.blind_title"), role="strong", wrap=True, parent=blind),
            Label(phrase("attach.blind"), role="small", wrap=True, parent=blind),
            gap=2,
        )
        icon = Icon("eye-off", tone="accentText", px=22, parent=blind)
        line = row(column(icon, None), gap=12, margins=CARD)
        line.addLayout(words, 1)
        blind.setLayout(line)
        return blind

    def _connect(self) -> None:
        self.drop_zone.dropped.connect(self.presenter.add)
        self.drop_zone.choose_asked.connect(self._ask_files)
        self.drop_zone.paste_asked.connect(self._paste)
        self.files.remove_asked.connect(self.presenter.remove)
        self.whose.typed.connect(self.presenter.search)
        self.whose.chosen.connect(self._chosen)
        self.declaring.entered.connect(self._entered)
        self.attach.clicked.connect(self.presenter.attach)

    def _show_button(self, form: Form, count: int) -> None:
        if form.patient is not None:
            name = verbatim(form.patient.display_name())
            self.attach.say(phrase("attach.do_to", count=count, name=name))
        else:
            self.attach.say(phrase("attach.do", count=count))
        self.attach.set_busy(form.busy)
        missing = None if form.busy else form.missing
        self.attach.refuse(missing)
        if form.busy:
            self.bar.show_state(phrase("attach.attaching", count=count), Tone.INFO)
        elif missing is None:
            self.bar.show_state(phrase("attach.ready"), Tone.OK)
        else:
            self.bar.show_missing(missing)

    def _chosen(self, patient: Patient) -> None:
        self.presenter.choose(patient)
        self.declaring.came.buttons[0].setFocus()

    def _ask_files(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self.presenter.add(chosen)

    def _paste(self) -> None:
        data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
        urls = [] if data is None else data.urls()
        paths = tuple(url.toLocalFile() for url in urls if url.isLocalFile())
        if paths:
            self.presenter.add(paths)
        else:
            self._say("attach.nothing_to_paste", "attach.nothing_to_paste_detail", Tone.INFO)

    def _say(self, title: str, detail: str, tone: Tone) -> None:
        self.notice.show_words(phrase(title), phrase(detail), tone=tone)
        self.notice.show()

    def _given(self, second: str) -> None:
        if self._question is not None:
            self.presenter.confirm(self._question, second)

    def _answered(self, _result: int) -> None:
        self._question = None

    def _entered(self, name: str, value: Any) -> None:
        self.presenter.declare(**{name: value})

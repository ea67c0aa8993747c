"""The attach screen: images, whose they are, how they came, what is known; and no way to look."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from desktop.errors import DeskError
from desktop.records.attached import AttachedFile
from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.ui.attach.declaring import Declaring
from desktop.ui.attach.files import DropZone, FileList
from desktop.ui.attach.presenter import AttachPresenter, Form, is_trouble
from desktop.ui.desk import Desk
from desktop.ui.finder.results import PatientResults
from desktop.ui.look.current import scaled
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.place import Place
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.boxes import CARD, PAGE, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.patient_banner import PatientBanner
from desktop.ui.words import said

ChooseFiles = Callable[[QWidget], tuple[str, ...]]
_RESULTS_HIGH = 236


def choose_files(parent: QWidget) -> tuple[str, ...]:
    """Ask for files with the program's own dialog, which remembers nothing."""
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
        self._added = Label(tone="text2", parent=self)
        self.search = Field(
            phrase("attach.find"),
            hint=phrase("attach.find_by"),
            icon="search",
            clear=True,
            parent=self,
        )
        self.results = PatientResults(parent=self)
        self.banner = PatientBanner(in_dialog=True, parent=self)
        self.declaring = Declaring(parent=self)
        self.attach = Button(
            phrase("attach.do", count=0),
            kind=Kind.PRIMARY,
            icon="paperclip",
            key="Ctrl+Return",
            parent=self,
        )
        self.bar = ActionBar(self.attach, parent=self)
        self._build()
        self.presenter = AttachPresenter(self, desk, self.scope)
        self._connect()
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.presenter.begin()

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
        self.search.edit.setFocus()
        self.search.edit.selectAll()

    # ------------------------------------------------------------------- what the presenter says

    def show_form(self, form: Form, missing: Words | None) -> None:
        """Show what was entered, and what is missing."""
        self._added.say(phrase("attach.added", count=len(form.waiting)))
        self._added.setVisible(bool(form.waiting))
        self.files.show_files(form.files, busy=form.busy)
        found = form.patient is not None
        self._who.setVisible(found)
        self._find.setVisible(not found)
        if form.patient is not None:
            self.banner.show_patient(form.patient, self.desk.today())
        elif not self.search.value():
            self.show_found(None)
        self.declaring.show_form(form)
        count = len(form.waiting)
        if form.patient is not None:
            name = verbatim(form.patient.display_name())
            self.attach.say(phrase("attach.do_to", count=count, name=name))
        else:
            self.attach.say(phrase("attach.do", count=count))
        self.attach.set_busy(form.busy)
        self.attach.refuse(missing)
        if missing is None:
            self.bar.show_state(phrase("attach.ready"), Tone.OK)
        else:
            self.bar.show_missing(missing)

    def show_found(self, found: Found | None) -> None:
        """Show who fits what was typed."""
        self.results.show_found(found, self.desk.today())
        self.results.setVisible(found is not None and bool(found.patients))

    def show_error(self, error: DeskError | None) -> None:
        """Say what did not work."""
        self.notice.setVisible(error is not None)
        if error is not None:
            self.notice.show_error(error)

    def show_result(self, done: tuple[AttachedFile, ...], patient: Patient) -> None:
        """Say that they arrived; and what did not, and why."""
        trouble = [one for one in done if is_trouble(one)]
        if trouble:
            self.notice.show_words(
                phrase("attach.some_trouble", count=len(trouble)),
                phrase("attach.some_trouble_detail"),
                tone=Tone.WARN,
            )
        else:
            name = verbatim(patient.display_name())
            self.notice.show_words(
                phrase("attach.arrived", count=len(done), name=name),
                phrase("attach.arrived_detail"),
                tone=Tone.OK,
            )
            self.search.set_value("")
        self.notice.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the results while writing in the search field; Enter there chooses nobody."""
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if watched is self.search.edit and down and event.type() is QEvent.Type.KeyPress:
            self.results.setFocus()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste files."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------ its making

    def _build(self) -> None:
        self.notice.hide()
        self.results.hide()
        self._find = QWidget(self)
        self._find.setLayout(column(self.search, self.results, gap=8))
        self.results.setMinimumHeight(scaled(_RESULTS_HIGH))
        self._who = QWidget(self)
        self.change = Button(
            phrase("shell.change_patient"), icon="users", height="button_small", parent=self._who
        )
        compare = Label(
            phrase("attach.two_identifiers"),
            role="small",
            tone="text2",
            wrap=True,
            parent=self._who,
        )
        below = row(compare, self.change)
        below.setStretch(0, 1)
        self._who.setLayout(column(self.banner, below, gap=8))
        left = column(
            row(Label(phrase("attach.images"), role="h3", parent=self), None, self._added),
            self.drop_zone,
            self.files,
            4,
            Label(phrase("attach.whose"), role="h3", parent=self),
            self._find,
            self._who,
            4,
            self._blind(),
            None,
            gap=8,
        )
        right = column(self.declaring, None)
        page = QWidget(self)
        both = row(gap=28)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        page.setLayout(
            column(
                Label(phrase("attach.title"), role="h1", parent=page),
                self.notice,
                both,
                gap=12,
                margins=PAGE,
            )
        )
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(page)
        whole = column(scroll, self.bar, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _blind(self) -> Card:
        """Return the card that says what this role sees, and what it does not."""
        blind = Card(tone=Tone.INFO, parent=self)
        words = column(
            Label(phrase("attach.blind_title"), role="strong", wrap=True, parent=blind),
            Label(phrase("attach.blind"), role="small", wrap=True, parent=blind),
            gap=2,
        )
        line = row(column(Icon("eye-off", tone="accentText", px=22, parent=blind), None), gap=12)
        line.addLayout(words, 1)
        line.setContentsMargins(*CARD)
        blind.setLayout(line)
        return blind

    def _connect(self) -> None:
        self.drop_zone.dropped.connect(self._dropped)
        self.drop_zone.choose_asked.connect(self._ask_files)
        self.drop_zone.paste_asked.connect(self._paste)
        self.files.remove_asked.connect(self.presenter.remove)
        self.search.changed.connect(self.presenter.search)
        self.search.edit.installEventFilter(self)
        self.results.chosen.connect(self.presenter.choose)
        self.change.clicked.connect(self.change_patient)
        self.declaring.entered.connect(self._entered)
        self.attach.clicked.connect(self.presenter.attach)

    def _dropped(self, paths: tuple[str, ...]) -> None:
        self.presenter.add(paths)

    def _ask_files(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self.presenter.add(chosen)

    def _paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        paths = tuple(url.toLocalFile() for url in data.urls() if url.isLocalFile())
        if paths:
            self.presenter.add(paths)
        else:
            self.notice.show_words(phrase("attach.nothing_to_paste"), tone=Tone.INFO)
            self.notice.show()

    def _entered(self, name: str, value: Any) -> None:
        self.presenter.declare(**{name: value})

"""The page of patients: a search that opens a record. No picture is shown here."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import DeskError
from desktop.records.found import Found
from desktop.records.patient import Patient
from desktop.records.role import MAY, Act
from desktop.ui.desk import Desk
from desktop.ui.finder.finder import Finder, summary, warning
from desktop.ui.finder.hints import list_keys
from desktop.ui.finder.results import PatientResults
from desktop.ui.finder.search_keys import SearchKeys
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.place import PatientsPlace, RecordPlace
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.boxes import PAGE, column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice

_BEGIN, _RESULTS = range(2)


class PatientsScreen(Screen):
    """Search as you type; Enter or a press opens the record of whoever is chosen.

    Args:
        place: What was typed already.
        desk: The surroundings.
        parent: The shell.
    """

    def __init__(self, place: PatientsPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self._may = Act.OPEN_RECORD in MAY[desk.me.role]
        self.finder = Finder(desk.lane, self.scope, found=self._found, failed=self._fail)
        self.search = Field(
            phrase("finder.field"),
            name_shown=False,
            placeholder=phrase("finder.field"),
            hint=phrase("finder.hint"),
            icon="search",
            clear=True,
            parent=self,
        )
        self.results = PatientResults(parent=self)
        self.warning = Notice(Tone.WARN, parent=self)
        self.warning.hide()
        self.notice = Notice(parent=self)
        self.notice.offer(phrase("kit.read"), icon="check")
        self.notice.acted.connect(self.notice.hide)
        self.notice.hide()
        self._summary = Label(role="small", tone="text2", wrap=True, parent=self)
        self.stack = QStackedWidget(self)
        self._build()
        SearchKeys(self.search.edit, self.results)
        self.search.changed.connect(self._type)
        self.results.chosen.connect(self._open)
        self.set_chrome(Chrome(frame=Frame.LIST, title=phrase("finder.title")))
        self.search.set_value(place.typed)

    def first_focus(self) -> QWidget:
        """Return the search field."""
        return self.search.edit

    def _type(self, text: str) -> None:
        self.finder.type(text)

    def _found(self, found: Found | None) -> None:
        self.results.show_found(found, self.desk.today())
        self._summary.say(summary(found))
        told = warning(found)
        self.warning.setVisible(told is not None)
        if told is not None:
            self.warning.show_words(*told)
        self.stack.setCurrentIndex(_BEGIN if found is None else _RESULTS)

    def _fail(self, error: DeskError) -> None:
        self.notice.show_error(error)
        self.notice.show()

    def _open(self, patient: Patient) -> None:
        if self._may:
            self.set_place(PatientsPlace(typed=self.finder.typed))  # the way back shows the same
            self.go.emit(RecordPlace(patient=patient.id))

    def _build(self) -> None:
        begin = EmptyState(
            phrase("finder.begin"),
            phrase("finder.begin_hint"),
            icon="user-search",
            tip=phrase("finder.begin_tip"),
            parent=self,
        )
        listed = Card(parent=self)
        keys = list_keys(phrase("finder.open"), parent=self)
        foot = QHBoxLayout()
        foot.addWidget(self._summary, 1)
        foot.addLayout(keys)
        inside = QVBoxLayout(listed)
        inside.setContentsMargins(12, 12, 12, 12)
        inside.setSpacing(8)
        inside.addWidget(self.results, 1)
        inside.addLayout(foot)
        self.stack.addWidget(begin)
        self.stack.addWidget(listed)
        title = Label(phrase("finder.title"), role="h1", parent=self)
        hint = Label(phrase("finder.page_hint"), tone="text2", wrap=True, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*PAGE)
        layout.setSpacing(12)
        layout.addLayout(column(title, hint, gap=0))
        layout.addWidget(self.notice)
        layout.addWidget(self.search)
        layout.addWidget(self.warning)
        layout.addWidget(self.stack, 1)

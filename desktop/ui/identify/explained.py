"""What was explained: five ticks, one tick for all of them, and the wording to read out."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.consent import ExplanationPoint
from desktop.records.explanation import current_version, explanation
from desktop.ui.identify.form import ConsentForm
from desktop.ui.identify.group import GroupBox
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import Line, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.tick import Tick
from desktop.ui.words import language
from desktop.wording import Language

_LEFT = 3


class Explained(GroupBox):
    """The first group.

    One tick says that all five points were explained: one decision, and a conscious one, because
    nothing else on the sheet ticks it. Each point can be ticked by itself as it is told.

    Signals:
        told: One point was ticked or unticked; the point, and whether.
        all_told: All five were; whether.
    """

    told = Signal(object, bool)
    all_told = Signal(bool)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(
            1, phrase("identify.explained"), phrase("identify.explained_hint"), parent=parent
        )
        self.every = Tick(phrase("identify.explained_all"), tri_state=True, parent=self)
        self.every.clicked.connect(self._tick_all)
        self.points = {
            point: Tick(phrase(f"point.{point.value}"), parent=self) for point in ExplanationPoint
        }
        for point, tick in self.points.items():
            tick.clicked.connect(partial(self._tick, point))
        self.read = Button(
            phrase("identify.read_wording"),
            kind=Kind.GHOST,
            icon="book-open",
            height="button_small",
            parent=self,
        )
        self.read.clicked.connect(self._toggle)
        self.wording = Wording(parent=self)
        self.wording.hide()
        self.add(row(self.every, self.read, None, gap=12))
        ticks = list(self.points.values())
        sides = (column(*part, None, gap=0) for part in (ticks[:_LEFT], ticks[_LEFT:]))
        self.add(row(*sides, None, gap=24))
        self.add(self.wording)

    def show_form(self, form: ConsentForm) -> None:
        """Show what is ticked."""
        for point, tick in self.points.items():
            tick.setChecked(point in form.explained)
        state = Qt.CheckState.PartiallyChecked if form.explained else Qt.CheckState.Unchecked
        all_of_them = len(form.explained) == len(self.points)
        self.every.setCheckState(Qt.CheckState.Checked if all_of_them else state)

    def _tick(self, point: ExplanationPoint) -> None:
        self.told.emit(point, self.points[point].isChecked())

    def _tick_all(self) -> None:
        self.all_told.emit(self.every.isChecked())

    def _toggle(self) -> None:
        shown = self.wording.isHidden()
        self.wording.setVisible(shown)
        self.read.say(phrase("identify.hide_wording" if shown else "identify.read_wording"))


class Wording(QWidget):
    """What is said to the patient under each point, in the language the patient reads."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        version = current_version()
        self.languages = Segments(
            phrase("identify.wording_language"),
            [(one, phrase(f"language.{one.value}")) for one in Language],
            small=True,
            parent=self,
        )
        self.languages.chosen.connect(self._read_in)
        self.texts = {point: Label(wrap=True, parent=self) for point in ExplanationPoint}
        which = Label(
            phrase("identify.wording_version", version=version),
            role="small",
            tone="text2",
            parent=self,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(8)
        layout.addWidget(Line(tone="line2", parent=self))
        layout.addLayout(row(self.languages, which, None, gap=12))
        for point, text in self.texts.items():
            title = Label(
                phrase(f"point.{point.value}"),
                role="small",
                weight=SEMIBOLD,
                wrap=True,
                parent=self,
            )
            layout.addLayout(column(title, text, gap=2))
        self.languages.set_value(language())
        self._read_in(language())

    def _read_in(self, chosen: object) -> None:
        if isinstance(chosen, Language):
            version = current_version()
            for point, text in self.texts.items():
                said = explanation(point, version=version, language=chosen)
                text.say(verbatim(said))

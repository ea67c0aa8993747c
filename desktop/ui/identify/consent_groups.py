"""The other groups of the consent sheet: who agrees, what for, on which basis, and how."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.records.consent import Capacity, How, Use
from desktop.records.lawful_basis import lawful_bases
from desktop.ui.identify.form import ConsentForm
from desktop.ui.identify.group import GroupBox, beside
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field, TextArea
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import RadioGroup, Tick


class Agrees(GroupBox):
    """Who agrees; only who can, for somebody of this age.

    Signals:
        chosen: A ``Capacity``.
        named: Name of whoever agrees, and what they are to the patient.
    """

    chosen = Signal(object)
    named = Signal(str, str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(2, phrase("identify.agrees"), NOTHING, parent=parent)
        self._offered: tuple[Capacity, ...] = ()
        self.choices: RadioGroup | None = None
        self._place = QWidget(self)
        self._flow = Flow(parent=self._place)
        self.giver = Field(phrase("identify.giver_name"), parent=self)
        self.relationship = Field(phrase("identify.relationship"), parent=self)
        self._names = QWidget(self)
        self._names.setLayout(beside(self.giver, self.relationship))
        self.add(self._place)
        self.add(self._names)
        self.giver.changed.connect(self._name)
        self.relationship.changed.connect(self._name)

    def show_form(self, form: ConsentForm) -> None:
        """Show who agrees."""
        self._offer(form.capacities)
        if self.choices is not None:
            self.choices.set_value(form.capacity)
        child = Capacity.PATIENT not in form.capacities
        self.hint.say(phrase("identify.agrees_child", count=form.years) if child else NOTHING)
        self._names.setVisible(form.needs_giver)
        for field, value in ((self.giver, form.giver_name), (self.relationship, form.relationship)):
            if field.value() != value:
                field.set_value(value)

    def _offer(self, capacities: tuple[Capacity, ...]) -> None:
        if capacities == self._offered:
            return
        self._offered = capacities
        if self.choices is not None:
            self._flow.removeWidget(self.choices)
            self.choices.hide()
            self.choices.deleteLater()
        offered = [(one, phrase(f"identify.capacity_{one.value}")) for one in capacities]
        self.choices = RadioGroup(phrase("identify.agrees"), offered, parent=self._place)
        self.choices.chosen.connect(self.chosen)
        self._flow.addWidget(self.choices)
        self.choices.show()

    def _name(self, _text: str) -> None:
        self.named.emit(self.giver.value(), self.relationship.value())


class Uses(GroupBox):
    """What the images may be used for; care is ticked, everything else is asked for.

    Signals:
        wanted: A ``Use``, and whether it is agreed to.
    """

    wanted = Signal(object, bool)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(3, phrase("identify.uses"), phrase("identify.uses_hint"), parent=parent)
        held = QWidget(self)
        flow = Flow(gap=16, line_gap=0, parent=held)
        self.ticks = {use: Tick(phrase(f"identify.use_{use.value}"), parent=held) for use in Use}
        for use, tick in self.ticks.items():
            tick.clicked.connect(partial(self._tick, use))
            flow.addWidget(tick)
        self.add(held)

    def show_form(self, form: ConsentForm) -> None:
        """Show what is ticked."""
        for use, tick in self.ticks.items():
            tick.setChecked(use in form.uses)

    def _tick(self, use: Use) -> None:
        self.wanted.emit(use, self.ticks[use].isChecked())


class Basis(GroupBox):
    """The lawful basis; filled in by what follows from the uses.

    Signals:
        chosen: Code of a basis.
    """

    chosen = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(4, phrase("identify.basis"), phrase("identify.basis_hint"), parent=parent)
        offered = [(code, _articles(code)) for code in lawful_bases()]
        self.bases = Combo(phrase("identify.basis"), offered, parent=self)
        self.bases.chosen.connect(self.chosen)
        self.name = Label(tone="text2", wrap=True, parent=self)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.bases)
        line.addWidget(self.name, 1)
        self.add(line)

    def show_form(self, form: ConsentForm) -> None:
        """Show the basis in force."""
        self.bases.set_value(form.basis)
        self.name.say(phrase(f"basis.{form.basis}"))


class Given(GroupBox):
    """How it was given.

    Signals:
        chosen: A ``How``.
        reasoned: Why nobody could agree.
    """

    chosen = Signal(object)
    reasoned = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(5, phrase("identify.how"), phrase("identify.how_hint"), parent=parent)
        offered = [(one, phrase(f"identify.how_{one.value}")) for one in How]
        self.choices = RadioGroup(phrase("identify.how"), offered, parent=self)
        self.choices.chosen.connect(self.chosen)
        self.reason = TextArea(phrase("identify.power_reason"), lines=2, parent=self)
        self.reason.changed.connect(self.reasoned)
        self.add(self.choices)
        self.add(self.reason)

    def show_form(self, form: ConsentForm) -> None:
        """Show how it was given."""
        self.choices.set_value(form.how)
        for how, button in zip(How, self.choices.buttons, strict=True):
            button.setEnabled(how in form.hows)
        self.reason.setVisible(form.needs_reason)
        if self.reason.value() != form.reason:
            self.reason.set_value(form.reason)


def _articles(code: str) -> Words:
    basis = lawful_bases()[code]
    return phrase("identify.articles", article_6=basis.article_6, article_9=basis.article_9)

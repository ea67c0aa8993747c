"""The right side: consents on record, or the five numbered groups of a new one."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.records.consent import Capacity, ExplanationPoint, How, Use
from desktop.ui.identify.consent_groups import Agrees, Basis, Given, Uses
from desktop.ui.identify.explained import Explained
from desktop.ui.identify.form import ConsentForm, Group
from desktop.ui.identify.group import GroupBox
from desktop.ui.identify.on_record_view import OnRecordView
from desktop.ui.identify.state import IdentifyState
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import Line, column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice


class ConsentSheet(QWidget):
    """Shows the consent under which the images are given.

    Signals:
        filled_in: The new consent is otherwise; a ``ConsentForm``.
        using_chosen: A consent on record, or None for a new one.
        read: The error was read.
    """

    filled_in = Signal(object)
    using_chosen = Signal(object)
    read = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: ConsentForm | None = None
        self.title = Label(role="h1", wrap=True, parent=self)
        self.badge = Badge(phrase("badge.needs_consent"), Tone.WARN, parent=self)
        self.notice = Notice(parent=self)
        self.notice.offer(phrase("kit.read"), icon="check")
        self.notice.acted.connect(self.read)
        self.notice.hide()
        self._problem: object = None
        self.on_record = OnRecordView(parent=self)
        self.on_record.chosen.connect(self.using_chosen)
        self.explained = Explained(parent=self)
        self.agrees = Agrees(parent=self)
        self.uses = Uses(parent=self)
        self.basis = Basis(parent=self)
        self.given = Given(parent=self)
        self.groups: dict[Group, GroupBox] = {
            Group.EXPLAINED: self.explained,
            Group.AGREES: self.agrees,
            Group.USES: self.uses,
            Group.BASIS: self.basis,
            Group.HOW: self.given,
        }
        self.new = self._made_new()
        self.first = EmptyState(
            phrase("identify.choose_first"),
            phrase("identify.choose_first_hint"),
            icon="user-search",
            parent=self,
        )
        self._build()
        self._connect()

    def show_state(self, state: IdentifyState) -> None:
        """Show everything about consent."""
        self.title.say(phrase("identify.consent_for", count=len(state.arrivals)))
        self._show_problem(state)
        chosen = state.chosen is not None and state.on_record is not None
        self.first.setVisible(state.chosen is None)
        self.area.setVisible(state.chosen is not None or state.problem is not None)
        self.badge.setVisible(chosen)
        self.on_record.show_consents(state.on_record or (), state.using)
        self.on_record.setVisible(chosen and bool(state.on_record))
        self.new.setVisible(chosen and state.using is None)
        if state.form is not None:
            self._show_form(state.form)
        if chosen:
            self._show_badge(state)

    def first_focus(self) -> QWidget:
        """Return what is to be filled in first."""
        if not self.new.isHidden():
            return self.explained.every
        chosen = [one for one in self.on_record.radios.values() if one.isChecked()]
        return chosen[0] if chosen else self

    def _show_badge(self, state: IdentifyState) -> None:
        if state.using is not None:
            self.badge.show_state(phrase("identify.consent_found"), Tone.OK, icon="file-check")
        elif state.missing:
            self.badge.show_state(phrase("badge.needs_consent"), Tone.WARN, icon="file-pen")
        else:
            self.badge.show_state(phrase("identify.consent_complete"), Tone.OK, icon="file-check")

    def _show_problem(self, state: IdentifyState) -> None:
        if state.problem is not self._problem:
            self._problem = state.problem
            if state.problem is not None:
                self.notice.show_error(state.problem)
        self.notice.setVisible(state.problem is not None)

    def _show_form(self, form: ConsentForm) -> None:
        self._form = form
        missing = form.missing()
        for one in (self.explained, self.agrees, self.uses, self.basis, self.given):
            one.show_form(form)
        for group, box in self.groups.items():
            box.set_done(done=group not in missing)

    def _made_new(self) -> Card:
        card = Card(parent=self)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(22, 16, 22, 16)
        layout.setSpacing(11)
        for at, box in enumerate(self.groups.values()):
            if at:
                layout.addWidget(Line(tone="line2", parent=card))
            layout.addWidget(box)
        return card

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 12, 0)
        head.setSpacing(10)
        head.addWidget(self.title, 1)
        head.addWidget(self.badge)
        inside = QWidget(self)
        inside.setLayout(
            column(self.notice, self.on_record, self.new, None, gap=12, margins=(0, 0, 12, 0))
        )
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self.area = area
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 12, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        layout.addLayout(column(self.first, margins=(0, 0, 12, 0)), 1)

    def _connect(self) -> None:
        self.explained.told.connect(self._told)
        self.explained.all_told.connect(self._all_told)
        self.agrees.chosen.connect(self._chose_capacity)
        self.agrees.named.connect(self._named)
        self.uses.wanted.connect(self._wanted)
        self.basis.chosen.connect(self._chose_basis)
        self.given.chosen.connect(self._chose_how)
        self.given.reasoned.connect(self._reasoned)

    def _told(self, point: ExplanationPoint, told: bool) -> None:
        if self._form is not None:
            self._say(self._form.with_point(point, told=told))

    def _all_told(self, told: bool) -> None:
        if self._form is not None:
            self._say(self._form.with_all_points(told=told))

    def _chose_capacity(self, capacity: Capacity) -> None:
        if self._form is not None:
            self._say(self._form.with_capacity(capacity))

    def _named(self, name: str, relationship: str) -> None:
        if self._form is not None:
            self._say(replace(self._form, giver_name=name, relationship=relationship))

    def _wanted(self, use: Use, wanted: bool) -> None:
        if self._form is not None:
            self._say(self._form.with_use(use, wanted=wanted))

    def _chose_basis(self, basis: str) -> None:
        if self._form is not None:
            self._say(replace(self._form, chosen_basis=basis))

    def _chose_how(self, how: How) -> None:
        if self._form is not None:
            self._say(replace(self._form, how=how))

    def _reasoned(self, reason: str) -> None:
        if self._form is not None:
            self._say(replace(self._form, reason=reason))

    def _say(self, form: ConsentForm) -> None:
        if form != self._form:
            self._form = form
            self.filled_in.emit(form)

"""What the practice has settled about photographs of doubtful devices."""

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.device_register import DeviceRegister, DeviceRule
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import RadioGroup

MONTHS: Final = (3, 6, 12, 24)
"""Between two reviews; another number that a command settled is offered as well."""


class PolicyCard(Card):
    """Two choices for whoever keeps the register; a sentence for the others.

    Signals:
        rule_chosen: A ``DeviceRule``.
        months_chosen: A number of months.
    """

    rule_chosen = Signal(object)
    months_chosen = Signal(int)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.rules = RadioGroup(
            phrase("devices.rule"),
            [(rule, phrase(f"device_rule.{rule.value}")) for rule in DeviceRule],
            upright=True,
            parent=self,
        )
        self.months = Combo(phrase("devices.months"), parent=self)
        self._choices = QWidget(self)
        named = Label(phrase("devices.months"), tone="text2", wrap=True, parent=self._choices)
        across = row(self.months, None)
        self._choices.setLayout(
            column(
                Label(phrase("devices.rule"), tone="text2", wrap=True, parent=self._choices),
                self.rules,
                4,
                named,
                across,
                gap=6,
            )
        )
        self._said = Label(wrap=True, parent=self)
        self._every = Label(role="small", tone="text2", wrap=True, parent=self)
        self.setLayout(column(self._choices, self._said, self._every, gap=4, margins=CARD))
        self.months.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.rules.chosen.connect(self.rule_chosen)
        self.months.chosen.connect(self._choose)

    def show_register(self, register: DeviceRegister) -> None:
        """Show what is settled, and whether it can be changed here."""
        policy, may = register.policy, register.can_manage
        self._choices.setVisible(may)
        self._said.setVisible(not may)
        self._every.setVisible(not may)
        self._said.say(phrase(f"device_rule.{policy.rule.value}"))
        self._every.say(phrase("devices.review_every", count=policy.review_months))
        offered = sorted({*MONTHS, policy.review_months})
        self.months.set_choices(
            [(months, phrase("devices.every_months", count=months)) for months in offered]
        )
        self.months.set_value(policy.review_months)
        self.rules.set_value(policy.rule)

    def _choose(self, months: Any) -> None:
        self.months_chosen.emit(months)

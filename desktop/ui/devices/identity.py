"""What a device is, what its photographs call it, and whose it is."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.device import NOBODY, DeviceKind
from desktop.records.staff_member import StaffMember
from desktop.ui.devices.entered import Entered
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.widgets.boxes import CARD, column
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field, TextArea
from desktop.ui.widgets.label import Label

_HINTS: Final = {"serial": "devices.serial_hint", "acknowledged": "devices.acknowledged_hint"}


class Identity(Card):
    """A form of texts and two choices; the exception only for somebody's own device.

    Signals:
        entered: The name of a field of ``Entered``, and its value.
    """

    entered = Signal(str, object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.fields = {
            name: Field(
                phrase(f"devices.field_{name}"),
                hint=phrase(_HINTS[name]) if name in _HINTS else NOTHING,
                parent=self,
            )
            for name in ("name", "make", "model", "serial", "acknowledged")
        }
        self.reason = TextArea(phrase("devices.field_own_reason"), lines=2, parent=self)
        self.note = TextArea(phrase("devices.field_note"), lines=2, parent=self)
        kinds = [(kind, phrase(f"device_kind.{kind.value}")) for kind in DeviceKind]
        self.kind = Combo(phrase("devices.field_kind"), kinds, parent=self)
        self.owner = Combo(phrase("devices.field_owner"), parent=self)
        self._own = QWidget(self)
        self._build()
        for name, field in self.fields.items():
            field.changed.connect(partial(self.entered.emit, name))
        self.reason.changed.connect(partial(self.entered.emit, "own_reason"))
        self.note.changed.connect(partial(self.entered.emit, "note"))
        self.kind.chosen.connect(partial(self.entered.emit, "kind"))
        self.owner.chosen.connect(partial(self.entered.emit, "owner"))

    def show_entered(self, entered: Entered, people: tuple[StaffMember, ...]) -> None:
        """Show what is written down, and what is wrong with it."""
        faults = entered.faults()
        for name, field in self.fields.items():
            self._write(field, str(getattr(entered, name)))
            code = faults.get(name)
            is_wrong = code is not None and (name != "name" or bool(entered.make))
            field.set_error(phrase(f"devices.wrong_{code}") if is_wrong else None)
        for area, text in ((self.reason, entered.own_reason), (self.note, entered.note)):
            if area.value() != text:
                with QSignalBlocker(area):
                    area.set_value(text)
        owners: list[tuple[object, Words]] = [(NOBODY, phrase("devices.of_practice"))]
        owners += [
            (one.user_id, phrase("devices.owned_by", name=verbatim(one.full_name)))
            for one in people
        ]
        self.owner.set_choices(owners)
        self.owner.set_value(entered.owner)
        self.kind.set_value(entered.kind)
        self._own.setVisible(bool(entered.owner))

    def _build(self) -> None:
        self._own.setLayout(
            column(
                Label(
                    phrase("devices.own_what"),
                    role="small",
                    tone="text2",
                    wrap=True,
                    parent=self._own,
                ),
                self.reason,
                self.fields["acknowledged"],
                gap=10,
            )
        )
        self.setLayout(
            column(
                self.fields["name"],
                self._named("devices.field_kind", self.kind),
                self.fields["make"],
                self.fields["model"],
                self.fields["serial"],
                self._named("devices.field_owner", self.owner),
                self._own,
                self.note,
                None,
                gap=10,
                margins=CARD,
            )
        )

    def _named(self, key: str, combo: Combo) -> QVBoxLayout:
        """Return a choice with its name above it, as the fields have theirs."""
        name = Label(phrase(key), tone="text2", parent=self)
        name.setBuddy(combo)
        return column(name, combo, gap=4)

    def _write(self, field: Field, text: str) -> None:
        if field.value() != text:
            with QSignalBlocker(field):
                field.set_value(text)

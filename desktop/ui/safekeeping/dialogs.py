"""Questions before somebody's access or keys are changed."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.records.role import Domain, Role
from desktop.records.staff_member import StaffMember
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.safekeeping.told import keys_words
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.tick import RadioGroup


def end_dialog(parent: QWidget, person: StaffMember, then: Callable[[], None]) -> ConfirmDialog:
    """Return the question before somebody's access is ended."""
    name = verbatim(person.full_name)
    made = ConfirmDialog(
        parent,
        phrase("safekeeping.end_question", name=name),
        phrase("safekeeping.end_act"),
        icon="user-x",
        destroys=True,
        truths=(
            Truth(phrase("safekeeping.end_at_once"), Tone.MUTE, "log-out"),
            Truth(phrase("safekeeping.end_keys"), Tone.MUTE, "key-round"),
            Truth(phrase("safekeeping.end_copies"), Tone.WARN),
            Truth(phrase("safekeeping.end_trail"), Tone.MUTE, "history"),
        ),
    )
    made.confirmed.connect(then)
    return made


def admit_dialog(parent: QWidget, then: Callable[[], None]) -> ConfirmDialog:
    """Return the question before the window locks to admit somebody."""
    made = ConfirmDialog(
        parent,
        phrase("safekeeping.admit_question"),
        phrase("safekeeping.lock_and_go_on"),
        icon="user-plus",
        truths=(
            Truth(phrase("safekeeping.they_type"), Tone.MUTE, "key-round"),
            Truth(phrase("safekeeping.admit_keys"), Tone.MUTE, "user-plus"),
            Truth(phrase("safekeeping.locks"), Tone.MUTE, "lock"),
        ),
    )
    made.confirmed.connect(then)
    return made


def renew_dialog(parent: QWidget, person: StaffMember, then: Callable[[], None]) -> ConfirmDialog:
    """Return the question before the window locks to give somebody another passphrase."""
    made = ConfirmDialog(
        parent,
        phrase("safekeeping.forgot_question", name=verbatim(person.full_name)),
        phrase("safekeeping.lock_and_go_on"),
        icon="key-round",
        truths=(
            Truth(phrase("safekeeping.they_type"), Tone.MUTE, "key-round"),
            Truth(phrase("safekeeping.forgot_keys"), Tone.MUTE, "info"),
            Truth(phrase("safekeeping.forgot_copies"), Tone.WARN),
            Truth(phrase("safekeeping.locks"), Tone.MUTE, "lock"),
        ),
    )
    made.confirmed.connect(then)
    return made


def grant_dialog(
    parent: QWidget, person: StaffMember, keys: frozenset[Domain], then: Callable[[], None]
) -> ConfirmDialog:
    """Return the question before somebody is granted keys."""
    made = ConfirmDialog(
        parent,
        phrase("safekeeping.grant_question", name=verbatim(person.full_name)),
        phrase("safekeeping.grant"),
        icon="key-round",
        truths=(
            Truth(phrase("safekeeping.grant_what", keys=keys_words(keys)), Tone.MUTE, "key-round"),
        ),
    )
    made.confirmed.connect(then)
    return made


class RoleDialog(ConfirmDialog):
    """Asks which role somebody is to have.

    Attributes:
        roles: Those that can be chosen.
    """

    def __init__(
        self,
        parent: QWidget,
        person: StaffMember,
        roles: tuple[Role, ...],
        then: Callable[[Role], None],
    ) -> None:
        super().__init__(
            parent,
            phrase("safekeeping.role_question", name=verbatim(person.full_name)),
            phrase("safekeeping.role_act"),
            icon="user-check",
            truths=(
                Truth(phrase("safekeeping.role_less"), Tone.MUTE, "key-round"),
                Truth(phrase("safekeeping.role_more"), Tone.MUTE, "info"),
            ),
        )
        self._then = then
        choices = [(role, phrase(f"role.{role.value}")) for role in roles]
        self.roles = RadioGroup(phrase("safekeeping.new_role"), choices, upright=True, parent=self)
        self.add(self.roles)
        self.roles.chosen.connect(self._look)
        self.confirmed.connect(self._confirm)
        self.refuse(phrase("safekeeping.role_missing"))

    def open(self) -> None:
        """Show it; the first thing to do is to choose."""
        super().open()
        self.roles.buttons[0].setFocus()

    def _look(self, _chosen: object) -> None:
        self.refuse(None)

    def _confirm(self) -> None:
        self._then(Role(self.roles.value()))

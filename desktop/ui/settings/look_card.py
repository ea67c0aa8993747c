"""What the practice has settled about second looks: for whoever answers for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.keeper.calls import Me
from desktop.keeper.look_calls import SeeRedactionPolicy, SetRedactionPolicy
from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.role import MAY, Act, Domain
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.settings.rule_card import RuleCard

CHOICES: Final[Mapping[str, frozenset[Flag]]] = MappingProxyType(
    {
        "intimate": frozenset({Flag.INTIMATE}),
        "under_18": frozenset({Flag.UNDER_18}),
        "both": frozenset(Flag),
        "neither": frozenset(),
    }
)
"""By the code of its words."""
_ALWAYS: Final = ("always", "note", "own", "filed", "alone", "audited")


def may_settle(me: Me) -> bool:
    """Return whether somebody settles which images a second clinician must agree to."""
    return Act.MANAGE_REDACTION in MAY[me.role] and Domain.GOVERNANCE in me.keys


class LookCard(RuleCard):
    """One choice, in force at once for every workstation, and what holds whatever is chosen.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        parent: The page.
    """

    def __init__(self, desk: Desk, scope: Scope, parent: QWidget) -> None:
        choices = [(code, phrase(f"look_policy.choose_{code}")) for code in CHOICES]
        super().__init__("look_policy", choices, always=_ALWAYS, parent=parent)
        self._desk = desk
        self._scope = scope
        self._policy: RedactionPolicy | None = None
        self.choice.chosen.connect(self._choose)
        desk.lane.ask(SeeRedactionPolicy(), scope=scope, done=self._seen, failed=self._failed)

    def _seen(self, policy: RedactionPolicy) -> None:
        self._policy = policy
        self.choice.setEnabled(True)
        self._show()

    def _choose(self, code: Any) -> None:
        wanted = RedactionPolicy(second_look=CHOICES[str(code)])
        if wanted != self._policy:
            call = SetRedactionPolicy(policy=wanted)
            lane = self._desk.lane
            lane.ask(call, scope=self._scope, done=self._settled, failed=self._failed)

    def _settled(self, policy: RedactionPolicy) -> None:
        self._seen(policy)
        code = next(code for code, flags in CHOICES.items() if flags == policy.second_look)
        self.tell(phrase(f"look_policy.{code}"), Tone.OK)

    def _failed(self, error: DeskError) -> None:
        self._show()
        self.tell_error(error)

    def _show(self) -> None:
        """Show what is in force, not what somebody tried to choose."""
        if self._policy is not None:
            flags = self._policy.second_look
            self.choice.set_value(next(code for code, one in CHOICES.items() if one == flags))

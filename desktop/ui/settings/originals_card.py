"""For how long the practice keeps untouched originals: for whoever answers for it."""

from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.keeper.originals_calls import ListOriginals, SeeOriginalsPolicy, SetOriginalsPolicy
from desktop.records.originals import DueOriginals, OriginalsPolicy
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.settings.rule_card import RuleCard

MONTHS: Final = (6, 12, 24, 60)
"""What is offered; a command settles any other."""
_ALWAYS: Final = ("never_alone", "mendable", "legal", "audited")


class OriginalsCard(RuleCard):
    """One choice, in force at once for every workstation, and what holds whatever is chosen.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        parent: The page.
    """

    def __init__(self, desk: Desk, scope: Scope, parent: QWidget) -> None:
        super().__init__("originals_policy", _choices(), always=_ALWAYS, parent=parent)
        self._desk = desk
        self._scope = scope
        self._policy: OriginalsPolicy | None = None
        self.choice.chosen.connect(self._choose)
        lane = desk.lane
        lane.ask(SeeOriginalsPolicy(), scope=scope, done=self._seen, failed=self._failed)

    def _seen(self, policy: OriginalsPolicy) -> None:
        self._policy = policy
        self.choice.setEnabled(True)
        self._show()

    def _choose(self, months: Any) -> None:
        wanted = OriginalsPolicy(review_months=int(months))
        if wanted != self._policy:
            call = SetOriginalsPolicy(policy=wanted)
            lane = self._desk.lane
            lane.ask(call, scope=self._scope, done=self._settled, failed=self._failed)

    def _settled(self, policy: OriginalsPolicy) -> None:
        self._seen(policy)
        self.tell(rule_words(policy), Tone.OK)
        lane = self._desk.lane
        lane.ask(ListOriginals(), scope=self._scope, done=self._count, failed=self._failed)

    def _count(self, due: DueOriginals) -> None:
        if due.found:
            key = "originals.many" if due.is_more else "originals_policy.due"
            self.tell(phrase(key, count=len(due.found)), Tone.INFO)

    def _failed(self, error: DeskError) -> None:
        self._show()
        self.tell_error(error)

    def _show(self) -> None:
        """Show what is in force, not what somebody tried to choose."""
        if self._policy is not None:
            self.choice.set_value(self._policy.review_months)
            settled = self._policy.review_months not in (0, *MONTHS)
            self.rule.setVisible(settled)
            self.rule.say(rule_words(self._policy))


def rule_words(policy: OriginalsPolicy) -> Words:
    """Return what is in force."""
    if policy.keeps_all:
        return phrase("originals_policy.all")
    return phrase("originals_policy.months", count=policy.review_months)


def _choices() -> list[tuple[object, Words]]:
    offered = ((n, phrase("originals_policy.choose_months", count=n)) for n in MONTHS)
    return [(0, phrase("originals_policy.choose_all")), *offered]

"""A practice that asks a second clinician to look, with clinicians who can."""

from pathlib import Path

from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.role import Role
from desktop.workflow.second_looking import redaction_policy_in_force, set_redaction_policy
from desktop.workflow.users import add_user
from support.practice import CHEAP, CLARE, MONA, Practice, person

DELYTH, HUW = "delyth", "huw"


def asking(source: Practice, folder: Path) -> Practice:
    """Return a copy with three clinicians, whose policy asks for a second look at both kinds."""
    practice = source.copied(folder / "practice")
    session = practice.sign_in(CLARE)
    with session.vault:
        for name in (DELYTH, HUW):
            add_user(session, person(name, Role.CLINICIAN), cost=CHEAP)
    manager = practice.sign_in(MONA)
    with manager.vault:
        assert redaction_policy_in_force(manager) == RedactionPolicy()
        set_redaction_policy(manager, RedactionPolicy(second_look=frozenset(Flag)))
        assert redaction_policy_in_force(manager).second_look == frozenset(Flag)
    return practice

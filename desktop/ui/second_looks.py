"""Who takes second looks; several screens ask. No Qt."""

from desktop.keeper.calls import Me
from desktop.records.role import MAY, Act, Domain


def may_look(me: Me) -> bool:
    """Return whether somebody takes second looks: a clinician who holds the keys."""
    return Act.SECOND_LOOK in MAY[me.role] and {Domain.CLINICAL, Domain.ORIGINAL} <= me.keys

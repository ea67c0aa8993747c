"""Comparing the whole trail and the rows after somebody is in, beside their work.

Signing in looks at what is newest only (``signing_in``, ``at_once``). The rest is compared in short
pieces, between which others have their turn, with an entry of its own when it ends.
"""

from collections.abc import Callable

from desktop.records.problem import Problem
from desktop.vault.comparing import each_once
from desktop.vault.comparison import Comparison
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.session import Session


def _quiet(_problems: tuple[Problem, ...]) -> None:
    return


def compare_whole(
    session: Session,
    *,
    pace: Pace = BLOCKING,
    found: Callable[[tuple[Problem, ...]], None] = _quiet,
    known: tuple[Problem, ...] = (),
    newest: int | None = None,
) -> tuple[Problem, ...]:
    """Compare all heads, the trail from its first entry and the rows; return what does not hold.

    Everybody may: it is part of every start, and shows codes and identifiers only. Where it is
    given up, nothing is entered, and the next start begins anew.

    Args:
        session: Who is in.
        pace: Waits between two pieces, and has files read.
        found: Told everything that does not hold so far, whenever a piece shows more of it.
        known: What was found before; it is told first.
        newest: Number of the last entry when this person came in.

    Raises:
        DamagedError: The files of heads or the catalogue cannot be read.
    """
    vault = session.vault
    comparison = Comparison(vault, pace.aside(vault.head_lines), newest=newest)
    while True:
        with vault.reading() as tx:
            more = comparison.step(tx)
            news = comparison.news(tx)
        if news is not None:
            found(each_once((*known, *news)))
        if not more:
            break
        pace.pause(0)
    with vault.change() as tx:
        compared = comparison.finished(tx)
        tx.audit(compared.event())
    return each_once((*known, *compared.problems))

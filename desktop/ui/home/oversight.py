"""What a practice manager answers for: what does not add up, what is late, who saw what. Pure."""

from datetime import datetime

from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.tally import Tally
from desktop.ui.account import account
from desktop.ui.ages import is_old
from desktop.ui.home.work import Piece
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.place import AuditPlace, SourcesPlace


def for_manager(
    problems: int,
    tally: Tally,
    sources: tuple[SourceState, ...],
    more: tuple[Piece, ...] = (),
    *,
    now: datetime,
) -> tuple[Piece, ...]:
    """Return what does not add up, what is late, what is not watched, and the trail.

    Args:
        problems: How many things do not hold in the vault.
        tally: Where everything stands.
        sources: Cards and watched folders.
        more: What the ledger of cards and devices ask of somebody.
        now: The present moment.
    """
    found: list[Piece] = []
    if tally.accounted_for != tally.received:
        title: Words = phrase("account.does_not_add_up")
        verdict = account(tally).verdict
        found.append(
            Piece(icon="shield-alert", title=title, detail=verdict, place=AuditPlace(), tone="err")
        )
    if problems:
        title = phrase("home.vault_problem", count=problems)
        detail = phrase("home.vault_problem_detail")
        found.append(
            Piece(icon="shield-alert", title=title, detail=detail, place=AuditPlace(), tone="err")
        )
    found += _late_cards(sources, now)
    found += _lost_watchers(sources)
    found += more
    found.append(
        Piece(
            icon="eye",
            title=phrase("home.who_saw"),
            detail=phrase("home.who_saw_detail"),
            place=AuditPlace(),
        )
    )
    return tuple(found)


def _late_cards(sources: tuple[SourceState, ...], now: datetime) -> list[Piece]:
    """Return what lies for long on what the ledger does not know, as a camera on a cable."""
    cards = [one for one in sources if one.kind is SourceKind.CARD and one.card is None]
    held = [one for one in cards if one.files and one.since]
    late = [one for one in held if is_old(one.since, now)]
    if not late:
        return []
    return [
        Piece(
            icon="memory-stick",
            title=phrase("home.late_cards", count=len(late)),
            detail=joined(*(verbatim(one.label) for one in late), between=", "),
            place=SourcesPlace(),
            since=min(one.since for one in late),
            tone="warn",
        )
    ]


def _lost_watchers(sources: tuple[SourceState, ...]) -> list[Piece]:
    lost = [
        one
        for one in sources
        if one.kind is SourceKind.FOLDER and one.watching is not Watching.ALIVE
    ]
    if not lost:
        return []
    return [
        Piece(
            icon="triangle-alert",
            title=phrase("home.watcher_trouble", count=len(lost)),
            detail=joined(*(verbatim(one.label) for one in lost), between=", "),
            place=SourcesPlace(),
            tone="warn",
        )
    ]

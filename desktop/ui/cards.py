"""Cards that still hold photographs, and watched folders, as short lines. No Qt here."""

from dataclasses import dataclass
from datetime import datetime

from desktop.ids import CardId
from desktop.records.arrival import Origin
from desktop.records.card import CardState
from desktop.records.dates import show_date
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.ui.ages import age, is_old
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.runs import Run, Runs, RunState, SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A card that is not cleared.

    Attributes:
        source: Which card; no path for one that is not in.
        detail: Whether it is in the reader, and since when.
        proof: How many of its photographs are in the vault and verified.
        tone: Of the proof.
        age: How long it has been known, for a badge; nothing if that is not known.
        old: Whether somebody should see to it.
        may_clear: Whether everything on it is proven, so that it can be cleared.
    """

    source: SourceRef
    detail: Words
    proof: Words
    tone: Tone
    age: Words
    old: bool
    may_clear: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLine:
    """A watched folder.

    Attributes:
        label: What it is called.
        state: How it is watched, in words.
        tone: Of the state.
    """

    label: Words
    state: Words
    tone: Tone


def source_ref(state: SourceState) -> SourceRef:
    """Return what names a source to a run."""
    return SourceRef(path=state.path, label=state.label, origin=state.origin)


def present_cards(sources: tuple[SourceState, ...]) -> frozenset[CardId]:
    """Return which cards of the ledger are in."""
    alive = (one for one in sources if one.watching is Watching.ALIVE)
    return frozenset(one.card for one in alive if one.card is not None)


def not_cleared(
    sources: tuple[SourceState, ...],
    runs: Runs,
    *,
    now: datetime,
    ledger: tuple[CardState, ...] = (),
) -> tuple[CardLine, ...]:
    """Return the cards that still hold photographs, the oldest first.

    Args:
        sources: Those of this session.
        runs: What is being taken in.
        now: The present moment, aware.
        ledger: Every card that was ever in; those that are not in are told as well.
    """
    held = [one for one in sources if one.kind is SourceKind.CARD and one.files]
    known = {one.card for one in held if one.card is not None}
    since = {one.id: one.since for one in ledger if one.since}
    lines = [
        (begun, _card_line(one, runs.of(one.path), now, begun))
        for one in held
        for begun in (_older(one.since, since.get(one.card, "") if one.card else ""),)
    ]
    away = (one for one in ledger if not one.is_cleared and one.id not in known)
    lines += [(one.since, _away_line(one, now)) for one in away]
    lines.sort(key=lambda line: line[0])
    return tuple(line for _, line in lines)


def _older(one: str, other: str) -> str:
    return min(filter(None, (one, other)), default="")


def _away_line(one: CardState, now: datetime) -> CardLine:
    return CardLine(
        source=SourceRef(path="", label=one.label, origin=one.origin or Origin.PRACTICE),
        detail=seen_at(one),
        proof=lies_on(one),
        tone=Tone.WARN if one.fresh or one.stuck else Tone.MUTE,
        age=age(one.since, now, short=True),
        old=is_old(one.since, now),
        may_clear=False,
    )


def label_of(card: CardState) -> Words:
    """Return what a card is called."""
    return verbatim(card.label) if card.label.strip() else phrase("ledger.no_label")


def lies_on(card: CardState) -> Words:
    """Return what is known to lie on a card, or since when it is proven empty."""
    if card.is_cleared:
        if card.emptied_at:
            return phrase("ledger.emptied", day=day_of(card.emptied_at))
        return phrase("ledger.nothing_known")
    counts = (("lying", card.lying), ("fresh", card.fresh), ("stuck", card.stuck))
    told = (phrase(f"ledger.{name}", count=count) for name, count in counts if count)
    return joined(*told, between=", ")


def seen_at(card: CardState) -> Words:
    """Return when a card was seen last."""
    return phrase("ledger.seen", when=moment_of(card.last_at))


def day_of(at: str) -> str:
    """Return the day of a moment at the practice."""
    return show_date(datetime.fromisoformat(at).astimezone().date())


def moment_of(at: str) -> str:
    """Return the day of a moment at the practice, and the time of day."""
    moment = datetime.fromisoformat(at).astimezone()
    return f"{show_date(moment.date())} {moment:%H:%M}"


def _card_line(one: SourceState, run: Run | None, now: datetime, since: str) -> CardLine:
    running = one.busy or (run is not None and run.state is RunState.RUNNING)
    gone = one.watching is not Watching.ALIVE
    known = one.files - one.fresh
    proof: Words = phrase("cards.proven", done=known, total=one.files)
    left = one.fresh
    tone = Tone.MUTE if left else Tone.OK
    if left:
        key = "cards.to_go" if running else "cards.still_on_it"
        proof = joined(proof, phrase(key, count=left), between=", ")
    return CardLine(
        source=source_ref(one),
        detail=_where(one, gone=gone),
        proof=proof,
        tone=tone,
        age=age(since, now, short=True) if since else NOTHING,
        old=bool(since) and is_old(since, now),
        may_clear=not (left or running or gone),
    )


def _where(one: SourceState, *, gone: bool) -> Words:
    if not gone:
        return phrase("cards.in_reader")
    if not one.last_heard_at:
        return phrase("cards.taken_out")
    heard = datetime.fromisoformat(one.last_heard_at).astimezone()
    return phrase("cards.taken_out_at", time=heard.strftime("%H:%M"))


def watch_lines(sources: tuple[SourceState, ...], *, now: datetime) -> tuple[WatchLine, ...]:
    """Return every watched folder with its state, those in trouble first."""
    folders = [one for one in sources if one.kind is SourceKind.FOLDER]
    folders.sort(key=lambda one: (one.watching is Watching.ALIVE, one.label))
    return tuple(_watch_line(one, now) for one in folders)


def _alive(one: SourceState, now: datetime) -> Words:
    if not one.last_heard_at:
        return phrase("cards.watched")
    return phrase("cards.watched_ago", age=age(one.last_heard_at, now, short=True))


def _watch_line(one: SourceState, now: datetime) -> WatchLine:
    if one.watching is Watching.ALIVE:
        return WatchLine(label=verbatim(one.label), state=_alive(one, now), tone=Tone.OK)
    key = "cards.unreachable" if one.watching is Watching.GONE else "cards.watch_stopped"
    tone = Tone.WARN if one.watching is Watching.GONE else Tone.ERR
    return WatchLine(label=verbatim(one.label), state=phrase(key), tone=tone)

"""Cards that still hold photographs, and watched folders, as short lines. No Qt here."""

from dataclasses import dataclass
from datetime import datetime

from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.ui.ages import age, is_old
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.runs import Run, Runs, RunState, SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A card that is not cleared.

    Attributes:
        source: Which card.
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


def not_cleared(
    sources: tuple[SourceState, ...], runs: Runs, *, now: datetime
) -> tuple[CardLine, ...]:
    """Return the cards that still hold photographs, the oldest first."""
    held = [one for one in sources if one.kind is SourceKind.CARD and one.files]
    held.sort(key=lambda one: one.since)
    return tuple(_card_line(one, runs.of(one.path), now) for one in held)


def _card_line(one: SourceState, run: Run | None, now: datetime) -> CardLine:
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
        age=age(one.since, now, short=True) if one.since else NOTHING,
        old=bool(one.since) and is_old(one.since, now),
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

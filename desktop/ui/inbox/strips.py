"""What stands above the list: cards with something new, what is being taken in, what was. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.records.arrival import Origin
from desktop.records.intake_report import Refused
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.ui.amounts import far_said
from desktop.ui.cards import source_ref
from desktop.ui.inbox.state import ChosenFolder, Strip, StripKind, Trouble
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.runs import After, Run, Runs, RunState, SourceRef, left_over, verified
from desktop.ui.slips_said import slips_said

_NAMED: Final = 2
"""Files that are named one by one before the rest is counted."""
_SAID: Final = frozenset({"source_gone", "vault_full", "cancelled"})
"""Errors that have sentences of their own here; the others share one."""


def strips(
    sources: tuple[SourceState, ...],
    runs: Runs,
    folders: tuple[ChosenFolder, ...],
    sittings: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Strip, ...]:
    """Return what stands above the list: runs, cards with something new, chosen folders.

    Args:
        sources: Cards, cameras and watched folders.
        runs: What is being taken in.
        folders: What a person chose or dropped here.
        sittings: By camera that is followed, the label under which photographs are sealed.
    """
    by_path = {one.path: one for one in sources}
    found = [_of_run(run, by_path.get(run.source.path)) for run in runs.all]
    begun = {run.source.path for run in runs.all}
    found += [_offer(one, runs) for one in sources if one.path not in begun]
    found[:0] = [_live(one, sittings) for one in sources if one.tethered]
    found += [_of_folder(one) for one in folders if one.source.path not in begun]
    return tuple(strip for strip in found if strip is not None)


def _offer(one: SourceState, runs: Runs) -> Strip | None:
    if one.kind is not SourceKind.CARD or one.watching is not Watching.ALIVE:
        return None
    if one.busy:
        return Strip(
            kind=StripKind.RUNNING,
            source=source_ref(one),
            title=phrase("inbox.copying_from", label=verbatim(one.label)),
            parts=_lying_there(one),
            more=_not_taken(one.refused),
            after=After.LEAVE,
            done=one.done,
            total=one.total,
        )
    if one.tethered or (one.problem and one.cabled) or not (one.fresh or one.cabled):
        return None
    title = "inbox.camera_in" if one.cabled else "inbox.card_in"
    return Strip(
        kind=StripKind.CAMERA if one.cabled else StripKind.OFFER,
        source=source_ref(one),
        title=phrase(title, label=verbatim(one.label)),
        parts=_lying_there(one),
        more=_not_taken(one.refused),
        after=runs.chosen(one),
        count=one.fresh,
    )


def _live(one: SourceState, sittings: Mapping[str, str]) -> Strip:
    label = sittings.get(one.path, "")
    return Strip(
        kind=StripKind.LIVE,
        source=source_ref(one),
        title=phrase("inbox.live", label=verbatim(one.label)),
        parts=(phrase("inbox.live_label", label=verbatim(label)),) if label else (),
        more=phrase("inbox.live_more"),
        after=After.LEAVE,
        sitting=label,
    )


def _of_folder(one: ChosenFolder) -> Strip:
    count = len(one.only)
    label = verbatim(one.source.label)
    return Strip(
        kind=StripKind.OFFER,
        source=one.source,
        title=phrase("inbox.files_chosen", count=count, label=label)
        if count
        else phrase("inbox.folder_chosen", label=label),
        parts=(),
        more=phrase("inbox.files_count" if count else "inbox.folder_counts"),
        after=After.LEAVE,
        count=count,
        only=one.only,
        chosen=True,
    )


def _of_run(run: Run, state: SourceState | None) -> Strip | None:
    label = verbatim(run.source.label)
    if run.state is RunState.RUNNING:
        return Strip(
            kind=StripKind.RUNNING,
            source=run.source,
            title=phrase("inbox.copying_from", label=label),
            parts=() if state is None else _lying_there(state),
            more=NOTHING if state is None else _not_taken(state.refused),
            after=run.after,
            done=run.done,
            total=run.total,
            far=far_said(run),
        )
    if run.state is RunState.STOPPED or run.intake is None:
        return None
    there = state is not None and state.watching is Watching.ALIVE and bool(state.files)
    return Strip(
        kind=StripKind.DONE,
        source=run.source,
        title=phrase("inbox.taken_in", label=label),
        parts=(phrase("inbox.copied_safe", count=verified(run)),),
        more=_where_it_ended(run),
        after=run.after,
        done=verified(run),
        total=run.total,
        asks=run.after is After.ASK and there and bool(verified(run)),
        first=next((one.arrival for one in run.intake.arrived), None),
    )


def _lying_there(one: SourceState) -> tuple[Words, ...]:
    known = one.files - one.fresh
    new = phrase("inbox.new", count=one.fresh)
    return (new, phrase("inbox.known_already", count=known)) if known else (new,)


def _where_it_ended(run: Run) -> Words:
    intake = run.intake
    if intake is None:
        return NOTHING
    removed = sum(one.source_removed for one in intake.arrived)
    removed += sum(one.source_removed for one in intake.duplicates)
    damaged = sum(not one.copy_matches for one in intake.duplicates)
    return joined(
        phrase("inbox.removed", count=removed) if removed else NOTHING,
        phrase("inbox.copy_damaged", count=damaged) if damaged else NOTHING,
        phrase("inbox.still_changing", count=len(intake.pending)) if intake.pending else NOTHING,
        _not_taken(intake.refused),
        slips_said(intake.slips),
        between=" ",
    )


def _not_taken(refused: tuple[Refused, ...]) -> Words:
    if not refused:
        return NOTHING
    named = (
        joined(verbatim(one.file), phrase(f"refusal.{one.reason}"), between=": ")
        for one in refused[:_NAMED]
        if one.file
    )
    rest = len(refused) - _NAMED
    more = phrase("inbox.and_more", count=rest) if rest > 0 else NOTHING
    why = joined(*named, more, between="; ")
    return phrase("inbox.left_where_they_are", count=len(refused), why=why)


def troubles(sources: tuple[SourceState, ...], runs: Runs) -> tuple[Trouble, ...]:
    """Return the runs that were stopped."""
    alive = {one.path for one in sources if one.watching is Watching.ALIVE}
    stopped = [run for run in runs.all if run.state is RunState.STOPPED]
    paths = {run.source.path for run in stopped}
    held = [one for one in sources if one.cabled and one.problem and one.path not in paths]
    return (
        *(_trouble(run, is_back=run.source.path in alive) for run in stopped),
        *map(_of_camera, held),
    )


def _of_camera(one: SourceState) -> Trouble:
    """Say why a camera cannot be used, and what can be used in its place."""
    busy = one.hint == "busy"
    return Trouble(
        source=source_ref(one),
        title=phrase("inbox.camera_busy" if busy else "inbox.camera_failed", label=one.label),
        body=phrase("inbox.camera_busy_do" if busy else "inbox.camera_failed_do"),
        code=".".join(filter(None, (one.problem, one.hint))),
        is_back=False,
    )


def _trouble(run: Run, *, is_back: bool) -> Trouble:
    problem = run.problem
    code = "" if problem is None else problem.code
    safe, left = verified(run), left_over(run)
    known = code if code in _SAID else "other"
    return Trouble(
        source=run.source,
        title=_what_stopped(known, left, run.source.label),
        body=joined(
            phrase("inbox.copied_safe", count=safe) if safe else NOTHING,
            phrase("inbox.rest_on_card", count=left) if left else NOTHING,
            phrase(f"inbox.stopped_{known}_do"),
            between=" ",
        ),
        code=code,
        is_back=is_back,
    )


def _what_stopped(known: str, left: int, label: str) -> Words:
    """Return what stopped a run; it may have been stopped before anything was counted."""
    if left:
        return phrase(f"inbox.stopped_{known}", count=left, label=verbatim(label))
    return phrase(f"inbox.ended_{known}", label=verbatim(label))


def folder_of(path: str, label: str, *, only: tuple[str, ...] = ()) -> ChosenFolder:
    """Return a folder, or files of it, that a person chose; whose device it was, they say there."""
    source = SourceRef(path=path, label=label, origin=Origin.PRACTICE)
    return ChosenFolder(source=source, only=only)

"""From where the editor stands to what it shows. Pure; no Qt."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from desktop.ids import ArrivalId
from desktop.records.draft import Mark, MarkOrigin
from desktop.records.gate import Decision, Feature, Verdict
from desktop.records.waiting import Waiting
from desktop.ui.editor import delicate
from desktop.ui.editor.findings import clashes, warning
from desktop.ui.editor.gate_rules import Bar, suspects, why_open
from desktop.ui.editor.shown import (
    Alert,
    Cell,
    DetailsShown,
    GateRow,
    GateShown,
    RegionsShown,
    Remedy,
    StageShown,
)
from desktop.ui.editor.standing import Lack, Standing, lacks
from desktop.ui.editor.state import State, Tool
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim

_NAME_END = 8
"""Letters of a file name that fit under a small picture; cameras count at the end of it."""

_COUNTED = (
    Standing.READY,
    Standing.TO_CHECK,
    Standing.NEEDS_REDACTION,
    Standing.STAYED,
    Standing.FILING,
    Standing.FILED,
    Standing.UNREADABLE,
)


def feature_words(feature: Feature) -> Words:
    """Return what a feature is called."""
    return phrase(f"feature.{feature.value}")


def feature_list(features: tuple[Feature, ...]) -> Words:
    """Return features in a row."""
    return joined(*(feature_words(one) for one in features), between=", ")


# ------------------------------------------------------------------ the picture


def stage(state: State) -> StageShown:
    """Return the picture and what lies on it."""
    return StageShown(
        marks=state.draft.marks,
        selected=state.selected,
        tool=state.tool,
        sketch=state.sketch,
        original=state.original,
        locked=state.is_locked,
        reminder=_reminder(state),
        caption=_caption(state),
        pen=state.pen,
        brush_px=state.brush_px if state.tool is Tool.BRUSH else 0,
        also=state.also,
        waiting=state.is_waiting,
        protecting=state.protecting,
        clashes=clashes(state.draft),
    )


def _reminder(state: State) -> Words:
    touched = warning(state.draft)
    if touched is not None:
        return touched
    facts = state.facts(state.at)
    if not state.draft.looked:
        return phrase("editor.no_detector" if facts.undetected else "editor.finding_faces")
    faces = [m for m in state.draft.undecided() if m.feature is Feature.FACE]
    if not faces:
        found = any(m.feature is Feature.FACE and not m.is_finding for m in state.draft.marks)
        return phrase("editor.faces_decided" if found else "editor.no_face_found")
    sure = sum(mark.origin is MarkOrigin.SURE for mark in faces)
    return phrase("editor.check_each_face", sure=sure, check=len(faces) - sure)


def _caption(state: State) -> Words:
    width, height = state.picture
    size = phrase("editor.size", width=width, height=height) if width else NOTHING
    return joined(verbatim(file_name(state.waiting.get(state.at))), size)


def file_name(waiting: Waiting | None) -> str:
    """Return the name a photograph came with, without its ending; empty if it is not known."""
    facts = waiting.facts if waiting is not None else None
    return PurePosixPath(str(facts.get("name", ""))).stem if facts else ""


def alert(state: State) -> Alert | None:
    """Return what somebody has to know of the photograph on screen, most urgent first."""
    facts = state.facts(state.at)
    if facts.unreadable is not None:
        again = phrase("editor.load_again")
        return Alert(error=facts.unreadable, offer=again, remedy=Remedy.LOAD_AGAIN)
    if facts.course is not None and facts.course.problem is not None:
        return Alert(error=facts.course.problem, offer=phrase("editor.read"), remedy=Remedy.READ)
    if facts.undetected is not None and not state.draft.looked:
        again = phrase("editor.find_again")
        return Alert(error=facts.undetected, offer=again, remedy=Remedy.FIND_AGAIN, key="D")
    if suspects(state.draft):
        return Alert(
            title=phrase("editor.suspicion"),
            body=phrase("editor.suspicion_do"),
            offer=phrase("editor.no_face_here"),
            remedy=Remedy.NO_FACE,
            key="N",
        )
    return None


# ------------------------------------------------------------------ the panel


def regions(state: State) -> RegionsShown:
    """Return the list of regions and the form under it."""
    chosen = state.mark
    return RegionsShown(
        marks=state.draft.marks,
        selected=state.selected,
        chosen=chosen if len(state.chosen) < 2 else None,  # noqa: PLR2004 - two are several
        also=state.also,
        style=chosen.region.style if chosen else state.style,
        feature=chosen.feature if chosen else state.feature,
        locked=state.is_locked,
        sure_open=sum(_is_sure(mark) for mark in state.draft.undecided()),
        clashes=clashes(state.draft),
    )


def _is_sure(mark: Mark) -> bool:
    return mark.origin is MarkOrigin.SURE


def gate(state: State) -> GateShown:
    """Return the gate of the series."""
    drafts = state.shown_drafts()
    answers = state.work.answers
    rows = tuple(
        _gate_row(state, feature, answers.get(feature), why_open(feature, answers, drafts))
        for feature in Feature
    )
    return GateShown(
        rows=rows,
        decided=sum(row.decided for row in rows),
        unseen=sum(not draft.seen for draft in drafts),
        many=len(drafts) > 1,
        flags=delicate.shown(state),
    )


def _gate_row(state: State, feature: Feature, given: Decision | None, bar: Bar | None) -> GateRow:
    is_shown = given is not None and bar in {None, Bar.NO_REASON}
    is_needed = given is not None and given.verdict is Verdict.NEEDED
    return GateRow(
        feature=feature,
        verdict=given.verdict if given is not None and is_shown else None,
        decided=given is not None and bar is None,
        bar=bar,
        reason=given.reason if given is not None and is_needed else "",
        armed=state.armed is feature,
    )


def details(state: State) -> DetailsShown:
    """Return the filing details."""
    missing = (one for one in state.work.jotted.missing() if one != "chaperone")
    return DetailsShown(jotted=state.work.jotted, missing=tuple(missing))


# ------------------------------------------------------------------ the series


def film(state: State, standings: Mapping[ArrivalId, Standing]) -> tuple[Cell, ...]:
    """Return the filmstrip."""
    return tuple(
        Cell(
            arrival=arrival,
            place=place,
            name=_short(file_name(state.waiting.get(arrival))),
            standing=standings[arrival],
            current=arrival == state.at,
            covered=state.work.draft(arrival).redaction().regions,
            picture=state.size_of(arrival),
        )
        for place, arrival in enumerate(state.order, start=1)
    )


def _short(name: str) -> str:
    """Return the end of a long name: the number that a camera counts."""
    number = name.rpartition("_")[2]
    if number.isdigit() and len(number) <= _NAME_END:
        return number
    return name if len(name) <= _NAME_END else f"…{name[1 - _NAME_END :]}"


def summary(standings: Mapping[ArrivalId, Standing]) -> Words:
    """Return how the series stands, as in *3 ready, 2 to check, 1 needs redaction*."""
    counts = Counter(standings.values())
    parts = (
        phrase(f"editor.count_{one.value}", count=counts[one]) for one in _COUNTED if counts[one]
    )
    return joined(*parts, between=", ")


def missing(state: State) -> Words:
    """Return what the photograph on screen still needs, the most urgent thing; or nothing."""
    found = lacks(state.draft, state.facts(state.at), state.holding())
    if state.is_locked:
        return NOTHING
    if not found:
        return warning(state.draft) or NOTHING
    match found[0]:
        case Lack.PROPOSALS:
            return phrase("editor.lack_proposals", count=len(state.draft.undecided()))
        case Lack.GATE:
            return _missing_answers(state)
        case lack:
            return phrase(f"editor.lack_{lack.value}")


def _missing_answers(state: State) -> Words:
    unseen = sum(not draft.seen for draft in state.shown_drafts())
    if unseen:
        return phrase("editor.lack_looks", count=unseen)
    held = state.holding()
    left = tuple(feature for feature in Feature if feature not in held)
    return phrase("editor.lack_answers", count=len(left), features=feature_list(left))

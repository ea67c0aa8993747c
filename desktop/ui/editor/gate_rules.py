"""The gate of a series: six questions, answered once by a person, and what follows for each image.

The human answer is for the series (ARCHITECTURE 2: "the gate is answered once a series, after each
of its photographs has been on screen"). It counts only while it holds:

- every photograph has been on screen;
- *obscured* and *not present* wait until every proposal of the feature is decided;
- *obscured* needs an accepted region of the feature somewhere in the series, *not present* needs
  that there is none: what is covered was there;
- *needed* needs a reason;
- *obscured* does not hold for faces while a cover hides no more than eyes (``records.eye_bars``);
- a face that a detector is sure of and that stays visible, or a part of a face that it suspects and
  nobody has looked for, is never passed over: see :class:`Bar`.

What is filed with each image follows from the answer. *Needed* holds for every image, with its
reason. *Obscured* holds for an image in which a region of the feature is accepted; in the others of
the series the feature is absent, which is what the person saw. So ``records.gate.check_gate``
accepts the result for each image. Pure; no Qt.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Final

from desktop.records.draft import Draft, Mark, MarkOrigin, MarkState
from desktop.records.eye_bars import Box, is_eye_bar, shows_a_mouth
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.records.region import Region

HIDDEN_PART: Final = 0.9
"""A refused face counts as hidden if one accepted region covers this part of its rectangle. The
proof asks for less (``redact.proof``), of the exact outline; this is asked beforehand, of boxes."""


class Bar(Enum):
    """Why an answer cannot be given, or does not hold any more."""

    NOT_SEEN = "not_seen"
    """A photograph of the series has not been on screen yet."""
    PROPOSALS = "proposals"
    """A proposal of this feature is not decided."""
    NOTHING_COVERED = "nothing_covered"
    """*Obscured*, but no region of the feature is accepted anywhere in the series."""
    COVERED = "covered"
    """*Not present*, but a region of the feature is accepted."""
    SUSPECTED = "suspected"
    """A detector suspects part of a face where no box is, and nobody has looked for it."""
    SURE_REFUSED = "sure_refused"
    """A face that a detector is sure of was refused: the proof will find it. It must be covered, or
    be *needed*, with the reason why it stays (it is clinical, or it is no face)."""
    EYES_ONLY = "eyes_only"
    """*Obscured*, and a face is covered at the eyes alone: people are recognised all the same."""
    NO_REASON = "no_reason"
    """*Needed*, without a reason."""


def suspects(draft: Draft) -> bool:
    """Return whether part of a face is suspected in a photograph and nobody has looked for it."""
    if not draft.face_may_be_present or draft.face_looked:
        return False
    return not any(m.feature is Feature.FACE and not m.is_finding for m in draft.marks)


def stays_visible(mark: Mark, draft: Draft) -> bool:
    """Return whether a mark is a refused face that the proof will find all the same."""
    refused = mark.state is MarkState.REFUSED and mark.origin is MarkOrigin.SURE
    return (
        refused
        and mark.feature is Feature.FACE
        and not any(
            other.state is MarkState.ACCEPTED and _hides(other, mark) for other in draft.marks
        )
    )


def shows_more_than_eyes(draft: Draft) -> bool:
    """Return whether a face in a photograph is covered at the eyes and hardly elsewhere."""
    covers = tuple(mark for mark in draft.marks if mark.state is MarkState.ACCEPTED)
    regions = [mark.region for mark in covers]
    faces = (mark.region for mark in covers if mark.feature is Feature.FACE)
    if any(is_eye_bar(face, regions, height_px=draft.height_px) for face in faces):
        return True
    return shows_a_mouth([_box(m.region) for m in draft.marks if _is_found_face(m)], regions)


def why_not(feature: Feature, verdict: Verdict, drafts: Sequence[Draft]) -> Bar | None:
    """Return why a series cannot be answered so, or None.

    Args:
        feature: Which question.
        verdict: Which answer.
        drafts: Every photograph of the series that can be shown.
    """
    if not all(draft.seen for draft in drafts):
        return Bar.NOT_SEEN
    if verdict is Verdict.NEEDED:
        return None
    if any(mark.feature is feature for draft in drafts for mark in draft.undecided()):
        return Bar.PROPOSALS
    covered = any(draft.covers(feature) for draft in drafts)
    if verdict is Verdict.OBSCURED and not covered:
        return Bar.NOTHING_COVERED
    if verdict is Verdict.ABSENT and covered:
        return Bar.COVERED
    return _why_no_face(drafts) if feature is Feature.FACE else None


def why_open(
    feature: Feature, answers: Mapping[Feature, Decision], drafts: Sequence[Draft]
) -> Bar | None:
    """Return why the given answer does not hold, or None; None also where there is no answer."""
    decision = answers.get(feature)
    if decision is None:
        return None
    bar = why_not(feature, decision.verdict, drafts)
    if bar is None and decision.verdict is Verdict.NEEDED and not decision.reason.strip():
        return Bar.NO_REASON
    return bar


def holding(
    answers: Mapping[Feature, Decision], drafts: Sequence[Draft]
) -> Mapping[Feature, Decision]:
    """Return the answers that hold; a feature that is not among them is undecided."""
    return MappingProxyType(
        {
            feature: answers[feature]
            for feature in Feature
            if feature in answers and why_open(feature, answers, drafts) is None
        }
    )


def gate_of(holding_answers: Mapping[Feature, Decision], draft: Draft) -> Gate:
    """Return what is filed with one image of a series.

    Args:
        holding_answers: The answers of the series that hold.
        draft: The image.
    """
    return Gate(
        decisions=MappingProxyType(
            {feature: _of_image(d, feature, draft) for feature, d in holding_answers.items()}
        )
    )


def _of_image(decision: Decision, feature: Feature, draft: Draft) -> Decision:
    if decision.verdict is Verdict.OBSCURED and not draft.covers(feature):
        return Decision(verdict=Verdict.ABSENT)
    return decision


def _why_no_face(drafts: Sequence[Draft]) -> Bar | None:
    if any(suspects(draft) for draft in drafts):
        return Bar.SUSPECTED
    if any(shows_more_than_eyes(draft) for draft in drafts):
        return Bar.EYES_ONLY
    if any(stays_visible(mark, draft) for draft in drafts for mark in draft.marks):
        return Bar.SURE_REFUSED
    return None


def _is_found_face(mark: Mark) -> bool:
    return mark.feature is Feature.FACE and mark.origin is not MarkOrigin.PERSON


def _box(region: Region) -> Box:
    return float(region.x), float(region.y), float(region.w), float(region.h)


def _hides(cover: Mark, mark: Mark) -> bool:
    over, under = cover.region, mark.region
    across = min(over.x + over.w, under.x + under.w) - max(over.x, under.x)
    down = min(over.y + over.h, under.y + under.h) - max(over.y, under.y)
    return across > 0 and down > 0 and across * down >= HIDDEN_PART * under.w * under.h

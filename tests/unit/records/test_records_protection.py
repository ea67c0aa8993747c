"""The finding that must stay visible: what is kept of it, and what it never takes away."""

import pytest

from desktop.errors import GateOpenError, RecordInvalidError
from desktop.ids import ArrivalId
from desktop.records.detection import Detection, Face, Kind, Suggestion
from desktop.records.draft import Draft, Mark, MarkOrigin, MarkState
from desktop.records.gate import LONGEST_REASON, Feature
from desktop.records.protection import NO_PROTECTION, Protection, check_protection
from desktop.records.region import Region

FINDING = Region.ellipse(100, 100, 60, 40)


def test_it_comes_back_from_json_and_what_was_filed_before_has_none():
    kept = Protection(findings=(FINDING, Region.rectangle(1, 2, 3, 4)), reason="The eye")
    assert Protection.from_json(kept.to_json()) == kept
    assert Protection.from_json(None) == NO_PROTECTION


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"findings": []},
        {"findings": {}, "reason": ""},
        {"findings": [{"x": 1}], "reason": ""},
        {"findings": [], "reason": None},
        {"findings": [], "reason": "x" * (LONGEST_REASON + 1)},
        {"findings": [], "reason": "", "pixels": ""},
    ],
)
def test_another_shape_is_refused(value):
    with pytest.raises(RecordInvalidError) as refused:
        Protection.from_json(value)
    assert refused.value.reason == "protection"


def test_a_cover_that_touches_it_needs_a_reason():
    touching, beside = Region.rectangle(120, 110, 10, 10), Region.rectangle(100, 100, 5, 5)
    check_protection(Protection(findings=(FINDING,)), [beside])
    with pytest.raises(GateOpenError) as refused:
        check_protection(Protection(findings=(FINDING,), reason=" "), [beside, touching])
    assert refused.value.reason == "finding_covered"
    check_protection(Protection(findings=(FINDING,), reason="The face"), [touching])


def test_it_drops_no_face_that_a_detector_is_sure_of_and_makes_none_smaller():
    """Drawn over the very place of a face, before and after the detectors look."""
    place = Region.rectangle(100, 100, 200, 200)
    draft = Draft(arrival=ArrivalId("a-1")).add(place, Feature.FACE, protected=True)
    found = Detection(
        width_px=1000,
        height_px=800,
        face_may_be_present=True,
        faces=(Face(x=100, y=100, w=200, h=200, score=0.9, sure=True),),
        suggestions=(Suggestion(x=700, y=100, w=90, h=90, score=0.5, kind=Kind.BARCODE),),
    )
    finding, face, code = draft.with_detection(found).marks
    assert finding.state is MarkState.PROTECTED
    assert (face.state, face.origin) == (MarkState.PROPOSED, MarkOrigin.SURE)
    assert face.region == place
    assert code.is_barcode
    assert code.feature is Feature.TEXT
    assert draft.with_detection(found).with_detection(found).marks == (finding, face, code)


def test_it_is_never_burned_and_answers_nothing():
    draft = Draft(arrival=ArrivalId("a-1")).add(FINDING, Feature.FACE, protected=True)
    assert draft.redaction().regions == ()
    assert draft.features() == ()
    assert not draft.covers(Feature.FACE)
    assert draft.undecided() == ()
    assert draft.findings() == (FINDING,)
    again = Mark(
        number=2,
        region=FINDING,
        feature=Feature.FACE,
        origin=MarkOrigin.CHECK,
        state=MarkState.PROTECTED,
    )
    assert draft.with_proposals([again]) == draft, "a finding is copied once"

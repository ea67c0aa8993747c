"""The gate: six features, each decided, none contradicting the picture."""

from typing import Any

import pytest

from desktop.errors import GateOpenError, RecordInvalidError
from desktop.records.gate import Decision, Feature, Gate, Verdict, check_gate

ALL_ABSENT = {feature.value: "absent" for feature in Feature}


def gate(**changed: Any) -> Gate:
    return Gate.from_json({**ALL_ABSENT, **changed})


def test_the_features_are_the_keys_of_the_command_line() -> None:
    assert [feature.value for feature in Feature] == [
        "face",
        "tattoo",
        "birthmark",
        "jewellery",
        "badge",
        "text",
    ]


@pytest.mark.parametrize(
    ("value", "decision"),
    [
        ("obscured", Decision(verdict=Verdict.OBSCURED)),
        ("Absent", Decision(verdict=Verdict.ABSENT)),
        ("not_present", Decision(verdict=Verdict.ABSENT)),
        ("not present", Decision(verdict=Verdict.ABSENT)),
        ("needed: the mole: it grew", Decision(verdict=Verdict.NEEDED, reason="the mole: it grew")),
        ({"decision": "needed", "reason": " why "}, Decision(verdict=Verdict.NEEDED, reason="why")),
        ({"verdict": "obscured"}, Decision(verdict=Verdict.OBSCURED)),
        ({"verdict": "absent", "reason": None}, Decision(verdict=Verdict.ABSENT)),
    ],
)
def test_a_decision_is_read_in_each_agreed_form(value: object, decision: Decision) -> None:
    assert Decision.from_json(value) == decision


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("hidden", "gate_verdict"),
        ("", "gate_verdict"),
        (True, "shape"),
        (["obscured"], "shape"),
        ({"reason": "x"}, "shape"),
        ({"verdict": "absent", "by": "me"}, "shape"),
        ({"verdict": "needed", "reason": 5}, "shape"),
        ("needed: " + "x" * 501, "gate_reason"),
        ("needed: a\x00b", "gate_reason"),
    ],
)
def test_other_forms_are_refused(value: object, reason: str) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        Decision.from_json(value)
    assert refused.value.reason == reason


def test_an_unknown_feature_is_refused_rather_than_ignored() -> None:
    with pytest.raises(RecordInvalidError) as refused:
        gate(faces="absent")
    assert refused.value.reason == "gate_feature"


@pytest.mark.parametrize("value", [None, [], "absent"])
def test_decisions_are_an_object(value: object) -> None:
    with pytest.raises(RecordInvalidError):
        Gate.from_json(value)


def test_decisions_survive_their_json() -> None:
    decided = gate(face="obscured", birthmark="needed: it is what is followed up", text=None)
    assert Gate.from_json(decided.to_json()) == decided
    assert decided.undecided() == (Feature.TEXT,)


def test_everything_decided_and_nothing_contradicted_passes() -> None:
    check_gate(gate(), region_count=0, faces_left_sure=0)
    check_gate(gate(face="obscured", tattoo="obscured"), region_count=1, faces_left_sure=0)
    check_gate(gate(face="needed: the rash is on it"), region_count=0, faces_left_sure=1)


def test_where_it_is_said_what_lies_under_each_region_each_answer_needs_one_of_its_own() -> None:
    decided = gate(face="obscured", tattoo="obscured")
    both = (Feature.FACE, Feature.TATTOO)
    check_gate(decided, region_count=2, faces_left_sure=0, features=both)
    with pytest.raises(GateOpenError) as refused:
        check_gate(decided, region_count=1, faces_left_sure=0, features=(Feature.FACE,))
    assert refused.value.reason == "obscured_without_region"
    assert refused.value.facts == {"feature": "tattoo"}


@pytest.mark.parametrize("feature", Feature)
def test_each_feature_must_be_decided(feature: Feature) -> None:
    with pytest.raises(GateOpenError) as refused:
        check_gate(gate(**{feature.value: None}), region_count=3, faces_left_sure=0)
    assert (refused.value.reason, refused.value.facts) == ("undecided", {"feature": feature.value})


@pytest.mark.parametrize("feature", Feature)
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("needed", "reason_missing"),
        ("needed:  ", "reason_missing"),
        ("obscured", "obscured_without_region"),
    ],
)
def test_no_feature_is_excused(feature: Feature, value: str, reason: str) -> None:
    with pytest.raises(GateOpenError) as refused:
        check_gate(gate(**{feature.value: value}), region_count=0, faces_left_sure=0)
    assert (refused.value.reason, refused.value.facts) == (reason, {"feature": feature.value})


@pytest.mark.parametrize("value", ["absent", "obscured"])
def test_a_face_that_is_still_there_contradicts(value: str) -> None:
    with pytest.raises(GateOpenError) as refused:
        check_gate(gate(face=value), region_count=1, faces_left_sure=1)
    assert refused.value.reason == "face_still_found"

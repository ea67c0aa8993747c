"""A draft comes back from JSON as it went in, and nothing else does."""

import copy
import dataclasses
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import RecordInvalidError
from desktop.ids import ArrivalId
from desktop.records.detection import Kind
from desktop.records.draft import Draft, Jotted, Mark, MarkOrigin, MarkState
from desktop.records.draft_json import from_json, to_json
from desktop.records.filing import Side, View
from desktop.records.flags import Flag, Flags
from desktop.records.gate import Decision, Feature, Verdict
from desktop.records.redaction import MOST_REGIONS
from desktop.records.region import Region, Style

NOTES = st.text(alphabet=st.characters(categories=("L", "N")), max_size=20)
TEXT = st.text(alphabet=st.characters(categories=("L", "N")) | st.just(" "), max_size=20)
REGIONS = st.builds(
    Region.rectangle,
    st.integers(-50, 5000),
    st.integers(-50, 5000),
    st.integers(1, 4000),
    st.integers(1, 4000),
    style=st.sampled_from(Style),
) | st.just(Region.polygon([(0, 0), (10, 0), (5, 8)]))
DECISIONS = st.builds(Decision, verdict=st.sampled_from(Verdict), reason=TEXT)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    numbers = draw(st.lists(st.integers(1, 10_000), unique=True, max_size=6))
    marks = tuple(
        Mark(
            number=number,
            region=draw(REGIONS),
            feature=draw(st.sampled_from(Feature)),
            origin=draw(st.sampled_from(MarkOrigin)),
            state=draw(st.sampled_from(MarkState)),
            seen=draw(st.booleans()),
            kind=draw(st.none() | st.just(Kind.BARCODE)),
            reason=draw(st.sampled_from(["", "It can be read."])),
        )
        for number in numbers
    )
    return Draft(
        arrival=ArrivalId("a-0123456789abcdef"),
        marks=marks,
        decisions=MappingProxyType(
            draw(st.dictionaries(st.sampled_from(Feature), DECISIONS, max_size=6))
        ),
        width_px=draw(st.integers(0, 65_535)),
        height_px=draw(st.integers(0, 65_535)),
        looked=draw(st.booleans()),
        face_may_be_present=draw(st.booleans()),
        seen=draw(st.booleans()),
        face_looked=draw(st.booleans()),
        jotted=Jotted(
            site=draw(st.sampled_from(["", "lower_leg"])),
            side=draw(st.none() | st.sampled_from(Side)),
            view=draw(st.none() | st.sampled_from(View)),
            description=draw(TEXT),
            flags=Flags(marked=draw(st.frozensets(st.sampled_from(Flag))), chaperone=draw(NOTES)),
        ),
    )


@given(drafts())
def test_a_draft_comes_back_as_it_was(draft):
    assert from_json(to_json(draft)) == draft


def test_no_field_of_a_draft_is_left_out():
    """A field that is added to the value must be added to its JSON too, or work would be lost."""
    mark = dataclasses.replace(_mark(), kind=Kind.BARCODE, reason="It can be read.")
    delicate = Jotted(flags=Flags(marked=frozenset(Flag)))
    value = to_json(Draft(arrival=ArrivalId("a-1"), marks=(mark,), jotted=delicate))
    for kind, keys in (
        (Draft, value.keys() - {"version"}),
        (Mark, value["marks"][0].keys()),
        (Jotted, value["jotted"].keys()),
    ):
        assert {field.name for field in dataclasses.fields(kind)} == set(keys)


def _mark(number: int = 1) -> Mark:
    return Mark(
        number=number,
        region=Region.rectangle(1, 2, 3, 4),
        feature=Feature.FACE,
        origin=MarkOrigin.SURE,
    )


def _changed(*path: object, to: object) -> dict:
    value = copy.deepcopy(to_json(Draft(arrival=ArrivalId("a-1"), marks=(_mark(), _mark(2)))))
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        _changed("seen", to=1),
        _changed("width_px", to=True),
        _changed("width_px", to=-1),
        _changed("arrival", to=7),
        _changed("decisions", to={"face": "obscured"}),
        _changed("marks", to=[{}]),
        _changed("marks", 0, "number", to=2),
        _changed("marks", 0, "state", to="lost"),
        _changed("marks", 0, "seen", to="yes"),
        _changed("marks", 0, "region", "w", to=0),
        _changed("marks", 0, "region", to={"x": 1, "y": 1, "w": 1, "h": 1}),
        _changed("marks", 0, "extra", to=1),
        _changed("jotted", "side", to="up"),
        _changed("jotted", "description", to=None),
        _changed("surplus", to=1),
    ],
)
def test_another_shape_is_refused(value):
    with pytest.raises(RecordInvalidError) as refused:
        from_json(value)
    assert refused.value.reason == "shape"


def test_a_draft_of_a_later_program_is_refused():
    with pytest.raises(RecordInvalidError) as refused:
        from_json(_changed("version", to=4))
    assert refused.value.reason == "version"


def test_why_a_region_is_covered_is_said_to_later_programs_alone():
    told = dataclasses.replace(_mark(), reason="It can be read.")
    value = to_json(Draft(arrival=ArrivalId("a-1"), marks=(told, _mark(2))))
    assert value["version"] == 3
    assert [mark.get("reason") for mark in value["marks"]] == ["It can be read.", None]
    assert from_json(value).marks[0].reason == "It can be read."
    with pytest.raises(RecordInvalidError):
        dataclasses.replace(_mark(), reason="a" * 501)


def test_a_draft_without_findings_and_barcodes_is_what_earlier_programs_read():
    """Version 1 is read, and written wherever it can say everything; see the module."""
    plain = to_json(Draft(arrival=ArrivalId("a-1"), marks=(_mark(),)))
    assert plain["version"] == 1
    assert set(plain["marks"][0]) == {"number", "region", "feature", "origin", "state", "seen"}
    assert from_json(plain).marks == (_mark(),)
    finding = dataclasses.replace(_mark(), state=MarkState.PROTECTED)
    new = to_json(Draft(arrival=ArrivalId("a-1"), marks=(finding,)))
    assert new["version"] == 2
    for value, version in ((new, 1), (plain, 2)):
        with pytest.raises(RecordInvalidError):
            from_json({**value, "version": version})


@pytest.mark.parametrize("verdict", ["hidden", "not present", 1])
def test_a_verdict_that_there_is_not_is_refused(verdict):
    with pytest.raises(RecordInvalidError) as refused:
        from_json(_changed("decisions", to={"face": {"verdict": verdict, "reason": ""}}))
    assert refused.value.reason == "shape"


def test_more_marks_than_can_be_burned_are_refused():
    marks = tuple(_mark(number) for number in range(1, MOST_REGIONS + 2))
    with pytest.raises(RecordInvalidError):
        from_json(to_json(Draft(arrival=ArrivalId("a-1"), marks=marks)))

from dataclasses import replace

from desktop.ids import ArrivalId
from desktop.records.detection import Detection, Face
from desktop.records.draft import Draft, Jotted, MarkOrigin, MarkState
from desktop.records.filing import Side, View
from desktop.records.gate import Feature
from desktop.records.region import Region

EMPTY = Draft(arrival=ArrivalId("a-1"))


def found(*boxes: tuple[int, int, int, int], sure: bool = True) -> Detection:
    faces = tuple(Face(x=x, y=y, w=w, h=h, score=0.9, sure=sure) for x, y, w, h in boxes)
    return Detection(width_px=1000, height_px=800, face_may_be_present=bool(faces), faces=faces)


def test_proposals_are_numbered_on_from_what_is_there() -> None:
    draft = EMPTY.add(Region.rectangle(0, 0, 9, 9), Feature.TEXT)
    draft = draft.with_detection(found((100, 100, 50, 50)))
    assert [(m.number, m.origin, m.state) for m in draft.marks] == [
        (1, MarkOrigin.PERSON, MarkState.ACCEPTED),
        (2, MarkOrigin.SURE, MarkState.PROPOSED),
    ]
    assert draft.looked
    assert (draft.width_px, draft.height_px) == (1000, 800)


def test_numbers_can_be_given_so_that_none_is_given_twice() -> None:
    draft = EMPTY.add(Region.rectangle(0, 0, 9, 9), Feature.TEXT, number=7)
    assert [m.number for m in draft.with_detection(found((50, 50, 9, 9)), first=20).marks] == [
        7,
        20,
    ]


def test_what_is_copied_is_asked_for_unless_it_is_covered_or_asked_for_already() -> None:
    """A face that was refused in the same place drops no tattoo that a person copies."""
    (face,) = EMPTY.with_detection(found((100, 100, 50, 50))).marks
    tattoo = replace(face, number=9, feature=Feature.TATTOO, origin=MarkOrigin.CHECK)
    for state, feature, is_asked in (
        (MarkState.REFUSED, Feature.FACE, True),
        (MarkState.REFUSED, Feature.TATTOO, True),
        (MarkState.PROPOSED, Feature.FACE, True),
        (MarkState.PROPOSED, Feature.TATTOO, False),
        (MarkState.ACCEPTED, Feature.FACE, False),
        (MarkState.PROTECTED, Feature.FACE, True),
    ):
        draft = replace(EMPTY, marks=(replace(face, state=state, feature=feature),))
        numbers = [mark.number for mark in draft.with_proposals((tattoo,)).marks]
        assert numbers == ([1, 9] if is_asked else [1]), (state, feature)


def test_a_second_look_proposes_only_what_is_not_marked_yet() -> None:
    draft = EMPTY.with_detection(found((100, 100, 50, 50)))
    refused = draft.change(
        type(draft.marks[0])(
            number=1,
            region=draft.marks[0].region,
            feature=Feature.FACE,
            origin=MarkOrigin.SURE,
            state=MarkState.REFUSED,
        )
    )
    again = refused.with_detection(found((102, 99, 50, 52), (400, 400, 40, 40)))
    assert [(m.number, m.state) for m in again.marks] == [
        (1, MarkState.REFUSED),
        (3, MarkState.PROPOSED),
    ]


def test_only_what_is_sure_and_was_seen_is_accepted_together() -> None:
    draft = EMPTY.with_detection(found((0, 0, 50, 50), (200, 0, 50, 50)))
    seen = draft.change(
        type(draft.marks[0])(
            number=1,
            region=draft.marks[0].region,
            feature=Feature.FACE,
            origin=MarkOrigin.SURE,
            seen=True,
        )
    )
    assert [m.state for m in seen.accept_all_sure().marks] == [
        MarkState.ACCEPTED,
        MarkState.PROPOSED,
    ]


def test_details_say_what_is_missing_until_nothing_is() -> None:
    assert Jotted().missing() == ("site", "view")
    assert Jotted(site="cheek", view=View.CLOSE_UP).missing() == ("side",)
    assert Jotted(site="cheek", side=Side.MIDLINE, view=View.CLOSE_UP).details() is None
    whole = Jotted(site="cheek", side=Side.LEFT, view=View.CLOSE_UP, description="Mole").details()
    assert whole is not None
    assert whole.side is Side.LEFT
    nose = Jotted(site="nose", view=View.LATERAL).details()
    assert nose is not None
    assert nose.side is Side.NOT_APPLICABLE

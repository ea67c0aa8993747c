"""A bar over the eyes does not obscure a face: the gate says so until most of it is covered."""

from dataclasses import replace

from desktop.ids import ArrivalId
from desktop.records.detection import Detection, Face
from desktop.records.draft import Draft, MarkState
from desktop.records.gate import Decision, Feature, Verdict
from desktop.records.region import Region
from desktop.ui.editor.gate_rules import Bar, holding, shows_more_than_eyes, why_not

FOUND = Face(x=400, y=200, w=300, h=400, score=0.9, sure=True)
EYES = Region.rectangle(410, 300, 280, 90)


def looked(*, sure: bool = True) -> Draft:
    found = Detection(
        width_px=1200,
        height_px=900,
        face_may_be_present=True,
        faces=(replace(FOUND, sure=sure),),
    )
    return replace(Draft(arrival=ArrivalId("a-1")), seen=True).with_detection(found)


def with_state(draft: Draft, state: MarkState) -> Draft:
    (mark, *_) = draft.marks
    return draft.change(replace(mark, state=state))


def covering(draft: Draft, *regions: Region) -> Draft:
    for region in regions:
        draft = draft.add(region, Feature.FACE)
    return draft


def test_an_eye_bar_is_not_taken_for_a_covered_face() -> None:
    barred = covering(with_state(looked(sure=False), MarkState.REFUSED), EYES)
    assert why_not(Feature.FACE, Verdict.OBSCURED, [barred]) is Bar.EYES_ONLY
    said = {Feature.FACE: Decision(verdict=Verdict.OBSCURED)}
    assert Feature.FACE not in holding(said, [barred])
    needed = {Feature.FACE: Decision(verdict=Verdict.NEEDED, reason="the palsy must be seen")}
    assert Feature.FACE in holding(needed, [barred])
    whole = covering(barred, Region.ellipse(390, 190, 320, 420))
    assert why_not(Feature.FACE, Verdict.OBSCURED, [whole]) is None
    accepted = with_state(looked(), MarkState.ACCEPTED)
    assert why_not(Feature.FACE, Verdict.OBSCURED, [accepted]) is None


def test_a_proposal_that_was_made_a_bar_is_an_eye_bar() -> None:
    draft = with_state(looked(), MarkState.ACCEPTED)
    (mark,) = draft.marks
    shrunk = draft.change(replace(mark, region=EYES))
    assert why_not(Feature.FACE, Verdict.OBSCURED, [shrunk]) is Bar.EYES_ONLY


def test_a_high_cover_of_the_eyes_alone_is_one_where_a_face_was_found() -> None:
    draft = with_state(looked(sure=False), MarkState.REFUSED)
    over_the_eyes = Region.rectangle(400, 260, 300, 170)
    assert over_the_eyes.w < 2 * over_the_eyes.h
    assert shows_more_than_eyes(covering(draft, over_the_eyes))


def test_what_is_wide_and_covers_all_there_is_of_a_face_is_none() -> None:
    picture = replace(Draft(arrival=ArrivalId("a-1")), width_px=1200, height_px=300)
    whole_width = covering(picture, Region.rectangle(100, 40, 900, 260))
    assert not shows_more_than_eyes(whole_width), "the photograph ends where the cover ends"
    brow = picture.add(Region.rectangle(100, 40, 600, 60), Feature.TATTOO)
    assert not shows_more_than_eyes(brow), "a tattoo on the forehead is no face"

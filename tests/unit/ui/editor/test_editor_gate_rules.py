"""The gate of a series: when answers hold, and that what is filed passes the gate of records."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ids import ArrivalId
from desktop.records.draft import Draft, Mark, MarkOrigin, MarkState
from desktop.records.gate import Decision, Feature, Verdict, check_gate
from desktop.records.region import Region
from desktop.ui.editor.gate_rules import Bar, gate_of, holding, why_not, why_open
from desktop.ui.editor.seeing import mark_is_seen, photo_is_seen
from desktop.ui.editor.standing import Facts, Lack, Standing, lacks, standing
from desktop.ui.filings import Course, FilingState
from desktop.ui.stage.viewport import Viewport

SEEN = Draft(arrival=ArrivalId("a-1"), seen=True, looked=True)
OTHER = Draft(arrival=ArrivalId("a-2"), seen=True, looked=True)


def mark(
    feature: Feature = Feature.FACE,
    state: MarkState = MarkState.PROPOSED,
    origin: MarkOrigin = MarkOrigin.SURE,
    *,
    number: int = 1,
    region: Region | None = None,
) -> Mark:
    return Mark(
        number=number,
        region=region or Region.rectangle(10, 10, 50, 50),
        feature=feature,
        origin=origin,
        state=state,
    )


def with_marks(*marks: Mark, draft: Draft = SEEN) -> Draft:
    return replace(draft, marks=marks, face_may_be_present=True)


def test_nothing_is_answered_before_every_photograph_was_on_screen() -> None:
    unseen = replace(OTHER, seen=False)
    for verdict in Verdict:
        assert why_not(Feature.TATTOO, verdict, [SEEN, unseen]) is Bar.NOT_SEEN


def test_undecided_proposals_keep_a_feature_from_being_obscured_or_absent() -> None:
    open_one = with_marks(mark())
    assert why_not(Feature.FACE, Verdict.OBSCURED, [open_one, OTHER]) is Bar.PROPOSALS
    assert why_not(Feature.FACE, Verdict.ABSENT, [open_one, OTHER]) is Bar.PROPOSALS
    assert why_not(Feature.FACE, Verdict.NEEDED, [open_one, OTHER]) is None
    assert why_not(Feature.TATTOO, Verdict.ABSENT, [open_one, OTHER]) is None


def test_obscured_needs_an_accepted_region_somewhere_and_absent_none() -> None:
    covered = with_marks(mark(state=MarkState.ACCEPTED))
    assert why_not(Feature.FACE, Verdict.OBSCURED, [OTHER]) is Bar.NOTHING_COVERED
    assert why_not(Feature.FACE, Verdict.OBSCURED, [OTHER, covered]) is None
    assert why_not(Feature.FACE, Verdict.ABSENT, [OTHER, covered]) is Bar.COVERED


def test_a_suspected_face_without_a_box_is_never_passed_over() -> None:
    suspected = replace(SEEN, face_may_be_present=True)
    assert why_not(Feature.FACE, Verdict.ABSENT, [suspected]) is Bar.SUSPECTED
    assert why_not(Feature.TATTOO, Verdict.ABSENT, [suspected]) is None
    looked = replace(suspected, face_looked=True)
    assert why_not(Feature.FACE, Verdict.ABSENT, [looked]) is None
    drawn = with_marks(mark(origin=MarkOrigin.PERSON, state=MarkState.ACCEPTED))
    assert why_not(Feature.FACE, Verdict.OBSCURED, [drawn]) is None


def test_a_sure_face_that_was_refused_must_be_needed_or_covered() -> None:
    refused = mark(state=MarkState.REFUSED)
    assert why_not(Feature.FACE, Verdict.ABSENT, [with_marks(refused)]) is Bar.SURE_REFUSED
    assert why_not(Feature.FACE, Verdict.NEEDED, [with_marks(refused)]) is None
    larger = mark(number=2, state=MarkState.ACCEPTED, region=Region.rectangle(0, 0, 80, 80))
    assert why_not(Feature.FACE, Verdict.OBSCURED, [with_marks(refused, larger)]) is None
    asked = mark(state=MarkState.REFUSED, origin=MarkOrigin.CHECK)
    assert why_not(Feature.FACE, Verdict.ABSENT, [with_marks(asked)]) is None


def test_needed_needs_a_reason() -> None:
    bare = {Feature.BIRTHMARK: Decision(verdict=Verdict.NEEDED, reason="  ")}
    assert why_open(Feature.BIRTHMARK, bare, [SEEN]) is Bar.NO_REASON
    assert not holding(bare, [SEEN])
    said = {Feature.BIRTHMARK: Decision(verdict=Verdict.NEEDED, reason="It is followed up.")}
    assert holding(said, [SEEN]) == said


def test_an_answer_that_does_not_hold_any_more_is_undecided() -> None:
    answers = {Feature.FACE: Decision(verdict=Verdict.ABSENT)}
    assert holding(answers, [SEEN]) == answers
    assert not holding(answers, [with_marks(mark())])


def test_obscured_is_filed_as_absent_where_nothing_of_it_is() -> None:
    covered = with_marks(mark(state=MarkState.ACCEPTED))
    answers = {feature: Decision(verdict=Verdict.ABSENT) for feature in Feature}
    answers[Feature.FACE] = Decision(verdict=Verdict.OBSCURED)
    answers[Feature.BIRTHMARK] = Decision(verdict=Verdict.NEEDED, reason="The mole itself.")
    held = holding(answers, [covered, OTHER])
    assert len(held) == len(Feature)
    assert gate_of(held, covered).decisions[Feature.FACE].verdict is Verdict.OBSCURED
    assert gate_of(held, OTHER).decisions[Feature.FACE].verdict is Verdict.ABSENT
    for draft in (covered, OTHER):
        assert gate_of(held, draft).decisions[Feature.BIRTHMARK].reason == "The mole itself."


marks = st.builds(
    lambda feature, state, origin, number: mark(feature, state, origin, number=number),
    st.sampled_from(Feature),
    st.sampled_from(MarkState),
    st.sampled_from(MarkOrigin),
    st.integers(1, 50),
)
drafts = st.lists(
    st.builds(
        lambda found, seen, may, looked: replace(
            SEEN, marks=tuple(found), seen=seen, face_may_be_present=may, face_looked=looked
        ),
        st.lists(marks, max_size=4, unique_by=lambda one: one.number),
        st.sampled_from([True, True, True, False]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
answers = st.dictionaries(
    st.sampled_from(Feature),
    st.builds(Decision, verdict=st.sampled_from(Verdict), reason=st.sampled_from(["", "why"])),
)


@given(drafts, answers)
def test_whatever_holds_for_all_six_passes_the_gate_of_records(
    series: list[Draft], given_answers: dict[Feature, Decision]
) -> None:
    full = {f: Decision(verdict=Verdict.NEEDED, reason="why") for f in Feature} | given_answers
    held = holding(full, series)
    if len(held) < len(Feature):
        return
    for draft in series:
        regions = len(draft.redaction().regions)
        check_gate(gate_of(held, draft), region_count=regions, faces_left_sure=0)


@given(drafts, answers)
def test_no_proposal_of_a_feature_is_open_where_it_reads_obscured_or_absent(
    series: list[Draft], given_answers: dict[Feature, Decision]
) -> None:
    for feature, decision in holding(given_answers, series).items():
        open_ones = [m for d in series for m in d.undecided() if m.feature is feature]
        assert decision.verdict is Verdict.NEEDED or not open_ones
        assert all(draft.seen for draft in series)


EVERY = {feature: Decision(verdict=Verdict.ABSENT) for feature in Feature}


@pytest.mark.parametrize(
    ("draft", "facts", "first", "badge"),
    [
        (SEEN, Facts(), None, Standing.READY),
        (replace(SEEN, looked=False), Facts(), Lack.NOT_FOUND_YET, Standing.TO_CHECK),
        (replace(SEEN, seen=False), Facts(), Lack.NOT_SEEN, Standing.TO_CHECK),
        (with_marks(mark()), Facts(), Lack.PROPOSALS, Standing.NEEDS_REDACTION),
        (
            with_marks(mark(origin=MarkOrigin.CHECK)),
            Facts(),
            Lack.PROPOSALS,
            Standing.TO_CHECK,
        ),
        (replace(SEEN, face_may_be_present=True), Facts(), Lack.SUSPICION, Standing.TO_CHECK),
    ],
)
def test_how_a_photograph_stands(
    draft: Draft, facts: Facts, first: Lack | None, badge: Standing
) -> None:
    found = lacks(draft, facts, EVERY)
    assert (found[0] if found else None) is first
    assert standing(draft, facts, EVERY) is badge


def test_an_open_gate_keeps_every_photograph_from_being_ready() -> None:
    assert lacks(SEEN, Facts(), {}) == (Lack.GATE,)
    assert standing(SEEN, Facts(), {}) is Standing.TO_CHECK


@pytest.mark.parametrize(
    ("state", "badge", "locked"),
    [
        (FilingState.QUEUED, Standing.FILING, True),
        (FilingState.GOING, Standing.FILING, True),
        (FilingState.FILED, Standing.FILED, True),
        (FilingState.STAYED, Standing.STAYED, False),
    ],
)
def test_what_is_being_filed_cannot_be_changed(
    state: FilingState, badge: Standing, locked: bool
) -> None:
    facts = Facts(course=Course(state=state))
    assert standing(SEEN, facts, EVERY) is badge
    assert facts.is_locked is locked


def test_seen_means_in_view_and_large_enough() -> None:
    port = Viewport.fitted((4608, 3456), (960, 600))
    assert photo_is_seen(port, sharpness=0.35)
    assert not photo_is_seen(port, sharpness=0.05)
    small = mark(region=Region.rectangle(1000, 1000, 60, 60))
    large = mark(region=Region.rectangle(1000, 1000, 600, 600))
    assert mark_is_seen(large, port, sharpness=1.0)
    assert not mark_is_seen(small, port, sharpness=1.0)
    near = port.revealing((1000, 1000, 60, 60), least_px=96)
    assert mark_is_seen(small, near, sharpness=1.0)
    assert not mark_is_seen(small, near, sharpness=0.1)
    assert not photo_is_seen(near, sharpness=1.0)
    away = near.panned(5000, 5000)
    assert not mark_is_seen(small, away, sharpness=1.0)

"""The editor's decisions, without a window: what is asked, kept, seen, filed and said."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from support.editing import Bench, consent, face

from desktop.errors import (
    ConsentMissingError,
    DecoderCrashedError,
    DetectorMissingError,
    ImageUnreadableError,
    ProofFailedError,
    WrongStateError,
)
from desktop.ids import ArrivalId
from desktop.keeper.calls import (
    FileImage,
    FindFaces,
    KeepDraft,
    OpenPicture,
    RejectArrivals,
    WithBlock,
)
from desktop.records.consent import Use
from desktop.records.draft import Draft, Jotted, MarkState
from desktop.records.filing import Side, View
from desktop.records.gate import Feature, Verdict
from desktop.records.outcome import Topic
from desktop.records.raster import Pyramid
from desktop.records.region import Region
from desktop.records.role import Role
from desktop.ui.editor import acts, delicate
from desktop.ui.editor.commands import Commands
from desktop.ui.editor.presenter import Presenter
from desktop.ui.editor.shown import EndShown, FileQuestion, HeadShown, Remedy, Shown
from desktop.ui.editor.standing import Standing
from desktop.ui.filings import FilingState
from desktop.ui.lane import Scope
from desktop.ui.phrase import say
from desktop.ui.place import EditorPlace, IdentifyPlace, Place
from desktop.ui.stage.viewport import Viewport
from desktop.wording import Language


@dataclass
class FakeView:
    """Remembers what it is told; gives every block back."""

    shown: Shown | None = None
    head: HeadShown | None = None
    port: Viewport | None = None
    sharpness: float = 0.0
    question: FileQuestion | None = None
    problem: Exception | None = None
    end: EndShown | None = None
    place: EditorPlace | None = None
    gone: Place | None = None
    events: list[str] = field(default_factory=list)
    looked: Any = None

    def show_head(self, _: object, head: HeadShown) -> None:
        self.head = head

    def show_state(self, shown: Shown) -> None:
        self.shown = shown

    def show_picture(self, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        pyramid = answer.value
        size = (pyramid.width_px, pyramid.height_px)
        if not keep_view:
            self.port = Viewport.fitted(size, (960, 600))
        self.sharpness = pyramid.levels[0].width_px / pyramid.width_px
        self.events.append("whole" if self.sharpness >= 1 else "preview")
        answer.block.close()
        self.look()

    def look(self) -> None:
        if self.looked is not None:
            self.looked(self.port, self.sharpness)

    def show_placeholder(self, _: ArrivalId, __: tuple[int, int]) -> bool:
        return False

    def show_thumb(self, thumb: Any, _: object) -> None:
        self.events.append(f"thumb {thumb.subject}")

    def clear_picture(self) -> None:
        self.sharpness = 0.0
        self.events.append("clear")

    def reveal(self, box: Any, *, least_px: float) -> None:
        self.port = self.port.revealing(box, least_px=least_px)
        self.look()

    def ask_file(self, question: FileQuestion) -> None:
        self.question = question

    def ask_reason(self) -> None:
        self.events.append("ask reason")

    def open_details(self) -> None:
        self.events.append("details")

    def focus_reason(self) -> None:
        self.events.append("focus reason")

    def show_keys(self) -> None:
        self.events.append("keys")

    def show_problem(self, error: Exception) -> None:
        self.problem = error

    def show_end(self, end: EndShown) -> None:
        self.end = end

    def moved_to(self, place: EditorPlace) -> None:
        self.place = place

    def go_away(self, place: Place) -> None:
        self.gone = place


class Editor:
    """A presenter at work on a bench."""

    def __init__(self, bench: Bench, role: Role = Role.CLINICIAN, at: str = "") -> None:
        self.bench = bench
        self.lane = bench.lane
        self.view = FakeView()
        self.scope = Scope()
        self.desk = bench.desk(role)
        first = ArrivalId(f"a-{at}") if at else None
        place = EditorPlace(arrivals=bench.arrivals, at=first)
        self.presenter = Presenter(self.desk, self.scope, place, self.view)
        self.commands = Commands(self.presenter, self.view, lambda: self.view.port)
        self.view.looked = self.presenter.looked

    def open(self) -> "Editor":
        self.presenter.open()
        return self.settle()

    def settle(self, ms: int = 2000) -> "Editor":
        self.lane.run()
        self.lane.pass_time(ms)
        self.lane.run()
        return self

    def see_all(self) -> "Editor":
        for arrival in self.bench.arrivals:
            self.presenter.go_to(arrival)
            self.settle()
        self.presenter.go_to(self.bench.arrivals[0])
        return self.settle()

    def key(self, *keys: str) -> None:
        for one in keys:
            self.commands.key(one, letters=True)

    def decide_all(self) -> "Editor":
        for feature in Feature:
            assert acts.answer(self.state, feature, Verdict.ABSENT) is None
        delicate.jot(self.state, DETAILS)
        self.presenter.did(None)
        return self

    @property
    def state(self) -> Any:
        return self.presenter.state

    @property
    def shown(self) -> Shown:
        assert self.view.shown is not None
        return self.view.shown

    @property
    def line(self) -> str:
        return say(self.shown.bar.line, Language.EN)

    @property
    def badges(self) -> list[Standing]:
        return [cell.standing for cell in self.shown.film]


DETAILS = Jotted(site="cheek", side=Side.LEFT, view=View.CLOSE_UP, description="Mole")
BIG = (face(100, 100, 300, 300),)


def test_the_photograph_is_asked_for_before_anything_else_and_then_whole() -> None:
    from support.rasters import plain

    bench = Bench(images={"1": plain(3000, 2000), "2": plain(600, 400)})
    editor = Editor(bench)
    editor.presenter.open()
    assert isinstance(editor.lane.asked[0], OpenPicture)
    editor.settle()
    asked = [(c.subject, c.longest_px) for c in editor.lane.calls(OpenPicture)]
    assert asked[:2] == [("a-1", 1600), ("a-1", 0)]
    assert ("a-2", 1600) in asked
    assert [c.arrival for c in editor.lane.calls(FindFaces)] == ["a-1", "a-2"]
    assert [e for e in editor.view.events if "thumb" not in e][-2:] == ["preview", "whole"]
    editor.presenter.go_to(ArrivalId("a-2"))
    assert editor.view.events[-2:] == ["clear", "whole"], "the next one was fetched ahead"
    editor.presenter.close()


def test_opening_goes_to_the_photograph_that_was_left() -> None:
    editor = Editor(Bench(), at="0432").open()
    assert editor.state.at == "a-0432"
    assert editor.view.place == EditorPlace(arrivals=editor.bench.arrivals, at="a-0432")
    assert editor.view.head is not None
    assert say(editor.view.head.count, Language.EN) == "3 images, 11:04 to 11:06"


def test_faces_are_proposed_once_and_the_first_is_chosen() -> None:
    bench = Bench(faces={"0431": (*BIG, face(700, 100, 80, 80, sure=False))})
    editor = Editor(bench).open()
    assert [m.state for m in editor.state.draft.marks] == [MarkState.PROPOSED] * 2
    assert editor.state.selected == 1
    assert editor.badges[0] is Standing.NEEDS_REDACTION
    reminder = say(editor.shown.stage.reminder, Language.EN)
    assert reminder == "Check each face: 1 sure, 1 to check. Faces can be missed."


def test_accept_all_sure_counts_only_what_was_seen() -> None:
    bench = Bench(faces={"0431": BIG})
    editor = Editor(bench)
    editor.presenter.open()
    editor.lane.run()
    editor.key("A")
    assert editor.state.draft.marks[0].state is MarkState.PROPOSED
    assert "has not been on screen" in editor.line
    editor.settle()
    editor.key("A")
    assert editor.state.draft.marks[0].state is MarkState.ACCEPTED


def test_what_moves_away_at_once_was_not_seen() -> None:
    editor = Editor(Bench())
    editor.presenter.open()
    editor.lane.run()
    editor.lane.pass_time(300)
    editor.presenter.go_to(editor.bench.arrivals[1])
    editor.lane.run()
    editor.lane.pass_time(300)
    assert [d.seen for d in editor.state.work.drafts] == [False, False, False]
    editor.lane.pass_time(200)
    assert [d.seen for d in editor.state.work.drafts] == [False, True, False]


def test_accepting_goes_on_to_the_next_proposal_and_undo_comes_back() -> None:
    bench = Bench(faces={"0431": (*BIG, face(700, 100, 200, 200))})
    editor = Editor(bench).open()
    editor.key("Y")
    assert editor.state.selected == 2
    editor.key("N")
    assert [m.state for m in editor.state.draft.marks] == [MarkState.ACCEPTED, MarkState.REFUSED]
    editor.key("Ctrl+Z", "Ctrl+Z")
    assert [m.state for m in editor.state.draft.marks] == [MarkState.PROPOSED] * 2
    assert editor.line == "Undone: accept region 1"
    editor.key("Ctrl+Y")
    assert editor.state.draft.marks[0].state is MarkState.ACCEPTED


def test_undo_goes_to_the_photograph_that_it_changes() -> None:
    editor = Editor(Bench()).open()
    acts.draw(editor.state, Region.rectangle(10, 10, 50, 50))
    editor.presenter.did(None)
    editor.presenter.go_to(editor.bench.arrivals[2])
    editor.settle()
    editor.key("Ctrl+Z")
    assert editor.state.at == editor.bench.arrivals[0]
    assert editor.state.draft.marks == ()


def test_undo_brings_what_it_changes_into_view_only_if_it_is_out_of_sight() -> None:
    editor = Editor(Bench()).open()
    acts.draw(editor.state, Region.rectangle(10, 10, 50, 50))
    editor.presenter.did(None)
    editor.key("Right")
    before = editor.view.port
    editor.key("Ctrl+Z")
    assert editor.view.port == before
    editor.key("Ctrl+Y")
    editor.view.port = editor.view.port.actual().panned(-4000, -4000)
    editor.view.look()
    editor.key("Ctrl+Z")
    x, y, w, h = editor.view.port.seen()
    assert x <= 10 < x + w
    assert y <= 10 < y + h
    assert editor.state.selected == 1


def test_proposals_that_come_late_survive_undo_and_numbers_are_never_given_twice() -> None:
    bench = Bench(faces={"0431": BIG})
    editor = Editor(bench)
    del bench.lane.rules[FindFaces]
    editor.open()
    acts.draw(editor.state, Region.rectangle(600, 600, 50, 50))
    editor.presenter.did(None)
    bench.lane.rules[FindFaces] = bench._find
    editor.settle()
    assert [m.number for m in editor.state.draft.marks] == [1, 2]
    editor.key("Ctrl+Z")
    assert [m.number for m in editor.state.draft.marks] == [2]
    acts.draw(editor.state, Region.rectangle(700, 600, 50, 50))
    assert [m.number for m in editor.state.draft.marks] == [2, 3]


def test_looking_again_proposes_nothing_twice() -> None:
    bench = Bench(faces={"0431": BIG})
    editor = Editor(bench).open()
    editor.key("N")
    editor.key("D")
    editor.settle()
    assert [m.state for m in editor.state.draft.marks] == [MarkState.REFUSED]
    assert editor.line.startswith("0 new proposals")


def test_a_missing_detector_is_said_and_keeps_the_photograph_from_being_filed() -> None:
    bench = Bench(faces={"0431": DetectorMissingError()})
    editor = Editor(bench).open().see_all()
    alert = editor.shown.alert
    assert alert is not None
    assert isinstance(alert.error, DetectorMissingError)
    assert alert.remedy is Remedy.FIND_AGAIN
    editor.decide_all()
    assert editor.badges[0] is Standing.TO_CHECK
    assert editor.shown.bar.fileable == 2
    bench.faces.clear()
    editor.key("D")
    editor.settle()
    assert editor.shown.alert is None
    assert editor.badges[0] is Standing.READY


def test_a_suspected_face_asks_for_a_look_and_blocks_until_somebody_says_so() -> None:
    bench = Bench(suspected={"0431"})
    editor = Editor(bench).open().see_all()
    assert editor.shown.alert is not None
    assert editor.shown.alert.remedy is Remedy.NO_FACE
    why = acts.answer(editor.state, Feature.FACE, Verdict.ABSENT)
    assert why is not None
    editor.key("N")
    assert editor.state.draft.face_looked
    assert editor.shown.alert is None
    editor.decide_all()
    assert editor.badges[0] is Standing.READY


def test_a_photograph_that_cannot_be_shown_is_left_out_of_the_gate_and_of_filing() -> None:
    bench = Bench(unreadable={"0432": ImageUnreadableError("damaged")})
    editor = Editor(bench).open().see_all()
    editor.decide_all()
    assert editor.badges == [Standing.READY, Standing.UNREADABLE, Standing.READY]
    editor.presenter.go_to(editor.bench.arrivals[1])
    editor.settle()
    assert editor.shown.alert is not None
    bench.unreadable.clear()
    editor.presenter.remedy(Remedy.LOAD_AGAIN)
    editor.settle()
    assert editor.shown.alert is None


def test_the_gate_is_answered_by_keys_after_every_photograph_was_on_screen() -> None:
    editor = Editor(Bench()).open()
    editor.key("2", "N")
    assert "every image" in editor.line
    editor.see_all()
    editor.key("2", "N")
    assert editor.state.work.answers[Feature.TATTOO].verdict is Verdict.ABSENT
    editor.key("3", "C")
    assert editor.view.events[-1] == "focus reason"
    editor.key("7")
    assert editor.view.events[-1] == "details"
    assert editor.shown.gate.decided == 1
    acts.give_reason(editor.state, Feature.BIRTHMARK, "It is followed up.")
    editor.presenter.did(None)
    assert editor.shown.gate.decided == 2
    editor.key("1", "O")
    assert "nothing is covered" in editor.line


def test_a_feature_with_an_open_proposal_cannot_read_obscured() -> None:
    bench = Bench(faces={"0431": BIG})
    editor = Editor(bench).open().see_all()
    editor.key("1", "O")
    assert "accept or refuse every proposal" in editor.line
    editor.key("Y", "1", "O")
    assert editor.state.work.answers[Feature.FACE].verdict is Verdict.OBSCURED
    row = editor.shown.gate.rows[0]
    assert row.verdict is Verdict.OBSCURED
    editor.key("Ctrl+Z", "Ctrl+Z")
    assert editor.shown.gate.rows[0].verdict is None


def test_drafts_are_kept_after_a_moment_and_when_leaving() -> None:
    bench = Bench()
    editor = Editor(bench).open()
    editor.lane.asked.clear()
    acts.draw(editor.state, Region.rectangle(10, 10, 50, 50))
    editor.presenter.did(None)
    acts.draw(editor.state, Region.rectangle(100, 10, 50, 50))
    editor.presenter.did(None)
    assert not editor.lane.calls(KeepDraft)
    editor.settle(1100)
    kept = editor.lane.calls(KeepDraft)
    assert [len(call.draft.marks) for call in kept if call.draft.arrival == "a-0431"] == [2]
    acts.draw(editor.state, Region.rectangle(200, 10, 50, 50))
    left: list[str] = []
    editor.presenter.leave(lambda: left.append("left"))
    assert not left, "what is being kept is waited for"
    editor.lane.run()
    assert left == ["left"]
    assert len(bench.drafts["a-0431"].marks) == 3


def test_a_draft_that_cannot_be_kept_is_said_and_does_not_hold_anybody_back() -> None:
    bench = Bench()
    editor = Editor(bench).open()
    bench.lane.rules[KeepDraft] = lambda _: WrongStateError("not_waiting")
    acts.draw(editor.state, Region.rectangle(10, 10, 50, 50))
    editor.presenter.did(None)
    editor.settle(1100)
    assert "could not be kept" in editor.line
    left: list[str] = []
    editor.presenter.leave(lambda: left.append("left"))
    editor.lane.run()
    assert left == ["left"]


def test_work_comes_back_as_it_was_left() -> None:
    bench = Bench(faces={"0431": BIG})
    editor = Editor(bench).open().see_all()
    editor.key("Y")
    for feature in Feature:
        verdict = Verdict.OBSCURED if feature is Feature.FACE else Verdict.ABSENT
        acts.answer(editor.state, feature, verdict)
    delicate.jot(editor.state, DETAILS)
    editor.presenter.did(None)
    before = editor.state.work
    editor.presenter.leave(lambda: None)
    editor.lane.run()
    editor.presenter.close()
    bench.lane.asked.clear()
    again = Editor(bench).open()
    assert again.state.work == before
    assert not again.lane.calls(FindFaces), "detectors have looked already"
    assert again.shown.bar.fileable == 3


def test_filing_goes_one_by_one_and_what_stays_says_why_while_the_rest_goes_on() -> None:
    bench = Bench(refuses={"0432": ProofFailedError("regions")})
    editor = Editor(bench).open().see_all().decide_all()
    assert editor.shown.bar.fileable == 3
    editor.presenter.ask_to_file()
    question = editor.view.question
    assert question is not None
    editor.presenter.handing.file(question.arrivals)
    assert len(editor.lane.calls(FileImage)) == 1
    assert editor.badges == [Standing.FILING] * 3
    assert editor.desk.jobs.facts[0].total == 3
    editor.settle()
    assert editor.badges == [Standing.FILED, Standing.STAYED, Standing.FILED]
    assert editor.state.at == "a-0432"
    assert isinstance(editor.shown.alert.error, ProofFailedError)
    title = say(editor.desk.jobs.facts[0].title, Language.EN)
    assert title == "2 filed, 1 needs attention"
    editor.presenter.remedy(Remedy.READ)
    bench.refuses.clear()
    editor.presenter.handing.file((ArrivalId("a-0432"),))
    editor.settle()
    assert editor.view.end is not None
    assert say(editor.view.end.title, Language.EN) == "3 images filed: REES, Eirlys (Mrs)"


def test_what_is_filed_is_what_was_decided() -> None:
    bench = Bench(faces={"0431": BIG})
    editor = Editor(bench).open().see_all()
    editor.key("Y")
    for feature in Feature:
        verdict = Verdict.OBSCURED if feature is Feature.FACE else Verdict.ABSENT
        assert acts.answer(editor.state, feature, verdict) is None
    delicate.jot(editor.state, DETAILS)
    editor.presenter.did(None)
    editor.presenter.ask_to_file()
    assert editor.view.question is not None
    told = [say(words, Language.EN) for words, _, _ in editor.view.question.truths]
    bare = "Face: nothing is covered in photographs 2, 3. It is filed there as not present."
    assert told.count(bare) == 1, "one answer for a series is said of each photograph"
    assert not any(one.startswith("Tattoo") for one in told)
    editor.presenter.handing.file(editor.bench.arrivals)
    editor.settle()
    first, second, _ = editor.lane.calls(FileImage)
    assert first.filing.redaction.regions == (Region.rectangle(100, 100, 300, 300),)
    assert first.filing.gate.decisions[Feature.FACE].verdict is Verdict.OBSCURED
    assert second.filing.gate.decisions[Feature.FACE].verdict is Verdict.ABSENT
    assert first.filing.details == DETAILS.details()
    assert first.filing.consent == consent().id


def test_what_is_being_filed_is_locked_and_is_not_kept_any_more() -> None:
    editor = Editor(Bench()).open().see_all().decide_all()
    editor.presenter.handing.file(editor.bench.arrivals)
    editor.lane.asked.clear()
    editor.key("R")
    assert acts.draw(editor.state, Region.rectangle(1, 1, 5, 5)) is not None
    assert editor.state.draft.marks == ()
    editor.lane.pass_time(3000)
    assert not editor.lane.calls(KeepDraft)


def test_undo_does_not_reach_what_is_filed() -> None:
    editor = Editor(Bench()).open().see_all()
    editor.state.armed = Feature.TEXT
    acts.draw(editor.state, Region.rectangle(10, 10, 50, 50))
    editor.state.armed = None
    for feature in Feature:
        verdict = Verdict.OBSCURED if feature is Feature.TEXT else Verdict.ABSENT
        assert acts.answer(editor.state, feature, verdict) is None
    delicate.jot(editor.state, DETAILS)
    editor.presenter.did(None)
    editor.presenter.handing.file((ArrivalId("a-0431"),))
    editor.settle()
    for _ in range(20):
        editor.key("Ctrl+Z")
    assert len(editor.state.work.draft(ArrivalId("a-0431")).marks) == 1


def test_a_cancelled_run_files_nothing_more() -> None:
    editor = Editor(Bench()).open().see_all().decide_all()
    editor.presenter.handing.file(editor.bench.arrivals)
    editor.desk.jobs.cancel(editor.desk.jobs.facts[0].number)
    editor.settle()
    assert len(editor.lane.calls(FileImage)) == 1
    assert editor.badges == [Standing.FILED, Standing.READY, Standing.READY]


def test_filing_goes_on_when_the_screen_is_left() -> None:
    editor = Editor(Bench()).open().see_all().decide_all()
    editor.presenter.handing.file(editor.bench.arrivals)
    editor.scope.close()
    editor.presenter.close()
    editor.lane.run()
    states = {course.state for course in editor.desk.filings.courses.values()}
    assert states == {FilingState.FILED}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((), "No consent of this patient is recorded."),
        (
            (consent(withdrawn=datetime(2026, 11, 20, 9, 0, tzinfo=UTC)),),
            "The consent was withdrawn.",
        ),
        ((consent(frozenset({Use.ADVICE})),), "The consent does not cover care."),
    ],
)
def test_without_a_consent_nothing_can_be_filed_and_it_says_why(held: Any, said: str) -> None:
    editor = Editor(Bench(consents=held)).open().see_all().decide_all()
    assert editor.shown.bar.fileable == 0
    assert editor.shown.bar.refused is not None
    assert say(editor.shown.bar.refused, Language.EN) == said
    assert editor.line == said


def test_a_consent_that_is_withdrawn_meanwhile_counts_at_once() -> None:
    bench = Bench()
    editor = Editor(bench).open().see_all().decide_all()
    assert editor.shown.bar.fileable == 3
    bench.consents = (consent(withdrawn=datetime(2026, 11, 20, 9, 0, tzinfo=UTC)),)
    editor.lane.tell(Topic.RECORD)
    editor.settle()
    assert editor.shown.bar.fileable == 0


def test_filing_details_are_asked_once_for_the_series() -> None:
    editor = Editor(Bench()).open().see_all()
    for feature in Feature:
        acts.answer(editor.state, feature, Verdict.ABSENT)
    editor.presenter.did(None)
    assert editor.line == "Still to be said: body site, view"
    delicate.jot(editor.state, Jotted(site="cheek"))
    editor.presenter.did(None)
    assert editor.line == "Still to be said: side, view"
    delicate.jot(editor.state, DETAILS)
    editor.presenter.did(None)
    assert editor.shown.bar.fileable == 3


def test_a_nurse_prepares_and_does_not_file() -> None:
    editor = Editor(Bench(), Role.NURSE).open().see_all().decide_all()
    assert not editor.shown.bar.may_file
    assert editor.line == "Ready for a clinician to file."
    editor.presenter.ask_to_file()
    assert editor.view.question is None


def test_the_recovery_sheet_looks_and_changes_nothing() -> None:
    editor = Editor(Bench(), Role.RECOVERY).open()
    editor.lane.asked.clear()
    acts.draw(editor.state, Region.rectangle(10, 10, 50, 50))
    editor.presenter.did(None)
    editor.settle()
    assert not editor.lane.calls(KeepDraft)
    assert not editor.shown.bar.may_reject
    assert not editor.shown.bar.may_file


def test_a_colleagues_work_is_named() -> None:
    from desktop.keeper.calls import ListInbox
    from desktop.records.inbox import BegunDraft

    bench = Bench()
    begun = BegunDraft(
        arrival=bench.arrivals[0], name="Nia Test", kept_at="2026-11-25T11:12:00+00:00"
    )
    bench.lane.rules[ListInbox] = lambda _: replace(bench.inbox(), begun=(begun,))
    editor = Editor(bench)
    editor.presenter.open()
    editor.lane.run()
    assert editor.line == "Nia Test worked on this series last."


def test_rejecting_takes_the_photograph_out_of_the_series() -> None:
    editor = Editor(Bench()).open()
    editor.presenter.ask_reject()
    assert editor.view.events[-1] == "ask reason"
    editor.presenter.handing.reject("Blurred")
    editor.settle()
    assert editor.lane.calls(RejectArrivals)[0].reason == "Blurred"
    assert editor.state.order == editor.bench.arrivals[1:]
    assert editor.state.at == "a-0432"
    assert editor.desk.recent.last(editor.desk.now()) is not None


def test_what_a_colleague_moved_on_goes_from_the_series() -> None:
    bench = Bench()
    editor = Editor(bench).open()
    bench.gone.add("0431")
    editor.lane.tell(Topic.INBOX)
    editor.settle()
    assert editor.state.order == bench.arrivals[1:]
    assert "A colleague has moved one image on." in editor.line


def test_many_changes_of_the_inbox_are_looked_at_once() -> None:
    from desktop.keeper.calls import ListInbox

    editor = Editor(Bench()).open()
    editor.lane.asked.clear()
    for _ in range(20):
        editor.lane.tell(Topic.INBOX)
    editor.settle()
    assert len(editor.lane.calls(ListInbox)) == 2, "one under way, and one that knows them all"


def test_nothing_left_says_what_waits_next() -> None:
    bench = Bench(gone={"0431", "0432", "0433"})
    editor = Editor(bench).open()
    assert editor.view.end is not None
    assert editor.view.end.next is None


def test_a_series_of_nobody_is_identified_first() -> None:
    bench = Bench()
    inbox = bench.inbox()
    unknown = tuple(replace(one, patient=None) for one in inbox.waiting)
    from desktop.keeper.calls import ListInbox

    bench.lane.rules[ListInbox] = lambda _: replace(inbox, waiting=unknown)
    editor = Editor(bench).open()
    assert editor.view.gone == IdentifyPlace(arrivals=bench.arrivals)


def test_a_series_that_cannot_be_opened_says_why() -> None:
    from desktop.keeper.calls import OpenDrafts

    bench = Bench()
    bench.lane.rules[OpenDrafts] = lambda _: DecoderCrashedError()
    editor = Editor(bench).open()
    assert isinstance(editor.view.problem, DecoderCrashedError)
    assert not editor.presenter.is_open
    editor.key("A", "Ctrl+Z")


def test_a_refusal_of_the_rules_is_shown_as_it_is() -> None:
    bench = Bench(refuses={"0431": ConsentMissingError("withdrawn")})
    editor = Editor(bench).open().see_all().decide_all()
    editor.presenter.handing.file((ArrivalId("a-0431"),))
    editor.settle()
    editor.presenter.go_to(ArrivalId("a-0431"))
    assert editor.shown.alert is not None
    assert isinstance(editor.shown.alert.error, ConsentMissingError)


def test_every_block_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.memory import SealedMemory

    made: list[SealedMemory] = []
    original = SealedMemory.from_chunks.__func__

    def from_chunks(cls: Any, *args: Any, **named: Any) -> SealedMemory:
        made.append(original(cls, *args, **named))
        return made[-1]

    monkeypatch.setattr(SealedMemory, "from_chunks", classmethod(from_chunks))
    editor = Editor(Bench()).open()
    editor.presenter.go_to(editor.bench.arrivals[1])
    editor.presenter.go_to(editor.bench.arrivals[2])
    editor.settle()
    editor.presenter.go_to(editor.bench.arrivals[0])
    editor.scope.close()
    editor.presenter.close()
    editor.lane.run()
    assert made
    for block in made:
        with pytest.raises(ValueError, match="closed"):
            block.view()


def test_nudging_merges_and_says_when_it_is_at_the_edge() -> None:
    editor = Editor(Bench()).open()
    acts.draw(editor.state, Region.rectangle(5, 5, 50, 50))
    editor.key("Right", "Right", "Shift+Down", "Alt+Right")
    region = editor.state.mark.region
    assert (region.x, region.y, region.w, region.h) == (7, 15, 51, 50)
    editor.key("Ctrl+Z")
    assert editor.state.mark.region.w == 50
    editor.key("Ctrl+Z")
    assert (editor.state.mark.region.x, editor.state.mark.region.y) == (5, 5)
    editor.key("Shift+Left")
    editor.key("Shift+Left")
    assert editor.line == "It is at the edge already."


def test_escape_gives_up_one_thing_at_a_time() -> None:
    editor = Editor(Bench(faces={"0431": BIG})).open()
    editor.key("R", "4")
    assert editor.commands.key("Esc", letters=True)
    assert editor.state.armed is None
    editor.key("Esc")
    assert editor.state.tool.value == "select"
    editor.key("Esc")
    assert editor.state.selected is None
    assert not editor.commands.key("Esc", letters=True), "the window goes back"


def test_letters_do_nothing_where_somebody_writes() -> None:
    editor = Editor(Bench(faces={"0431": BIG})).open()
    assert not editor.commands.key("Y", letters=False)
    assert editor.state.draft.marks[0].state is MarkState.PROPOSED
    assert editor.commands.key("Ctrl+Z", letters=False)


def test_a_shape_can_be_placed_without_a_mouse() -> None:
    editor = Editor(Bench()).open()
    editor.key("5", "E", "Ins")
    mark = editor.state.mark
    assert mark.feature is Feature.BADGE
    assert mark.region.shape.value == "ellipse"
    assert mark.state is MarkState.ACCEPTED
    assert mark.region.w > 100


def test_untouched_photographs_are_not_kept() -> None:
    editor = Editor(Bench())
    editor.presenter.open()
    editor.lane.run()
    editor.lane.pass_time(100)
    assert not [c for c in editor.lane.calls(KeepDraft) if c.draft == Draft(c.draft.arrival)]

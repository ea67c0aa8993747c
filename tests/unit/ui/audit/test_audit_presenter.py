"""What the audit trail shows: everything, newest first, in words, and nothing clinical."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.fake_lane import FakeLane
from support.filed import CLARE, MONA, NIA, PEOPLE, TODAY, desk

import desktop.vault
import desktop.workflow
from desktop.errors import NotPermittedError
from desktop.ids import ImageId
from desktop.keeper.calls import ListPeople, ReadAudit
from desktop.records.audit_line import AuditLine
from desktop.records.role import Act, Role
from desktop.ui.audit.acts import Kind, act_words, icon_of, kind_of
from desktop.ui.audit.entries import (
    recorded_words,
    short_id,
    subject_words,
    when_words,
    who_words,
)
from desktop.ui.audit.presenter import AuditPresenter, Period
from desktop.ui.lane import Scope
from desktop.ui.phrase import Words, say
from desktop.ui.place import AuditPlace
from desktop.vault.header_record import FIRST_SEEN
from desktop.wording import Language, has_text

IMAGE = ImageId("i-7c41hq2v9k3m5n7p")
PEOPLE_BY_ID = {person.user_id: person for person in PEOPLE}


def en(words: Words) -> str:
    return say(words, Language.EN)


def line(seq: int, act: str, *, user: str = CLARE, subject: str = "", **body: Any) -> AuditLine:
    at = TODAY - timedelta(days=40) + timedelta(hours=seq)
    return AuditLine(
        seq=seq,
        at=at.isoformat(timespec="milliseconds"),
        user=user,
        name=user[2:],
        act=act,
        subject=subject,
        body=body,
    )


def refused_line(seq: int, **body: Any) -> AuditLine:
    made = line(seq, "refused", user=NIA, subject=IMAGE)
    made.body.update(body)
    return made


TRAIL = (
    line(1, "sign_in", subject=CLARE),
    line(2, "view_image", subject=IMAGE, longest_px=1600),
    line(3, "view_image", subject=IMAGE, longest_px=0),
    line(4, "view_image", user=NIA, subject=IMAGE, longest_px=1600),
    line(5, "view_image", user=NIA, subjects=[IMAGE, "i-other"]),
    refused_line(6, act="view_original", role="nurse"),
    line(7, "view_original", subject=IMAGE, longest_px=0, reason="the tattoo's edge"),
    line(8, "save_image", subject=IMAGE, reason="letter to dermatology"),
    line(9, "image_saved", subject=IMAGE, bytes=1),
    line(10, "find_patients", user=MONA, search="REES Eirlys", found=2),
)


class Trail:
    """The screen's presenter with a trail that is there at once."""

    def __init__(self, lines: tuple[AuditLine, ...], subject: str = "") -> None:
        self.lane = FakeLane({ListPeople: PEOPLE, ReadAudit: lines})
        self.presenter = AuditPresenter(
            desk(self.lane, Role.MANAGER),
            Scope(),
            AuditPlace(subject=subject),
            said=en,
            heard=lambda: None,
        )
        self.presenter.open()

    def find(self, typed: str) -> list[int]:
        self.presenter.set_typed(typed)
        self.lane.pass_time(1000)
        return [row.seq for row in self.presenter.rows]


def test_the_newest_entry_comes_first() -> None:
    assert [row.seq for row in Trail(TRAIL).presenter.rows] == list(range(10, 0, -1))


def test_kinds_are_counted_and_chosen() -> None:
    presenter = Trail(TRAIL).presenter
    assert presenter.counts == {
        Kind.ALL: 10,
        Kind.SEEN: 5,
        Kind.COPIES: 2,
        Kind.CHANGES: 0,
        Kind.REFUSED: 1,
    }
    presenter.set_kind(Kind.COPIES)
    assert [row.seq for row in presenter.rows] == [9, 8]
    assert presenter.counts[Kind.SEEN] == 5


def test_entries_of_one_person() -> None:
    presenter = Trail(TRAIL).presenter
    assert presenter.actors == ((CLARE, "Dr Clare Test"), (MONA, "mona"), (NIA, "Nia Test"))
    presenter.set_person(NIA)
    assert [row.seq for row in presenter.rows] == [6, 5, 4]
    assert presenter.counts[Kind.ALL] == 3


@pytest.mark.parametrize(
    ("period", "left"),
    [
        (Period.EVER, 4),
        (Period.YEAR, 3),
        (Period.MONTH, 2),
        (Period.WEEK, 1),
        (Period.TODAY, 0),
    ],
)
def test_entries_of_a_time(period: Period, left: int) -> None:
    ages = (400, 100, 20, 3)
    lines = tuple(
        AuditLine(
            seq=at,
            at=(TODAY - timedelta(days=days)).isoformat(),
            user=CLARE,
            name="clare",
            act="sign_in",
            subject="",
            body={},
        )
        for at, days in enumerate(ages)
    )
    presenter = Trail(lines).presenter
    presenter.set_period(period)
    assert len(presenter.rows) == left


def test_words_of_who_what_why_and_on_what_are_found() -> None:
    trail = Trail(TRAIL)
    assert trail.find("dermatology") == [8]
    assert trail.find("nia OPENED") == [5, 4]
    assert trail.find("view original") == [6]
    assert trail.find(IMAGE) == [9, 8, 7, 6, 4, 3, 2]
    assert trail.find("7c41-hq2v original") == [7, 6]
    assert trail.find("nothing of the kind") == []
    trail.presenter.clear()
    assert len(trail.presenter.rows) == 10


def test_searching_waits_until_somebody_stops_typing() -> None:
    trail = Trail(TRAIL)
    trail.presenter.set_typed("d")
    trail.presenter.set_typed("dermatology")
    assert len(trail.presenter.rows) == 10
    trail.lane.pass_time(1000)
    assert len(trail.presenter.rows) == 1


def test_a_name_that_was_searched_for_is_neither_shown_nor_found() -> None:
    trail = Trail(TRAIL)
    assert trail.find("eirlys") == []
    assert en(recorded_words(TRAIL[9])) == "2 found"


def test_one_subject_is_read_by_itself_and_left_again() -> None:
    trail = Trail(TRAIL)
    trail.presenter.choose(0)
    trail.presenter.set_subject(IMAGE)
    assert trail.presenter.chosen is None
    assert trail.presenter.place == AuditPlace(subject=IMAGE)
    trail.presenter.set_subject("")
    assert [call.subject for call in trail.lane.calls(ReadAudit)] == ["", IMAGE, ""]


def test_an_answer_about_an_earlier_subject_is_not_shown() -> None:
    trail = Trail(TRAIL)
    trail.lane.held = True
    trail.presenter.set_subject(IMAGE)
    trail.presenter.set_subject("")
    trail.lane.answer(ReadAudit, TRAIL[:1])
    assert trail.presenter.lines is None
    trail.lane.release()
    assert trail.presenter.lines is not None
    assert len(trail.presenter.lines) == 10


def test_an_opening_is_counted_once_whatever_came_in_steps() -> None:
    summary = Trail(TRAIL, IMAGE).presenter.summary
    assert summary.people == 2
    assert summary.opened == 3
    assert summary.copies == 1
    assert summary.refusals == 1


def test_the_chosen_entry_stays_chosen_while_it_is_shown() -> None:
    trail = Trail(TRAIL)
    trail.presenter.choose(2)
    assert trail.presenter.chosen is not None
    assert trail.presenter.chosen.seq == 8
    trail.presenter.set_kind(Kind.COPIES)
    assert trail.presenter.chosen.seq == 8
    trail.presenter.set_kind(Kind.SEEN)
    assert trail.presenter.chosen is None
    trail.presenter.choose(-1)
    assert trail.presenter.chosen is None


def test_who_may_not_read_is_told_and_nothing_is_shown() -> None:
    lane = FakeLane({ListPeople: NotPermittedError(), ReadAudit: NotPermittedError()})
    presenter = AuditPresenter(
        desk(lane, Role.NURSE), Scope(), AuditPlace(), said=en, heard=lambda: None
    )
    presenter.open()
    assert presenter.problem is not None
    assert presenter.rows == ()


def test_people_are_named_in_full_with_their_role_where_they_are_known() -> None:
    assert who_words(TRAIL[3], PEOPLE_BY_ID)[0] == "Nia Test"
    assert en(who_words(TRAIL[3], PEOPLE_BY_ID)[1]) == "Nurse"
    assert who_words(TRAIL[9], PEOPLE_BY_ID)[0] == "mona"


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        (IMAGE, "Image 7C41-HQ2V"),
        ("a-0b1c2d3e4f5g6h7j", "Inbox image 0B1C-2D3E"),
        ("p-9k8j7h6g5f4e3d2c", "Patient 9K8J-7H6G"),
        ("c-1234567890abcdef", "Consent 1234-5678"),
        ("s-1234567890abcdef", "Series 1234-5678"),
        (NIA, "Nia Test"),
        ("u-gone5678", "GONE-5678"),
        ("", ""),
    ],
)
def test_subjects_are_said_short(subject: str, said: str) -> None:
    assert en(subject_words(subject, PEOPLE_BY_ID)) == said


def test_short_identifiers_of_short_identifiers() -> None:
    assert short_id("i-abc") == "ABC"
    assert short_id("odd") == "ODD"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (TRAIL[1], "Preview"),
        (TRAIL[2], "Every pixel"),
        (TRAIL[4], "As a small picture among 2"),
        (TRAIL[6], "the tattoo's edge · Every pixel"),
        (refused_line(6, act="view_original", role="nurse"), "View an original · Nurse"),
        (line(1, "intake_finished", arrived=12, duplicates=2), "12 taken in · 2 here already"),
        (line(1, "remove_source", outcome="removed"), "Removed"),
        (line(1, "remove_source", outcome="source_changed"), ""),
        (line(1, "add_user", role="nurse", name="nia"), "Nurse"),
        (line(1, "keep_draft", marks=True), ""),
        (line(1, "count_images", images=True), ""),
    ],
)
def test_what_was_recorded_is_told_in_words(entry: AuditLine, said: str) -> None:
    assert en(recorded_words(entry)) == said


def test_times_are_those_of_the_practice_to_the_minute() -> None:
    assert len(when_words(TRAIL[0])) == len("22-Nov-2026 11:06")


def _acts() -> set[str]:
    """Return every act that the program writes, from its own text."""
    found = {act.value for act in Act} | {FIRST_SEEN}
    for package in (desktop.workflow, desktop.vault):
        for path in Path(package.__file__ or "").parent.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.keyword(arg="act", value=ast.Constant(value=str(act))):
                        found.add(act)
    return found


@pytest.mark.parametrize("act", sorted(_acts()))
def test_every_act_of_the_program_has_words_and_a_drawing(act: str) -> None:
    assert has_text(f"did.{act}")
    assert en(act_words(act))
    assert icon_of(act)


def test_an_act_of_a_later_version_is_shown_by_its_code() -> None:
    assert en(act_words("beamed_up")) == "Something else (beamed_up)"
    assert kind_of("beamed_up") is Kind.ALL

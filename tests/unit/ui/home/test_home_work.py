"""The first page of each role: what waits, in which order, and what a role never learns."""

from dataclasses import replace
from typing import Any

import pytest
from support.fake_lane import FakeLane
from support.waiting import GWYN, NOW, SIAN, aside, card, desk_for, folder, given, inbox, shots

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import (
    AttachedToday,
    CountImages,
    ListInbox,
    ListSources,
    ReadBackupState,
)
from desktop.keeper.daily_calls import SeeDailyBackup
from desktop.keeper.device_calls import SeeDevices
from desktop.keeper.ledger_calls import ListCards
from desktop.keeper.spool_calls import LookAtSpool
from desktop.records.attached import AttachedImage, AttachedState
from desktop.records.inbox import BegunDraft, Inbox
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.records.source_state import Watching
from desktop.ui.home.oversight import for_manager
from desktop.ui.home.presenter import HomePresenter, HomeState
from desktop.ui.home.work import MOST_SERIES, Piece, for_clinician, for_nurse, headline
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, say
from desktop.ui.place import (
    AttachPlace,
    AuditPlace,
    EditorPlace,
    IdentifyPlace,
    InboxPlace,
    SourcesPlace,
)
from desktop.wording import Language

CLEARED = card("Minor surgery", fresh=0, files=9, since="2026-11-21T09:14:00.000+00:00")


def read(words: Words) -> str:
    return say(words, Language.EN)


def titles(pieces: tuple[Piece, ...]) -> list[str]:
    return [read(piece.title) for piece in pieces]


# --------------------------------------------------------------------------------------- nurse


def test_a_nurse_imports_then_identifies_then_decides_then_clears() -> None:
    box = inbox(shots(11, 8), [aside(21)], given(1, 3))
    pieces = for_nurse(box, (CLEARED, card()), now=NOW)
    assert titles(pieces) == [
        "Import 14 images",
        "Choose the patient for 8 images",
        "Decide about 1 image set aside",
        "Clear the card Minor surgery",
    ]
    assert [piece.place for piece in pieces] == [
        InboxPlace(),
        IdentifyPlace(arrivals=tuple(one.arrival for one in shots(11, 8))),
        InboxPlace(show="set_aside"),
        SourcesPlace(),
    ]


def test_the_series_that_has_waited_longest_is_the_next_piece() -> None:
    older = shots(1, 2, series="s-old", received="2026-11-22T07:00:00.000+00:00")
    pieces = for_nurse(inbox(shots(11, 3), older), (), now=NOW)
    assert titles(pieces)[0] == "Choose the patient for 2 images"
    assert pieces[0].is_old(NOW)
    assert read(pieces[0].age(NOW)) == "4 h"
    assert not pieces[1].is_old(NOW)


def test_many_series_are_counted_and_not_hidden() -> None:
    groups = [shots(100 * n, 2, series=f"s-{n}") for n in range(MOST_SERIES + 3)]
    pieces = for_nurse(inbox(*groups), (), now=NOW)
    assert len(pieces) == MOST_SERIES + 1
    assert titles(pieces)[-1] == "and 3 more series"
    assert read(pieces[-1].detail) == "6 images"
    assert pieces[-1].place == InboxPlace(show="unidentified")


def test_a_card_that_is_gone_or_known_is_not_to_be_imported() -> None:
    gone = card(watching=Watching.GONE)
    assert for_nurse(inbox(), (gone, card(fresh=0, files=0), folder()), now=NOW) == ()


# ----------------------------------------------------------------------------------- clinician


def begun(box: Inbox, number: int, name: str = "Dr Dafydd Hughes") -> Inbox:
    draft = BegunDraft(
        arrival=ArrivalId(f"a-{number:04d}"), name=name, kept_at="2026-11-22T11:00:00.000+00:00"
    )
    return replace(box, begun=(draft,), drafts=(draft.arrival,))


def test_a_clinician_goes_on_with_what_is_begun_before_what_is_older() -> None:
    older = given(1, 2, received="2026-11-22T08:00:00.000+00:00", series="s-old")
    box = begun(inbox(older, given(11, 3, GWYN, series="s-new"), shots(31, 1)), 12)
    pieces = for_clinician(box, (), now=NOW)
    assert titles(pieces) == [
        "Go on with 3 images",
        "Clear and file 2 images",
        "Choose the patient for 1 image",
    ]
    first, second, _ = pieces
    assert isinstance(first.place, EditorPlace)
    assert first.place.at == "a-0012", "where somebody left off"
    assert read(first.detail) == (
        "JONES, Gwyn (Mr) · Born 02-Mar-1962 · NHS No. Not Known · begun by Dr Dafydd Hughes"
    )
    assert isinstance(second.place, EditorPlace)
    assert second.place.arrivals == ("a-0001", "a-0002")
    assert "999 128 7655" in read(second.detail)


# ------------------------------------------------------------------------------------- manager


def test_a_manager_sees_what_is_late_not_watched_and_who_saw_what() -> None:
    sources = (CLEARED, card(), folder("Scans", watching=Watching.STOPPED))
    pieces = for_manager(0, inbox(shots(1, 2)).tally, sources, now=NOW)
    assert titles(pieces) == [
        "1 card is not cleared",
        "1 watched folder needs a look",
        "Who saw what",
    ]
    assert pieces[-1].place == AuditPlace()


def test_what_does_not_add_up_comes_first() -> None:
    tally = inbox(shots(1, 2), received=99).tally
    pieces = for_manager(1, tally, (), now=NOW)
    assert [piece.tone for piece in pieces] == ["err", "err", ""]
    assert "not accounted for" in read(pieces[0].detail)


# ------------------------------------------------------------------------------------- the page


class Shown:
    """A view that remembers."""

    def __init__(self) -> None:
        self.states: list[HomeState] = []

    def show_state(self, state: HomeState) -> None:
        self.states.append(state)


def attached(number: int, state: AttachedState = AttachedState.ARRIVED) -> AttachedImage:
    at = f"2026-11-22T09:{number:02d}:00.000+00:00"
    return AttachedImage(arrival=ArrivalId(f"a-{number}"), patient=SIAN, at=at, state=state)


def page(role: Role, answers: dict[Any, Any] | None = None) -> tuple[FakeLane, Shown, Scope]:
    lane = FakeLane(
        {
            ListInbox: inbox(shots(11, 8)),
            CountImages: inbox(shots(11, 8)).tally,
            ListSources: (card(), folder()),
            AttachedToday: (attached(1), attached(5)),
        }
    )
    lane.answers.update(answers or {})
    view, scope = Shown(), Scope()
    HomePresenter(desk_for(lane, role), scope, view).start()
    return lane, view, scope


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.NURSE, {ListInbox, ListSources, SeeDevices, ListCards}),
        (
            Role.CLINICIAN,
            {ListInbox, ListSources, ReadBackupState, SeeDailyBackup, SeeDevices, ListCards},
        ),
        (
            Role.MANAGER,
            {CountImages, ListSources, ReadBackupState, SeeDailyBackup, SeeDevices, ListCards},
        ),
        (Role.RECEPTIONIST, {CountImages, ListSources, AttachedToday}),
    ],
)
def test_each_role_asks_for_what_it_may_know_and_no_more(role: Role, kinds: set[type]) -> None:
    lane, view, _ = page(role)
    assert {type(call) for call in lane.asked} == kinds | {LookAtSpool}
    assert view.states[-1].loaded
    assert view.states[-1].work
    assert view.states[-1].account is not None
    assert view.states[-1].account.tone is Tone.OK


def test_a_receptionist_attaches_and_sees_that_it_arrived_newest_first() -> None:
    _, view, _ = page(Role.RECEPTIONIST)
    state = view.states[-1]
    assert [piece.place for piece in state.work] == [AttachPlace()]
    assert [one.arrival for one in state.attached] == ["a-5", "a-1"]


def test_watchers_and_cards_are_always_in_view() -> None:
    for role in (Role.NURSE, Role.CLINICIAN, Role.MANAGER):
        _, view, _ = page(role)
        assert len(view.states[-1].watchers) == 1
        assert len(view.states[-1].cards) == 1


def test_the_recovery_sheet_has_no_daily_work() -> None:
    _, view, _ = page(Role.RECOVERY)
    assert view.states[-1].work == ()


def test_it_follows_changes_and_grows_older() -> None:
    lane, view, scope = page(Role.NURSE)
    lane.answers[ListInbox] = inbox()
    lane.tell(Topic.INBOX)
    assert [type(piece.place) for piece in view.states[-1].work] == [InboxPlace]
    lane.answers[ListSources] = ()
    lane.tell(Topic.SOURCES)
    assert view.states[-1].work == ()
    shown = len(view.states)
    lane.pass_time(20_000)
    assert len(view.states) == shown + 1
    scope.close()
    lane.tell(Topic.INBOX)
    assert len(view.states) == shown + 1


def test_what_cannot_be_listed_is_said() -> None:
    _, view, _ = page(Role.NURSE, {ListInbox: DeskError()})
    assert view.states[-1].problem is not None
    assert not view.states[-1].loaded


def test_the_headline_says_how_many_wait_and_how_long() -> None:
    assert read(headline(inbox(shots(1, 2)).tally, now=NOW)) == (
        "2 images wait · Oldest waiting: 26 minutes"
    )
    assert read(headline(inbox().tally, now=NOW)) == "No image waits"
    assert HomeState().headline == NOTHING

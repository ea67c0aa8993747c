"""The ledger of cards in words, and which of its lines are shown to whom."""

from dataclasses import replace

from support.fake_lane import FakeLane
from support.ledger import OWN, RUN, STUCK, ledger_card
from support.waiting import NOW, desk_for

from desktop.keeper.ledger_calls import ListCards
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, say
from desktop.ui.sources.ledger import ledger_line, not_cleared_count, run_words, truth_of
from desktop.ui.sources.ledger_presenter import CALM_MS, MOST_CLEARED, LedgerPresenter, Offered
from desktop.wording import Language


def read(words: Words) -> str:
    return say(words, Language.EN)


def test_a_line_says_how_a_card_stands() -> None:
    line = ledger_line(STUCK, now=NOW, is_in=False)
    assert (read(line.badge), line.tone) == ("3 days", Tone.WARN)
    assert read(line.detail).startswith("Canon EOS 90D · last seen 21-Nov-2026")
    empty = ledger_line(ledger_card(), now=NOW, is_in=True)
    assert (read(empty.badge), empty.tone) == ("Nothing on it", Tone.OK)
    assert read(empty.lies) == "proven empty since 21-Nov-2026"
    assert read(empty.detail) == "Canon EOS 90D · in the reader now"
    assert read(not_cleared_count((STUCK, OWN))) == "2 cards · 1 not cleared"


def test_who_attested_stands_with_the_day() -> None:
    assert read(ledger_line(OWN, now=NOW, is_in=False).attested).startswith("Photographs came from")
    done = replace(OWN, attested_at=OWN.last_at, attested_name="Nia Evans")
    line = ledger_line(done, now=NOW, is_in=False)
    said = "Nia Evans said on 21-Nov-2026 that"
    assert read(line.attested).startswith(said)
    nameless = replace(done, attested_name="")
    assert read(ledger_line(nameless, now=NOW, is_in=False).attested).startswith("said on 21-Nov")


def test_a_run_says_what_it_left_and_why() -> None:
    assert read(run_words(RUN)) == (
        "12 came in · 1 known already · 11 removed · 2 not removed: write-protected"
        " · 1 not taken in: Video: not yet handled · 3 not reached"
    )
    cut = replace(ledger_card(), runs=(replace(RUN, ended_at="", arrived=0),))
    *_, last = truth_of(cut)
    assert last.bad
    assert "it was cut off and not noted to its end" in read(last.words)
    quiet = replace(RUN, arrived=0, known=0, removed=0, not_removed={}, refused={}, pending=0)
    assert read(run_words(quiet)) == "nothing came"
    odd = replace(quiet, not_removed={"something_new": 1})
    assert read(run_words(odd)) == "1 not removed: it would not be deleted"


def presented(role: Role, *cards: object) -> tuple[FakeLane, LedgerPresenter]:
    lane = FakeLane({ListCards: cards})
    nothing = lambda *_: None  # noqa: E731
    made = LedgerPresenter(
        desk_for(lane, role), Scope(), heard=nothing, opened=nothing, failed=nothing, done=nothing
    )
    made.start()
    return lane, made


def test_what_asks_for_nobody_is_listed_when_somebody_wants_it() -> None:
    quiet = tuple(ledger_card(10 + at) for at in range(MOST_CLEARED + 2))
    _, made = presented(Role.NURSE, STUCK, OWN, *quiet)
    assert made.shown[:2] == (STUCK, OWN)
    assert (len(made.shown), made.hidden) == (2 + MOST_CLEARED, 2)
    made.show_all()
    assert made.hidden == 0


def test_the_manager_reads_the_ledger_and_says_nothing() -> None:
    _, made = presented(Role.MANAGER, STUCK, OWN)
    assert made.offered(STUCK, is_in=False) == Offered(attest=False, clear=False)
    _, nurse = presented(Role.NURSE, STUCK, OWN)
    assert nurse.offered(STUCK, is_in=False) == Offered(attest=False, clear=True)
    assert nurse.offered(STUCK, is_in=True) == Offered(attest=False, clear=False)
    assert nurse.offered(OWN, is_in=False) == Offered(attest=True, clear=False)


def test_the_ledger_is_not_read_for_every_photograph() -> None:
    lane, _ = presented(Role.NURSE, STUCK)
    for _ in range(5):
        lane.tell(Topic.SOURCES)
    assert len(lane.calls(ListCards)) == 1
    lane.pass_time(CALM_MS)
    assert len(lane.calls(ListCards)) == 2

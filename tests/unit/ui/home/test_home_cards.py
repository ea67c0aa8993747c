"""What the ledger of cards asks of each role on the first page, with the age of the oldest."""

from dataclasses import replace

from support.ledger import OLD_AT, OWN, SEEN_AT, STUCK, ledger_card
from support.waiting import NOW, card

from desktop.records.role import Role
from desktop.ui.cards import not_cleared
from desktop.ui.home.card_work import of_cards
from desktop.ui.home.work import Piece
from desktop.ui.phrase import say
from desktop.ui.place import SourcesPlace
from desktop.ui.runs import Runs
from desktop.wording import Language

AWAY = ledger_card(3, label="Minor surgery", lying=4, emptied_at="")
LEDGER = (STUCK, AWAY, OWN, ledger_card(4))


def said(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    return [(say(one.title, Language.EN), say(one.detail, Language.EN)) for one in pieces]


def test_cards_not_cleared_are_told_with_the_age_of_the_oldest() -> None:
    left, asks = of_cards(LEDGER, (), Role.NURSE)
    assert said((left, asks)) == [
        ("2 cards are not cleared", "EOS_DIGITAL, Minor surgery"),
        ("Say whether the own backup of 1 device is clean", "Telephone"),
    ]
    assert (left.since, left.place, left.tone) == (OLD_AT, SourcesPlace(), "warn")
    assert left.is_old(NOW)
    _, told = of_cards(LEDGER, (), Role.MANAGER)
    assert said((told,))[0][0] == "Nobody has said that the own backup of 1 device is clean"


def test_one_card_says_what_lies_on_it() -> None:
    (left,) = of_cards((STUCK,), (), Role.MANAGER)
    assert said((left,))[0][1] == (
        "EOS_DIGITAL · 5 photographs lie on it, 3 of them not in the vault, 2 could not be removed"
    )
    assert of_cards((ledger_card(),), (), Role.MANAGER) == of_cards(None, (), Role.NURSE) == ()


def test_a_card_that_is_in_has_a_piece_of_its_own_for_whoever_takes_in() -> None:
    since = "2026-11-18T08:00:00.000+00:00"
    present = (card(card=STUCK.id, since=since),)
    assert of_cards((STUCK,), present, Role.NURSE) == ()
    (left,) = of_cards((STUCK,), present, Role.MANAGER)
    assert left.since == since


def test_the_cards_at_the_right_know_the_ledger_and_those_that_are_away() -> None:
    present = card("EOS_DIGITAL", card=STUCK.id)
    first, second = not_cleared((present,), Runs(), now=NOW, ledger=LEDGER)
    assert [one.source.label for one in (first, second)] == ["EOS_DIGITAL", "Minor surgery"]
    assert say(first.age, Language.EN) == "3 days"
    assert (first.old, second.may_clear, second.source.path) == (True, False, "")
    assert say(second.proof, Language.EN) == "4 photographs lie on it"
    assert say(second.detail, Language.EN).startswith("last seen 21-Nov-2026")
    unknown = replace(AWAY, lying=0, stuck=1, stuck_at=SEEN_AT)
    assert unknown.since == SEEN_AT

"""``diogel cards`` and ``diogel spool``: the ledger of cards, and what came in while locked."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.ids import CardId
from desktop.records.card import CardState
from desktop.wording import text
from desktop.workflow.absorbing import absorb
from desktop.workflow.card_ledger import attest_backup, card_cleared, list_cards, run_facts
from desktop.workflow.spooling import look_at_spool


def add_cards(commands: Any) -> None:
    """Add ``cards``."""
    cards = commands.add_parser("cards", help="the ledger of cards: what still lies on which")
    inner = cards.add_subparsers(dest="what", required=True, metavar="WHAT")
    listed = inner.add_parser("list", help="every card, those that are not cleared first")
    cleared = inner.add_parser("cleared", help="say that a card was cleared otherwise")
    attest = inner.add_parser("attest", help="say that a device's own backup is clean")
    for one, run in ((listed, _list), (cleared, _cleared), (attest, _attest)):
        one.add_argument("vault", type=Path, metavar="DIR")
        add_access(one)
        one.set_defaults(run=run)
    for one in (cleared, attest):
        one.add_argument("card", metavar="CARD", help="a card (k-…)")
    cleared.add_argument("--reason", required=True, help="how; kept in the audit")
    attest.add_argument(
        "--not-synchronised",
        action="store_true",
        help="no photograph of a patient is in a cloud that the device copies to",
    )
    attest.add_argument(
        "--not-kept",
        action="store_true",
        help="none is in its gallery, or among what was deleted lately",
    )


def add_spool(commands: Any) -> None:
    """Add ``spool``."""
    spool = commands.add_parser("spool", help="what came in while nobody was signed in")
    inner = spool.add_subparsers(dest="what", required=True, metavar="WHAT")
    listed = inner.add_parser("list", help="how many wait, sealed; needs no passphrase")
    listed.add_argument("vault", type=Path, metavar="DIR")
    listed.set_defaults(run=_spool)
    enter = inner.add_parser("absorb", help="take them in")
    enter.add_argument("vault", type=Path, metavar="DIR")
    add_access(enter)
    enter.set_defaults(run=_absorb)


def _document(card: CardState) -> dict[str, object]:
    return {
        **asdict(card),
        "origin": card.origin.value if card.origin else "",
        "cleared": card.is_cleared,
        "since": card.since,
        "asks_attestation": card.asks_attestation,
        "runs": [run_facts(run) for run in card.runs],
    }


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        cards = list_cards(session)
    for card in cards:
        key = "cleared" if card.is_cleared else "not_cleared"
        words = text(
            f"card_list.{key}",
            console.language,
            lying=card.lying,
            stuck=card.stuck,
            since=card.since,
        )
        console.say(f"{card.id}  {card.label}  {card.device}  {words}")
        if card.asks_attestation:
            console.say(f"! {card.id}: {text('card_list.asks', console.language)}")
    if not cards:
        console.say(text("card_list.none", console.language))
    console.data({"cards": [_document(card) for card in cards]})
    return 0


def _cleared(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        found = card_cleared(session, CardId(args.card), args.reason).value
    console.say(text("card_list.said", console.language, count=found))
    console.say(text("destroy.flash", console.language))
    console.data({"card": args.card, "arrivals": found})
    return 0


def _attest(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        said = attest_backup(
            session,
            CardId(args.card),
            not_synchronised=args.not_synchronised,
            not_kept=args.not_kept,
        ).value
    console.say(text("card_list.attested", console.language))
    console.data(_document(said))
    return 0


def _spool(args: argparse.Namespace, console: Console) -> int:
    state = look_at_spool(args.vault)
    console.say(text("spool.waiting", console.language, count=len(state.waits)))
    if state.foreign:
        console.note(f"! {text('spool.foreign', console.language, count=state.foreign)}")
    if state.closed_because:
        console.note(f"! {text(f'spool.{state.closed_because}', console.language)}")
    console.data(
        {
            "waits": list(state.waits),
            "stored_bytes": state.stored_bytes,
            "foreign": state.foreign,
            "closed_because": state.closed_because,
        }
    )
    return 0


def _absorb(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        done = absorb(session).value
    console.say(
        text(
            "spool.absorbed",
            console.language,
            entered=done.entered,
            known=done.known,
            set_aside=done.set_aside,
            left=done.left,
            missing=done.missing,
        )
    )
    console.data(asdict(done))
    return 0 if done.is_well else 1

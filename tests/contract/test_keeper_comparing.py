"""The keeper lets somebody in after a glance, and compares the rest beside them."""

import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from support.keeper import opened_keeper, until
from support.practice import CLARE, ETHEL, GWYN, RHYS, Practice, agreed, filing, passphrase_of

from desktop.keeper import calls
from desktop.keeper.client import DoorClient
from desktop.keeper.comparer import Comparer
from desktop.keeper.hub import Hub
from desktop.keeper.news import Change
from desktop.records.entry import PassphraseEntry
from desktop.records.findings import Findings
from desktop.records.outcome import Topic
from desktop.records.problem import Problem
from desktop.vault import audit, comparing, comparison, rounds, row_pieces, trail_mark
from desktop.vault.audit import Event
from desktop.vault.schema import arrival, audit_entry, image, patient
from desktop.vault.store import Vault
from desktop.workflow.consenting import list_consents, record_consent
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.signing_in import SignedIn, sign_in

_FIRST_COMPARED = sa.select(sa.func.min(audit_entry.c.seq)).where(
    audit_entry.c.act == "heads_compared"
)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")


def compared(client: DoorClient) -> Findings:
    """Wait until the keeper has compared everything; return what it found."""
    while not (findings := client.ask(calls.SeeFindings())).is_whole:
        until(client, lambda news: isinstance(news, Change) and Topic.FOUND in news.topics)
    return findings


def entered(practice: Practice, name: str = CLARE, *, heads: Path | None = None) -> SignedIn:
    """Sign in as the keeper does."""
    return sign_in(
        practice.vault,
        PassphraseEntry(name=name, passphrase=passphrase_of(name)),
        decoding=practice.decoding,
        clock=practice.clock,
        outside=heads or practice.heads,
        at_once=True,
    )


def told(practice: Practice, meanwhile: Callable[[SignedIn], None] | None = None) -> Findings:
    """Compare as the keeper does, with somebody who changes things between two pieces."""
    hub, signed = Hub(), entered(practice)
    vault = signed.session.vault
    hub.may_pause = lambda: not vault.is_changing
    errors: list[Exception] = []
    with vault:
        comparer = Comparer(hub, lambda _topics: None, signed=signed, is_quiet=lambda: True)

        def change() -> None:
            while meanwhile is not None and not comparer.findings.is_whole:
                meanwhile(signed)
                hub.sleep(0)

        hub.spawn(comparer.run, failed=comparer.fail)
        hub.spawn(change, failed=errors.append)
        hub.run()
    hub.close()
    assert not errors, errors
    return comparer.findings


def tamper(practice: Practice, work: Callable[[sa.Connection], object]) -> None:
    """Change rows behind the program's back, as whoever holds the catalogue key can."""
    vault = practice.sign_in(RHYS).vault
    with vault._connection.begin():
        work(vault._connection)
    vault._broken = True  # nothing more is signed
    vault.close()


@pytest.fixture
def filed(working: Practice) -> Practice:
    """One image of Ethel is filed, and Clare has checked the trail to its end."""
    session = working.sign_in(CLARE)
    with session.vault:
        first = next(one for one in list_inbox(session).waiting if one.patient is not None)
        given = list_consents(session, ETHEL)[0].id
        file_image(session, first.arrival, filing(ETHEL, given))
    assert told(working) == Findings(is_whole=True)
    return working


def _forge_filing(connection: sa.Connection) -> object:
    other = sa.select(patient.c.id).where(patient.c.id != image.c.patient_id).limit(1)
    return connection.execute(sa.update(image).values(patient_id=other.scalar_subquery()))


def _forge_giving(connection: sa.Connection) -> object:
    given = sa.update(arrival).where(arrival.c.patient_id.is_not(None))
    return connection.execute(given.values(consent_id=None))


def _forge_early_entry(connection: sa.Connection) -> object:
    found = connection.execute(_FIRST_COMPARED).scalar_one()
    there = sa.update(audit_entry).where(audit_entry.c.seq == found)
    return connection.execute(there.values(subject="u-forged"))


def _take_early_entry(connection: sa.Connection) -> object:
    found = connection.execute(_FIRST_COMPARED).scalar_one()
    return connection.execute(sa.delete(audit_entry).where(audit_entry.c.seq == found))


@pytest.mark.parametrize(
    ("forge", "what"),
    [
        (_forge_filing, "filing"),
        (_forge_giving, "giving"),
        (_forge_early_entry, "audit"),
        (_take_early_entry, "audit_order"),
    ],
)
def test_what_the_glance_does_not_look_at_is_said_to_whoever_is_in(
    filed: Practice, forge: Callable[[sa.Connection], object], what: str
) -> None:
    with opened_keeper(filed.vault, CLARE, passphrase_of(CLARE)) as client:
        assert compared(client) == Findings(is_whole=True)  # and this computer has a mark now
    tamper(filed, forge)
    with opened_keeper(filed.vault, CLARE, passphrase_of(CLARE)) as client:
        assert client.ask(calls.WhoAmI()).problems == ()
        assert what in {problem.what for problem in compared(client).problems}


def test_a_vault_that_holds_is_compared_wholly_and_nothing_is_said(filed: Practice) -> None:
    with opened_keeper(filed.vault, RHYS, passphrase_of(RHYS)) as client:
        assert compared(client) == Findings(is_whole=True)


def test_an_older_vault_put_back_is_said_before_the_first_page(filed: Practice) -> None:
    older = filed.root / "older"
    shutil.copytree(filed.vault, older)
    with entered(filed).session.vault as vault, vault.change() as tx:
        tx.audit(Event(act="test", body={}))
    shutil.rmtree(filed.vault)
    older.rename(filed.vault)
    signed = entered(filed)
    signed.session.vault.close()
    assert "audit_cut_off" in {problem.what for problem in signed.problems}


def test_the_start_looks_at_no_more_than_it_may(
    filed: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither at the rows, nor at the early heads, nor at more entries."""
    monkeypatch.setattr(comparing, "MOST_AT_ONCE", 5)
    monkeypatch.setattr(comparing, "_NEWEST_BYTES", 900)
    asked: list[str] = []
    with filed.sign_in(CLARE).vault as vault:
        for _ in range(8):
            vault.mark_head()
            with vault.change() as tx:
                tx.audit(Event(act="test", body={}))
        many = len(vault.look_at_heads().found)
        trail_mark.forget(vault.outside, vault.header.vault_id)
        event.listen(vault._engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        with vault.change() as tx:
            found = comparing.glance(vault, tx)
            tx.audit(found.event())
        for head in vault.look_at_heads(newest_bytes=900).found:
            assert head in vault.look_at_heads().found
    assert (found.entries, found.is_whole, found.problems) == (5, False, ())
    assert 0 < found.heads <= 4 < many
    tables = {
        name for name in ("image", "arrival", "consent") for one in asked if f" {name}" in one
    }
    assert tables == set()
    assert any("audit_entry" in one for one in asked)


def test_the_mark_goes_on_start_by_start(filed: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_AT_ONCE", 5)
    heads = filed.root / "new computer"
    heads.mkdir()
    marks = []
    for _ in range(3):
        with entered(filed, heads=heads).session.vault as vault:
            mark = comparing.checked_before(vault)
            assert mark is not None
            marks.append(mark.seq)
    assert marks == [5, 10, 15]


def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "_ENTRIES", 3)
    monkeypatch.setattr(comparison, "_LINES", 1)
    monkeypatch.setattr(row_pieces, "_PIECE", 1)


MANY = 24


def test_what_is_written_between_two_pieces_is_no_difference(
    filed: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    _small_pieces(monkeypatch)
    recorded = 0

    def record(signed: SignedIn) -> None:
        nonlocal recorded
        if recorded < MANY:  # each is a few pieces more to compare
            record_consent(signed.session, GWYN, agreed())
            recorded += 1

    assert told(filed, record) == Findings(is_whole=True)
    assert recorded > 5, "nobody had a turn between the pieces"


def _short_sessions(vault: Vault, number: int) -> list[str]:
    """Begin so many comparisons and break each off early; return the kinds that each found."""
    found = []
    for _ in range(number):
        short = comparison.Comparison(vault, vault.head_lines())
        with vault.reading() as tx:
            for _ in range(12):
                assert short.step(tx), "it came to its end"
            found += {problem.what for problem in short.news(tx) or ()}
    return found


def test_sessions_that_are_all_too_short_find_it_between_them(
    filed: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No one of them sees all of it, and none of them says anything of a vault that holds."""
    _small_pieces(monkeypatch)
    dice = random.Random(2026).randrange  # noqa: S311 - a test must be the same each time
    for module in (rounds, row_pieces, comparison):
        monkeypatch.setattr(module, "anywhere", dice)
    vault = entered(filed).session.vault
    with vault:
        assert _short_sessions(vault, 40) == []
    tamper(filed, lambda catalogue: (_forge_giving(catalogue), _forge_early_entry(catalogue)))
    vault = entered(filed).session.vault
    with vault:
        found = Counter(_short_sessions(vault, 60))
    assert 0 < found["giving"] < 60
    assert 0 < found["audit"] < 60


def test_the_end_is_in_the_trail_with_what_it_found(filed: Practice) -> None:
    tamper(filed, _forge_filing)
    told(filed)
    session = entered(filed, "mona").session
    with session.vault as vault, vault.reading() as tx:
        found: list[dict[str, Any]] = [
            audit.open_body(entry, tx.ring)[1]
            for entry in audit.entries(tx.connection)
            if entry.facts["act"] == "heads_compared"
        ]
    *_, glance, whole, _own = found
    assert (glance["whole"], glance["problems"]) == (False, 0)
    assert (whole["whole"], whole["kinds"]) == (True, ["filing"])


def test_a_row_that_nobody_foresaw_is_said_and_ends_nothing(
    filed: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_row: object, _digest: str) -> str:
        raise ValueError("a row that breaks the formula")

    monkeypatch.setattr(row_pieces, "filing_binding", fail)
    findings = told(filed)
    assert findings.problems == (Problem(what="not_compared", where="ValueError"),)
    assert findings.is_whole


def test_what_cannot_be_compared_is_said(filed: Practice) -> None:
    hub, signed = Hub(), entered(filed)
    vault = signed.session.vault
    hub.may_pause = lambda: not vault.is_changing
    announced: list[frozenset[Topic]] = []
    with vault:
        comparer = Comparer(hub, announced.append, signed=signed, is_quiet=lambda: True)
        vault._broken = True
        hub.spawn(comparer.run, failed=comparer.fail)
        hub.run()
        vault._broken = False
    hub.close()
    assert comparer.findings.problems == (Problem(what="not_compared", where="reopen"),)
    assert announced == [frozenset({Topic.FOUND})]

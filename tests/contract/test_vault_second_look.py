"""An image of an intimate area or of a child waits for a second clinician: who sees what."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from support import seconds
from support.practice import (
    CLARE,
    ETHEL,
    MONA,
    NIA,
    Practice,
    filing,
    passphrase_of,
)
from support.seconds import DELYTH, HUW

from desktop.cli.main import main
from desktop.errors import (
    DamagedError,
    GateOpenError,
    KeyMissingError,
    NotPermittedError,
    RecordInvalidError,
    WrongStateError,
)
from desktop.records.destruction import Because
from desktop.records.filed import Filed
from desktop.records.flags import Flag, Flags, RedactionPolicy, is_child
from desktop.records.image import ImageState
from desktop.records.revised import Revised
from desktop.records.role import Domain
from desktop.records.second_look import LookOutcome
from desktop.vault import images, object_keys, second_looks
from desktop.vault.audit import Event
from desktop.vault.schema import image, patient, policy, sealed_object, second_look
from desktop.vault.sealed_columns import SECOND_LOOK_WORDS
from desktop.workflow.consenting import list_consents
from desktop.workflow.destroying import destroy_image
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.picturing import open_original, open_picture, thumbnails
from desktop.workflow.revising import open_for_revision, revise_image
from desktop.workflow.second_looking import (
    decide_second_look,
    list_second_looks,
    set_redaction_policy,
    take_second_look,
)
from desktop.workflow.session import Session
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images, save_image, view_image

INTIMATE = Flags(marked=frozenset({Flag.INTIMATE}), chaperone="Nurse Nia Test")
AGREED, BACK = LookOutcome.APPROVED, LookOutcome.SENT_BACK


@pytest.fixture(scope="module")
def asking(working_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Practice:
    return seconds.asking(working_once, tmp_path_factory.mktemp("asking"))


@pytest.fixture
def practice(asking: Practice, tmp_path: Path) -> Practice:
    return asking.copied(tmp_path / "practice")


def filed_by_clare(practice: Practice, flags: Flags = INTIMATE) -> Filed:
    session = practice.sign_in(CLARE)
    with session.vault:
        consent = list_consents(session, ETHEL)[0].id
        first = next(one for one in list_inbox(session).waiting if one.patient is not None)
        how = replace(filing(ETHEL, consent), flags=flags)
        return file_image(session, first.arrival, how).value


def problems(session: Session) -> set[str]:
    return {one.what for one in verify_vault(session, lambda _done, _all: None).problems}


def _views(session: Session, one: str, to: Path) -> dict[str, Any]:
    return {
        "copy": lambda: view_image(session, one),
        "picture": lambda: open_picture(session, one, longest_px=0),
        "original": lambda: open_original(session, one, "why", longest_px=0),
        "mend": lambda: open_for_revision(session, one, "why"),
        "save": lambda: save_image(session, one, to, "why"),
    }


def test_nobody_but_the_two_sees_anything_until_the_second_agrees(
    practice: Practice, tmp_path: Path
) -> None:
    done = filed_by_clare(practice)
    one = done.image
    assert done.is_awaiting
    for name, error in ((NIA, NotPermittedError), (HUW, WrongStateError)):
        session = practice.sign_in(name)
        with session.vault:
            assert list_images(session, ETHEL)[1] == ()
            if name == NIA:
                with session.vault.reading() as tx, pytest.raises(KeyMissingError):
                    second_looks.undecided(tx)
            page, block = thumbnails(session, (one,), longest_px=48)
            block.close()
            assert page[0].raster is None
            for what, look in _views(session, one, tmp_path / "out.jpg").items():
                with pytest.raises((error, WrongStateError)):
                    look()
                assert not (tmp_path / "out.jpg").exists(), what
            if name == NIA:
                with session.vault.reading() as tx, pytest.raises(KeyMissingError):
                    object_keys.key_of(tx, images.get(tx, one).derivative_id)


def test_the_second_agrees_and_it_is_an_image_as_any_other(
    practice: Practice, tmp_path: Path
) -> None:
    one = filed_by_clare(practice).image
    session = practice.sign_in(CLARE)
    with session.vault:
        assert [listed.state for listed in list_images(session, ETHEL)[1]] == [ImageState.AWAITING]
        view_image(session, one).close()
        with pytest.raises(WrongStateError):
            save_image(session, one, tmp_path / "out.jpg", "why")
        with pytest.raises(WrongStateError) as own:
            take_second_look(session, one)
        assert own.value.reason == "own_second_look"
    session = practice.sign_in(DELYTH)
    with session.vault:
        (waits,) = list_second_looks(session)
        assert (waits.image, waits.looker, waits.outcome) == (one, "", LookOutcome.WAITING)
        with pytest.raises(WrongStateError) as blind:
            decide_second_look(session, one, AGREED, "")
        assert blind.value.reason == "not_looked_at"
        take_second_look(session, one)
        view_image(session, one).close()
        assert decide_second_look(session, one, AGREED, "").value.outcome is AGREED
        assert list_second_looks(session) == ()
        assert problems(session) == set()
    nurse = practice.sign_in(NIA)
    with nurse.vault:
        (listed,) = list_images(nurse, ETHEL)[1]
        assert listed.state is ImageState.FILED
        assert listed.look is not None
        assert (listed.look.outcome, listed.look.words) == (AGREED, "")
        view_image(nurse, one).close()


def test_sent_back_with_words_it_is_revised_and_asked_anew(practice: Practice) -> None:
    one = filed_by_clare(practice).image
    for name in (DELYTH, HUW):
        second = practice.sign_in(name)
        with second.vault:
            take_second_look(second, one)
            if name == HUW:
                with pytest.raises(RecordInvalidError):
                    decide_second_look(second, one, BACK, " ")
                decide_second_look(second, one, BACK, "The ring is still visible")
    clare = practice.sign_in(CLARE)
    with clare.vault:
        (back,) = list_second_looks(clare)
        assert (back.outcome, back.words) == (BACK, "The ring is still visible")
        assert back.patient == list_images(clare, ETHEL)[0]
        assert [one.look for one in list_images(clare, ETHEL)[1]] == [back]
        how = filing(ETHEL, "")
        again = Revised(
            number=0,
            reason="the ring",
            redaction=how.redaction,
            gate=how.gate,
            details=how.details,
        )
        assert revise_image(clare, one, again).value.is_awaiting, "what waits goes on waiting"
        (asked,) = list_second_looks(clare)
        assert (asked.number, asked.looker, asked.outcome) == (1, "", LookOutcome.WAITING)
    second = practice.sign_in(DELYTH)
    with second.vault:
        take_second_look(second, one)
        decide_second_look(second, one, AGREED, "")
        assert problems(second) == set()


def test_what_follows_from_the_date_of_birth_and_what_needs_a_note(practice: Practice) -> None:
    with pytest.raises(GateOpenError) as missing:
        filed_by_clare(practice, Flags(marked=frozenset({Flag.INTIMATE})))
    assert missing.value.reason == "chaperone_missing"
    born = date(2010, 3, 5)
    assert is_child(born, taken=date(2026, 3, 4), today=date(2030, 1, 1))
    assert not is_child(born, taken=date(2028, 3, 5), today=date(2030, 1, 1))
    assert is_child(born, taken=date(2001, 1, 1), today=date(2026, 1, 1)), "a clock that was wrong"
    assert RedactionPolicy().asks_for_look(frozenset(Flag))
    assert not RedactionPolicy().asks_for_look(frozenset({Flag.INTIMATE}))
    assert not filed_by_clare(practice, Flags()).is_awaiting


@pytest.mark.parametrize(
    "forge",
    [
        sa.update(image).values(state="filed"),
        sa.update(second_look).values(outcome="approved"),
        sa.update(second_look).values(looker="u-somebody"),
        sa.delete(second_look),
        sa.update(sealed_object).values(domain="clinical"),
        sa.update(policy).values(value='{"second_look":[]}'),
    ],
    ids=["state", "outcome", "looker", "row", "key", "policy"],
)
def test_whoever_lets_it_go_without_signing_is_found(practice: Practice, forge: Any) -> None:
    filed_by_clare(practice)
    session = practice.sign_in(CLARE)
    with session.vault:
        with session.vault.change() as tx:
            tx.connection.execute(forge)
            tx.audit(Event(act="test", body={}))
        assert problems(session) & {"second_look", "seal_domain", "device"}


def test_what_is_destroyed_waits_for_nobody(practice: Practice) -> None:
    one = filed_by_clare(practice).image
    session = practice.sign_in(CLARE)
    with session.vault:
        destroy_image(session, one, "asked for by the patient", because=Because.REQUEST)
        assert list_second_looks(session) == ()
        assert problems(session) == set()


def test_words_are_opened_by_none_who_opens_no_originals(practice: Practice) -> None:
    one = filed_by_clare(practice).image
    session = practice.sign_in(DELYTH)
    with session.vault:
        take_second_look(session, one)
        decide_second_look(session, one, BACK, "The nipple is in the picture")
    nurse = practice.sign_in(NIA)
    with nurse.vault, nurse.vault.reading() as tx:
        box = tx.connection.scalar(sa.select(second_look.c.words_sealed))
        place = SECOND_LOOK_WORDS.place(one)
        assert not nurse.vault.ring.holds(Domain.ORIGINAL)
        for domain in (Domain.CLINICAL, Domain.INBOX, Domain.CATALOGUE, Domain.ORIGINAL):
            with pytest.raises((DamagedError, KeyMissingError)):
                tx.ring.unseal(domain, box, place=place)


def test_nobody_settles_the_rules_without_the_governance_key(practice: Practice) -> None:
    session = practice.sign_in(DELYTH)
    with session.vault, pytest.raises(NotPermittedError):
        set_redaction_policy(session, RedactionPolicy())


def test_a_child_by_date_of_birth_waits_by_itself(practice: Practice) -> None:
    session = practice.sign_in(CLARE)
    with session.vault, session.vault.change() as tx:
        tx.connection.execute(sa.update(patient).values(date_of_birth="2015-01-01"))
        tx.audit(Event(act="test", body={}))
    assert filed_by_clare(practice, Flags()).is_awaiting


def test_the_commands_take_send_back_agree_and_settle(
    practice: Practice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = filed_by_clare(practice).image

    def said(user: str, *words: str, code: int = 0) -> Any:
        file = tmp_path / f"{user}.txt"
        file.write_text(passphrase_of(user), encoding="utf-8")
        who = ("--user", user, "--passphrase-file", str(file), "--json")
        assert main(["looks", words[0], str(practice.vault), *words[1:], *who]) == code
        out = capsys.readouterr()
        return json.loads(out.out) if code == 0 else out.err

    (waits,) = said(DELYTH, "list")
    assert (waits["image"], waits["outcome"], waits["looker"]) == (one, "waiting", None)
    assert "wrong_state.own_second_look" in said(CLARE, "take", one, code=1)
    assert "wrong_state.not_looked_at" in said(DELYTH, "agree", one, code=1)
    assert said(DELYTH, "take", one)["looker"]
    assert "record_invalid.reason" in said(DELYTH, "send-back", one, "--words", " ", code=1)
    before = practice.copied(tmp_path / "before")
    assert said(DELYTH, "agree", one)["outcome"] == "approved"
    assert said(MONA, "policy") == {"for": "both"}
    assert said(MONA, "policy", "--for", "under-18") == {"for": "under-18"}
    assert "not_permitted" in said(NIA, "list", code=1)
    practice = before
    back = said(DELYTH, "send-back", one, "--words", "The ring")
    assert (back["outcome"], back["words"]) == ("sent_back", "The ring")
    assert "wrong_state.not_awaiting" in said(HUW, "take", one, code=1)

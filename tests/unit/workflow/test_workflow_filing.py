"""Identifying and filing: everything that can be refused is refused before anything is written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.practice import (
    BORN,
    CLARE,
    ETHEL,
    GWYN,
    NIA,
    Practice,
    agreed,
    all_absent,
    filing,
    passphrase_of,
)

from desktop.errors import (
    ConsentMissingError,
    DecoderHungError,
    DestinationRefusedError,
    DetectorMissingError,
    GateOpenError,
    NhsNumberInvalidError,
    ProofFailedError,
    RecordInvalidError,
    RegionInvalidError,
    UnknownRecordError,
    WrongPatientError,
    WrongStateError,
)
from desktop.records.detection import Detection, Face
from desktop.records.gate import Decision, Feature, Gate
from desktop.records.image import ImageState
from desktop.records.protection import Protection
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.records.revised import Revised
from desktop.redact.proof import Check
from desktop.vault.admission import unlock
from desktop.workflow.consenting import list_consents, record_consent
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import find_faces, list_inbox, reject_arrivals
from desktop.workflow.patients import find_patients
from desktop.workflow.revising import revise_image
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images, save_image, view_image, view_original


@pytest.fixture
def session(working: Practice):
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


@pytest.fixture
def consent(session) -> str:
    return list_consents(session, ETHEL)[0].id


@pytest.fixture
def identified(session) -> str:
    return next(one.arrival for one in list_inbox(session).waiting if one.patient is not None)


@pytest.fixture
def waiting(session) -> list[str]:
    return [one.arrival for one in list_inbox(session).waiting if one.patient is None]


def _files(working: Practice) -> set[str]:
    return {path.name for path in (working.vault / "objects").glob("*/*")}


def test_a_filed_image_is_burned_listed_and_opened(session, working, identified, consent):
    filed = file_image(session, identified, filing(ETHEL, consent, description="mole")).value
    patient, listed = list_images(session, ETHEL)
    assert patient.family_name == "Canary"
    assert [one.image for one in listed] == [filed.image]
    assert listed[0].state is ImageState.FILED
    assert listed[0].details["description"] == "mole"
    with (
        view_image(session, filed.image) as copy,
        view_original(session, filed.image, "x") as whole,
    ):
        assert copy.read() != whole.read()
    assert identified not in {one.arrival for one in list_inbox(session).waiting}
    assert verify_vault(session, lambda _done, _all: None).ok
    assert ("burn", False) in working.decoding.asked


@pytest.mark.parametrize("number", [ETHEL, "999 000 0018"])
def test_an_arrival_nobody_identified_is_identified_by_filing(session, waiting, consent, number):
    filed = file_image(session, waiting[0], filing(number, consent)).value
    assert filed.patient.nhs_number == ETHEL


def _others(session, identified, consent):
    theirs = list_consents(session, GWYN)[0].id
    good = filing(ETHEL, consent)
    region = Redaction(regions=(Region.rectangle(5000, 5000, 10, 10),))
    some = Gate(decisions={f: d for f, d in good.gate.decisions.items() if f is not Feature.FACE})
    return [
        (identified, filing(GWYN, theirs), WrongPatientError),
        (identified, filing(ETHEL, theirs), WrongPatientError),
        (identified, filing("999 000 0042", consent), UnknownRecordError),
        (identified, filing("1234567890", consent), NhsNumberInvalidError),
        (identified, filing("p-nobody", consent), UnknownRecordError),
        (identified, filing(ETHEL, "c-none"), UnknownRecordError),
        ("a-none", good, UnknownRecordError),
        (identified, replace(good, redaction=region), RegionInvalidError),
        (identified, replace(good, gate=some), GateOpenError),
        (
            identified,
            replace(good, protection=Protection(findings=(Region.rectangle(15, 15, 4, 4),))),
            GateOpenError,
        ),
    ]


def test_what_does_not_fit_is_refused_and_nothing_is_written(session, working, identified, consent):
    before = _files(working)
    for arrival, wrong, error in _others(session, identified, consent):
        with pytest.raises(error):
            file_image(session, arrival, wrong)
    assert _files(working) == before
    assert list_images(session, ETHEL)[1] == ()
    file_image(session, identified, filing(ETHEL, consent))


def test_a_copy_that_does_not_pass_its_proof_is_not_filed(session, working, identified, consent):
    before = _files(working)
    bad = replace(working.decoding.proven, ok=False, checks=(Check(name="outside", ok=False),))
    session.decoding.proven = bad
    with pytest.raises(ProofFailedError, match="outside"):
        file_image(session, identified, filing(ETHEL, consent))
    session.decoding.proven = replace(bad, ok=True, faces_left=1)
    with pytest.raises(GateOpenError, match="face"):
        file_image(session, identified, filing(ETHEL, consent))
    assert _files(working) == before


def test_an_image_is_filed_once(session, identified, consent):
    file_image(session, identified, filing(ETHEL, consent))
    with pytest.raises(WrongStateError):
        file_image(session, identified, filing(ETHEL, consent))
    with pytest.raises(WrongStateError):
        reject_arrivals(session, (identified,), "too late")
    with pytest.raises(WrongStateError):
        identify(session, (identified,), patient=ETHEL, consent=consent, second=BORN[ETHEL])


def test_faces_are_not_looked_for_in_an_original_once_it_is_filed(session, identified, consent):
    file_image(session, identified, filing(ETHEL, consent))
    with pytest.raises(WrongStateError) as caught:
        find_faces(session, identified)
    assert caught.value.reason == "not_waiting"


def test_arrivals_are_given_together_or_not_at_all(session, waiting, identified, consent):
    with pytest.raises(WrongStateError):
        identify(
            session, (waiting[0], identified), patient=ETHEL, consent=consent, second=BORN[ETHEL]
        )
    given = {one.arrival for one in list_inbox(session).waiting if one.patient is not None}
    assert given == {identified}
    identify(session, tuple(waiting), patient=ETHEL, consent=consent, second=BORN[ETHEL])
    assert all(one.patient for one in list_inbox(session).waiting)


def test_an_expired_consent_covers_nothing(session, working, waiting, consent):
    ends = session.today()
    short = record_consent(session, ETHEL, replace(agreed(), valid_until=ends)).value.id
    late = working.copied(working.root.parent / "later")
    session.vault.close()
    session.clock._now += timedelta(days=2)
    late.clock._now += timedelta(days=2)
    again = late.sign_in(NIA)
    with again.vault:
        with pytest.raises(ConsentMissingError, match="expired"):
            identify(again, (waiting[0],), patient=ETHEL, consent=short, second=BORN[ETHEL])
        identify(again, (waiting[0],), patient=ETHEL, consent=consent, second=BORN[ETHEL])


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_originals_copies_and_rejections_need_a_reason(
    session, tmp_path, identified, waiting, consent, reason
):
    image = file_image(session, identified, filing(ETHEL, consent)).value.image
    for call in (
        lambda: view_original(session, image, reason),
        lambda: save_image(session, image, tmp_path / "out.jpg", reason),
        lambda: reject_arrivals(session, (waiting[0],), reason),
    ):
        with pytest.raises(RecordInvalidError):
            call()
    assert not (tmp_path / "out.jpg").exists()


def test_a_copy_is_not_written_over_something_or_into_the_vault(
    session, working, tmp_path, identified, consent
):
    image = file_image(session, identified, filing(ETHEL, consent)).value.image
    (tmp_path / "there.jpg").write_bytes(b"mine")
    for to in (tmp_path / "there.jpg", working.vault / "x.jpg", tmp_path / "no" / "x.jpg"):
        with pytest.raises(DestinationRefusedError):
            save_image(session, image, to, "referral")
    assert (tmp_path / "there.jpg").read_bytes() == b"mine"
    saved = save_image(session, image, tmp_path / "copy.jpg", "referral")
    with view_image(session, image) as copy:
        assert saved.read_bytes() == copy.read()


def test_nothing_of_that_name_is_unknown(session):
    for call in (
        lambda: view_image(session, "i-none"),
        lambda: view_original(session, "i-none", "why"),
        lambda: reject_arrivals(session, ("a-none",), "why"),
        lambda: list_images(session, "p-none"),
    ):
        with pytest.raises(UnknownRecordError):
            call()


def test_searching_for_what_cannot_be_understood_finds_nobody(session):
    assert find_patients(session, "31/02/1945").patients == ()
    assert len(find_patients(session, "").patients) == 2


def test_who_is_shown_without_secrets(session):
    who = unlock(session.vault.header, CLARE, passphrase_of(CLARE))
    assert "private" not in repr(who)
    assert who.identity.signing_private.hex() not in repr(who)
    assert repr(who.ring).count("b'") == 0


@pytest.mark.parametrize(
    "error", [DetectorMissingError("altered"), DecoderHungError("cpu")], ids=lambda e: e.code
)
def test_nothing_is_filed_while_no_detector_can_look_whatever_a_window_says(
    session, working, identified, consent, monkeypatch, error
):
    """The same where the model is gone and where one photograph stops the detectors."""

    def cannot(*_: object, **__: object) -> object:
        raise error

    before = _files(working)
    with monkeypatch.context() as broken:
        broken.setattr(session.decoding, "detect", cannot)
        with pytest.raises(type(error)):
            file_image(session, identified, filing(ETHEL, consent))
    assert _files(working) == before
    assert identified in {one.arrival for one in list_inbox(session).waiting}
    looks = working.decoding.asked.count(("detect", False))
    file_image(session, identified, filing(ETHEL, consent))
    assert working.decoding.asked.count(("detect", False)) == looks + 1


def test_a_face_that_is_covered_at_the_eyes_alone_is_not_filed_as_obscured(
    session, working, identified, consent, monkeypatch
):
    """What a detector found in the original decides, not what a window says of it."""
    face = Face(x=20, y=10, w=30, h=40, score=0.4, sure=False)
    found = Detection(width_px=96, height_px=64, face_may_be_present=True, faces=(face,))
    monkeypatch.setattr(session.decoding, "detect", lambda *_, **__: found)
    obscured = Gate(
        decisions={**all_absent().decisions, Feature.FACE: Decision.from_json("obscured")}
    )
    filing_it = replace(filing(ETHEL, consent), gate=obscured)
    bar = Redaction(regions=(Region.rectangle(20, 17, 30, 16),))
    before = _files(working)
    with pytest.raises(GateOpenError, match="eyes_only"):
        file_image(session, identified, replace(filing_it, redaction=bar))
    assert _files(working) == before
    assert ("burn", False) not in working.decoding.asked
    whole = Redaction(regions=(Region.rectangle(18, 8, 34, 44),))
    filed = file_image(session, identified, replace(filing_it, redaction=whole)).value
    again = Revised(
        number=0, reason="the chin", redaction=bar, gate=obscured, details=filing_it.details
    )
    with pytest.raises(GateOpenError, match="eyes_only"):
        revise_image(session, filed.image, again)


def test_what_was_looked_at_already_is_not_looked_at_again_to_be_filed(
    session, working, identified, consent
):
    find_faces(session, identified)
    find_faces(session, identified)
    file_image(session, identified, filing(ETHEL, consent))
    assert working.decoding.asked.count(("detect", False)) == 1

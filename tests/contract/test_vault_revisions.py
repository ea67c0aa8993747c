"""A redaction is mended from the sealed original: what is in force, and what is signed."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from journey.test_role_table import with_a_record
from support.practice import (
    CLARE,
    ETHEL,
    NIA,
    Practice,
    all_absent,
    filing,
    photograph,
    run_on,
)

from desktop.errors import (
    DamagedError,
    DetectorMissingError,
    GateOpenError,
    KeyMissingError,
    NotPermittedError,
    RecordInvalidError,
    WrongStateError,
)
from desktop.ids import ArrivalId, ImageId
from desktop.records.draft import Draft
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.records.protection import NO_PROTECTION, Protection
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.records.revised import Revisable, Revised
from desktop.vault import images, object_keys, revisions
from desktop.vault.audit import Event
from desktop.vault.schema import audit_entry, image, revision, sealed_object
from desktop.vault.schema import draft as draft_table
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.destroying import destroy_image
from desktop.workflow.drafting import open_drafts
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.mend_drafts import keep_revision
from desktop.workflow.revising import open_for_revision, revise_image
from desktop.workflow.session import Session
from desktop.workflow.staffing import rotate_keys
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images, save_image, view_image, view_original

WHY = "the box lay over the lesion"
MOVED = Redaction(regions=(Region.rectangle(50, 30, 20, 20), Region.ellipse(2, 2, 9, 9)))


@pytest.fixture(scope="module")
def recorded(working_once: Practice, tmp_path_factory: pytest.TempPathFactory):
    return with_a_record(working_once, tmp_path_factory.mktemp("recorded"))


@pytest.fixture
def filed(recorded, tmp_path: Path) -> tuple[Practice, ImageId]:
    practice, one, _ = recorded
    return practice.copied(tmp_path / "practice"), ImageId(one)


def mended(number: int = 0, **changes: object) -> Revised:
    details = filing(ETHEL, "", description="mended").details
    whole = Revised(number=number, reason=WHY, redaction=MOVED, gate=all_absent(), details=details)
    return replace(whole, **changes)  # type: ignore[arg-type]


def _problems(session: Session) -> set[str]:
    return {one.what for one in verify_vault(session, lambda _done, _all: None).problems}


def test_the_mended_copy_is_in_force_and_the_former_is_opened_by_nobody(filed) -> None:
    practice, one = filed
    session = practice.sign_in(CLARE)
    with session.vault:
        with view_image(session, one) as copy:
            before = copy.read()
        with session.vault.reading() as tx:
            former = images.get(tx, one).derivative_id
        revisable, block = open_for_revision(session, one, WHY)
        block.close()
        assert revisable.redaction.regions == (Region.rectangle(10, 10, 20, 20),)
        assert (revisable.number, revisable.pyramid.width_px) == (0, 96)
        done = revise_image(session, one, mended()).value
        assert (done.image, done.proof.ok) == (one, True)
        with view_image(session, one) as copy, view_original(session, one, "x") as original:
            assert copy.read() != before
            assert original.read() == photograph(0)
        (listed,) = list_images(session, ETHEL)[1]
        assert Redaction.from_json(listed.details["redaction"]) == MOVED
        assert (listed.details["description"], listed.details["proof"]["ok"]) == ("mended", True)
        assert [(v.number, v.reason) for v in listed.versions] == [(0, ""), (1, WHY)]
        assert [len(v.redaction.regions) for v in listed.versions] == [1, 2]
        assert listed.versions[1].by == session.user
        assert _problems(session) == set()
    nurse = practice.sign_in(NIA)
    with nurse.vault:
        with view_image(nurse, one) as copy:
            assert copy.size
        with nurse.vault.reading() as tx, pytest.raises(KeyMissingError):
            object_keys.key_of(tx, former)


def test_the_trail_says_who_mended_what_and_why(filed) -> None:
    practice, one = filed
    session = practice.sign_in(CLARE)
    with session.vault:
        revise_image(session, one, mended())
    with practice.recover().vault as vault:
        lines = read_audit(Session(vault=vault, decoding=practice.decoding, clock=practice.clock))
    said = next(line for line in lines if line.act == "revise_image")
    assert (said.subject, said.body) == (one, {"reason": WHY, "number": 1, "areas": [1, 2]})


def test_what_must_stay_visible_is_kept_with_each_version_and_known_when_mending(filed) -> None:
    practice, one = filed
    finding = Region.ellipse(45, 28, 12, 12)
    touched = Protection(findings=(finding,))
    session = practice.sign_in(CLARE)
    with session.vault:
        assert opened(session, one).protection == NO_PROTECTION, "filed before anybody marked one"
        with pytest.raises(GateOpenError) as refused:
            revise_image(session, one, mended(protection=touched))
        assert refused.value.reason == "finding_covered"
        said = replace(touched, reason="the whole hand is known by its ring")
        revise_image(session, one, mended(protection=said))
        assert opened(session, one).protection == said
        revise_image(session, one, mended(1))
        assert opened(session, one).protection == NO_PROTECTION
        assert _problems(session) == set()
    with practice.recover().vault as vault:
        lines = read_audit(Session(vault=vault, decoding=practice.decoding, clock=practice.clock))
    notes = [line.body for line in lines if line.act == "revise_image"]
    (note,) = [note for note in notes if "findings" in note]
    assert (note["findings"], note["finding_covered"]) == (1, said.reason)


def test_nothing_is_mended_while_no_detector_can_look(filed, monkeypatch) -> None:
    practice, one = filed

    def cannot(*_: object, **__: object) -> object:
        raise DetectorMissingError("altered")

    session = practice.sign_in(CLARE)
    with session.vault:
        with monkeypatch.context() as broken:
            broken.setattr(session.decoding, "detect", cannot)
            with pytest.raises(DetectorMissingError):
                revise_image(session, one, mended())
        assert len(list_images(session, ETHEL)[1][0].versions) == 0
        revise_image(session, one, mended())


def test_unfinished_mending_is_kept_for_whoever_may_mend_and_ends_with_it(filed) -> None:
    practice, one = filed
    draft = Draft(arrival=ArrivalId(one)).add(Region.rectangle(1, 2, 3, 4), Feature.FACE)
    session = practice.sign_in(CLARE)
    with session.vault:
        keep_revision(session, one, number=0, draft=draft)
        revisable, block = open_for_revision(session, one, WHY)
        block.close()
        assert revisable.draft == draft
        assert revisable.begun is not None
        with session.vault.reading() as tx:
            arrival_id = images.get(tx, one).arrival_id
    nurse = practice.sign_in(NIA)
    with nurse.vault:
        with pytest.raises((NotPermittedError, KeyMissingError)):
            keep_revision(nurse, one, number=0, draft=draft)
        assert open_drafts(nurse, (arrival_id,)) == (), "that it is filed is enough"
        assert arrival_id not in list_inbox(nurse).drafts
    session = practice.sign_in(CLARE)
    with session.vault:
        revise_image(session, one, mended())
        assert opened(session, one).draft is None
        with pytest.raises(WrongStateError) as late:
            keep_revision(session, one, number=0, draft=draft)
        assert late.value.reason == "revised_meanwhile"
        keep_revision(session, one, number=1, draft=draft)
        destroy_image(session, one, "retention")
        with session.vault.reading() as tx:
            assert tx.connection.scalar(sa.select(sa.func.count()).select_from(draft_table)) == 0


def opened(session: Session, image_id: ImageId) -> Revisable:
    revisable, block = open_for_revision(session, image_id, WHY)
    block.close()
    return revisable


def test_what_is_refused_changes_nothing(filed) -> None:
    practice, one = filed
    session = practice.sign_in(CLARE)
    needed = {feature: Decision(verdict=Verdict.NEEDED) for feature in Feature}
    with session.vault:
        for wrong, error in (
            (mended(reason="  "), RecordInvalidError),
            (mended(gate=Gate(decisions={})), GateOpenError),
            (mended(gate=Gate(decisions=needed)), GateOpenError),
            (mended(number=1), WrongStateError),
        ):
            with pytest.raises(error):
                revise_image(session, one, wrong)
        revise_image(session, one, mended())
        with pytest.raises(WrongStateError) as late:
            revise_image(session, one, mended())
        assert late.value.reason == "revised_meanwhile"
        assert len(list_images(session, ETHEL)[1][0].versions) == 2
        revise_image(session, one, mended(1))
        assert [v.number for v in list_images(session, ETHEL)[1][0].versions] == [0, 1, 2]
        assert _problems(session) == set()


def test_every_copy_goes_with_the_image_and_outlives_new_keys(filed) -> None:
    practice, one = filed
    session = practice.sign_in(CLARE)
    with session.vault:
        revise_image(session, one, mended())
        rotate_keys(session, owed_only=False)
        with view_image(session, one) as copy:
            assert copy.size
        with session.vault.reading() as tx:
            copies = revisions.copies(tx.connection, one)
        assert len(copies) == 2
        assert destroy_image(session, one, "retention").value.objects == 3
        with session.vault.reading() as tx:
            for object_id in copies:
                with pytest.raises(DamagedError):
                    object_keys.key_of(tx, object_id)
        left = [path for path in practice.vault.glob("objects/*/*") if path.name in copies]
        assert left == []
        assert _problems(session) == set()
        with pytest.raises(WrongStateError):
            open_for_revision(session, one, WHY)


@pytest.mark.parametrize(
    ("forge", "found"),
    [
        (lambda: sa.delete(revision), {"revision", "seal_domain"}),
        (lambda: sa.update(revision).values(number=2), {"revision"}),
        (lambda: sa.update(revision).values(made_by="u-somebody"), {"revision"}),
        (
            lambda: sa.delete(audit_entry).where(audit_entry.c.act == "revise_image"),
            {"revision"},
        ),
        (
            lambda: (
                sa.update(sealed_object)
                .where(sealed_object.c.id == sa.select(image.c.derivative_id).scalar_subquery())
                .values(domain="clinical")
            ),
            {"seal_domain"},
        ),
    ],
    ids=["taken away", "put elsewhere", "somebody else's", "unsigned", "former opened again"],
)
def test_whoever_writes_rows_without_signing_is_found(filed, forge, found) -> None:
    practice, one = filed
    session = practice.sign_in(CLARE)
    with session.vault:
        revise_image(session, one, mended())
        with session.vault.change() as tx:
            tx.connection.execute(forge())
            tx.audit(Event(act="test", body={}))
        assert found <= _problems(session)


def test_what_is_saved_outside_carries_nothing_beside_its_pixels(
    working: Practice, tmp_path: Path
) -> None:
    canary = b"Mrs Canary of Penarth"
    whole = photograph(77)
    comment = b"\xff\xfe" + (len(canary) + 2).to_bytes(2, "big") + canary
    source = whole[:2] + comment + whole[2:]
    (working.card / "SAID.JPG").write_bytes(source)
    session = working.sign_in(CLARE)
    with session.vault:
        report = receive_folder(session, run_on(working.card)).value
        new = next(one.arrival for one in report.arrived if one.file == "SAID.JPG")
        consent = list_consents(session, ETHEL)[0].id
        done = file_image(session, new, filing(ETHEL, consent)).value
        with view_original(session, done.image, "the control") as original:
            assert canary in original.read()
        revise_image(session, done.image, mended())
        saved = save_image(session, done.image, tmp_path / "out.jpg", "letter").read_bytes()
        with view_image(session, done.image) as copy:
            assert saved == copy.read()
    assert canary not in saved

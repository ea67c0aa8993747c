"""Originals that go earlier than their images: by whom, when, what stays, and what restores do."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from contract.test_vault_revisions import mended
from journey.test_role_table import with_a_record
from support.backups import restored, whats
from support.practice import CLARE, ETHEL, MONA, NIA, RHYS, Practice, fill_card, run_on

from desktop.errors import (
    DamagedError,
    NotPermittedError,
    RecordInvalidError,
    TamperedError,
    UnknownRecordError,
    VaultFullError,
    WrongStateError,
)
from desktop.ids import ImageId
from desktop.records.destruction import Because
from desktop.records.draft import Draft
from desktop.records.image import ImageState
from desktop.records.originals import OriginalsPolicy
from desktop.records.role import Act
from desktop.vault import arrivals, destruction, images, object_keys, revisions, rows
from desktop.vault.audit import Event, hash_of
from desktop.vault.crypto import canonical
from desktop.vault.schema import audit_entry, draft, image, policy, revision, sealed_object
from desktop.vault.sealed_columns import REVISION_DETAILS
from desktop.vault.sealed_details import seal_details
from desktop.workflow import destroying
from desktop.workflow.auditing import read_audit
from desktop.workflow.destroying import destroy_image, destroy_original, list_destroyed
from desktop.workflow.emptying import receive_folder
from desktop.workflow.inbox import list_inbox
from desktop.workflow.mend_drafts import keep_revision
from desktop.workflow.originals import (
    keep_original,
    list_originals,
    originals_policy_in_force,
    set_originals_policy,
)
from desktop.workflow.picturing import open_original
from desktop.workflow.revising import find_faces_again, open_for_revision, revise_image
from desktop.workflow.safekeeping import back_up
from desktop.workflow.session import Session
from desktop.workflow.staffing import rotate_keys
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images, view_image, view_original

HALF_A_YEAR = OriginalsPolicy(review_months=6)
WHY = "healed; the face is not needed any more"


@dataclass
class Aged:
    """A practice with an image that was filed seven months ago, its original due for review."""

    practice: Practice
    image: ImageId

    def sign_in(self, name: str = CLARE) -> Session:
        return self.practice.sign_in(name)

    def files(self) -> set[str]:
        return {path.name for path in (self.practice.vault / "objects").glob("*/*")}

    def lines(self) -> list[list[dict[str, str]]]:
        places = (
            self.practice.vault / "checkpoints" / "destructions.jsonl",
            *self.practice.heads.glob("*.destructions.jsonl"),
        )
        texts = [place.read_text() for place in places if place.exists()]
        return [[json.loads(line) for line in text.splitlines()] for text in texts]


@pytest.fixture(scope="module")
def recorded(working_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Aged:
    practice, one, _ = with_a_record(working_once, tmp_path_factory.mktemp("recorded"))
    return Aged(practice, ImageId(one))


@pytest.fixture
def filed(recorded: Aged, tmp_path: Path) -> Aged:
    return Aged(recorded.practice.copied(tmp_path / "practice"), recorded.image)


@pytest.fixture
def aged(filed: Aged) -> Aged:
    return settled(filed)


def settled(filed: Aged) -> Aged:
    """Have originals reviewed after half a year, and let seven months go by."""
    session = filed.sign_in(MONA)
    with session.vault:
        set_originals_policy(session, HALF_A_YEAR)
    filed.practice.clock.forward(days=214)
    return filed


def _problems(session: Session) -> list[tuple[str, str]]:
    found = verify_vault(session, lambda _done, _all: None).problems
    return [(one.what, one.where) for one in found]


def _compare(session: Session, image: str) -> None:
    _, block = open_original(session, image, "to compare", longest_px=0)
    block.close()


def _destroyed(session: Session, image: str):
    _compare(session, image)
    return destroy_original(session, image, WHY).value


def _objects(session: Session, image: str) -> tuple[str, tuple[str, ...]]:
    with session.vault.reading() as tx:
        return images.get(tx, image).original_id, revisions.copies(tx.connection, image)


def _keys(session: Session) -> dict[str, bytes | None]:
    with session.vault.reading() as tx:
        rows = tx.connection.execute(sa.select(sealed_object.c.id, sealed_object.c.key_sealed))
        return {row.id: row.key_sealed for row in rows}


# ---------------------------------------------------------------------------- policy, list


def test_unless_the_practice_settles_otherwise_no_original_is_ever_due(filed):
    filed.practice.clock.forward(days=20 * 365)
    session = filed.sign_in()
    with session.vault:
        told = list_originals(session)
        assert (told.policy.keeps_all, told.found) == (True, ())
        _compare(session, filed.image)
        with pytest.raises(WrongStateError, match="original_not_due"):
            destroy_original(session, filed.image, WHY)
        assert None not in _keys(session).values()


@pytest.mark.parametrize(("days", "due"), [(183, 0), (184, 1), (400, 1)])
def test_an_original_is_due_once_the_months_are_over_and_not_a_day_before(filed, days, due):
    session = filed.sign_in(MONA)
    with session.vault:
        set_originals_policy(session, HALF_A_YEAR)
        assert originals_policy_in_force(session) == HALF_A_YEAR
    filed.practice.clock.forward(days=days)  # filed on 2 March
    session = filed.sign_in()
    with session.vault:
        found = list_originals(session).found
        assert len(found) == due
        assert {(one.image, one.patient.family_name, one.former) for one in found} <= {
            (filed.image, "Canary", 0)
        }


def test_nothing_goes_because_a_day_has_come(aged):
    aged.practice.clock.forward(days=3650)
    for name in (CLARE, MONA, NIA, RHYS):
        session = aged.sign_in(name)
        with session.vault:
            assert None not in _keys(session).values()
    assert aged.lines() == []


def test_the_manager_lists_and_settles_and_decides_nothing(aged):
    session = aged.sign_in(MONA)
    with session.vault:
        assert [one.image for one in list_originals(session).found] == [aged.image]
        with pytest.raises(NotPermittedError):
            keep_original(session, aged.image, "why")
        with pytest.raises(NotPermittedError):
            destroy_original(session, aged.image, "why")


@pytest.mark.parametrize("name", [NIA, RHYS])
def test_others_do_not_even_list(aged, name):
    session = aged.sign_in(name)
    with session.vault:
        for attempt in (
            lambda: list_originals(session),
            lambda: keep_original(session, aged.image, "why"),
            lambda: destroy_original(session, aged.image, "why"),
            lambda: set_originals_policy(session, HALF_A_YEAR),
        ):
            with pytest.raises(NotPermittedError):
                attempt()


def test_the_recovery_sheet_decides_nothing(aged):
    session = aged.practice.recover()
    with session.vault:
        assert len(list_originals(session).found) == 1
        with pytest.raises(NotPermittedError):
            destroy_original(session, aged.image, "why")


@pytest.mark.parametrize("months", [-1, 1, 2, 121])
def test_a_time_that_is_no_time_is_refused(months):
    with pytest.raises(RecordInvalidError, match="review_months"):
        OriginalsPolicy(review_months=months)


def test_a_policy_that_somebody_wrote_into_the_catalogue_is_found(aged):
    session = aged.sign_in()
    with session.vault as vault:
        assert _problems(session) == []
        with vault.change() as tx:
            tx.connection.execute(sa.update(policy).values(value='{"review_months":3}'))
            tx.audit(Event(act="test", body={}))
        assert {what for what, _ in _problems(session)} == {"device"}


# ---------------------------------------------------------------------------- deciding


def test_what_is_kept_comes_up_again_after_the_same_time(aged):
    session = aged.sign_in()
    with session.vault:
        with pytest.raises(RecordInvalidError):
            keep_original(session, aged.image, " ")
        kept = keep_original(session, aged.image, "a complaint is under way").value
        assert kept.review_on.isoformat() == "2027-04-02"
        assert list_originals(session).found == ()
        with pytest.raises(WrongStateError, match="original_not_due"):
            keep_original(session, aged.image, "again")
        _compare(session, aged.image)
        with pytest.raises(WrongStateError, match="original_not_due"):
            destroy_original(session, aged.image, WHY)
        me = session.user
    aged.practice.clock.forward(days=182)
    session = aged.sign_in()
    with session.vault:
        (again,) = list_originals(session).found
        assert again.kept_by == me
        assert _problems(session) == []


def test_the_original_goes_and_the_copy_in_force_stays(aged):
    session = aged.sign_in()
    with session.vault:
        original, (copy,) = _objects(session, aged.image)
        with view_image(session, aged.image) as memory:
            before = memory.read()
        done = _destroyed(session, aged.image)
        assert (done.subject, done.objects, done.finished) == (aged.image, 1, True)
        keys = _keys(session)
        assert (keys[original], keys[copy] is None) == (None, False)
        with view_image(session, aged.image) as memory:
            assert memory.read() == before
        _, listed = list_images(session, ETHEL)
        (one,) = (one for one in listed if one.image == aged.image)
        assert (one.state, one.original_gone_at[:10]) == (ImageState.FILED, "2026-10-02")
        assert one.details["site"] == "forearm"
        assert list_originals(session).found == ()
        assert _problems(session) == []
    assert original not in aged.files()
    assert copy in aged.files()
    inside, outside = aged.lines()
    assert inside == outside
    assert [(one["object"], one["kept"], one["reason_code"]) for one in inside] == [
        (original, copy, "original_reviewed")
    ]


def test_whoever_needs_the_original_afterwards_is_told_why_there_is_none(aged):
    session = aged.sign_in()
    with session.vault:
        _destroyed(session, aged.image)
        for attempt in (
            lambda: open_original(session, aged.image, "why", longest_px=0),
            lambda: view_original(session, aged.image, "why"),
            lambda: open_for_revision(session, aged.image, "why"),
            lambda: find_faces_again(session, aged.image, "why"),
            lambda: revise_image(session, aged.image, mended()),
            lambda: destroy_original(session, aged.image, "why"),
            lambda: keep_original(session, aged.image, "why"),
        ):
            with pytest.raises(WrongStateError, match="original_destroyed"):
                attempt()


def test_copies_from_before_it_was_mended_go_with_it(filed):
    session = filed.sign_in()
    with session.vault:
        revise_image(session, filed.image, mended())
    aged = settled(filed)
    session = aged.sign_in()
    with session.vault:
        (due,) = list_originals(session).found
        assert due.former == 1
        original, (former, copy) = _objects(session, aged.image)
        assert _destroyed(session, aged.image).objects == 2
        keys = _keys(session)
        assert [keys[one] is None for one in (original, former, copy)] == [True, True, False]
        _, listed = list_images(session, ETHEL)
        (one,) = (one for one in listed if one.image == aged.image)
        assert [version.number for version in one.versions] == [0, 1]
        assert _problems(session) == []
    assert {original, former}.isdisjoint(aged.files())


def test_mending_puts_the_review_off(filed):
    aged = settled(filed)
    session = aged.sign_in()
    with session.vault:
        _compare(session, aged.image)
        revise_image(session, aged.image, mended())
        assert list_originals(session).found == ()
        with pytest.raises(WrongStateError, match="original_not_due"):
            destroy_original(session, aged.image, WHY)


def test_nobody_destroys_what_they_have_not_compared(aged):
    session = aged.sign_in()
    with session.vault:
        with pytest.raises(WrongStateError, match="original_not_compared"):
            destroy_original(session, aged.image, WHY)
        _compare(session, aged.image)
        aged.practice.clock.forward(hours=25)
        with pytest.raises(WrongStateError, match="original_not_compared"):
            destroy_original(session, aged.image, WHY)
        with pytest.raises(RecordInvalidError):
            destroy_original(session, aged.image, "")
        with pytest.raises(UnknownRecordError):
            destroy_original(session, "i-none", WHY)
        assert None not in _keys(session).values()
        assert aged.lines() == []


def test_what_a_colleague_compared_does_not_count(aged):
    from support.practice import CHEAP, person

    from desktop.records.role import Role
    from desktop.workflow.users import add_user

    session = aged.sign_in()
    with session.vault:
        add_user(session, person("carys", Role.CLINICIAN), cost=CHEAP)
        _compare(session, aged.image)
    session = aged.sign_in("carys")
    with session.vault, pytest.raises(WrongStateError, match="original_not_compared"):
        destroy_original(session, aged.image, WHY)


def test_unfinished_mending_goes_with_the_original(aged):
    session = aged.sign_in()
    with session.vault as vault:
        _, block = open_for_revision(session, aged.image, "why")
        block.close()
        with vault.reading() as tx:
            unfinished = Draft(arrival=images.get(tx, aged.image).arrival_id, seen=True)
        keep_revision(session, aged.image, number=0, draft=unfinished)
        with vault.reading() as tx:
            assert len(tx.connection.execute(sa.select(draft)).all()) == 1
        _destroyed(session, aged.image)
        with vault.reading() as tx:
            assert tx.connection.execute(sa.select(draft)).all() == []


def test_the_reason_is_sealed_and_the_list_says_what_it_was(aged):
    session = aged.sign_in()
    with session.vault:
        _destroyed(session, aged.image)
    assert WHY not in json.dumps(aged.lines())
    session = aged.sign_in(MONA)
    with session.vault:
        told = list(read_audit(session, subject=aged.image))
        assert told[-1].act == Act.DESTROY_ORIGINAL.value
        assert told[-1].body["reason"] == WHY
        (past,) = list_destroyed(session)
        assert (past.subject, past.is_original, past.because) == (aged.image, True, None)


def test_the_image_can_still_be_destroyed_and_is_a_line_of_its_own(aged):
    session = aged.sign_in()
    with session.vault:
        original, _ = _objects(session, aged.image)
        _destroyed(session, aged.image)
        with session.vault.reading() as tx:
            first = tx.connection.scalar(
                sa.select(sealed_object.c.destroyed_at).where(sealed_object.c.id == original)
            )
        aged.practice.clock.forward(days=1)
        done = destroy_image(session, aged.image, "asked for", because=Because.REQUEST).value
        assert done.objects == 1
        with session.vault.reading() as tx:
            again = tx.connection.scalar(
                sa.select(sealed_object.c.destroyed_at).where(sealed_object.c.id == original)
            )
        assert first == again, "when the original went stays as it was"
        assert [(one.is_original, one.objects) for one in list_destroyed(session)] == [
            (False, 1),
            (True, 1),
        ]
        assert _problems(session) == []


def test_keys_can_be_renewed_afterwards(aged):
    session = aged.sign_in()
    with session.vault:
        _destroyed(session, aged.image)
    session = aged.sign_in()
    with session.vault:
        rotate_keys(session, owed_only=False)
        with view_image(session, aged.image) as copy:
            assert copy.size
        assert _problems(session) == []


# ---------------------------------------------------------------------------- cut off, forged


def test_cut_off_after_the_commit_the_next_start_finishes(aged, monkeypatch):
    session = aged.sign_in()
    with session.vault:
        original, _ = _objects(session, aged.image)
        path = next((aged.practice.vault / "objects").glob(f"*/{original}"))
        data = path.read_bytes()
        _compare(session, aged.image)

        def refuse(*_args: object) -> None:
            raise DamagedError("disk")

        monkeypatch.setattr(destroying.DestructionLog, "publish", refuse)
        assert not destroy_original(session, aged.image, WHY).value.finished
    path.write_bytes(data)
    monkeypatch.undo()
    assert aged.lines() == []
    with aged.sign_in(RHYS).vault as vault:
        assert vault.recovered.destroyed_removed == 1
    inside, outside = aged.lines()
    assert inside == outside
    assert [line["reason_code"] for line in inside] == ["original_reviewed"]
    session = aged.sign_in()
    with session.vault:
        assert _problems(session) == []


def test_an_entry_without_a_line_is_finished_by_a_clinician_alone(aged):
    session = aged.sign_in()
    with session.vault:
        _destroyed(session, aged.image)
    for path in aged.practice.root.rglob("*destructions.jsonl"):
        path.unlink()
    session = aged.sign_in(MONA)
    with session.vault:
        assert {what for what, _ in _problems(session)} == {"destroyed_unlogged"}
    session = aged.sign_in()
    with session.vault:
        assert _problems(session) == []
    inside, _ = aged.lines()
    assert [line["reason_code"] for line in inside] == ["finished"]


def test_a_full_disk_before_the_commit_changes_nothing(aged, monkeypatch):
    session = aged.sign_in()

    def full(*_args: object) -> None:
        raise VaultFullError

    with session.vault:
        monkeypatch.setattr(destroying.DestructionLog, "stage", full)
        with pytest.raises(VaultFullError):
            _destroyed(session, aged.image)
        monkeypatch.undo()
        assert None not in _keys(session).values()
        _, block = open_original(session, aged.image, "still there", longest_px=0)
        block.close()
        assert _problems(session) == []


def test_a_key_that_somebody_took_away_with_other_tools_is_found(aged):
    session = aged.sign_in()
    with session.vault as vault:
        original, _ = _objects(session, aged.image)
        with vault.change() as tx:
            destruction.erase(tx, destruction.original_target(tx, aged.image))
            tx.audit(Event(act="test", body={}))
        assert ("destroyed_unsigned", original) in _problems(session)


def test_a_line_that_a_manager_signed_is_forged(aged):
    from desktop.vault.destruction_log import Destruction

    session = aged.sign_in(MONA)
    with session.vault as vault:
        original, (copy,) = _objects_bare(session, aged.image)
        line = Destruction(
            vault_id=vault.header.vault_id,
            seq=1,
            at=session.clock.now().isoformat(),
            user=session.user,
            object=original,
            subject=aged.image,
            reason_code="original_reviewed",
            kept=copy,
        ).signed(vault.who.identity.signing_private)
        log = destroying.log_of(vault)
        log.publish([line])
        with pytest.raises(TamperedError):
            log.read(vault.header)


def _objects_bare(session: Session, image: str):
    """Return the sealed files of an image, for those who cannot open its details."""
    with session.vault.reading() as tx:
        whole = destruction.target(tx, image)
        return whole.objects[0], whole.objects[1:]


# ---------------------------------------------------------------------------- restored


def test_a_backup_from_before_it_has_the_original_destroyed_again(aged, tmp_path):
    session = aged.sign_in()
    with session.vault:
        original, (copy,) = _objects(session, aged.image)
        back_up(session, tmp_path / "backups")
        _destroyed(session, aged.image)
    other, done = restored(
        aged.practice,
        tmp_path / "backups",
        tmp_path / "other",
        older=True,
        outside=aged.practice.heads,
    )
    assert done.destroyed_again == 1
    again = Aged(other, aged.image)
    assert original not in again.files()
    assert copy in again.files()


def test_a_backup_from_before_the_mending_keeps_the_original_for_another_review(filed, tmp_path):
    aged = settled(filed)
    session = aged.sign_in()
    with session.vault:
        back_up(session, tmp_path / "backups")
        revise_image(session, aged.image, mended())
    aged.practice.clock.forward(days=214)
    session = aged.sign_in()
    with session.vault:
        original, (former, _copy) = _objects(session, aged.image)
        _destroyed(session, aged.image)
    other, done = restored(
        aged.practice,
        tmp_path / "backups",
        tmp_path / "other",
        older=True,
        outside=aged.practice.heads,
    )
    assert done.destroyed_again == 0
    again = Aged(other, aged.image)
    assert {original, former} <= again.files()
    session = again.sign_in()
    with session.vault:
        assert _problems(session) == []
        assert [one.image for one in list_originals(session).found] == [aged.image]
        with view_image(session, aged.image) as copy:
            assert copy.size


def test_a_backup_from_after_it_restores_without_it(aged, tmp_path):
    session = aged.sign_in()
    with session.vault:
        original, (_copy,) = _objects(session, aged.image)
        _destroyed(session, aged.image)
        back_up(session, tmp_path / "backups")
    other, done = restored(aged.practice, tmp_path / "backups", tmp_path / "other")
    assert (done.destroyed_again, done.missing) == (0, ())
    again = Aged(other, aged.image)
    assert original not in again.files()
    session = again.sign_in()
    with session.vault:
        assert _problems(session) == []
        with view_image(session, aged.image) as there:
            assert there.size


def _lost_in(place: Path, object_id: str) -> None:
    (path,) = place.rglob(object_id)
    path.unlink()


def test_a_copy_of_a_destroyed_original_that_rotted_in_the_backup_stops_no_restore(aged, tmp_path):
    session = aged.sign_in()
    with session.vault:
        original, _ = _objects(session, aged.image)
        back_up(session, tmp_path / "backups")
        _destroyed(session, aged.image)
        back_up(session, tmp_path / "backups")
    place = tmp_path / "backups"
    (rotten,) = (path for path in place.rglob(original) if path.is_file())
    rotten.write_bytes(bytes(rotten.stat().st_size))
    first = min(place.glob("v-*/backups/*"))
    assert whats(aged.practice, first) == set()
    _, done = restored(
        aged.practice, first, tmp_path / "other", older=True, outside=aged.practice.heads
    )
    assert done.destroyed_again == 1


def test_what_a_backup_from_before_the_mending_has_lost_is_not_taken_for_destroyed(aged, tmp_path):
    session = aged.sign_in()
    with session.vault:
        back_up(session, tmp_path / "backups")
        _, (first_copy,) = _objects(session, aged.image)
        revise_image(session, aged.image, mended())
    aged.practice.clock.forward(days=214)
    session = aged.sign_in()
    with session.vault:
        _destroyed(session, aged.image)
        back_up(session, tmp_path / "backups")
    first = min((tmp_path / "backups").glob("v-*/backups/*"))
    assert whats(aged.practice, first) == set()
    _lost_in(tmp_path / "backups", first_copy)
    assert whats(aged.practice, first) == {"object_missing"}


def test_a_backup_from_before_both_destructions_has_the_whole_image_destroyed_again(aged, tmp_path):
    session = aged.sign_in()
    with session.vault:
        back_up(session, tmp_path / "backups")
        revise_image(session, aged.image, mended())
    aged.practice.clock.forward(days=214)
    session = aged.sign_in()
    with session.vault:
        _destroyed(session, aged.image)
        destroy_image(session, aged.image, "asked for")
    other, done = restored(
        aged.practice,
        tmp_path / "backups",
        tmp_path / "other",
        older=True,
        outside=aged.practice.heads,
    )
    assert done.destroyed_again == 2
    session = Aged(other, aged.image).sign_in()
    with session.vault:
        assert _problems(session) == []


def test_when_it_went_is_told_as_it_was_after_a_restore(aged, tmp_path):
    session = aged.sign_in()
    with session.vault:
        back_up(session, tmp_path / "backups")
        _destroyed(session, aged.image)
    aged.practice.clock.forward(days=30)
    other, _ = restored(
        aged.practice,
        tmp_path / "backups",
        tmp_path / "other",
        older=True,
        outside=aged.practice.heads,
    )
    other.clock.forward(days=30)
    session = Aged(other, aged.image).sign_in()
    with session.vault:
        one = next(one for one in list_images(session, ETHEL)[1] if one.image == aged.image)
        assert one.original_gone_at[:10] == "2026-10-02"


# ---------------------------------------------------------------------------- what else meets it


@pytest.mark.parametrize("name", [CLARE, NIA])
def test_a_card_that_still_has_the_photograph_is_taken_in_but_for_it(aged, name):
    session = aged.sign_in()
    with session.vault:
        _destroyed(session, aged.image)
    fill_card(aged.practice.card, range(6))
    session = aged.sign_in(name)
    with session.vault:
        report = receive_folder(session, run_on(aged.practice.card)).value
        assert report.stopped is None
        assert [one.reason for one in report.refused] == ["destroyed"]
        assert len(report.arrived) == 2
        assert all(one.copy_matches for one in report.duplicates)


def test_a_look_that_failed_is_no_look(aged):
    session = aged.sign_in()
    with session.vault:
        original, _ = _objects(session, aged.image)
        (path,) = (aged.practice.vault / "objects").glob(f"*/{original}")
        hidden = path.rename(path.with_name("hidden"))
        with pytest.raises(DamagedError):
            _compare(session, aged.image)
        hidden.rename(path)
        _, block = open_original(session, aged.image, "small", longest_px=64)
        block.close()
        with pytest.raises(WrongStateError, match="original_not_compared"):
            destroy_original(session, aged.image, WHY)


def test_a_moment_that_somebody_wrote_beside_the_key_hides_no_original(aged):
    session = aged.sign_in()
    with session.vault as vault:
        original, _ = _objects(session, aged.image)
        with vault.change() as tx:
            this = sa.update(sealed_object).where(sealed_object.c.id == original)
            tx.connection.execute(this.values(destroyed_at=tx.at))
            tx.audit(Event(act="test", body={}))
        _compare(session, aged.image)
        assert ("destroyed_is_back", original) in _problems(session)


def _entry_that_nobody_signed(tx, row, sha256: str) -> None:
    """Write the entry of a forged revision as whoever holds the catalogue key can."""
    last = tx.connection.execute(
        sa.select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)
    ).one()
    binding = revisions.revision_binding(row, sha256)
    head = json.loads(last.head)
    head |= {"seq": last.seq + 1, "previous": last.hash.hex(), "act": "revise_image"}
    head |= {"subject": row["image_id"], "binding": binding}
    raw = canonical(head)
    forged = {
        "seq": last.seq + 1,
        "act": "revise_image",
        "subject": row["image_id"],
        "binding": binding,
        "head": raw,
        "hash": hash_of(raw),
        "signature": last.signature,
        "body_sealed": last.body_sealed,
    }
    tx.connection.execute(sa.insert(audit_entry).values(forged))


@pytest.mark.parametrize("what", ["copy in force", "another's original", "with an entry"])
def test_rows_that_nobody_signed_have_nothing_destroyed(aged, what):
    """Somebody with the catalogue key would have a clinician destroy what they do not see."""
    session = aged.sign_in()
    with session.vault as vault:
        _, (copy,) = _objects(session, aged.image)
        other = list_inbox(session).waiting[0].arrival
        _compare(session, aged.image)
        with vault.change() as tx:
            if what != "another's original":
                old = images.get(tx, aged.image)
                place = REVISION_DETAILS.place("r-forged")
                details = seal_details(tx.ring, {**old.details, "reason": "x"}, place=place)
                forged = {
                    "id": "r-forged",
                    "image_id": aged.image,
                    "number": 1,
                    "derivative_id": copy,
                    "format": old.format.value,
                    "made_at": old.filed_at,
                    "made_by": old.filed_by,
                    "details_sealed": details.sealed,
                    "details_sha256": details.sha256,
                }
                if what == "with an entry":  # of another's copy: the one in force stays
                    taken = arrivals.get(tx, other).object_id
                    forged |= {"derivative_id": taken}
                    digest = object_keys.row_of(tx, taken).sha256_plain
                    _entry_that_nobody_signed(tx, forged, digest)
                tx.connection.execute(sa.insert(revision).values(forged))
            else:
                held = arrivals.get(tx, other).object_id
                tx.connection.execute(sa.update(image).values(original_id=held))
            tx.audit(Event(act="test", body={}))
        before = _keys(session)
        with vault.reading() as tx:
            fits = rows.is_as_signed(tx.connection, aged.image)
            assert fits is (what == "with an entry"), "then only the signature tells"
        with pytest.raises(TamperedError, match="revision"):
            destroy_original(session, aged.image, WHY)
        assert _keys(session) == before

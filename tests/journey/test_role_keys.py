"""Every forbidden call proven at the keys: the program's own refusal is taken away, and then?

``Session.require`` lets everything pass here, as a changed copy of the program would. A cell of the
table is then one of two. *key*: the call ends because a key is missing; nothing is read and nothing
changed. *policy*: sealing needs public keys alone, so the call does its work; what still holds is
that no key of that role opens anything more than before, and that ``vault verify`` of an honest
program names every entry that the role had no right to sign, or refuses the header that it made.

``docs/role-table.md`` is this table. ``DIOGEL_WRITE_DOCS=1`` writes it anew.
"""

import base64
import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa
from contract.test_vault_roles import _everything_sealed, _opens
from journey.test_role_table import ROLES, TABLE, Prepared, Row, Scene, _scene, _state, prepare
from support.examples import example_of
from support.practice import BORN, CLARE, ETHEL, Practice, passphrase_of

from desktop.errors import (
    DamagedError,
    DeskError,
    KeyMissingError,
    MessageInvalidError,
    TamperedError,
    UnlockFailedError,
    VaultLockedError,
)
from desktop.keeper import calls
from desktop.keeper.client import DoorClient
from desktop.keeper.codec import every_call
from desktop.keeper.process import KeeperProcess
from desktop.records.entry import PassphraseEntry
from desktop.records.role import KEYS, MAY, Act, Role
from desktop.vault import crypto, header
from desktop.vault.audit import Event
from desktop.vault.connection import open_engine
from desktop.vault.schema import audit_entry
from desktop.vault.stream import open_stream
from desktop.workflow import identifying
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.verifying import verify_vault

PAPER = Path(__file__).resolve().parents[2] / "docs" / "role-table.md"

POLICY: dict[str, str] = {
    "card_ledger.LedgerRun": "MK",
    "card_ledger.attest_backup": "MK",
    "card_ledger.card_cleared": "MK",
    "absorbing.absorb": "K",
    "attaching.attach": "MK",
    "attaching.attached_today": "MK",
    "messages.look_into_files": "MK",
    "binding.bind_device": "K",
    "binding.unbind_device": "K",
    "card_runs.CardRuns": "MK",
    "card_runs.note_lying": "MK",
    "checking.accept_trail": "RNC",
    "choosing.leaf_through": "RMK",
    "consenting.record_consent": "RMK",
    "daily_backup.back_up_today": "RN",
    "daily_backup.settle_daily_backup": "RN",
    "destroying.destroy_image": "RNK",
    "destroying.destroy_original": "K",
    "destroying.list_destroyed": "RNK",
    "devices.admit_arrivals": "RNK",
    "devices.check_device": "MK",
    "devices.keep_device": "K",
    "devices.report_lost": "K",
    "devices.set_device_policy": "K",
    "devices.set_standing": "K",
    "drafting.keep_draft": "RMK",
    "watching.Watcher": "MK",
    "emptying.receive_folder": "MK",
    "watching.watch_folder": "MK",
    "filing.file_image": "NK",
    "front_desk.FrontDesk": "MK",
    "identifying.identify": "K",
    "inbox.reject_arrivals": "RMK",
    "pasting.receive_pasted": "MK",
    "originals.keep_original": "K",
    "originals.list_originals": "RN",
    "originals.originals_policy_in_force": "K",
    "originals.set_originals_policy": "K",
    "patients.add_patient": "K",
    "patients.import_patients": "K",
    "receiving.Receiver": "MK",
    "removing.remove_source": "MK",
    "revising.find_faces_again": "K",
    "revising.open_for_revision": "K",
    "revising.trace_again": "K",
    "mend_drafts.keep_revision": "K",
    "revising.revise_image": "K",
    "run_note.note_run": "MK",
    "safekeeping.back_up": "RN",
    "safekeeping.backup_state": "RN",
    "safekeeping.check_backup": "RN",
    "safekeeping.drill_backup": "RNC",
    "scrubbing.scrub_vault": "RNM",
    "second_looking.decide_second_look": "K",
    "second_looking.list_second_looks": "K",
    "second_looking.set_redaction_policy": "K",
    "second_looking.redaction_policy_in_force": "K",
    "second_looking.take_second_look": "NK",
    "setting_aside.set_aside": "K",
    "sourcing.begin_watching": "RK",
    "sourcing.confirm_cleared": "MK",
    "sourcing.end_watching": "RK",
    "sourcing.set_card_removal": "RK",
    "slip_runs.sort_report": "MK",
    "slip_runs.sort_run": "MK",
    "slipping.make_slip": "RMK",
    "slipping.open_slips": "RMK",
    "slipping.save_slip": "RMK",
    "slipping.slip_page": "RMK",
    "slipping.withdraw_slip": "RMK",
    "splitting.split_series": "K",
    "staffing.change_passphrase": "K",
    "taking_back.take_back": "RMK",
    "tethering.begin_tether": "MK",
    "tethering.resume_tether": "MK",
    "tethering.end_tether": "MK",
    "tethering.note_shutter": "MK",
    "viewing.save_image": "N",
}
"""Forbidden by the program alone: the role could do it with the keys that it has. These bring
something in, throw something out, copy what is sealed, or take out what the role may look at."""


def _forbidden(row: Row) -> str:
    return "".join(letter for letter in ROLES if letter not in row.who)


CELLS = [(name, letter) for name, row in TABLE.items() for letter in _forbidden(row)]
BY_KEY = [cell for cell in CELLS if cell[1] not in POLICY.get(cell[0], "")]
BY_POLICY = [cell for cell in CELLS if cell[1] in POLICY.get(cell[0], "")]


def test_what_policy_forbids_is_a_cell_of_the_table() -> None:
    named = {(name, letter) for name, letters in POLICY.items() for letter in letters}
    assert named <= set(CELLS)


@pytest.fixture(scope="module")
def recorded(working_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(working_once, tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="module")
def to_take_back(recorded: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """One more arrival is given to somebody, so that there is something to take back."""
    practice = recorded.practice.copied(tmp_path_factory.mktemp("given") / "practice")
    with practice.sign_in(CLARE).vault as vault:
        clinician = Session(vault=vault, decoding=practice.decoding, clock=practice.clock)
        identifying.identify(
            clinician,
            (recorded.waiting[2],),
            patient=ETHEL,
            consent=recorded.consent,
            second=BORN[ETHEL],
        )
    return replace(recorded, practice=practice)


def _no_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "require", lambda *_args, **_more: None)


@pytest.mark.parametrize("letter", ROLES)
def test_where_a_key_is_missing_nothing_else_has_to_refuse(
    recorded: Prepared,
    tmp_path: Path,
    letter: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cells = [name for name, role in BY_KEY if role == letter]
    assert cells or letter == "K", "the recovery key opens everything"
    scene = _scene(recorded, tmp_path, ROLES[letter])
    _no_refusals(monkeypatch)
    done: list[str] = []
    with scene.session.vault:
        before = _inside_the_vault(scene)
        for name in cells:
            try:
                TABLE[name].call(scene)
            except (KeyMissingError, DamagedError, TamperedError):
                assert _inside_the_vault(scene) == before, name
            except DeskError as error:
                done.append(f"{name} ended with {error.code}: say that it is policy")
            else:
                done.append(name)
    assert done == [], "\n".join(done)


def _inside_the_vault(scene: Scene) -> dict[str, object]:
    return {name: found for name, found in _state(scene).items() if name != "out"}


def _forged(scene: Scene) -> set[int]:
    """Return the entries that this person has signed and had no right to."""
    rights = {act.value for act in MAY[scene.session.role]}
    every = {act.value for act in Act}
    with scene.session.vault.change() as tx:
        rows = tx.connection.execute(sa.select(audit_entry.c.seq, audit_entry.c.act, audit_entry))
        mine = {
            row.seq
            for row in rows
            if json.loads(row.head)["user"] == scene.session.user
            and row.act in every
            and row.act not in rights
        }
        tx.audit(Event(act="test", body={}))
    return mine


def _opens_no_more(scene: Scene) -> None:
    for kind, boxes in _everything_sealed(scene.session).items():
        for domain, box, place in [one for one in boxes if one[1]][-3:]:
            expected = domain in KEYS[scene.session.role]
            assert _opens(scene.session, domain, box, place) is expected, (kind, domain)


@pytest.mark.parametrize(("name", "letter"), BY_POLICY, ids=str)
def test_where_policy_alone_forbids_no_key_opens_more_and_verify_tells(
    to_take_back: Prepared,
    tmp_path: Path,
    name: str,
    letter: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = TABLE[name]
    scene = _scene(to_take_back, tmp_path, ROLES[letter])
    with monkeypatch.context() as changed, scene.session.vault:
        _no_refusals(changed)
        with contextlib.suppress(DeskError):  # it may end for another reason, as a backup's
            row.call(scene)
        _opens_no_more(scene)
        forged = _forged(scene)
    _verify_tells(scene, forged)


def _verify_tells(scene: Scene, forged: set[int]) -> None:
    practice = scene.practice
    entry = PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE))
    try:
        signed = sign_in(
            practice.vault,
            entry,
            decoding=practice.decoding,
            clock=practice.clock,
            outside=practice.heads,
        )
    except TamperedError:  # it was an end of somebody's access: that stops everybody
        return
    with signed.session.vault:
        report = verify_vault(signed.session, lambda _done, _all: None)
    found = (*signed.problems, *report.problems)
    told = {int(p.where) for p in found if p.what == "audit_role"}
    if scene.session.role is not Role.RECOVERY:  # the root's entries are anybody's with the sheets
        assert forged <= told


# ------------------------------------------------------------------------------------- locked


_DOOR = (calls.LookAtDoor, calls.Unlock, calls.FoundVault)


def _inside() -> Iterator[object]:
    for kind in every_call():
        try:
            yield example_of(kind)
        except (TypeError, ValueError) as error:
            pytest.fail(f"no example of {kind.__name__}: {error}")


def test_a_locked_keeper_answers_no_call() -> None:
    asked = 0
    with KeeperProcess() as keeper, DoorClient(keeper.workspace) as client:
        for call in _inside():
            with pytest.raises((VaultLockedError, MessageInvalidError)) as refused:
                client.ask(call)  # type: ignore[arg-type]
            if not isinstance(call, _DOOR):
                assert isinstance(refused.value, VaultLockedError), call
            asked += 1
    assert asked == len(every_call())


def _bytes_at_hand(vault: Path) -> set[bytes]:
    """Return every value that stands in the files beside the catalogue, read in every way."""
    heads = (vault / "checkpoints" / "heads.jsonl").read_bytes().splitlines()
    told = [json.loads(text) for text in ((vault / "vault.json").read_bytes(), *heads)]
    found: set[bytes] = {bytes(32)}
    for text in _texts(told):
        found.add(text.encode())
        for read in (base64.b64decode, bytes.fromhex):
            with contextlib.suppress(ValueError):
                found.add(read(text))
    return found - {b""}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _as_keys(values: set[bytes]) -> set[bytes]:
    """Return them as 32-byte keys: as they are, cut, and derived for every purpose of ours."""
    purposes = ("sqlcipher", "user slot", "recovery slot", "header mac")
    keys = {value[at : at + 32] for value in values for at in (0, 32) if len(value) >= at + 32}
    keys |= {crypto.derive(value, purpose=p) for value, p in product(values, purposes) if value}
    return keys


def test_with_the_files_alone_nothing_opens(working_once: Practice, tmp_path: Path) -> None:
    """Locked means that no key is on the disk: everything that stands there is tried as one."""
    practice = working_once.copied(tmp_path / "practice")
    shape = header.read(practice.vault)
    keys = _as_keys(_bytes_at_hand(practice.vault))
    assert len(keys) > 100
    boxes = [
        (signed.slot.box, crypto.context(shape.vault_id, signed.person.user_id, role.value))
        for signed, role in product(shape.people, Role)
    ]
    boxes.append((shape.recovery.box, shape.vault_id.encode()))
    files = sorted((practice.vault / "objects").glob("*/*"))
    for key in keys:
        for box, about in boxes:
            with pytest.raises(DamagedError):
                crypto.decrypt(key, box, about=about)
        for path in files[:2]:
            with pytest.raises(DamagedError), path.open("rb") as file:
                list(open_stream(file, key=key, object_id=path.name, vault_id=shape.vault_id))
    for key in sorted(keys)[:40]:
        with pytest.raises(DamagedError):
            open_engine(practice.vault, key, shape.catalogue_salt).connect()
    for name in ("", "recovery", "root", shape.vault_id, "Test Surgery", CLARE):
        with pytest.raises((UnlockFailedError, TamperedError)):
            practice._sign_in(PassphraseEntry(name=CLARE, passphrase=name))


# -------------------------------------------------------------------------------------- the paper


_INTRODUCTION = """\
# Who may call what, and what refuses it

Every call of `desktop/workflow` that takes a session, by role. Written by
`tests/journey/test_role_keys.py`, which proves every cell; do not edit it by hand.

- **✓** allowed, done, and entered in the audit.
- **key** refused; and if the program's refusal is taken away the call still ends: the key is
  missing, or the chain of trust does not hold for what the role signs. Nothing is read and nothing
  changed.
- **policy** refused by the program alone: the role's keys would suffice, since sealing needs public
  keys only. No key of the role opens more by it, and `vault verify` names the entry that the role
  had no right to sign, or the header made by it lets nobody in. What the recovery sheet signs is
  the root's, and is named in the audit as such.

Locked, every call of the keeper is answered `vault_locked`. With the files of the vault alone
nothing opens, which the same test tries with every value that stands in them."""


def _paper() -> str:
    marks = {letter: role.value for letter, role in ROLES.items()}
    lines = [
        *_INTRODUCTION.splitlines(),
        "",
        "| call | act | " + " | ".join(marks.values()) + " |",
        "|---|---|" + "---|" * len(marks),
    ]
    for name, row in sorted(TABLE.items()):
        act = f"`{row.act.value}`" if row.act is not None else ""
        cells = [
            "✓" if letter in row.who else "policy" if letter in POLICY.get(name, "") else "key"
            for letter in marks
        ]
        lines.append(f"| `{name}` | {act} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_paper_is_this_table() -> None:
    if os.environ.get("DIOGEL_WRITE_DOCS"):
        PAPER.write_text(_paper(), encoding="utf-8")
    assert PAPER.read_text(encoding="utf-8") == _paper()

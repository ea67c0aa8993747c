"""A second reader of at most 150 lines, written from the paper, opens what the program wrote."""

import ast
import json
import sys
import tarfile
from pathlib import Path

import pytest
from architecture.reader import Reader
from cryptography.exceptions import InvalidTag
from support.practice import (
    CLARE,
    NIA,
    RHYS,
    Practice,
    passphrase_of,
    photograph,
    weak_passphrase_of,
)

from desktop.workflow.verifying import verify_vault

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "reader.py"
FIXTURES = HERE.parent / "fixtures"
CATALOGUES = ("vault-catalogue-0001", "vault-catalogue-0002")
MOST_LINES = 150


def test_it_is_short_and_has_nothing_of_the_program_in_it() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
        if isinstance(node, ast.Import):
            names |= {one.name.partition(".")[0] for one in node.names}
    assert names - set(sys.stdlib_module_names) == {"cryptography", "sqlcipher3"}


@pytest.fixture(params=CATALOGUES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict]:
    """Unpack a vault that an earlier program left."""
    with tarfile.open(FIXTURES / f"{request.param}.tar.gz") as packed:
        packed.extractall(tmp_path, filter="data")
    known = json.loads((FIXTURES / f"{request.param}.json").read_text(encoding="utf-8"))
    return tmp_path / "vault", known


def test_a_passphrase_opens_a_kept_vault_and_its_objects(kept: tuple[Path, dict]) -> None:
    vault, known = kept
    reader = Reader(vault)
    reader.unlock(CLARE, weak_passphrase_of(CLARE))
    ((original, copy),) = reader.rows("SELECT original_id, derivative_id FROM image")
    assert reader.object(original) == photograph(0)
    assert reader.object(copy)[:2] == b"\xff\xd8"
    waiting = known["waiting"]
    for arrival in [waiting] if isinstance(waiting, str) else waiting:
        ((object_id, sha256),) = [
            row[1:] for row in reader.rows("SELECT id, object_id, sha256 FROM arrival")
            if row[0] == arrival
        ]  # fmt: skip
        assert len(reader.object(object_id)) > 100, sha256


def test_the_recovery_key_opens_a_kept_vault_and_its_objects(kept: tuple[Path, dict]) -> None:
    vault, known = kept
    reader = Reader(vault)
    reader.recover(known["recovery_key"])
    ((original, sealed),) = reader.rows("SELECT original_id, details_sealed FROM image")
    assert reader.object(original) == photograph(0)
    details = json.loads(reader.unseal("clinical", sealed, "image", "details", known["filed"]))
    assert details["site"] == "forearm"


def test_each_role_reads_with_it_what_its_keys_open(kept: tuple[Path, dict]) -> None:
    vault, _known = kept
    desk, nurse = Reader(vault), Reader(vault)
    desk.unlock(RHYS, weak_passphrase_of(RHYS))
    nurse.unlock(NIA, weak_passphrase_of(NIA))
    ((original, copy),) = desk.rows("SELECT original_id, derivative_id FROM image")
    for reader, object_id in ((desk, original), (desk, copy), (nurse, original)):
        with pytest.raises(KeyError):
            reader.object(object_id)
    assert nurse.object(copy)[:2] == b"\xff\xd8"
    with pytest.raises(InvalidTag):
        Reader(vault).unlock(CLARE, weak_passphrase_of(RHYS))


@pytest.fixture
def divided(tmp_path: Path) -> tuple[Path, dict]:
    """Unpack a vault of header format 2: keys of a second epoch, recovery in shares."""
    with tarfile.open(FIXTURES / "vault-header-2.tar.gz") as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "vault", json.loads((FIXTURES / "vault-header-2.json").read_text())


@pytest.mark.parametrize("which", [(0, 1), (0, 2), (1, 2), (2, 0), (0, 1, 2)])
def test_any_two_sheets_open_a_vault_whose_keys_were_renewed(
    divided: tuple[Path, dict], which: tuple[int, ...]
) -> None:
    vault, known = divided
    reader = Reader(vault)
    reader.recover(*(known["shares"][one] for one in which))
    assert reader.key("clinical")[1] == 2
    ((original, copy, sealed),) = reader.rows(
        "SELECT original_id, derivative_id, details_sealed FROM image"
    )
    assert reader.object(original) == photograph(0)
    assert reader.object(copy)[:2] == b"\xff\xd8"
    details = json.loads(reader.unseal("clinical", sealed, "image", "details", known["filed"]))
    assert details["site"] == "forearm"


def test_one_sheet_alone_opens_nothing(divided: tuple[Path, dict]) -> None:
    vault, known = divided
    for sheets in ([known["shares"][0]], [known["shares"][0]] * 2):
        with pytest.raises(InvalidTag):
            Reader(vault).recover(*sheets)


def test_a_passphrase_opens_a_vault_whose_keys_were_renewed(divided: tuple[Path, dict]) -> None:
    vault, known = divided
    reader = Reader(vault)
    reader.unlock(CLARE, passphrase_of(CLARE))
    rows = dict(reader.rows("SELECT id, object_id FROM arrival"))
    object_id = rows[known["waiting"][0]]
    assert reader.object(object_id) == photograph(1)


def test_the_program_opens_it_too(divided: tuple[Path, dict]) -> None:
    practice = Practice(divided[0].parent)
    session = practice.sign_in(CLARE)
    with session.vault:
        assert verify_vault(session, lambda _done, _all: None).ok

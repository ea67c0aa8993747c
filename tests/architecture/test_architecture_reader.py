"""A second reader of at most 150 lines, written from the paper, opens what the program wrote."""

import ast
import json
import sys
import tarfile
from pathlib import Path

import pytest
from architecture.reader import Reader
from cryptography.exceptions import InvalidTag
from support.practice import CLARE, NIA, RHYS, photograph, weak_passphrase_of

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

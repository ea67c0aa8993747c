"""The drill opens everything, writes one certificate, and says nothing of a patient."""

import json
import sys

import pytest
from support.backups import entry_of, in_database, list_again, recovery
from support.practice import CLARE, MONA, Practice

from desktop.cli.main import main
from desktop.clock import SystemClock
from desktop.errors import DestinationRefusedError, KeyMissingError, TamperedError
from desktop.records.safekeeping import DrillResult
from desktop.vault.certificate import check_certificate
from desktop.workflow.restoring import (
    check_certificate_places,
    drill_backup_alone,
    save_certificate,
)
from desktop.workflow.safekeeping import back_up, drill_backup

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="links are opened as on Linux")


@pytest.fixture
def place(working: Practice, tmp_path):
    session = working.sign_in(MONA)
    with session.vault:
        back_up(session, tmp_path / "place")
    return tmp_path / "place"


def _seen(folder) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_recovery_drill_opens_everything_and_writes_nothing(working, place, tmp_path):
    before = _seen(place)
    found, document = drill_backup_alone(place, recovery(working), clock=working.clock)
    assert _seen(place) == before
    assert (found.result, found.decrypted, found.objects) == (DrillResult.PASSED, 4, 4)
    assert found.with_recovery_key
    out, pdf = tmp_path / "drill.json", tmp_path / "drill.pdf"
    check_certificate_places(out, pdf, source=place)
    save_certificate(found, document, out, pdf)
    assert check_certificate(out.read_bytes()) == found
    assert pdf.read_bytes().startswith(b"%PDF")
    for text in (b"Canary", b"9990000018", b"Ethel"):
        assert text not in out.read_bytes()


def test_a_manager_opens_the_database_and_no_image(working, place):
    found, document = drill_backup_alone(place, entry_of(MONA), clock=working.clock, sample=2)
    assert (found.result, found.chosen, found.locked) == (DrillResult.PARTLY, 2, 2)
    assert check_certificate(document).by_name == "Mona Test"
    session = working.sign_in(MONA)
    with session.vault:
        assert drill_backup(session, place)[0].entries == found.entries
    with pytest.raises(KeyMissingError):
        drill_backup_alone(place, entry_of(CLARE), clock=working.clock)


def test_a_certificate_that_was_altered_does_not_hold(working, place):
    _, document = drill_backup_alone(place, recovery(working), clock=working.clock)
    raw = json.loads(document)
    for name, value in (("decrypted", 5), ("result", "failed"), ("vault", "v-" + "0" * 32)):
        with pytest.raises(TamperedError):
            check_certificate(json.dumps({**raw, name: value}).encode())


def test_a_backup_that_is_not_what_it_should_be_fails_the_drill(working, place):
    folder = next(place.glob("v-*/backups/*"))
    in_database(working, folder, "UPDATE sealed_object SET sha256_plain=hex(zeroblob(32))")
    list_again(folder, MONA, "catalogue.db")
    found, document = drill_backup_alone(place, recovery(working), clock=working.clock)
    assert found.result is DrillResult.FAILED
    assert check_certificate(document).problems


def test_a_certificate_is_not_written_into_the_backup_nor_over_something(place, tmp_path):
    (tmp_path / "there").touch()
    for path in (place / "x.json", tmp_path / "there"):
        with pytest.raises(DestinationRefusedError):
            check_certificate_places(path, None, source=place)


def test_the_commands(working, place, tmp_path, capsys):
    key = tmp_path / "key"
    key.write_text(working.recovery_key)
    access = ["--recovery-key-file", str(key), "--json"]
    assert main(["vault", "check-backup", str(place), *access]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    out = tmp_path / "drill.json"
    assert main(["vault", "drill", str(place), "--out", str(out), *access]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == "passed"
    assert main(["vault", "restore", str(place), str(tmp_path / "new"), *access]) == 0
    assert json.loads(capsys.readouterr().out)["objects"] == 4
    assert main(["vault", "verify", str(tmp_path / "new"), *access]) == 0
    capsys.readouterr()
    to = str(tmp_path / "second")
    assert main(["vault", "backup", str(tmp_path / "new"), to, "--keep", *access]) == 0
    assert json.loads(capsys.readouterr().out)["copied"] == 4
    assert main(["vault", "backup", str(tmp_path / "new"), to, "--keep", "a,b", *access]) == 2
    assert SystemClock().now().tzinfo is not None

"""Recovery by the real program, each command a process of its own: made, lost, used, renewed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PASSPHRASE = "lantern copper thistle bridge"


class Prompt:
    """A person at the command line, with files of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = folder / "vault"
        self.secret = self.file("secret.txt", PASSPHRASE)
        self.environment = {
            **os.environ,
            "XDG_STATE_HOME": str(folder / "state"),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }

    def file(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def runs(self, *words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "desktop", *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment,
        )
        assert done.returncode == status, done.stderr
        return done

    def creates(self, *words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        who = ("--practice", "Cwm Derw", "--user", "cerys", "--passphrase-file", self.secret)
        return self.runs("vault", "create", self.vault, *who, *words, status=status)

    def lists_with(self, *files: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
        access = [word for file in files for word in ("--recovery-key-file", file)]
        return self.runs("users", "list", self.vault, *access, status=status)


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    return Prompt(tmp_path)


def test_sheets_are_printed_used_and_renewed(prompt: Prompt) -> None:
    printed = prompt.creates("--language", "cy").stdout
    assert printed.count("Taflen adfer") == 3
    whole = prompt.file("printed.txt", printed)
    assert "cerys" in prompt.lists_with(whole).stdout
    lines = [line.strip() for line in printed.splitlines() if line.startswith("    ")]
    first, second = (prompt.file(f"{at}.txt", lines[at].lower()) for at in (0, 2))
    assert "cerys" in prompt.lists_with(first, second).stdout
    assert "unlock_failed.share_few" in prompt.lists_with(first, status=1).stderr
    assert "unlock_failed.share_twice" in prompt.lists_with(first, first, status=1).stderr
    renewed = prompt.runs(
        *("vault", "renew-recovery", prompt.vault, "--recovery", "3of5", "--json"),
        *("--recovery-key-file", first, "--recovery-key-file", second),
    )
    document = json.loads(renewed.stdout)
    assert set(document) == {"vault_id", "recovery_shares", "recovery_sheet"}
    assert len(document["recovery_shares"]) == 5
    assert "unlock_failed.share_void" in prompt.lists_with(first, second, status=1).stderr
    new = prompt.file("new.txt", "\n".join(document["recovery_shares"][1:4]))
    assert "cerys" in prompt.lists_with(new).stdout


@pytest.mark.skipif(
    shutil.which("pdftoppm") is None or shutil.which("zbarimg") is None,
    reason="no poppler-utils or zbar-tools: PRINTED SHEETS ARE NOT SCANNED",
)
def test_sheets_are_written_as_pdf_and_their_squares_open_the_vault(prompt: Prompt) -> None:
    inside = prompt.creates("--sheets", prompt.vault / "sheets", status=1)
    assert "destination_refused.vault" in inside.stderr
    assert not prompt.vault.exists()
    folder = prompt.folder / "sheets"
    said = json.loads(prompt.creates("--sheets", folder, "--json").stdout)
    paths = [Path(path) for path in said["sheets"]]
    assert [path.parent for path in paths] == [folder] * 3
    scans = []
    for path in paths[1:]:
        subprocess.run(["pdftoppm", "-r", "100", "-png", path, path.with_suffix("")], check=True)
    for picture in sorted(folder.glob("*.png")):
        scan = subprocess.run(["zbarimg", "-q", "--raw", picture], check=True, capture_output=True)
        scans.append(scan.stdout.decode().strip())
    assert len(scans) == 2
    assert "cerys" in prompt.lists_with(prompt.file("scanned.txt", "\n".join(scans))).stdout


def test_one_person_alone_has_one_key_as_before(prompt: Prompt) -> None:
    document = json.loads(prompt.creates("--recovery", "1of1", "--json").stdout)
    assert set(document) == {"vault_id", "recovery_key", "recovery_shares", "recovery_sheet"}
    assert document["recovery_shares"] == []
    assert len(document["recovery_key"]) == 34
    whole = prompt.file("printed.txt", document["recovery_sheet"])
    assert "cerys" in prompt.lists_with(whole).stdout

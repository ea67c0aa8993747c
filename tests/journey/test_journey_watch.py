"""A folder being watched by a real process, while a camera's program writes into it."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

PASSPHRASE = "lantern copper thistle bridge"


def photograph(shade: int) -> bytes:
    """Return a small camera-like JPEG that no other shade equals."""
    whole = io.BytesIO()
    Image.effect_noise((640, 480), 40 + shade).convert("RGB").save(whole, "JPEG", quality=90)
    return whole.getvalue()


class Watching:
    """``diogel intake --watch`` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.hot = folder / "hot"
        self.hot.mkdir()
        secret = folder / "secret.txt"
        secret.write_text(PASSPHRASE)
        self.access = ["--user", "cerys", "--passphrase-file", str(secret)]
        self.vault = folder / "vault"
        self.environment = {
            **os.environ, "XDG_STATE_HOME": str(folder / "state"), "LANG": "C.UTF-8",
        }  # fmt: skip
        self.diogel("vault", "create", str(self.vault), "--practice", "P", "--user", "cerys",
                    "--role", "nurse", "--passphrase-file", str(secret))  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "desktop", "intake", str(self.vault), "--from", str(self.hot),
             "--remove-source", "verified", "--watch", *self.access],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment,
        )  # fmt: skip

    def diogel(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "desktop", *words],
            capture_output=True, text=True, check=True, env=self.environment,
        )  # fmt: skip
        return done.stdout

    def next_line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    made = Watching(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.communicate()


def test_only_whole_photographs_come_in_and_they_leave_the_folder(watching: Watching) -> None:
    first, second = photograph(1), photograph(2)
    growing = watching.hot / "IMG_0001.JPG"
    growing.write_bytes(first[: len(first) // 2])
    (watching.hot / "IMG_0002.JPG").write_bytes(second)
    assert "IMG_0002.JPG" in watching.next_line()
    assert growing.exists()
    with growing.open("ab") as file:
        file.write(first[len(first) // 2 :])
    assert "IMG_0001.JPG" in watching.next_line()
    assert watching.stop() == 0
    assert list(watching.hot.iterdir()) == []
    shown = watching.diogel("inbox", str(watching.vault), *watching.access)
    assert "IMG_0001.JPG" in shown
    assert "IMG_0002.JPG" in shown


def test_a_folder_that_goes_and_comes_back_is_watched_again(watching: Watching) -> None:
    (watching.hot / "IMG_0001.JPG").write_bytes(photograph(3))
    assert "IMG_0001.JPG" in watching.next_line()
    away = watching.hot.with_name("away")
    watching.hot.rename(away)
    assert watching.process.stderr is not None
    assert "not reachable" in watching.process.stderr.readline()
    away.rename(watching.hot)
    (watching.hot / "IMG_0002.JPG").write_bytes(photograph(4))
    assert "IMG_0002.JPG" in watching.next_line()
    assert watching.stop() == 0


def test_a_vault_that_is_open_elsewhere_says_so(watching: Watching) -> None:
    (watching.hot / "IMG_0001.JPG").write_bytes(photograph(5))
    assert "IMG_0001.JPG" in watching.next_line()
    second = subprocess.run(
        [sys.executable, "-m", "desktop", "inbox", str(watching.vault), *watching.access],
        capture_output=True, text=True, check=False, env=watching.environment,
    )  # fmt: skip
    assert second.returncode == 1
    assert "vault_in_use" in second.stderr
    assert watching.stop() == 0

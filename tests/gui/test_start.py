"""The first thing both windows do, in a process of its own: faults say places only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FAULTS = """
import sys, threading
from PySide6.QtCore import QTimer
from desktop.ui.start import start_app
from desktop.ui.preferences import PreferenceFile
from desktop.ui.shell.way import Way

app = start_app(PreferenceFile())

def fails():
    Way.go("SMITH, Sian", "999 128 7655")

class Broken:
    def __del__(self):
        fails()

QTimer.singleShot(0, fails)
QTimer.singleShot(20, app.quit)
app.exec()
thread = threading.Thread(target=fails, name="SMITH")
thread.start()
thread.join()
Broken()
fails()
"""

CHOOSING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from desktop.ui.start import start_app
from desktop.ui.preferences import PreferenceFile, Preferences
from desktop.ui.attach.screen import choose_files

app = start_app(PreferenceFile())
PreferenceFile().write(Preferences())
folder = Path(sys.argv[1])

def choose():
    dialog = QApplication.activeModalWidget()
    if not isinstance(dialog, QFileDialog):
        QTimer.singleShot(10, choose)
        return
    dialog.setDirectory(str(folder))
    dialog.selectFile(str(folder / "photo.jpg"))
    dialog.accept()

QTimer.singleShot(0, choose)
window = QWidget()
print(choose_files(window))
"""


def run(code: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_faults_say_places_and_never_values(own_home: Path) -> None:
    done = run(FAULTS, own_home)
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert len(lines) == 4, done.stderr
    assert all(
        line.startswith("diogel: AttributeError at desktop/ui/shell/way.py:") for line in lines
    )
    for secret in ("SMITH", "Sian", "999", "site-packages", "Traceback"):
        assert secret not in done.stderr


def test_the_window_says_that_something_failed_and_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from desktop.ui import start
    from desktop.ui.shell.way import Way

    told: list[str] = []
    monkeypatch.setattr(start._Hearing, "told", None)
    start.tell_faults(told.append)
    try:
        Way.go("SMITH", "Sian")  # type: ignore[arg-type]
    except AttributeError as error:
        start._say_fault(type(error), error, error.__traceback__)
    start._say_fault(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert len(told) == 1
    assert told[0].startswith("desktop/ui/shell/way.py:")
    start.tell_faults(lambda where: told.index("SMITH " + where))
    start._say_fault(ValueError, ValueError("SMITH"), None)
    assert "SMITH" not in capsys.readouterr().err


@pytest.mark.parametrize("nowhere", [False, True])
def test_a_program_without_a_terminal_fails_in_silence(
    monkeypatch: pytest.MonkeyPatch, nowhere: bool
) -> None:
    from desktop.ui.start import _say_fault

    if nowhere:
        monkeypatch.setattr(sys, "stderr", None)
    _say_fault(ValueError, ValueError("SMITH"), None)


def test_choosing_files_leaves_no_trace_of_the_folder(own_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Mrs Sian Smith"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"1")
    done = run(CHOOSING, own_home, str(folder))
    assert "photo.jpg" in done.stdout, done.stderr
    assert "diogel:" not in done.stderr
    written = [path for path in own_home.rglob("*") if path.is_file()]
    assert any(path.name == "window.ini" for path in written)
    for path in written:
        assert b"Sian" not in path.read_bytes(), path

"""What is copied is marked, and goes again if it is still ours."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from support.real_screen import HAS_SCREEN, until, virtual_screen

from desktop.ui.clipboard import CLEARED_AFTER_MS, CopyWatch, forget_copies

HINT = "x-kde-passwordManagerHint"
PATIENCE_MS = 10_000


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[CopyWatch]:
    home = QObject()
    made = CopyWatch(home, cleared_after_ms=200)
    yield made
    made.stop()
    QGuiApplication.clipboard().clear()


def text() -> str:
    return QGuiApplication.clipboard().text()


def test_the_stated_time() -> None:
    assert CLEARED_AFTER_MS == 30_000  # as window.md says


def test_what_a_field_copies_is_marked_and_goes(watch: CopyWatch, qtbot: QtBot) -> None:
    field = QLineEdit("999 128 7655")
    qtbot.addWidget(field)
    field.selectAll()
    field.copy()
    assert text() == "999 128 7655"
    held = QGuiApplication.clipboard().mimeData()
    assert bytes(held.data(HINT).data()) == b"secret"
    assert any("ExcludeClipboardContentFromMonitorProcessing" in kind for kind in held.formats())
    qtbot.waitUntil(lambda: text() == "", timeout=PATIENCE_MS)


def test_a_lock_takes_it_at_once(watch: CopyWatch) -> None:
    QGuiApplication.clipboard().setText("Canary")
    forget_copies()
    assert text() == ""


def test_what_is_not_ours_any_more_is_left(watch: CopyWatch, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("Canary")
    watch.blockSignals(True)
    QGuiApplication.clipboard().blockSignals(True)  # as another program's would come
    other = QMimeData()
    other.setText("a letter")
    QGuiApplication.clipboard().setMimeData(other)
    QGuiApplication.clipboard().blockSignals(False)
    watch.clear()
    assert text() == "a letter"


def test_the_newest_copy_has_the_whole_time(watch: CopyWatch, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("one")
    before = watch._timer.timerId()
    QGuiApplication.clipboard().setText("two")
    assert watch._timer.isActive()
    assert watch._timer.timerId() != before


REAL = """
import sys
from PySide6.QtWidgets import QApplication
from desktop.ui.clipboard import CopyWatch
app = QApplication([])
watch = CopyWatch(app, cleared_after_ms=int(sys.argv[1]))
clipboard = app.clipboard()
clipboard.setText("999 128 7655")
app.processEvents()
print(*sorted(clipboard.mimeData().formats()), flush=True)
for line in sys.stdin:
    if line == "clear\\n":
        watch.clear()
    for _ in range(50):
        app.processEvents()
    print("text:" + clipboard.text(), clipboard.ownsClipboard(), flush=True)
"""
OTHER = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
if len(sys.argv) > 1:
    app.clipboard().setText(sys.argv[1])
    app.processEvents()
    print("set", flush=True)
    from PySide6.QtCore import QSocketNotifier
    end = QSocketNotifier(0, QSocketNotifier.Type.Read)
    end.activated.connect(app.quit)
    app.exec()
"""


@pytest.mark.skipif(not HAS_SCREEN, reason="no virtual screen here")
def test_on_a_real_screen_another_programs_copy_is_left_alone() -> None:
    with virtual_screen() as screen:
        environment = {**os.environ, **screen.environment}

        def start(*words: str) -> subprocess.Popen[str]:
            return subprocess.Popen(
                [sys.executable, "-c", *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )

        def ask(program: subprocess.Popen[str], line: str) -> str:
            assert program.stdin is not None
            assert program.stdout is not None
            program.stdin.write(line + "\n")
            program.stdin.flush()
            return program.stdout.readline()

        with start(REAL, "100000") as ours:
            assert ours.stdout is not None
            assert HINT in ours.stdout.readline().split()
            assert ask(ours, "look") == "text:999 128 7655 True\n"
            assert ask(ours, "clear") == "text: False\n"
        with start(REAL, "100000") as ours:
            assert ours.stdout is not None
            ours.stdout.readline()
            with start(OTHER, "a letter") as other:  # after ours has copied
                assert other.stdout is not None
                assert other.stdout.readline() == "set\n"
                until(lambda: ask(ours, "look") == "text:a letter False\n", "the other's copy")
                assert ask(ours, "clear") == "text:a letter False\n"
                other.communicate()

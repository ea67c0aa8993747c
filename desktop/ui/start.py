"""What both windows do first: dress the application as this workstation is looked at."""

import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QLocale
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop.ui.gc_guard import GcGuard
from desktop.ui.look.apply import install
from desktop.ui.preferences import PreferenceFile
from desktop.ui.settings.choices import put_in_force
from desktop.wording import Language

_NAME: Final = "Diogel"
_PROGRAM: Final = Path(__file__).resolve().parents[2]


def start_app(preferences: PreferenceFile) -> QApplication:
    """Return the application, dressed and guarded, with nothing shown yet."""
    app = QApplication(["diogel"])
    app.setApplicationName(_NAME)
    app.setDesktopFileName("diogel")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(QIcon())
    kept = preferences.read()
    install(app, chosen=kept.theme)
    put_in_force(app, kept, fallback=system_language())
    GcGuard(app)
    sys.excepthook = _say_fault
    return app


def system_language() -> Language:
    """Return Welsh where the computer is set to Welsh, else English."""
    return Language.CY if QLocale.system().language() is QLocale.Language.Welsh else Language.EN


def _say_fault(
    kind: type[BaseException], _error: BaseException, trace: TracebackType | None
) -> None:
    """Say where the program failed, by our own files and lines: never what it was working on.

    An error's message and a traceback's source lines can hold what was typed or read.
    """
    places = [
        f"{Path(frame.filename).relative_to(_PROGRAM).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(trace)
        if Path(frame.filename).is_relative_to(_PROGRAM)
    ]
    sys.stderr.write(f"diogel: {kind.__name__} at {' < '.join(reversed(places)) or 'unknown'}\n")

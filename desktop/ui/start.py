"""What both windows do first: dress the application as this workstation is looked at."""

import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QLocale, QPoint, QSettings, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop.keeper.private_memory import keep_memory_private
from desktop.ui.gc_guard import GcGuard
from desktop.ui.look.apply import install
from desktop.ui.preferences import PreferenceFile
from desktop.ui.settings.choices import put_in_force
from desktop.ui.widgets.card import Mark
from desktop.wording import Language

_NAME: Final = "Diogel"
_PROGRAM: Final = Path(__file__).resolve().parents[2]
_NOWHERE: Final = "/dev/null/diogel"
"""A folder that cannot exist."""
_ICON_SIZES: Final = (16, 32, 48, 128)


def start_app(
    preferences: PreferenceFile,
    make: Callable[[Sequence[str]], QApplication] = QApplication,
) -> QApplication:
    """Return the application, dressed and guarded, with nothing shown yet.

    The sign-in window holds a passphrase for a moment, and the workspace photographs: neither
    leaves a core dump, and no other program of this user may read their memory.
    """
    watch_faults()
    keep_memory_private()
    app = make(["diogel"])
    app.setApplicationName(_NAME)
    app.setDesktopFileName("diogel")
    app.setQuitOnLastWindowClosed(False)
    keep_no_history()
    kept = preferences.read()
    install(app, chosen=kept.theme)
    put_in_force(app, kept, fallback=system_language())
    app.setWindowIcon(_icon())
    GcGuard(app)
    return app


def system_language() -> Language:
    """Return Welsh where the computer is set to Welsh, else English."""
    return Language.CY if QLocale.system().language() is QLocale.Language.Welsh else Language.EN


def keep_no_history() -> None:
    """Have Qt's own file dialog remember nothing on the disk.

    It would write the folders that were visited to the user's settings of Qt, and the name of a
    folder can be a patient's. Our own preferences lie in a file that is named in full.
    """
    user = QSettings.Scope.UserScope
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, user, _NOWHERE)


def watch_faults() -> None:
    """Say where the program failed, and never what it was working on.

    An error's message and a traceback's source lines can hold what was typed or read. This stands
    for faults in slots and events, in threads, and where Python can only note them.
    """
    sys.excepthook = _say_fault
    threading.excepthook = _say_thread_fault
    sys.unraisablehook = _say_unraisable


def tell_faults(told: Callable[[str], None]) -> None:
    """Have a window say that something failed; it is told in which of our files and lines."""
    _Hearing.told = told


class _Hearing:
    """Who is told of faults."""

    told: Callable[[str], None] | None = None


def fault_line(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return the class of an error, and our own files and lines, the innermost first."""
    return f"diogel: {kind.__name__} at {' < '.join(_places(trace))}"


def _places(trace: TracebackType | None) -> list[str]:
    places = [
        f"{Path(frame.filename).relative_to(_PROGRAM).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(trace)
        if _is_ours(Path(frame.filename))
    ]
    return places[::-1] or ["unknown"]


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(_PROGRAM) and "site-packages" not in path.parts


def _say_fault(
    kind: type[BaseException], _error: BaseException, trace: TracebackType | None
) -> None:
    _say(fault_line(kind, trace))
    if _Hearing.told is not None and issubclass(kind, Exception):
        try:
            _Hearing.told(_places(trace)[0])
        except Exception as error:  # noqa: BLE001 - what Python says of a fault here has values in it
            _say(fault_line(type(error), error.__traceback__))


def _say_thread_fault(args: threading.ExceptHookArgs) -> None:
    _say(fault_line(args.exc_type, args.exc_traceback))


def _say_unraisable(args: "sys.UnraisableHookArgs") -> None:
    _say(fault_line(args.exc_type, args.exc_traceback))


def _say(line: str) -> None:
    """Write a line; a program without a terminal has nowhere to write to."""
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")


def _icon() -> QIcon:
    """Return the mark of the product as the icon of its windows."""
    found = QIcon()
    for px in _ICON_SIZES:
        mark = Mark(px=px)
        mark.resize(px, px)
        drawn = QPixmap(px, px)
        drawn.fill(Qt.GlobalColor.transparent)
        mark.render(drawn, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
        found.addPixmap(drawn)
    return found

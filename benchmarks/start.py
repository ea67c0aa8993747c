"""From the start of the program to the sign-in window, and from a passphrase to the first page.

Each is measured against a baseline in the same round: an interpreter that loads Qt's widgets and
shows an empty window, and one stretching of a passphrase (Argon2id), which no start can be without.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
_EMPTY = (
    "import sys; from PySide6.QtWidgets import QApplication, QWidget; a = QApplication(sys.argv); "
    "w = QWidget(); w.show(); a.processEvents()"
)
_PASSPHRASE = "kettle meadow harbour slate"  # noqa: S105 - opens nothing of anybody's
_ROUND = """
import json, os, sys, time
began = time.perf_counter()
from pathlib import Path
from desktop.clock import SystemClock
from desktop.ui.preferences import PreferenceFile
from desktop.ui.start import start_app
from desktop.ui.walk.scene import Scene
from desktop.ui.home.screen import HomeScreen
vault, prefs, passphrase = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
preferences = PreferenceFile(prefs)
scene = Scene(start_app(preferences), vault, preferences=preferences, clock=SystemClock())
scene.begin()
at_door = time.perf_counter()
scene.sign_in("bench", passphrase)
scene.screen(HomeScreen)
at_home = time.perf_counter()
print(json.dumps([at_door - began, at_home - at_door]), flush=True)
os._exit(0)
"""


def _vault(folder: Path) -> Path:
    from desktop.clock import SystemClock  # noqa: PLC0415 - only this process makes a vault
    from desktop.records.role import Role  # noqa: PLC0415
    from desktop.records.staff import NewPerson  # noqa: PLC0415
    from desktop.workflow.signing_in import found_practice  # noqa: PLC0415

    first = NewPerson(name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE)
    found_practice(folder / "vault", practice="Bench", first=first, clock=SystemClock())
    return folder / "vault"


def _empty_window_s() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _EMPTY], check=True)
    return time.perf_counter() - began


def _stretch_s() -> float:
    from desktop.vault.passphrase import KdfCost, KdfParams, stretch  # noqa: PLC0415

    began = time.perf_counter()
    stretch(_PASSPHRASE, KdfParams.fresh(KdfCost()))
    return time.perf_counter() - began


def main() -> None:
    """Print medians and ratios."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("CONFIG", "STATE", "DATA"):
            os.environ[f"XDG_{kind}_HOME"] = str(folder / kind.lower())
        vault = _vault(folder)
        rounds = []
        for _ in range(ROUNDS):
            done = subprocess.run(
                [sys.executable, "-c", _ROUND, vault, folder / "window.ini", _PASSPHRASE],
                check=True,
                capture_output=True,
                text=True,
            )
            door_s, home_s = json.loads(done.stdout)
            rounds.append((door_s, home_s, _empty_window_s(), _stretch_s()))
    door, home, empty, stretched = (statistics.median(one) for one in zip(*rounds, strict=True))
    print(f"start to sign-in   {door * 1000:6.0f} ms   {door / empty:.1f} x an empty window")
    print(f"passphrase to home {home * 1000:6.0f} ms   {home / stretched:.1f} x one stretching")

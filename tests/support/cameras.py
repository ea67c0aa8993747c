"""The camera library's virtual camera, for tests: a folder that answers as a camera on a cable.

python-gphoto2 is an optional extra. Where it is not installed, ``DIOGEL_TEST_GPHOTO2`` may name a
folder that holds it; otherwise the tests of cameras are left out, and say so.
"""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from desktop.keeper.camera_limits import VIRTUAL
from desktop.keeper.camera_process import _BOOT, LIBRARY, CameraProcess

NAMED = "DIOGEL_TEST_GPHOTO2"
PORT = "usb:001,001"
FOLDER = Path(f"camera:{PORT}")


def library_folder() -> str:
    """Return what must stand on the path of a camera process; empty if it is installed."""
    named = os.environ.get(NAMED, "")
    if named and (Path(named) / LIBRARY).is_dir():
        return named
    if sys.platform == "linux" and importlib.util.find_spec(LIBRARY) is not None:
        return ""
    pytest.skip(f"the camera library is not installed: diogel[cameras], or {NAMED}=FOLDER")


def virtual_camera(folder: Path, monkeypatch: pytest.MonkeyPatch) -> CameraProcess:
    """Return a camera process whose one camera is a folder; end it after the test."""
    beside = library_folder()
    monkeypatch.setenv(VIRTUAL, str(folder))
    root = str(Path(__file__).resolve().parents[2])
    boot = f"import sys; sys.path.insert(0, {beside!r}); {_BOOT}" if beside else _BOOT
    return CameraProcess((sys.executable, "-I", "-B", "-c", boot, root))

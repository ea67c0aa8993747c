"""The process that holds keys has no image library in it."""

import subprocess
import sys

IMAGE_LIBRARIES = ("cv2", "PIL", "pillow_heif", "PySide6")


def test_commands_import_no_image_library() -> None:
    script = (
        "import sys, desktop.cli.main, desktop.keeper.local\n"
        f"print([name for name in {IMAGE_LIBRARIES!r} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_decoders_import_no_vault() -> None:
    script = (
        "import sys, desktop.keeper.decoder_work\n"
        "print([name for name in sys.modules if name.startswith(('desktop.vault', 'sqlcipher3',"
        " 'desktop.workflow'))])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_the_keeper_imports_no_image_library() -> None:
    script = (
        "import sys, desktop.keeper.keeper_child\n"
        f"print([name for name in {IMAGE_LIBRARIES!r} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_the_window_loads_no_engine_and_no_key() -> None:
    script = (
        "import sys, desktop.ui.app, desktop.ui.door.app, desktop.ui.walk.app\n"
        "engines = ('desktop.workflow', 'desktop.vault', 'desktop.intake', 'desktop.redact',\n"
        "           'desktop.share', 'sqlcipher3', 'sqlalchemy', 'cryptography', 'cv2', 'numpy')\n"
        "print([name for name in sys.modules if name.startswith(engines)])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"

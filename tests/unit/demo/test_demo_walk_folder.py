"""Where the walk of the demonstration may work."""

import subprocess
import sys
from pathlib import Path


def test_a_walk_leaves_a_folder_alone_that_is_not_empty(tmp_path: Path) -> None:
    used = tmp_path / "used"
    used.mkdir()
    (used / "mine.txt").write_text("mine", encoding="utf-8")
    walk = ("demo", "--pictures", str(tmp_path / "pictures"), "--dir", str(used))
    done = subprocess.run(
        [sys.executable, "-m", "desktop", *walk],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "usage.demo_folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in used.iterdir()] == ["mine.txt"]

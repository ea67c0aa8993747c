"""What every campaign of faults needs: the shim, and a folder in memory, because kills are many."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faults.campaign import build_shim


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the shim once."""
    return build_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """Lend a folder on a memory file system where there is one."""
    if not Path("/dev/shm").is_dir():  # noqa: S108 - our own folder is made below it
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(dir="/dev/shm", prefix="diogel-faults-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def summed_up(request: pytest.FixtureRequest) -> Callable[[dict[str, Any]], None]:
    """Write figures of a campaign down, by the test's name, where ``make soak`` wants them."""

    def write(figures: dict[str, Any]) -> None:
        if place := os.environ.get("DIOGEL_FAULTS_SUMMARY"):
            path = Path(place)
            path.parent.mkdir(parents=True, exist_ok=True)
            there = json.loads(path.read_text()) if path.exists() else {}
            there[request.node.name] = figures
            path.write_text(json.dumps(there, indent=1, sort_keys=True))

    return write

"""What is costly to make is made once for all workers of a run, not once in each."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that one worker fills while the others wait; never change it, copy it.

    Args:
        factory: Of this worker; its folder lies beside those of the other workers of the run.
        name: One for each thing that is made.
        make: Fills a folder that does not exist yet. If it fails, the next worker tries.
    """
    base = factory.getbasetemp()
    is_worker = base.name.startswith("popen-")
    shared = (base.parent if is_worker else base) / f"once-{name}"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder, done = shared / "made", shared / "done"
        if not done.exists():
            make(folder)
            done.touch()
    return folder

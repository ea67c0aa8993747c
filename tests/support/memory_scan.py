"""Looking for bytes in everything that a process has in memory."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_MAP = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \S+\s*(.*)")
_PIECE = 16 * 1024 * 1024
_NOT_MEMORY = ("[vvar]", "[vsyscall]", "[vvar_vclock]")


def may_scan() -> bool:
    """Return whether we may read processes that forbid it: as root."""
    return os.name == "posix" and os.geteuid() == 0


def found_in(process_id: int, wanted: Mapping[str, bytes]) -> dict[str, int]:
    """Return how often each needle is in a process' readable memory; 0 is left out.

    Raises:
        AssertionError: Next to nothing could be read: that would look like nothing found.
    """
    found = dict.fromkeys(wanted, 0)
    longest = max(map(len, wanted.values()))
    read = 0
    with Path(f"/proc/{process_id}/mem").open("rb", buffering=0) as memory:
        for start, end in _maps(process_id):
            at, before = start, b""
            while at < end:
                try:
                    piece = os.pread(memory.fileno(), min(_PIECE, end - at), at)
                except OSError:  # a map that went, or pages that are nobody's
                    break
                if not piece:
                    break
                read += len(piece)
                whole = before + piece
                for name, needle in wanted.items():
                    found[name] += whole.count(needle) - before.count(needle)
                before = whole[-(longest - 1) :]
                at += len(piece)
    assert read > 10 * 1024 * 1024, f"only {read} bytes of process {process_id} could be read"
    return {name: count for name, count in found.items() if count}


def _maps(process_id: int) -> list[tuple[int, int]]:
    found = []
    for line in Path(f"/proc/{process_id}/maps").read_text().splitlines():
        match = _MAP.match(line)
        assert match is not None, line
        start, end, may, name = match.groups()
        if may.startswith("r") and name not in _NOT_MEMORY:
            found.append((int(start, 16), int(end, 16)))
    return found

"""The process under test: loaded once, then forked for each disturbed run.

Started with the shim preloaded. Reads one JSON request a line and answers with one JSON line.
A request names a folder made from a template, what to do there, and how to disturb it. The child
that does it is a fresh fork, so that a kill ends nothing else, and imports are paid for once.
"""

import ctypes
import functools
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from faults import checks, scenes

from desktop.errors import DeskError
from desktop.vault import slots

_SHIM = ctypes.CDLL(None)
_SHIM.shim_count.restype = ctypes.c_long
REFUSED, BROKEN = 3, 4


def _armed(root: Path, disturb: dict[str, int]) -> None:
    _SHIM.shim_arm(
        os.fsencode(os.path.realpath(root)),
        ctypes.c_int(disturb["mode"]),
        ctypes.c_long(disturb["at"]),
        ctypes.c_int(disturb.get("errno", 0)),
        ctypes.c_int(disturb.get("sticky", 0)),
    )


def _forked(work: Callable[[], dict[str, Any]], out: Path) -> tuple[int, dict[str, Any]]:
    """Run ``work`` in a fork; return its exit code (negative for a signal) and its answer."""
    out.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        code = 0
        try:
            out.write_text(json.dumps(work()))
        except DeskError as error:
            out.write_text(json.dumps({"error": type(error).__name__, "code": str(error)}))
            code = REFUSED
        except BaseException:  # noqa: BLE001 - reported as a trace, and counted
            out.write_text(json.dumps({"trace": traceback.format_exc()}))
            code = BROKEN
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, json.loads(out.read_text()) if out.exists() else {}


def _marking(marks: Path, card: Path) -> Callable[[str], None]:
    """Note what is removed from the card, before it is; return what notes something told."""
    descriptor = os.open(marks, os.O_WRONLY)
    on_card = {path.name for path in card.iterdir()} if card.exists() else set()

    def note(event: str, words: tuple[Any, ...]) -> None:
        if event == "os.remove" and (name := Path(os.fsdecode(words[0])).name) in on_card:
            os.write(descriptor, f"removing:{name}".encode())

    sys.addaudithook(note)
    return lambda what: (os.write(descriptor, f"told:{what}".encode()), None)[1]


def _act(request: dict[str, Any]) -> dict[str, Any]:
    root = Path(request["root"])
    scene = scenes.SCENES[request["scene"]]

    def work() -> dict[str, Any]:
        told = scenes.Acknowledged(root)
        if request.get("marks"):
            told.also = _marking(Path(request["marks"]), root / "card")
        scene.prepare(root)
        _armed(root, request["disturb"])
        if request.get("record"):
            assert _SHIM.shim_record(os.fsencode(request["record"]))
            told.also = lambda what: _SHIM.shim_mark(what.encode())
        try:
            answer = scene.act(root, told)
        finally:
            _SHIM.shim_disarm()
        return {"calls": _SHIM.shim_count(), "answer": answer}

    code, answer = _forked(work, root.with_suffix(".answer"))
    return {"code": code, **answer}


def _check(request: dict[str, Any]) -> dict[str, Any]:
    root = Path(request["root"])

    def work() -> dict[str, Any]:
        return asdict(checks.checked(request["scene"], root, is_control=True))

    code, answer = _forked(work, root.with_suffix(".answer"))
    return {"code": code, **answer}


def _warm(request: dict[str, Any]) -> dict[str, Any]:
    """Do and check the scene once in this process, for statements and keys to be known.

    A stretched passphrase is remembered from here on: it costs a third of a check.
    """
    slots.stretch = functools.cache(slots.stretch)  # type: ignore[attr-defined]
    warmed = asdict(checks.checked(request["scene"], Path(request["root"])))
    assert slots.stretch.cache_info().hits  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()  # what is never looked through again is shared with the children
    return warmed


_DO = {"act": _act, "check": _check, "warm": _warm}


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        done = _DO[request["do"]](request)
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Power cuts on a file system that promises no more than POSIX does.

The shim writes down every call of a scene that changes something. This model plays them to a file
system that keeps nothing in order: what is written to a file lasts once that file is synced, a name
once its folder is; before that each write, each name and each removal may have got to the disk or
not, on its own, a write also by some of its sectors. A rename is a new name in one folder and a
lost one in the other. ext4 does better than that (a synced new file keeps its name, names are
kept in order); other file systems do not. The card is synchronous: what leaves it is gone.
"""

import os
import random
import re
import shutil
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from faults.campaign import COUNT, Campaign
from faults.power import SECTOR_BYTES, Findings

KINDS = ("none", "all", "names", "content", "half", "torn")
_NUMBER = struct.Struct("=Q")


@dataclass(slots=True)
class File:
    """What of one file lasts, and what was done to it since it was last synced."""

    lasting: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)


@dataclass(slots=True)
class Folder:
    """Names now, names that last, and what was done to them since the folder was last synced."""

    now: dict[str, int] = field(default_factory=dict)
    lasting: dict[str, int] = field(default_factory=dict)
    pending: list[tuple[bool, str, int]] = field(default_factory=list)
    is_synchronous: bool = False

    def change(self, is_new: bool, name: str, inode: int) -> None:
        """Give ``inode`` a name, or take it away."""
        _rename_in(self.now, is_new, name, inode)
        if self.is_synchronous:
            _rename_in(self.lasting, is_new, name, inode)
        else:
            self.pending.append((is_new, name, inode))


def _rename_in(names: dict[str, int], is_new: bool, name: str, inode: int) -> None:
    if is_new:
        names[name] = inode
    elif names.get(name) == inode:
        del names[name]


def _change(content: bytearray, at: int, data: bytes | None) -> None:
    """Write ``data``; or, without any, cut the file to ``at`` bytes."""
    end = at + len(data or b"")
    content.extend(bytes(max(0, end - len(content))))
    if data is None:
        del content[at:]
    else:
        content[at:end] = data


class Model:
    """The file system below one root, fed with what the shim wrote down."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self.files: dict[int, File] = {}
        self.folders: dict[int, Folder] = {}
        self.told: list[str] = []
        self._top = root.stat().st_ino
        self._taken_in(Path(self._root))

    def _taken_in(self, folder: Path) -> None:
        found = self.folders[folder.stat().st_ino] = Folder(is_synchronous=folder.name == "card")
        for path in folder.iterdir():
            inode = path.stat().st_ino
            found.now[path.name] = found.lasting[path.name] = inode
            if path.is_dir():
                self._taken_in(path)
            else:
                self.files[inode] = File(lasting=bytearray(path.read_bytes()))

    def _where(self, path: str) -> tuple[Folder, str]:
        folder = self.folders[self._top]
        *above, name = os.path.relpath(path, self._root).split("/")
        for part in above:
            folder = self.folders[folder.now[part]]
        return folder, name

    def made(self, inode: int, path: str, *, is_folder: bool) -> None:
        """A file or folder was made."""
        if is_folder:
            self.folders[inode] = Folder()
        else:
            self.files[inode] = File()
        folder, name = self._where(path)
        folder.change(True, name, inode)

    def renamed(self, old: str, new: str) -> None:
        """A file got another name."""
        (from_folder, from_name), (to_folder, to_name) = self._where(old), self._where(new)
        inode = from_folder.now[from_name]
        to_folder.change(True, to_name, inode)
        from_folder.change(False, from_name, inode)

    def removed(self, path: str) -> None:
        """A name was taken away."""
        folder, name = self._where(path)
        folder.change(False, name, folder.now[name])

    def synced(self, inode: int) -> None:
        """A file or a folder was synced."""
        if (folder := self.folders.get(inode)) is not None:
            folder.lasting = dict(folder.now)
            folder.pending.clear()
            return
        file = self.files[inode]
        for at, data in file.pending:
            _change(file.lasting, at, data)
        file.pending.clear()

    def changed(self, inode: int, at: int, data: bytes | None) -> None:
        """A file was written to, or cut."""
        self.files[inode].pending.append((at, data))

    def on_card(self) -> frozenset[str]:
        """Return what is on the card now."""
        top = self.folders[self._top].now
        return frozenset(self.folders[top["card"]].now) if "card" in top else frozenset()

    def is_sure(self) -> bool:
        """Whether everything lasts."""
        every = [*self.files.values(), *self.folders.values()]
        return not any(one.pending for one in every)

    def leave(self, to: Path, kind: str, chosen: random.Random) -> None:
        """Make what a power cut may leave."""
        self._leave_folder(self._top, to, _Luck(kind, chosen))

    def _leave_folder(self, inode: int, to: Path, luck: "_Luck") -> None:
        to.mkdir(mode=0o700)
        folder = self.folders[inode]
        names = dict(folder.lasting)
        for change in folder.pending:
            if luck.keeps_name():
                _rename_in(names, *change)
        for name, there in names.items():
            if there in self.folders:
                self._leave_folder(there, to / name, luck)
            else:
                (to / name).write_bytes(luck.content(self.files[there]))
                (to / name).chmod(0o600)


class _Luck:
    """What the disk had got to, of one kind."""

    def __init__(self, kind: str, chosen: random.Random) -> None:
        self._kind = kind
        self._chosen = chosen

    def keeps_name(self) -> bool:
        if self._kind in ("half", "torn"):
            return self._chosen.random() < 0.5
        return self._kind in ("all", "names")

    def content(self, file: File) -> bytes:
        content = bytearray(file.lasting)
        for at, data in file.pending:
            for start, part in self._parts(at, data):
                _change(content, start, part)
        return bytes(content)

    def _parts(self, at: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
        sectors = data is not None and self._kind == "torn"
        if self._kind in ("all", "content"):
            yield at, data
        elif self._kind == "half" or (self._kind == "torn" and not sectors):
            if self._chosen.random() < 0.5:
                yield at, data
        elif sectors and data is not None:
            for start in range(0, len(data), SECTOR_BYTES):
                if self._chosen.random() < 0.5:
                    yield at + start, data[start : start + SECTOR_BYTES]


class _Log:
    """What the shim wrote down, read again."""

    def __init__(self, plain: bytes) -> None:
        self._plain = plain
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._plain)

    def kind(self) -> str:
        self._at += 1
        return chr(self._plain[self._at - 1])

    def number(self) -> int:
        self._at += 8
        return int(_NUMBER.unpack_from(self._plain, self._at - 8)[0])

    def data(self) -> bytes:
        length = self.number()
        self._at += length
        return self._plain[self._at - length : self._at]

    def text(self) -> str:
        return self.data().decode()


def _play_one(log: _Log, model: Model) -> None:
    kind = log.kind()
    match kind:
        case "w" | "t":
            where = log.number(), log.number()
            model.changed(*where, log.data() if kind == "w" else None)
        case "s":
            model.synced(log.number())
        case "c" | "d":
            model.made(log.number(), log.text(), is_folder=kind == "d")
        case "r":
            model.renamed(log.text(), log.text())
        case "u":
            model.removed(log.text())
        case _:
            model.told.append(log.text())


class ModelCuts:
    """One scene written down once, and the folders that cuts leave; use as a context manager."""

    def __init__(self, folder: Path, shim: Path, scene: str, *, seed: int = 1) -> None:
        self.found = Findings()
        self._folder = folder
        self._chosen = random.Random(seed)  # noqa: S311 - not a secret
        self._campaign = Campaign(folder, shim, scene)

    def __enter__(self) -> "ModelCuts":
        root = self._campaign.fresh()
        self._model = Model(root)
        log = self._folder / "calls.log"
        done = self._campaign.act(root, record=log, mode=COUNT, at=0)
        assert done["code"] == 0, done
        self._log = log.read_bytes()
        return self

    def __exit__(self, *_error: object) -> None:
        self._campaign.__exit__()

    def cut_some(self, wanted: int) -> None:
        """Look at about so many folders, or all, spread over the whole scene."""
        calls = self._log_length()
        step = max(1, calls * len(KINDS) // wanted)
        first = self._chosen.randrange(step)
        self._cut_at(set(range(first, calls, step)), KINDS)

    def cut_until(self, what: str, *, after_removals: bool) -> None:
        """Cut when something has left the card, or every few calls, until a check says so."""
        calls = self._log_length()
        chosen = set() if after_removals else set(range(20, calls, 3))
        self._cut_at(chosen, ("none", "names"), until=what)

    def _cut_at(self, chosen: set[int], kinds: Collection[str], *, until: str = "") -> None:
        log, number, card = _Log(self._log), 0, self._model.on_card()
        while log:
            _play_one(log, self._model)
            left, card = card - self._model.on_card(), self._model.on_card()
            if number in chosen or (until and not chosen and left):
                for kind in KINDS[:1] if self._model.is_sure() else kinds:
                    self._cut(number, kind)
                    if until and re.search(until, str(self.found.violations)):
                        return
            number += 1

    def _log_length(self) -> int:
        log, calls = _Log(self._log), 0
        while log:
            _skip(log)
            calls += 1
        return calls

    def _cut(self, number: int, kind: str) -> None:
        root = self._folder / "run"
        shutil.rmtree(root, ignore_errors=True)
        self._model.leave(root, kind, self._chosen)
        root.with_suffix(".told").write_text("".join(f"{one}\n" for one in self._model.told))
        wrong = self._campaign.check(root)
        self.found.states += 1
        self.found.untold = self._campaign.result.untold
        if wrong:
            self.found.violations[f"{number}/{kind}"] = wrong


def _skip(log: _Log) -> None:
    for part in {"w": "nnd", "t": "nn", "s": "n", "c": "nd", "d": "nd", "r": "dd", "u": "d"}.get(
        log.kind(), "d"
    ):
        if part == "n":
            log.number()
        else:
            log.data()

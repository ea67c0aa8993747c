"""The whole way with marks in everything, and afterwards every place is searched for them.

By the real commands and in the real window on a screen, with real decoders, under strace. The marks
are names, notes, reasons, file names, passphrases, the bytes of the photographs and of the pixels
that they decode to, and the bytes of the copy that was saved. They are found in the card and in the
copy that somebody chose to save (the control), and nowhere else: not in the vault, the home, the
caches, scratch, ``/dev/shm``, ``/var/tmp``, logs, cores, or a list of recent files.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from support.morning import Morning
from support.real_screen import HAS_SCREEN, virtual_screen
from support.writes import STRACE, Traced, outside

from desktop.demo.pictures import draw_card
from desktop.demo.practice import PATIENTS, STAFF, patient_csv_with_mistakes
from desktop.keeper.workstation import WorkstationFile
from desktop.records.workstation import Workstation

ROOT = Path(__file__).resolve().parents[2]
SHARED = (Path("/dev/shm"), Path("/var/tmp"))  # noqa: S108 - searched, not written
SHORTEST = 5
ABSENT = dict.fromkeys(("face", "tattoo", "birthmark", "jewellery", "badge", "text"), "absent")
NOTE, WHY, SITE_NOTE, SOUGHT = (
    "CANARYNOTEitches", "CANARYWHYletter", "CANARYSITEreddish", "CANARYSOUGHT",
)  # fmt: skip

pytestmark = pytest.mark.skipif(STRACE is None, reason="no strace: foreign writes NOT TESTED")


def of_photograph(data: bytes) -> set[bytes]:
    """Return windows of a photograph's file, and of the pixels that it decodes to."""
    found = {data[at : at + 24] for at in (len(data) // 3, len(data) // 2, len(data) * 4 // 5)}
    with Image.open(io.BytesIO(data)) as picture:  # noqa: TID251 - what a decoder would leave
        pixels = picture.convert("RGB").tobytes()
    for part in (3, 5, 7):
        window = pixels[len(pixels) // part :][:48]
        if len(set(window)) > 16:  # a plain wall is anybody's
            found.add(window)
    return found


def of_texts(texts: list[str]) -> set[bytes]:
    """Return texts as files may hold them."""
    return {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")}


@dataclass
class Search:
    """What is looked for, and where it may be.

    Attributes:
        marks: Bytes that stand for a patient, a passphrase or a picture.
        chosen: Places that somebody put them in on purpose: inputs, and chosen destinations.
        since: Older files of shared folders are somebody else's.
    """

    marks: set[bytes]
    chosen: tuple[Path, ...]
    since: float
    looked: int = 0
    hits: list[str] = field(default_factory=list)

    def through(self, *folders: Path) -> "Search":
        for folder in folders:
            for path in folder.rglob("*"):
                self._look(path)
        return self

    def _look(self, path: Path) -> None:
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_mtime < self.since:
                return
            if any(path.is_relative_to(one) for one in self.chosen):
                return
            data = os.fsencode(path.name) + path.read_bytes()
        except OSError:  # of another program, and gone
            return
        self.looked += 1
        self.hits += [f"{mark!r} in {path}" for mark in self.marks if mark in data]


class Way:
    """A practice whose people work by commands, each of them traced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault, self.card, self.inputs = folder / "vault", folder / "card", folder / "inputs"
        self.out, self.home = folder / "chosen", folder / "home"
        self.scratch = folder / "scratch"
        for one in (self.inputs, self.out, self.home, self.scratch):
            one.mkdir(parents=True)
        self.trace = Traced(folder / "trace")
        self.people = {person.role.value: person for person in STAFF}
        for person in STAFF:
            (self.inputs / f"{person.sign_in}.txt").write_text(person.passphrase + "\n")
        self.since = self.inputs.stat().st_mtime

    def secret(self, role: str) -> list[str]:
        person = self.people[role]
        file = self.inputs / f"{person.sign_in}.txt"
        return ["--user", person.sign_in, "--passphrase-file", str(file)]

    def ask(self, *words: object, by: str = "", also: tuple[int, ...] = (0,)):
        line = [*self.trace.line(), sys.executable, "-B", "-m", "desktop", *map(str, words)]
        line += [*(self.secret(by) if by else []), "--json"]
        home = {f"XDG_{name}_HOME": str(self.home / name.lower())
                for name in ("STATE", "CONFIG", "CACHE", "DATA")}  # fmt: skip
        done = subprocess.run(
            line, capture_output=True, text=True, timeout=240, cwd=ROOT, check=False,
            env={**os.environ, **home, "HOME": str(self.home), "TMPDIR": str(self.scratch),
                 "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        assert done.returncode in also, (words, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout else None


def _walk(way: Way) -> dict[str, object]:
    """Found, admit, import, empty, identify, redact, file, view, save, attach, destroy, verify."""
    clinician = way.people["clinician"]
    secret = way.inputs / f"{clinician.sign_in}.txt"
    way.ask("vault", "create", way.vault, "--practice", "Cwm Derw", "--user", clinician.sign_in,
            "--passphrase-file", secret)  # fmt: skip
    for role in ("receptionist", "nurse", "manager"):
        name = way.people[role].sign_in
        way.ask("users", "add", way.vault, name, "--role", role, "--new-passphrase-file",
                way.inputs / f"{name}.txt", by="clinician")  # fmt: skip
    (way.inputs / "patients.csv").write_bytes(patient_csv_with_mistakes())
    way.ask("patients", "import", way.vault, way.inputs / "patients.csv", by="receptionist")
    way.ask("patients", "list", way.vault, "--find", SOUGHT, by="receptionist")
    way.ask("intake", way.vault, "--from", way.card, "--remove-source", "verified", by="nurse")
    inbox = way.ask("inbox", way.vault, by="nurse")
    portrait = next(one["arrival"] for one in inbox if one["file"].endswith("IMG_0010.JPG"))
    patient = PATIENTS[9].nhs_number
    consent = way.ask("consent", "add", way.vault, "--patient", patient, "--explained", "all",
                      by="nurse")["consent"]  # fmt: skip
    way.ask("identify", way.vault, portrait, "--patient", patient, "--consent", consent,
            "--second", PATIENTS[9].date_of_birth.isoformat(), by="nurse")  # fmt: skip
    proposed = way.ask("propose", way.vault, portrait, by="clinician")
    regions = way.inputs / "regions.json"
    decided = {"regions": proposed["regions"], "decisions": {**ABSENT, "face": "obscured"}}
    regions.write_text(json.dumps(decided))
    filed = way.ask("file", way.vault, portrait, "--patient", patient, "--consent", consent,
                    "--redaction", regions, "--site", "cheek", "--side", "left", "--view",
                    "locating", "--description", SITE_NOTE, by="clinician")  # fmt: skip
    way.ask("images", way.vault, "--patient", patient, by="nurse")
    way.ask("images", way.vault, "--save", filed["image"], way.out / "copy.jpg", "--reason", WHY,
            by="clinician")  # fmt: skip
    way.ask("attach", way.vault, way.inputs / "sent.jpg", "--patient", patient, "--came", "email",
            "--second", PATIENTS[9].date_of_birth.isoformat(),
            "--asked", "--told", "--note", NOTE, by="receptionist")  # fmt: skip
    way.ask("audit", "export", way.vault, way.out / "trail.json", by="manager")
    way.ask("destroy", way.vault, filed["image"], "--reason", WHY, by="clinician")
    return way.ask("vault", "verify", way.vault, by="nurse")


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_the_whole_way_by_commands_leaves_nothing_in_the_clear(tmp_path: Path) -> None:
    way = Way(tmp_path)
    draw_card(way.card, progress=lambda _done, _all: None, width_px=1200)
    taken = {path: path.read_bytes() for path in sorted(way.card.rglob("*.JPG"))}
    shutil.copy(next(iter(taken)), way.inputs / "sent.jpg")
    pictures = {mark for data in list(taken.values())[:6] for mark in _pictures(data)}
    before = Search(pictures, (), way.since).through(way.card, way.inputs)
    assert before.hits, "the marks are in the card"
    assert _walk(way)["ok"]
    saved = (way.out / "copy.jpg").read_bytes()
    texts = [NOTE, WHY, SITE_NOTE, SOUGHT, "sent.jpg"]
    texts += [person.passphrase for person in STAFF]
    texts += [one.family_name for one in PATIENTS if len(one.family_name) >= SHORTEST]
    texts += [one.nhs_number for one in PATIENTS]
    marks = pictures | of_texts(texts) | of_photograph(saved)
    assert Search(marks, (), way.since).through(way.out).hits, "the marks are in what was saved"
    search = Search(marks, (way.card, way.inputs, way.out, way.trace.folder), way.since)
    search.through(tmp_path, *SHARED)
    print(f"\ncommands: {search.looked} files searched for {len(marks)} marks")  # noqa: T201
    assert search.looked > len(taken)
    assert search.hits == []
    assert list(way.scratch.iterdir()) == []
    _nothing_foreign(way.trace, [way.vault, way.home / "state", way.out, way.card])
    assert not list(tmp_path.rglob("recently-used.xbel"))
    assert not list(tmp_path.rglob("core*"))


def _pictures(data: bytes) -> set[bytes]:
    try:
        return of_photograph(data)
    except OSError:  # one of the card's files that are none
        return set()


_TRIED = re.compile(r".*/scratch/[a-z0-9_]{8}")
"""``tempfile`` of the standard library writes four bytes there to see whether it may."""


def _nothing_foreign(trace: Traced, allowed: list[Path]) -> None:
    written = trace.written()
    print(f"{len(written)} paths written, {trace.memories()} files in memory")  # noqa: T201
    foreign = outside(written, [*allowed, "/dev/shm/sem.", "/dev/shm/shmfd"])  # noqa: S108
    foreign = [path for path in foreign if not _TRIED.fullmatch(path)]
    assert any(path.startswith(str(allowed[0])) for path in written), "the trace saw the vault"
    assert foreign == [], "\n".join(foreign)


@pytest.fixture
def display() -> Iterator[str]:
    if not HAS_SCREEN:
        pytest.skip("no virtual screen: the window is NOT TESTED")
    with virtual_screen() as screen:
        yield screen.environment["DISPLAY"]


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_the_whole_morning_in_the_window_leaves_nothing_in_the_clear(
    tmp_path: Path, display: str
) -> None:
    """Three people's whole job, on a screen, in a process of its own with keeper and decoders."""
    prepared = Morning.prepared(tmp_path / "practice")
    inputs = tuple(path for path in prepared.folder.iterdir() if path != prepared.vault)
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    for one in (home, scratch):
        one.mkdir()
    known = WorkstationFile(prepared.vault_id, folder=home / "config" / "diogel" / "workstation")
    known.write(Workstation(card_folders=(prepared.card,)))
    taken = [path.read_bytes() for path in sorted(prepared.card.rglob("*.JPG"))]
    texts = [person.passphrase for person in STAFF]
    texts += [one.family_name for one in PATIENTS if len(one.family_name) >= SHORTEST]
    texts += [one.nhs_number for one in PATIENTS]
    marks = {mark for data in taken[:6] for mark in _pictures(data)} | of_texts(texts)
    since = home.stat().st_mtime
    assert Search(marks, (), 0).through(*inputs).hits, "the marks are in card and lists"
    trace = Traced(tmp_path / "trace")
    beats = tmp_path / "beats.json"
    places = {f"XDG_{n}_HOME": str(home / n.lower()) for n in ("STATE", "CONFIG", "CACHE", "DATA")}
    done = subprocess.run(
        [*trace.line(), sys.executable, "-B", "-m", "support.morning", str(prepared.vault),
         str(beats)],
        capture_output=True, text=True, timeout=1100, cwd=ROOT, check=False,
        env={**os.environ, **places, "HOME": str(home), "TMPDIR": str(scratch),
             "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8",
             "PYTHONDONTWRITEBYTECODE": "1",
             "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), str(ROOT)])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    search = Search(marks, (*inputs, trace.folder), since).through(tmp_path, *SHARED)
    print(f"\nwindow: {search.looked} files searched for {len(marks)} marks")  # noqa: T201
    assert search.looked > len(taken)
    assert search.hits == []
    look = scratch / "diogel-look-"  # the walk's own preferences: language, size of text
    _nothing_foreign(trace, [prepared.vault, home, prepared.card, beats, look])
    assert not list(home.rglob("recently-used.xbel"))

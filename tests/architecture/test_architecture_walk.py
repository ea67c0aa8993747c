"""The walk of docs/architecture.md is the way that the program takes.

The walk is taken with real commands on a real picture; what the interpreter calls is written down
and compared with the paper, line by line.
"""

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import numpy as np
import pytest
from PIL import Image

from desktop.cli.main import main
from desktop.keeper.decoder_messages import Job
from desktop.keeper.decoder_work import Work
from desktop.memory import SealedMemory
from desktop.records.gate import Feature
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.settings import LIMITS

ROOT = Path(__file__).resolve().parents[2]
PAPER = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
WALK = PAPER.split("## The walk of one image")[1].split("\n## ")[0]
NAMES = sorted(set(re.findall(r"`(desktop(?:\.\w+)+)`", WALK)))
CHAPTERS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", WALK, re.MULTILINE | re.DOTALL))
NHS_NUMBER = "9990000018"
PATIENT_LIST = (
    "nhs_number,family_name,given_name,title,date_of_birth,gender\n"
    f"{NHS_NUMBER},Prys,Mair,Ms,1961-04-05,female\n"
)


def steps(chapter: str, mark: str) -> list[str]:
    return re.findall(rf"^ *{re.escape(mark)} `([\w.]+)`", CHAPTERS[chapter], re.MULTILINE)


def resolve(name: str) -> object:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


@contextmanager
def traced(calls: list[str]) -> Iterator[None]:
    """Write down every function of ours that this thread calls."""

    def note(frame: FrameType, event: str, _argument: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.startswith("desktop."):
            calls.append(f"{module}.{frame.f_code.co_qualname}".removesuffix(".__init__"))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def not_in_order(names: Sequence[str], calls: Sequence[str]) -> list[str]:
    """Return the names that are not called after all those before them."""
    at, missing = 0, []
    for name in names:
        try:
            at = calls.index(name, at) + 1
        except ValueError:
            missing.append(name)
    return missing


class Taken:
    """The walk as taken: what each chapter called."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._secret = folder / "secret.txt"
        self._vault = folder / "vault"
        self.card = folder / "card"
        self.copy = folder / "copy.png"
        self._secret.write_text("pedwar gair hir iawn\n", encoding="utf-8")
        self.calls: dict[str, list[str]] = {}

    def ask(self, *words: object) -> dict[str, str] | list[dict[str, str]]:
        line = [str(word) for word in words]
        access = ["--user", "elin", "--passphrase-file", str(self._secret), "--json"]
        assert main([*line, *access]) == 0, self._capsys.readouterr().err
        return json.loads(self._capsys.readouterr().out)

    def take(self, chapter: str, walk: Callable[[], None]) -> None:
        calls: list[str] = []
        with traced(calls):
            walk()
        self.calls[chapter] = calls

    def whole(self) -> None:
        self.ask("vault", "create", self._vault, "--practice", "Cwm Derw")
        patients = self.card.parent / "patients.csv"
        patients.write_text(PATIENT_LIST, encoding="utf-8")
        self.ask("patients", "import", self._vault, patients)
        for chapter, walk in zip(
            CHAPTERS, (self._intake, self._identify, self._propose, self._file, self._save),
            strict=True,
        ):  # fmt: skip
            self.take(chapter, walk)

    def _intake(self) -> None:
        words = ("--from", self.card, "--remove-source", "verified")
        self._arrival = self.ask("intake", self._vault, *words)["arrived"][0]["arrival"]

    def _identify(self) -> None:
        words = ("--patient", NHS_NUMBER, "--explained", "all")
        self._consent = self.ask("consent", "add", self._vault, *words)["consent"]
        words = ("--patient", NHS_NUMBER, "--consent", self._consent)
        self.ask("identify", self._vault, self._arrival, *words)

    def _propose(self) -> None:
        self.ask("propose", self._vault, self._arrival)

    def _file(self) -> None:
        redaction = self.card.parent / "redaction.json"
        decisions = {feature.value: "absent" for feature in Feature} | {"badge": "obscured"}
        regions = [{"x": 20, "y": 20, "w": 30, "h": 20}]
        redaction.write_text(json.dumps({"regions": regions, "decisions": decisions}))
        words = ("--patient", NHS_NUMBER, "--consent", self._consent, "--redaction", redaction)
        self._image = self.ask("file", self._vault, self._arrival, *words)["image"]

    def _save(self) -> None:
        words = ("--save", self._image, self.copy, "--reason", "advice")
        self.ask("images", self._vault, *words)


@pytest.fixture
def picture() -> Image.Image:
    """A gentle slope of colour in which nobody finds a face."""
    down, across = np.mgrid[0:240, 0:320]
    pixels = np.stack([across * 255 // 320, down * 255 // 240, (across + down) // 3], axis=2)
    return Image.fromarray(pixels.astype(np.uint8))


def test_walk_names_five_chapters() -> None:
    assert len(CHAPTERS) == 5
    assert len(NAMES) > 50


@pytest.mark.parametrize("name", NAMES)
def test_what_the_walk_names_exists(name: str) -> None:
    assert resolve(name) is not None


def test_walk_is_taken_in_this_order(
    tmp_path: Path, picture: Image.Image, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = Taken(tmp_path, capsys)
    taken.card.mkdir()
    picture.save(taken.card / "DSC_0001.PNG")
    taken.whole()
    assert list(taken.card.iterdir()) == []
    assert taken.copy.exists()
    wrong = {name: not_in_order(steps(name, "1."), calls) for name, calls in taken.calls.items()}
    assert {chapter: names for chapter, names in wrong.items() if names} == {}


def test_decoders_take_their_steps_in_this_order(tmp_path: Path, picture: Image.Image) -> None:
    file = tmp_path / "one.png"
    picture.save(file)
    redaction = Redaction(regions=(Region.rectangle(20, 20, 30, 20),))
    intake, _, propose, filing, _ = CHAPTERS
    with (
        SealedMemory.from_bytes(file.read_bytes()) as untrusted,
        SealedMemory.from_bytes(json.dumps(redaction.to_json()).encode()) as sealed,
    ):
        calls: dict[str, list[str]] = {intake: [], propose: [], filing: []}
        work = Work(LIMITS)
        with traced(calls[intake]):
            work.do(Job.EXAMINE, (untrusted,))
        with traced(calls[propose]):
            work.do(Job.DETECT, (untrusted,))
        with traced(calls[filing]):
            _, derivative = work.do(Job.BURN, (untrusted, sealed))
            assert derivative is not None
            with derivative:
                work.do(Job.PROVE, (untrusted, derivative, sealed))
    wrong = {name: not_in_order(steps(name, "-"), called) for name, called in calls.items()}
    assert {chapter: names for chapter, names in wrong.items() if names} == {}

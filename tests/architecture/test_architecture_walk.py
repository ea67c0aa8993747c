"""The walk of docs/architecture.md is the way that the program takes.

The walk is taken with real commands on a real picture; what the interpreter calls is written down
and compared with the paper, line by line.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.tracing import chapters_of, names_in, not_in_order, resolve, steps, traced

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
NAMES = names_in(WALK)
CHAPTERS = chapters_of(WALK)
NHS_NUMBER = "9990000018"
PATIENT_LIST = (
    "nhs_number,family_name,given_name,title,date_of_birth,gender\n"
    f"{NHS_NUMBER},Prys,Mair,Ms,1961-04-05,female\n"
)


def wrong_steps(mark: str, taken: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return, by chapter, what was not called after everything before it."""
    wrong = {name: not_in_order(steps(CHAPTERS[name], mark), told) for name, told in taken.items()}
    return {name: names for name, names in wrong.items() if names}


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
        words = ("--patient", NHS_NUMBER, "--consent", self._consent, "--second", "5 Apr 1961")
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
    assert wrong_steps("1.", taken.calls) == {}


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
    assert wrong_steps("-", calls) == {}


def test_an_order_can_be_wrong() -> None:
    assert not_in_order(["a", "b", "c"], ["a", "b", "a", "c"]) == []
    assert not_in_order(["b", "a", "c"], ["a", "b", "c"]) == ["a"]

"""The demonstration practice for journeys: prepared once by the real commands, copied for each."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from unittest.mock import patch

from PySide6.QtWidgets import QApplication

from desktop.cli.console import Console
from desktop.cli.demo_walk import Walk
from desktop.clock import SystemClock
from desktop.demo.pictures import WIDTH_PX as FULL_WIDTH_PX
from desktop.ids import VaultId
from desktop.keeper.workstation import WorkstationFile
from desktop.records.workstation import Workstation
from desktop.ui.preferences import PreferenceFile, Preferences
from desktop.ui.walk import morning
from desktop.ui.walk.clinician import Decided
from desktop.ui.walk.pulse import PulseApp
from desktop.ui.walk.scene import Scene
from desktop.vault import opening
from desktop.wording import Language
from desktop.workflow import users
from support.practice import CHEAP

ROOT = Path(__file__).resolve().parents[2]
WIDTH_PX = 1600


@dataclass(frozen=True, slots=True)
class Morning:
    """A prepared practice: records with a past, a full card, an e-mail."""

    folder: Path
    vault_id: VaultId

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def card(self) -> Path:
        return self.folder / "card"

    @classmethod
    def prepared(cls, folder: Path) -> "Morning":
        """Have the real commands prepare one, with a camera of fewer pixels and cheap passphrases.

        What a passphrase costs is shown elsewhere; here it would be most of the waiting.
        """
        quiet = Console(language=Language.EN, wants_json=True)
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            patch.object(opening, "cost_here", lambda: CHEAP),
            patch.object(users, "cost_here", lambda: CHEAP),
        ):
            Walk(folder, quiet, width_px=WIDTH_PX).prepare()
        return cls.of(folder)

    @classmethod
    def of(cls, folder: Path) -> "Morning":
        """Return one that was prepared already."""
        header = json.loads((folder / "vault" / "vault.json").read_text(encoding="utf-8"))
        return cls(folder, VaultId(_vault_id(header)))

    def copied(self, folder: Path) -> "Morning":
        """Return a copy whose card is known to this workstation."""
        shutil.copytree(self.folder, folder, copy_function=shutil.copy2)
        copy = Morning(folder, self.vault_id)
        WorkstationFile(self.vault_id).write(Workstation(card_folders=(copy.card,)))
        return copy

    def scene(self, app: QApplication, folder: Path) -> Scene:
        """Return a workstation at this practice, in English."""
        preferences = PreferenceFile(folder / "window.ini")
        preferences.write(Preferences(language=Language.EN))
        return Scene(app, self.vault, preferences=preferences, clock=SystemClock())

    def asks(self, who: str, *words: object) -> object:
        """Return what a command answers somebody, once the window is closed."""
        line = [sys.executable, "-m", "desktop", *map(str, words)]
        line += ["--user", who, "--passphrase-file", str(self._secret(who)), "--json"]
        done = subprocess.run(
            line, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def passphrase(self, who: str) -> str:
        return self._secret(who).read_text(encoding="utf-8").strip()

    def _secret(self, who: str) -> Path:
        return self.folder / "passphrases" / f"{who}.txt"


def _vault_id(header: object) -> str:
    found = [value for value in _texts(header) if value.startswith("v-")]
    assert found, "no vault id in the header"
    return found[0]


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def end_process(process_id: int) -> None:
    """End a process as a crash would."""
    os.kill(process_id, 9)


def scaled(decided: Decided) -> Decided:
    """Return decisions whose boxes fit the smaller pictures."""
    boxes = {
        name: tuple(
            (feature, tuple(part * WIDTH_PX // FULL_WIDTH_PX for part in box))
            for feature, box in found
        )
        for name, found in decided.boxes.items()
    }
    return replace(decided, boxes=boxes)


def watched(vault: Path, out: Path) -> None:
    """Walk the whole morning while every event is timed; for a process of its own."""
    made: list[PulseApp] = []

    def make(arguments: Sequence[str]) -> QApplication:
        made.append(PulseApp(arguments))
        return made[0]

    morning.tell(vault, lambda *_shot: None, make=make, fit=scaled)
    pulse = made[0]
    out.write_text(
        json.dumps(
            {
                "events": len(pulse.beats),
                "share_within_a_frame": pulse.share_within(),
                "longest": [asdict(beat) for beat in pulse.longest()],
            }
        ),
        encoding="utf-8",
    )
    os._exit(0)


if __name__ == "__main__":
    watched(Path(sys.argv[1]), Path(sys.argv[2]))

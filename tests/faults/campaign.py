"""Runs a scene again and again, disturbing another call each time, and gathers what went wrong."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults import scenes
from support.practice import CLARE, ETHEL, PATIENTS, Practice, filing, fill_card, run_on

from desktop.records.originals import OriginalsPolicy
from desktop.workflow.consenting import list_consents
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.originals import set_originals_policy
from desktop.workflow.patients import import_patients
from desktop.workflow.safekeeping import back_up

TESTS = Path(__file__).resolve().parents[1]
COUNT, KILL, FAIL, SHORT = 0, 1, 2, 3
SCENES = (
    "receive",
    "spool",
    "absorb",
    "file",
    "revise",
    "admit",
    "attach",
    "migrate",
    "first_start",
    "destroy",
    "destroy_original",
    "scrub_repair",
    "change_passphrase",
    "disable_user",
    "rotation",
    "backup",
    "restore",
)
"""Everything that is done while it is disturbed."""
_AT_WORK = ("file", "change_passphrase", "disable_user", "rotation")
_KILLED = -9


def build_shim(folder: Path) -> Path:
    """Compile the shim."""
    shim = folder / "shim.so"
    command = ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(shim)]
    source = TESTS / "faults" / "shim.c"
    subprocess.run([*command, str(source), "-ldl"], check=True, timeout=120)
    return shim


def template(root: Path, scene: str) -> Practice:
    """Make the folder from which each run of a scene starts."""
    if scene == "migrate":
        return Practice.of_revision_0001(root)[0]
    practice = Practice.founded(root)
    if scene == "first_start":
        return practice
    if scene == "attach":
        practice.staffed()
        session = practice.sign_in(CLARE)
        with session.vault:
            import_patients(session, PATIENTS)
    if scene in ("backup", "restore"):
        return _with_one_backup(practice.at_work(range(2)))
    if scene.startswith(_AT_WORK):
        staff = practice if scene.startswith("file") else practice.staffed()
        return staff.at_work(range(2))
    if scene.startswith(("destroy", "scrub", "revise")):
        return _with_one_filed(practice.at_work(range(2)), scene)
    return _with_a_full_card(practice, spooled=scene.startswith("absorb"))


def _with_a_full_card(practice: Practice, *, spooled: bool) -> Practice:
    with practice.sign_in(CLARE).vault:
        pass
    fill_card(practice.card, range(4))
    if spooled:
        scenes.SCENES["spool"].act(practice.root, scenes.Acknowledged(practice.root))
        practice.root.with_suffix(".told").unlink()
    return practice


def _with_one_backup(practice: Practice) -> Practice:
    """Make a backup, take in one more photograph, and give another computer the same heads."""
    session = practice.sign_in(CLARE)
    with session.vault:
        back_up(session, practice.root / "backups")
        fill_card(practice.card, range(2, 3))
        receive_folder(session, run_on(practice.card))
    shutil.copytree(practice.heads, practice.root / "heads-of-another")
    return practice


def _with_one_filed(practice: Practice, scene: str) -> Practice:
    session = practice.sign_in(CLARE)
    with session.vault:
        waiting = next(one for one in list_inbox(session).waiting if one.patient is not None)
        consent = list_consents(session, ETHEL)[0].id
        file_image(session, waiting.arrival, filing(ETHEL, consent))
    if scene.startswith("scrub"):
        _with_one_damaged(practice)
    if scene == "destroy_original":
        _with_one_mended(practice)
    return practice


def _with_one_mended(practice: Practice) -> None:
    """Mend the redaction of the one image, and have originals reviewed after half a year."""
    scenes.SCENES["revise"].act(practice.root, scenes.Acknowledged(practice.root))
    practice.root.with_suffix(".told").unlink()
    session = practice.sign_in(CLARE)
    with session.vault:
        set_originals_policy(session, OriginalsPolicy(review_months=6))


def _with_one_damaged(practice: Practice) -> None:
    """Flip a bit in one sealed file, of which a place of backups holds a whole copy."""
    folder = practice.vault / "objects"
    vault_id = json.loads((practice.vault / "vault.json").read_text())["vault_id"]
    shutil.copytree(folder, practice.root / "backup" / vault_id / "objects")
    path = min(folder.glob("*/*"))
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    shutil.copyfile(path, practice.root / "damaged")


@dataclass(slots=True)
class Result:
    """What a campaign found.

    Attributes:
        calls: Calls that could change something, in one undisturbed run.
        points: Disturbed runs.
        struck: Runs in which the disturbance was reached.
        untold: Runs after which something was visible that nobody had been told of: whole, signed,
            and said by the next run, or else it stands in ``violations``.
        violations: By point, what did not hold.
        traces: By point, runs that ended in an error that is none of ours.
        ends: How the disturbed runs ended.
    """

    calls: int = 0
    points: int = 0
    struck: int = 0
    untold: int = 0
    violations: dict[str, list[str]] = field(default_factory=dict)
    traces: dict[str, str] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)


class Campaign:
    """One zygote and one template; use as a context manager."""

    def __init__(self, folder: Path, shim: Path, scene: str) -> None:
        self.folder = folder
        self.scene = scene
        self.result = Result()
        self._template = template(folder / "template", scene)
        path = os.pathsep.join([str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")])
        environment = {
            **os.environ,
            "LD_PRELOAD": str(shim),
            "PYTHONPATH": path,
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

        warmed = self._ask({"do": "warm", "scene": scene, "root": str(self.fresh())})
        assert warmed["wrong"] == [], warmed

    def __enter__(self) -> "Campaign":
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.close()
        self._zygote.wait(timeout=60)
        self._zygote.stdout.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.write(json.dumps(request) + "\n")
        self._zygote.stdin.flush()
        answer: dict[str, Any] = json.loads(self._zygote.stdout.readline())
        return answer

    @property
    def template_root(self) -> Path:
        """The folder from which each run starts."""
        return self._template.root

    @property
    def pid(self) -> int:
        """The process that is forked for each run."""
        return self._zygote.pid

    def fresh(self) -> Path:
        """Return a new copy of the template."""
        root = self.folder / "run"
        shutil.rmtree(root, ignore_errors=True)
        root.with_suffix(".told").unlink(missing_ok=True)
        shutil.copytree(self._template.root, root)
        return root

    def act(
        self, root: Path, marks: Path | None = None, record: Path | None = None, **disturb: int
    ) -> dict[str, Any]:
        """Do the scene once in ``root``, disturbed as said.

        What the user is told, and what is removed from the card, goes to ``marks`` as it happens;
        every call that changes something, and what the user is told, to ``record``.
        """
        request = {"do": "act", "scene": self.scene, "root": str(root), "disturb": disturb}
        return self._ask({**request, "marks": str(marks or ""), "record": str(record or "")})

    def check(self, root: Path) -> list[str]:
        """Return what does not hold in ``root``."""
        checked = self._ask({"do": "check", "scene": self.scene, "root": str(root)})
        wrong = checked.get("wrong")
        self.result.untold += bool(checked.get("untold"))
        return list(wrong) if wrong is not None else [f"the check failed: {checked}"]

    def calls(self) -> int:
        """Return how many calls an undisturbed run makes, and check that it holds."""
        root = self.fresh()
        done = self.act(root, mode=COUNT, at=0)
        assert done["code"] == 0, done
        self.result.calls = int(done["calls"])
        wrong = self.check(root)
        assert not wrong, wrong
        assert not self.result.untold
        return self.result.calls

    def strike(self, at: int, *, mode: int, errno: int = 0, sticky: int = 0) -> None:
        """Disturb the ``at``-th call of one run, then look, do it again, and look again."""
        root = self.fresh()
        point = f"{at}/{mode}/{errno}/{sticky}"
        done = self.act(root, mode=mode, at=at, errno=errno, sticky=sticky)
        self.result.points += 1
        end = {0: "finished", _KILLED: "killed"}.get(done["code"], done.get("error", "broken"))
        self.result.ends[end] = self.result.ends.get(end, 0) + 1
        self.result.struck += end != "finished" or mode != KILL
        if "trace" in done:
            self.result.traces[point] = done["trace"]
        wrong = self.check(root)
        if wrong:
            self.result.violations[point] = wrong

    def strike_twice(self, at: int, then: int, *, mode: int, errno: int = 0) -> None:
        """Kill one run, and disturb the ``then``-th call of what puts it right again."""
        root = self.fresh()
        first = self.act(root, mode=KILL, at=at)
        second = self.act(root, mode=mode, at=then, errno=errno)
        self.result.points += 1
        self.result.struck += (first["code"], second["code"]) != (0, 0)
        point = f"{at}+{then}/{mode}/{errno}"
        if "trace" in second:
            self.result.traces[point] = second["trace"]
        wrong = self.check(root)
        if wrong:
            self.result.violations[point] = wrong

    def strike_all(
        self, points: Iterable[int], *, mode: int, errno: int = 0, sticky: int = 0
    ) -> None:
        """Disturb each of ``points`` in turn."""
        for at in points:
            self.strike(at, mode=mode, errno=errno, sticky=sticky)

"""The demonstration: four invented people do their work with the real commands.

Nothing here knows how anything is done: every step is a command line that a person could type, run
through the same parser, and printed before its answer.
"""

import contextlib
import io
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desktop.cli.console import Console
from desktop.cli.parser import build_parser
from desktop.demo.pictures import WIDTH_PX, draw_card, draw_earlier, draw_email
from desktop.demo.practice import (
    PATIENTS,
    PRACTICE_NAME,
    STAFF,
    DemoPatient,
    DemoStaff,
    patient_csv_with_mistakes,
)
from desktop.errors import DeskError, IntakeError, UsageError
from desktop.ids import VaultId
from desktop.keeper.workstation import WorkstationFile
from desktop.records.gate import Feature
from desktop.records.role import Role
from desktop.records.workstation import Workstation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """Photographs of one patient, by their numbers on the card, and what the clinician decides."""

    patient: DemoPatient
    site: str
    side: str
    view: str
    numbers: range
    needed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ByHand:
    """What the clinician marks beyond the proposals, in pixels of the drawn photograph."""

    boxes: tuple[tuple[int, int, int, int], ...]
    decisions: Mapping[str, object]


_SERIES: Final = (
    _Series(
        patient=PATIENTS[0], site="lower_leg", side="left", view="close_up", numbers=range(1, 5)
    ),
    _Series(
        patient=PATIENTS[3],
        site="upper_back",
        side="midline",
        view="close_up",
        numbers=range(5, 6),
        needed={"birthmark": "the mole is the finding"},
    ),
    _Series(
        patient=PATIENTS[5],
        site="shoulder",
        side="right",
        view="close_up",
        numbers=range(6, 7),
        needed={"birthmark": "the mole is the finding"},
    ),
    _Series(
        patient=PATIENTS[7],
        site="forearm",
        side="right",
        view="locating",
        numbers=range(7, 9),
        needed={"tattoo": "the skin in and beside the tattoo is the finding"},
    ),
    _Series(
        patient=PATIENTS[6], site="forearm", side="left", view="locating", numbers=range(9, 10)
    ),
    _Series(patient=PATIENTS[9], site="cheek", side="left", view="locating", numbers=range(10, 12)),
)
_EARLIER: Final = (
    _Series(
        patient=PATIENTS[0], site="lower_leg", side="left", view="close_up", numbers=range(101, 105)
    ),
    _Series(
        patient=PATIENTS[3],
        site="upper_back",
        side="midline",
        view="close_up",
        numbers=range(105, 106),
        needed={"birthmark": "the mole is the finding"},
    ),
)
"""What lies in the records before the window is opened: something to compare with."""
_WHOLE: Final = 100
_CARD_SHARE: Final = 45
_DRAWN_SHARE: Final = 55
_FOUNDED_SHARE: Final = 70
_GIVEN_SHARE: Final = 80
"""How far the preparation is at its turns, in hundredths of the time it takes."""
_BY_HAND: Final = {
    4: _ByHand(boxes=((630, 2760, 1460, 230),), decisions={"text": "obscured"}),
    11: _ByHand(
        boxes=((520, 3580, 860, 420), (2050, 3480, 620, 500)),
        decisions={
            "face": {"verdict": "needed", "reason": "the mole on the cheek is the finding"},
            "badge": "obscured",
            "text": "obscured",
        },
    ),
}
"""The name on a ruler; a name badge and an emblem, and a face that the finding lies on."""


MARK: Final = "DEMONSTRATION.txt"
"""Lies beside the vault of a demonstration; the sign-in window then says the passphrases."""
_MARKED: Final = "Everything in this folder is invented. Put nothing real into it.\n"
_UNFINISHED: Final = ".unfinished"


def prepare(folder: Path, console: Console) -> dict[str, Any]:
    """Prepare the practice beside its folder, and give it its name when it is whole.

    What an earlier try left that was killed is removed and begun afresh: it never had the name.

    Raises:
        UsageError: ``demo_folder``: something is in the folder already.
    """
    _check_empty(folder)
    unfinished = folder.with_name(f"{folder.name}{_UNFINISHED}")
    if unfinished.is_dir():
        shutil.rmtree(unfinished)
    shown = Walk(unfinished, console, name=folder).prepare()
    if folder.is_dir():
        folder.rmdir()
    unfinished.rename(folder)
    console.progress(_WHOLE, _WHOLE)
    return shown


def _check_empty(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError("demo_folder", path=str(folder))


class Walk:
    """One run of the demonstration.

    Args:
        folder: New or empty; the vault, the card and the passphrases are left in it.
        console: Where it is told.
        name: Where the folder will lie in the end, if it is prepared elsewhere.
        width_px: Width of the camera's pictures; smaller only for tests.

    Raises:
        UsageError: ``demo_folder``: something is in the folder already.
    """

    def __init__(
        self,
        folder: Path,
        console: Console,
        *,
        name: Path | None = None,
        width_px: int = WIDTH_PX,
    ) -> None:
        _check_empty(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = name or folder
        self._console = console
        self._width_px = width_px
        self._vault = folder / "vault"
        self._card = folder / "card"
        self._people = {person.role: person for person in STAFF}
        self._by_number: dict[int, str] = {}
        self._consents: dict[str, str] = {}

    def prepare(self) -> dict[str, Any]:
        """Leave the practice as it is on a morning: records with a past, and a full card.

        This is what the window opens: everything else is done there by hand.
        """
        earlier = self._folder / "earlier"
        draw_card(self._card, progress=self._drawn(0), width_px=self._width_px)
        draw_earlier(earlier, progress=self._drawn(_CARD_SHARE), width_px=self._width_px * 3 // 5)
        draw_email(self._folder / "e-mail", width_px=self._width_px // 2)
        self._found()
        self._console.progress(_FOUNDED_SHARE, _WHOLE)
        self._empty(earlier)
        self._identify(_EARLIER)
        self._console.progress(_GIVEN_SHARE, _WHOLE)
        for series in _EARLIER:
            for number in series.numbers:
                self._file(number, series)
        vault_id = self._ask("vault", "info", self._vault)["vault_id"]
        card = self._name / self._card.name
        WorkstationFile(VaultId(vault_id)).write(Workstation(card_folders=(card,)))
        self._mark()
        return {
            "folder": str(self._name),
            "vault": str(self._name / self._vault.name),
            "card": str(card),
        }

    def _drawn(self, before: int) -> Callable[[int, int], None]:
        """Return what tells how far the whole preparation is while photographs are drawn."""

        def tell(done: int, total: int) -> None:
            share = (_CARD_SHARE if before == 0 else _DRAWN_SHARE - _CARD_SHARE) * done // total
            self._console.progress(before + share, _WHOLE)

        return tell

    def run(self) -> dict[str, Any]:
        """Do everything, tell it, and return what there is at the end."""
        self._heading(
            "An invented practice and a card of drawn photographs; the one real face is NASA's"
        )
        draw_card(self._card, progress=self._console.progress)
        self._found()
        self._nurse()
        filed = self._clinician()
        self._receptionist()
        self._mark()
        return {"folder": str(self._folder), "filed": filed, **self._manager(filed)}

    def _found(self) -> None:
        self._heading("The practice is founded: a vault, a recovery sheet, a person for each role")
        for person in STAFF:
            path = self._secret(person)
            path.parent.mkdir(exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(person.passphrase + "\n", encoding="utf-8")
        first = self._people[Role.CLINICIAN]
        self._do("vault", "create", self._vault, "--practice", PRACTICE_NAME,
                 "--user", first.sign_in, "--name", first.full_name,
                 "--passphrase-file", self._secret(first))  # fmt: skip
        for person in STAFF:
            if person is not first:
                self._do("users", "add", self._vault, person.sign_in,
                         "--role", person.role.value, "--name", person.full_name,
                         "--new-passphrase-file", self._secret(person),
                         by=Role.CLINICIAN)  # fmt: skip
        patients = self._folder / "patients.csv"
        patients.write_bytes(patient_csv_with_mistakes())
        self._heading("The patient list comes from the practice's system, one row of it wrong")
        self._do("patients", "import", self._vault, patients, by=Role.MANAGER)

    def _nurse(self) -> None:
        self._heading(
            "The nurse empties the card: sealed, read back, matched, then removed from it"
        )
        self._empty(self._card)
        left = sorted(path.name for path in self._card.rglob("*") if path.is_file())
        self._console.say(f"Left on the card: {', '.join(left)}")
        self._heading("Consent is recorded, and the photographs are given to their patients")
        self._identify(_SERIES)

    def _empty(self, card: Path) -> None:
        """Take a card in, and remember what arrived by its number."""
        self._do("intake", self._vault, "--from", card, "--remove-source", "verified",
                 by=Role.NURSE)  # fmt: skip
        waiting = self._ask("inbox", self._vault, by=Role.NURSE)
        self._by_number = {_number(one["file"]): one["arrival"] for one in waiting}

    def _identify(self, many: Sequence[_Series]) -> None:
        """Record a consent for each series and give it to its patient."""
        wanted = {number for series in many for number in series.numbers}
        if not wanted <= set(self._by_number):
            raise IntakeError("demo_incomplete")
        for series in many:
            number = series.patient.nhs_number
            self._consents[number] = self._ask(
                "consent", "add", self._vault, "--patient", number,
                "--explained", "all", "--uses", "care", "advice", by=Role.NURSE,
            )["consent"]  # fmt: skip
            arrivals = [self._by_number[at] for at in series.numbers]
            self._do("identify", self._vault, *arrivals, "--patient", number,
                     "--second", series.patient.date_of_birth.isoformat(),
                     "--consent", self._consents[number], by=Role.NURSE)  # fmt: skip

    def _clinician(self) -> list[str]:
        self._heading("The clinician has faces found, decides every feature, and files")
        return [self._file(number, series) for series in _SERIES for number in series.numbers]

    def _file(self, number: int, series: _Series) -> str:
        arrival = self._by_number[number]
        proposed = self._ask("propose", self._vault, arrival, by=Role.CLINICIAN)
        redaction = self._folder / "redaction.json"
        redaction.write_text(json.dumps(_decided(number, series, proposed)), encoding="utf-8")
        patient = series.patient.nhs_number
        done = self._ask("file", self._vault, arrival, "--patient", patient,
                         "--consent", self._consents[patient], "--redaction", redaction,
                         "--site", series.site, "--side", series.side, "--view", series.view,
                         by=Role.CLINICIAN)  # fmt: skip
        checks = ", ".join(check["name"] for check in done["proof"]["checks"])
        self._console.say(f"{done['image']}: filed; proven: {checks}")
        return str(done["image"])

    def _receptionist(self) -> None:
        self._heading("The receptionist asks to see them: refused, and no key of theirs opens one")
        self._do("images", self._vault, "--patient", PATIENTS[0].nhs_number, by=Role.RECEPTIONIST)

    def _manager(self, filed: list[str]) -> dict[str, Any]:
        self._heading("A copy is handed out with a reason; the manager asks who saw it")
        copy = self._folder / "copy-for-dermatology.jpg"
        self._do("images", self._vault, "--patient", PATIENTS[0].nhs_number, by=Role.CLINICIAN)
        self._do("images", self._vault, "--save", filed[-1], copy, "--reason",
                 "advice of the dermatologist", by=Role.CLINICIAN)  # fmt: skip
        self._do("audit", self._vault, "--about", filed[-1], by=Role.MANAGER)
        trail = self._folder / "trail.json"
        self._do("audit", "export", self._vault, trail, by=Role.MANAGER)
        verified = self._ask("audit", "verify", trail)
        whole = self._ask("vault", "verify", self._vault, by=Role.MANAGER)
        self._heading(f"Everything is in {self._folder}")
        return {"copy": str(copy), "trail_ok": verified["ok"], "vault_ok": whole["ok"]}

    def _mark(self) -> None:
        """Leave a word that everything here is invented: the passphrases are no secret."""
        (self._folder / MARK).write_text(_MARKED, encoding="utf-8")

    def _heading(self, sentence: str) -> None:
        self._console.say()
        self._console.say(f"## {sentence}")

    def _secret(self, person: DemoStaff) -> Path:
        return self._folder / "passphrases" / f"{person.sign_in}.txt"

    def _line(self, words: tuple[object, ...], by: Role | None) -> list[str]:
        line = [str(word) for word in words]
        if by is not None:
            person = self._people[by]
            line += ["--user", person.sign_in, "--passphrase-file", str(self._secret(person))]
        return line

    def _show(self, words: tuple[object, ...], by: Role | None) -> None:
        """Print a command as somebody in the folder would type it, and who does."""
        short = shlex.join(str(word).replace(f"{self._folder}/", "") for word in words)
        who = f"   (as {self._people[by].full_name})" if by is not None else ""
        self._console.say(f"$ diogel {short}{who}")

    def _do(self, *words: object, by: Role | None = None) -> None:
        """Show a command and its answer; a refusal is an answer."""
        line = self._line(words, by)
        self._show(words, by)
        args = build_parser().parse_args(line)
        answer = io.StringIO() if self._console.wants_json else sys.stdout
        with contextlib.redirect_stdout(answer):
            try:
                args.run(args, self._console)
            except DeskError as error:
                self._console.error(error)

    def _ask(self, *words: object, by: Role | None = None) -> Any:
        """Show a command and return its JSON document."""
        line = [*self._line(words, by), "--json"]
        self._show(words, by)
        args = build_parser().parse_args(line)
        quiet = Console(language=self._console.language, wants_json=True)
        with contextlib.redirect_stdout(io.StringIO()) as answer:
            args.run(args, quiet)
        return json.loads(answer.getvalue())


def _decided(number: int, series: _Series, proposed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the redaction file that the clinician writes for one photograph."""
    decisions: dict[str, Any] = {feature.value: "absent" for feature in Feature}
    for feature, reason in series.needed.items():
        decisions[feature] = {"verdict": "needed", "reason": reason}
    by_hand = _BY_HAND.get(number)
    if by_hand is None:
        if proposed["regions"]:
            decisions["face"] = "obscured"
        return {"regions": proposed["regions"], "decisions": decisions}
    boxes = [dict(zip("xywh", box, strict=True)) for box in by_hand.boxes]
    return {"regions": boxes, "decisions": {**decisions, **by_hand.decisions}}


def _number(file: str) -> int:
    digits = "".join(letter for letter in Path(file).stem if letter.isdigit())
    return int(digits or 0)

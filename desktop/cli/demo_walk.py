"""The demonstration: four invented people do their work with the real commands.

Nothing here knows how anything is done: every step is a command line that a person could type, run
through the same parser, and printed before its answer.
"""

import contextlib
import io
import json
import shlex
import sys
from pathlib import Path
from typing import Any, Final

from desktop.cli.console import Console
from desktop.cli.parser import build_parser
from desktop.demo.pictures import draw_card
from desktop.demo.practice import (
    PATIENTS,
    PRACTICE_NAME,
    STAFF,
    DemoPatient,
    DemoStaff,
    patient_csv_with_mistakes,
)
from desktop.errors import DeskError, UsageError
from desktop.records.gate import Feature
from desktop.records.role import Role

_SITES: Final = (
    ("leg", PATIENTS[0], ("lower_leg", "left", "close_up"), range(1, 5)),
    ("mole, fair skin", PATIENTS[3], ("back", "midline", "close_up"), range(5, 6)),
    ("mole, dark skin", PATIENTS[5], ("shoulder", "right", "close_up"), range(6, 7)),
    ("tattoos", PATIENTS[7], ("forearm", "right", "locating"), range(7, 9)),
    ("rash", PATIENTS[6], ("forearm", "left", "locating"), range(9, 10)),
    ("cheek", PATIENTS[9], ("cheek", "left", "locating"), range(10, 12)),
)
_NEEDED: Final = {
    "tattoos": ("tattoo", "reaction in the ink is the clinical finding"),
}


class Walk:
    """One run of the demonstration.

    Args:
        folder: New or empty; the vault, the card and the passphrases are left in it.
        console: Where it is told.

    Raises:
        UsageError: ``demo_folder``: something is in the folder already.
    """

    def __init__(self, folder: Path, console: Console) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError("demo_folder", path=str(folder))
        self._folder = folder
        self._console = console
        self._vault = folder / "vault"
        self._card = folder / "card"
        self._people = {person.role: person for person in STAFF}

    def run(self) -> dict[str, Any]:
        """Do everything, tell it, and return what there is at the end."""
        self._heading(
            "An invented practice, and a card of photographs (nobody is shown but a NASA portrait)"
        )
        draw_card(self._card, progress=self._console.progress)
        self._found()
        self._nurse()
        filed = self._clinician()
        self._receptionist()
        return {"folder": str(self._folder), "filed": filed, **self._manager(filed)}

    def _found(self) -> None:
        self._heading("The practice is founded: a vault, a recovery sheet, a person for each role")
        for person in STAFF:
            path = self._secret(person)
            path.parent.mkdir(exist_ok=True)
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
        self._do("intake", self._vault, "--from", self._card, "--remove-source", "verified",
                 by=Role.NURSE)  # fmt: skip
        left = sorted(path.name for path in self._card.rglob("*") if path.is_file())
        self._console.say(f"Left on the card: {', '.join(left)}")
        waiting = self._ask("inbox", self._vault, by=Role.NURSE)
        self._by_number = {_number(one["file"]): one["arrival"] for one in waiting}
        self._consents: dict[str, str] = {}
        self._heading("Consent is recorded, and the photographs are given to their patients")
        for name, patient, _site, numbers in _SITES:
            self._consents[name] = self._ask(
                "consent", "add", self._vault, "--patient", patient.nhs_number,
                "--explained", "all", "--uses", "care", "advice", by=Role.NURSE,
            )["consent"]  # fmt: skip
            arrivals = [self._by_number[number] for number in numbers]
            self._do("identify", self._vault, *arrivals, "--patient", patient.nhs_number,
                     "--consent", self._consents[name], by=Role.NURSE)  # fmt: skip

    def _clinician(self) -> list[str]:
        self._heading("The clinician has faces found, decides every feature, and files")
        return [
            self._file(self._by_number[number], name, patient, site)
            for name, patient, site, numbers in _SITES
            for number in numbers
        ]

    def _file(
        self, arrival: str, name: str, patient: DemoPatient, site: tuple[str, str, str]
    ) -> str:
        proposed = self._ask("propose", self._vault, arrival, by=Role.CLINICIAN)
        decisions: dict[str, Any] = {feature.value: "absent" for feature in Feature}
        if proposed["regions"]:
            decisions["face"] = "obscured"
        if name in _NEEDED:
            feature, reason = _NEEDED[name]
            decisions[feature] = {"verdict": "needed", "reason": reason}
        redaction = self._folder / "redaction.json"
        redaction.write_text(
            json.dumps({"regions": proposed["regions"], "decisions": decisions}), encoding="utf-8"
        )
        done = self._ask("file", self._vault, arrival, "--patient", patient.nhs_number,
                         "--consent", self._consents[name], "--redaction", redaction,
                         "--site", site[0], "--side", site[1], "--view", site[2],
                         by=Role.CLINICIAN)  # fmt: skip
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

    def _do(self, *words: object, by: Role | None = None) -> None:
        """Show a command and its answer; a refusal is an answer."""
        line = self._line(words, by)
        self._console.say(f"$ diogel {shlex.join(line)}")
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
        self._console.say(f"$ diogel {shlex.join(line)}")
        args = build_parser().parse_args(line)
        quiet = Console(language=self._console.language, wants_json=True)
        with contextlib.redirect_stdout(io.StringIO()) as answer:
            args.run(args, quiet)
        return json.loads(answer.getvalue())


def _number(file: str) -> int:
    digits = "".join(letter for letter in Path(file).stem if letter.isdigit())
    return int(digits or 0)

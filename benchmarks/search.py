"""Finding a patient among 100 000, through the workflow with its audit entry, and without it.

The baseline of the same run is a lookup by identifier: the cheapest thing the catalogue can do.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from desktop.clock import SystemClock
from desktop.ids import new_patient_id
from desktop.keeper.local import at_work
from desktop.records import nhs_number
from desktop.records.entry import PassphraseEntry
from desktop.records.patient import Gender, Patient
from desktop.records.role import Role
from desktop.records.search import parse_search
from desktop.records.staff import NewPerson
from desktop.vault import patients
from desktop.vault.audit import Event
from desktop.workflow.patients import find_patients
from desktop.workflow.session import Session
from desktop.workflow.signing_in import found_practice

PATIENTS = 100_000
QUESTIONS = 200
_PASSPHRASE = "kettle meadow harbour slate"  # noqa: S105 - opens nothing of anybody's
_FAMILIES = "Jones Davies Williams Evans Thomas Roberts Hughes Lewis Morgan Griffiths Edwards Owen"
_GIVEN = "Siân Gwen Rhys Ieuan Megan Carys Dafydd Eleri Huw Nia Owain Lowri Macsen Ffion Gethin"
_SYLLABLES = "ab an ber cor dol el fan gar hel is jen kel lor mer nor or pen ros sel tor wyn"


def people(count: int) -> list[Patient]:
    """Return invented patients with numbers of the test range, always the same."""
    chosen = random.Random(11)  # noqa: S311 - invented people, not secrets
    found = []
    stem = 999_000_000
    while len(found) < count:
        stem += 1
        check = nhs_number.check_digit(str(stem))
        if check is None:
            continue
        family = chosen.choice(_FAMILIES.split())
        if chosen.random() < 0.7:
            family = "".join(chosen.choices(_SYLLABLES.split(), k=3)).title()
        found.append(
            Patient(
                id=new_patient_id(),
                nhs_number=f"{stem}{check}",
                family_name=family,
                given_name=chosen.choice(_GIVEN.split()),
                title="",
                date_of_birth=date(1930, 1, 1) + timedelta(days=chosen.randrange(33_000)),
                gender=Gender.NOT_KNOWN,
            )
        )
    return found


def measure(ask: Callable[[str], object], questions: list[str]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    times = []
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as place:
        vault = Path(place) / "vault"
        first = NewPerson(
            name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE
        )
        found_practice(vault, practice="Bench", first=first, clock=SystemClock())
        with at_work(vault, PassphraseEntry(name="bench", passphrase=_PASSPHRASE)) as signed:
            everybody = people(PATIENTS)
            begun = time.perf_counter()
            with signed.session.vault.change() as tx:
                patients.add(tx, everybody)
                tx.audit(Event(act="benchmark", body={}))
            print(f"{PATIENTS} patients added in {time.perf_counter() - begun:.1f} s")
            _ask(signed.session, everybody)


def _ask(session: Session, everybody: list[Patient]) -> None:
    some = random.Random(3).sample(everybody, QUESTIONS)  # noqa: S311 - not a secret
    kinds = {
        "number": [one.nhs_number for one in some],
        "family name": [one.family_name[:4] for one in some],
        "both names": [f"{one.given_name} {one.family_name[:3]}" for one in some],
        "born": [one.date_of_birth.strftime("%d/%m/%Y") for one in some],
    }
    with session.vault.change() as tx:
        base, _ = measure(lambda one: patients.get(tx, one), [one.id for one in some])  # type: ignore[arg-type]
        print(f"{'by identifier':<16}{base:8.2f} ms  (baseline)")
        today = session.today()
        for kind, questions in kinds.items():
            median, slow = measure(
                lambda q: patients.find(tx, parse_search(q, today=today)), questions
            )
            print(f"{kind:<16}{median:8.2f} ms  p95 {slow:8.2f}  ratio {median / base:6.1f}")
        tx.audit(Event(act="benchmark", body={}))
    print("through the workflow: the first 50, who of them is like whom, and an audit entry")
    for kind, questions in {**kinds, "nothing typed": [""] * 50}.items():
        median, slow = measure(lambda q: find_patients(session, q), questions)
        print(f"{kind:<16}{median:8.2f} ms  p95 {slow:8.2f}  ratio {median / base:6.1f}")


if __name__ == "__main__":
    main()

"""Finding a patient among very many, through the workflow with its audit entry, and without it.

``python -m benchmarks search`` asks a list of 100,000; ``python -m benchmarks.search 1000000`` a
longer one. The baseline of the same run is a lookup by identifier: the cheapest that the catalogue
can do. A change with nothing but its audit entry is told beside it: signing and syncing are in all
that goes through the workflow.
"""

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
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
QUESTIONS = 400
_LOT = 100_000
_PASSPHRASE = "kettle meadow harbour slate"  # noqa: S105 - opens nothing of anybody's
_FAMILIES = "Jones Davies Williams Evans Thomas Roberts Hughes Lewis Morgan Griffiths Edwards Owen"
_GIVEN = "Siân Gwen Rhys Ieuan Megan Carys Dafydd Eleri Huw Nia Owain Lowri Macsen Ffion Gethin"
_SYLLABLES = "ab an ber cor dol el fan gar hel is jen kel lor mer nor or pen ros sel tor wyn"


def people(count: int) -> Iterator[Patient]:
    """Yield invented patients, always the same: numbers of the test range as far as they reach."""
    chosen = random.Random(11)  # noqa: S311 - invented people, not secrets
    numbers = _numbers()
    for _ in range(count):
        family = chosen.choice(_FAMILIES.split())
        if chosen.random() < 0.7:
            family = "".join(chosen.choices(_SYLLABLES.split(), k=3)).title()
        yield Patient(
            id=new_patient_id(),
            nhs_number=next(numbers, ""),
            family_name=family,
            given_name=chosen.choice(_GIVEN.split()),
            title="",
            date_of_birth=date(1930, 1, 1) + timedelta(days=chosen.randrange(33_000)),
            gender=Gender.NOT_KNOWN,
        )


def _numbers() -> Iterator[str]:
    for stem in range(999_000_001, 1_000_000_000):
        check = nhs_number.check_digit(str(stem))
        if check is not None:
            yield f"{stem}{check}"


def measure(ask: Callable[[str], object], questions: list[str]) -> tuple[float, str]:
    """Return the median in milliseconds, and median, p95 and p99 as text, with processor time."""
    waits, worked = [], []
    for question in questions:
        begun, busy = time.perf_counter(), time.thread_time()
        ask(question)
        worked.append((time.thread_time() - busy) * 1000)
        waits.append((time.perf_counter() - begun) * 1000)
    told = []
    for times in (waits, worked):
        cuts = statistics.quantiles(times, n=100)
        told.append(f"{cuts[49]:7.2f} {cuts[94]:7.2f} {cuts[98]:7.2f}")
    return statistics.median(waits), f"{told[0]}  processor {told[1]}"


def main(count: int = PATIENTS) -> None:
    """Measure and print.

    Args:
        count: How many patients.
    """
    with tempfile.TemporaryDirectory(dir=".", prefix=".bench-") as place:
        vault = Path(place) / "vault"
        first = NewPerson(
            name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE
        )
        found_practice(vault, practice="Bench", first=first, clock=SystemClock())
        with at_work(vault, PassphraseEntry(name="bench", passphrase=_PASSPHRASE)) as signed:
            some = _add(signed.session, count)
            size = (vault / "catalogue.db").stat().st_size / 1e6
            print(f"the catalogue has {size:.0f} MB")
            gc.collect()
            gc.freeze()
            _ask(signed.session, some)


def _add(session: Session, count: int) -> list[Patient]:
    """Add so many in lots, and return some of them."""
    chosen = random.Random(3)  # noqa: S311 - not a secret
    some: list[Patient] = []
    everybody, seconds = people(count), 0.0
    for start in range(0, count, _LOT):
        lot = [next(everybody) for _ in range(min(_LOT, count - start))]
        some += chosen.sample(lot, QUESTIONS)
        begun = time.perf_counter()
        with session.vault.change() as tx:
            patients.add(tx, lot)
            tx.audit(Event(act="benchmark", body={}))
        seconds += time.perf_counter() - begun
    print(f"{count} patients added in {seconds:.1f} s")
    return chosen.sample(some, QUESTIONS)


def _ask(session: Session, some: list[Patient]) -> None:
    common = [name[:4] for name in _FAMILIES.split()]
    kinds = {
        "number": [one.nhs_number or "9990000018" for one in some],
        "six digits": [(one.nhs_number or "9990000018")[:6] for one in some],
        "family name": [one.family_name[:4] for one in some],
        "commonest names": common * (QUESTIONS // len(common)),
        "one letter": [one.family_name[:1] for one in some],
        "both names": [f"{one.given_name} {one.family_name[:3]}" for one in some],
        "born": [one.date_of_birth.strftime("%d/%m/%Y") for one in some],
        "born and name": [f"{one.date_of_birth:%d/%m/%Y} {one.family_name[:3]}" for one in some],
    }
    print(f"{'milliseconds':<16}    p50     p95     p99")
    with session.vault.change() as tx:
        base, told = measure(lambda one: patients.get(tx, one), [one.id for one in some])  # type: ignore[arg-type]
        print(f"{'by identifier':<16}{told}  (baseline)")
        today = session.today()
        for kind, questions in kinds.items():
            median, told = measure(
                lambda q: patients.find(tx, parse_search(q, today=today)), questions
            )
            print(f"{kind:<16}{told}  ratio {median / base:6.1f}")
        tx.audit(Event(act="benchmark", body={}))
    print("through the workflow: the first 50, who of them is like whom, and an audit entry")
    _, told = measure(lambda _: _entry_alone(session), [""] * QUESTIONS)
    print(f"{'the entry alone':<16}{told}")
    for kind, questions in {**kinds, "nothing typed": [""] * QUESTIONS}.items():
        median, told = measure(lambda q: find_patients(session, q), questions)
        print(f"{kind:<16}{told}  ratio {median / base:6.1f}")


def _entry_alone(session: Session) -> None:
    with session.vault.change() as tx:
        tx.audit(Event(act="benchmark", body={}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))

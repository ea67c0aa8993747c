"""A small practice for tests: its people, patients, photographs, and how to sign in."""

import hashlib
import io
import json
import shutil
import tarfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from PIL import Image

from desktop.records.arrival import Origin
from desktop.records.consent import Capacity, ExplanationPoint, How, Use
from desktop.records.declaration import Came, Declaration
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.records.filed import Filing
from desktop.records.filing import FilingDetails, Side, View
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.records.given import Given
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.staff import NewPerson
from desktop.settings import Timing
from desktop.vault import header, slots
from desktop.vault.passphrase import KdfCost
from desktop.workflow.consenting import record_consent
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.identifying import identify
from desktop.workflow.patients import import_patients
from desktop.workflow.session import Session
from desktop.workflow.signing_in import SignedIn, found_practice, sign_in
from desktop.workflow.users import add_user
from support.decoding import InProcess

CHEAP = KdfCost(memory_kib=19 * 1024, passes=2, lanes=1)
QUICK = Timing(settle_ms=1, rescan_s=0.05, patience_s=0.1)
CLARE, MONA, NIA, RHYS = "clare", "mona", "nia", "rhys"
ROLE_OF = {
    CLARE: Role.CLINICIAN,
    MONA: Role.MANAGER,
    NIA: Role.NURSE,
    RHYS: Role.RECEPTIONIST,
}
NAME_OF = {role: name for name, role in ROLE_OF.items()}
ETHEL = "9990000018"
GWYN = "9990000026"
BORN = {ETHEL: "14-07-1945", GWYN: "02-01-1950"}
"""The second identifier of each patient, as somebody types it."""
PATIENTS = (
    b"nhs_number,family_name,given_name,title,date_of_birth,gender\n"
    b"9990000018,Canary,Ethel,Mrs,1945-07-14,female\n"
    b"9990000026,Sparrow,Gwyn,Mr,1950-01-02,male\n"
)


PACKED: Final = frozenset(
    {"v-5510e4aa73fbba57afb160bf2a293b2d", "v-e0a516c6ef4c6800dab70d4e23920e1a"}
)
"""Identifiers of the vaults packed in ``fixtures``: made when three words were enough."""
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


_stretched: Final = cache(slots.stretch)  # type: ignore[attr-defined]


class Ticking:
    """A clock that moves on by a second at every look."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def forward(self, **wait: int) -> None:
        """Let days or hours go by."""
        self._now += timedelta(**wait)


def passphrase_of(name: str) -> str:
    """Return four words, as strong as a passphrase must be."""
    return f"correct horse battery {name}"


def weak_passphrase_of(name: str) -> str:
    """Return what was strong enough when the packed practices of ``fixtures`` were made."""
    return f"correct horse {name}"


def person(name: str, role: Role | None = None) -> NewPerson:
    return NewPerson(
        name=name,
        full_name=f"{name.title()} Test",
        role=role or ROLE_OF[name],
        passphrase=passphrase_of(name),
    )


def photograph(seed: int, *, width: int = 96, height: int = 64) -> bytes:
    """Return a small whole JPEG that no other seed gives."""
    noise = np.random.default_rng(seed).integers(0, 255, (8, 12, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def digest_of(seed: int) -> str:
    """Return the digest of a photograph."""
    return hashlib.sha256(photograph(seed)).hexdigest()


def fill_card(card: Path, seeds: range) -> dict[str, bytes]:
    """Put photographs on a card and return them by name."""
    card.mkdir(parents=True, exist_ok=True)
    taken = {f"IMG_{seed:04d}.JPG": photograph(seed) for seed in seeds}
    for name, data in taken.items():
        (card / name).write_bytes(data)
    return taken


def run_on(card: Path, *, removal: Removal = Removal.NEVER, progress=None) -> Run:
    return Run(
        folder=card,
        origin=Origin.PRACTICE,
        removal=removal,
        stop=Event(),
        progress=progress or (lambda _done, _all: None),
        timing=QUICK,
    )


def agreed() -> Given:
    return Given(
        how=How.VERBAL,
        capacity=Capacity.PATIENT,
        explained=frozenset(ExplanationPoint),
        uses=frozenset({Use.CARE}),
    )


def declared(**changes: Any) -> Declaration:
    """Return what the front desk declares of images that an adult sent by e-mail."""
    said: dict[str, Any] = {"came": Came.EMAIL, "asked": True, "told": True, **changes}
    return Declaration(**said)


def all_absent() -> Gate:
    return Gate(decisions={feature: Decision(verdict=Verdict.ABSENT) for feature in Feature})


def filing(patient: str, consent: str, *, description: str = "") -> Filing:
    return Filing(
        patient=patient,
        consent=consent,
        redaction=Redaction(regions=(Region.rectangle(10, 10, 20, 20),)),
        gate=all_absent(),
        details=FilingDetails(
            site="forearm", side=Side.LEFT, view=View.CLOSE_UP, description=description
        ),
        second=BORN.get(patient.replace(" ", ""), BORN[ETHEL]),
    )


class Practice:
    """A vault on disk with the place of its outside heads; copying it copies both.

    Attributes:
        root: Holds ``vault``, ``heads`` and ``card``.
        recovery_key: What was printed once: the key, or its shares, one a line.
    """

    def __init__(self, root: Path, recovery_key: str = "") -> None:
        self.root = root
        self.recovery_key = recovery_key
        self.clock = Ticking()
        self.decoding = InProcess()

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def heads(self) -> Path:
        return self.root / "heads"

    @property
    def card(self) -> Path:
        return self.root / "card"

    @classmethod
    def founded(cls, root: Path, first: str = CLARE) -> "Practice":
        practice = cls(root)
        root.mkdir(parents=True, exist_ok=True)
        practice.card.mkdir()
        founded = found_practice(
            practice.vault,
            practice="Test Surgery",
            first=person(first),
            clock=practice.clock,
            cost=CHEAP,
        )
        practice.recovery_key = "\n".join(founded.keys)
        return practice

    @classmethod
    def of_revision_0001(cls, root: Path) -> tuple["Practice", dict[str, str]]:
        """Unpack a practice as the program left it when its catalogue had no drafts.

        Clinician, manager, nurse and receptionist; one image of Ethel filed, one arrival waiting,
        which is ``photograph(1)``.
        """
        return cls.of_revision(root, "0001")

    @classmethod
    def of_revision(cls, root: Path, revision: str) -> tuple["Practice", dict[str, Any]]:
        """Unpack a practice as the program of an earlier revision left it."""
        root.mkdir(parents=True)
        with tarfile.open(FIXTURES / f"vault-catalogue-{revision}.tar.gz") as packed:
            packed.extractall(root, filter="data")
        (root / "card").mkdir()
        known = json.loads((FIXTURES / f"vault-catalogue-{revision}.json").read_text())
        return cls(root, known["recovery_key"]), known

    def copied(self, to: Path) -> "Practice":
        shutil.copytree(self.root, to)
        copy = Practice(to, self.recovery_key)
        copy.clock = Ticking(self.clock.now() + timedelta(hours=1))
        return copy

    def sign_in(self, name: str, passphrase: str = "") -> Session:
        """Sign somebody in, with the passphrase they began with unless another is given."""
        entry = PassphraseEntry(name=name, passphrase=passphrase)
        return self._sign_in(entry if passphrase else self.entry_of(name))

    def entry_of(self, name: str) -> PassphraseEntry:
        """Return what opens this practice's vault for somebody."""
        was_packed = header.read(self.vault).vault_id in PACKED
        words = weak_passphrase_of(name) if was_packed else passphrase_of(name)
        return PassphraseEntry(name=name, passphrase=words)

    def recover(self) -> Session:
        return self._sign_in(RecoveryEntry(recovery_key=self.recovery_key))

    def as_role(self, role: Role) -> Session:
        return self.recover() if role is Role.RECOVERY else self.sign_in(NAME_OF[role])

    def signed_in(self, name: str) -> SignedIn:
        """Sign somebody in, with what the comparison at start found."""
        return self._entered(self.entry_of(name))

    def _entered(self, entry: PassphraseEntry | RecoveryEntry) -> SignedIn:
        """Sign in; what is stretched here is remembered: it is the same thousands of times."""
        with patch.object(slots, "stretch", _stretched):
            return sign_in(
                self.vault, entry, decoding=self.decoding, clock=self.clock, outside=self.heads
            )

    def _sign_in(self, entry: PassphraseEntry | RecoveryEntry) -> Session:
        signed = self._entered(entry)
        if signed.problems:
            signed.session.vault.close()
        assert not signed.problems
        return signed.session

    def staffed(self) -> "Practice":
        """Admit a manager, a nurse and a receptionist."""
        session = self.sign_in(CLARE)
        with session.vault:
            for name in (MONA, NIA, RHYS):
                add_user(session, person(name), cost=CHEAP)
        return self

    def at_work(self, seeds: range = range(4)) -> "Practice":
        """Take in patients, a consent each, and photographs; the first is given to Ethel."""
        session = self.sign_in(CLARE)
        with session.vault:
            import_patients(session, PATIENTS)
            consent = record_consent(session, ETHEL, agreed()).value.id
            record_consent(session, GWYN, agreed())
            fill_card(self.card, seeds)
            report = receive_folder(session, run_on(self.card, removal=Removal.VERIFIED)).value
            assert len(report.arrived) == len(seeds)
            first = report.arrived[0].arrival
            identify(session, (first,), patient=ETHEL, consent=consent, second=BORN[ETHEL])
        return self

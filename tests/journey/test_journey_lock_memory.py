"""After a lock nothing of a person is in the memory of the window: no key, no word, no name.

Everything is real: the program on a virtual screen, a passphrase that was typed, a vault with
images, and the memory of its processes as the system shows it.
"""

import subprocess
from dataclasses import dataclass

import psutil
import pytest
import sqlalchemy as sa
from support.memory_scan import found_in, may_scan
from support.practice import CLARE, Practice, passphrase_of
from support.real_screen import (
    HAS_SCREEN,
    Desktop,
    come_in,
    lock,
    pid_of,
    running_program,
    until,
    virtual_screen,
)

from desktop.ids import ObjectId
from desktop.records.role import Domain
from desktop.vault import object_keys
from desktop.vault.audit import Event
from desktop.vault.crypto import derive
from desktop.vault.schema import sealed_object

pytestmark = [
    pytest.mark.skipif(not HAS_SCREEN, reason="no virtual screen here"),
    pytest.mark.skipif(not may_scan(), reason="only root may read the memory of these processes"),
]

PASSPHRASE = passphrase_of(CLARE)
NAMES = {"given name": "Ethel", "NHS number": "9990000018"}
"""Of the patient whom the first screen shows; the family name is in every program, as an island."""
TYPED = "zwexquaford"
"""Into the search of the window."""


def in_every_writing(name: str, words: str) -> dict[str, bytes]:
    return {f"{name}, {kind}": words.encode(kind) for kind in ("utf-8", "utf-16-le", "utf-32-le")}


@dataclass
class Secrets:
    """What must not be found: by name, and as bytes."""

    keys: dict[str, bytes]
    passphrase: dict[str, bytes]
    patients: dict[str, bytes]


def secrets_of(practice: Practice) -> Secrets:
    """Open the same vault ourselves, and note everything that a keeper of it would hold."""
    with (session := practice.sign_in(CLARE)).vault as vault:
        keys = {
            "exchange key": vault.who.identity.exchange_private,
            "signing key": vault.who.identity.signing_private,
        }
        for domain in Domain:
            if vault.ring.holds(domain):
                keys[f"{domain.value} key"] = vault.ring.private(domain)
        raw = derive(vault.ring.private(Domain.CATALOGUE), purpose="sqlcipher")
        keys |= {
            "SQLCipher key": raw,
            "SQLCipher key in hex": raw.hex().encode(),
            "SQLCipher key in capitals": raw.hex().upper().encode(),
            "SQLCipher key in hex, UTF-16": raw.hex().encode("utf-16-le"),
        }
        with session.vault.change() as tx:
            for row in tx.connection.execute(sa.select(sealed_object.c.id)).all():
                keys[f"object key {row.id}"] = object_keys.key_of(tx, ObjectId(row.id))
            tx.audit(Event(act="filings_compared", body={"problems": 0}))
    words = in_every_writing("passphrase", PASSPHRASE) | {
        "passphrase, latin-1": PASSPHRASE.encode("latin-1"),
    }
    patients: dict[str, bytes] = {}
    for name, text in {**NAMES, "typed": TYPED}.items():
        patients |= in_every_writing(name, text)
    patients["NHS number as shown"] = "999 000 0018".encode("utf-16-le")
    return Secrets(keys=keys, passphrase=words, patients=patients)


def look_at_patient(screen: Desktop, program: subprocess.Popen[bytes]) -> None:
    """Have a patient's name and number on the screen."""
    shown = {
        "name": NAMES["given name"].encode("utf-16-le"),
        "typed": TYPED.encode("utf-16-le"),
    }
    window = screen.window("Diogel")

    def search() -> None:
        screen.does("windowfocus", "--sync", window)
        screen.does("key", "ctrl+f")
        screen.does("key", "ctrl+a")
        screen.does("type", "--delay", "20", TYPED)

    until(
        lambda: set(found_in(program.pid, shown)) == set(shown),
        "a patient shown",
        meanwhile=search,
    )


def test_nothing_is_left_after_a_lock(working: Practice) -> None:
    secrets = secrets_of(working)
    everything = secrets.keys | secrets.passphrase | secrets.patients
    with virtual_screen() as screen, running_program(screen, working.vault) as program:
        screen.window("sign in")
        door = pid_of(program, "--sign-in-child")
        keeper = come_in(screen, program, PASSPHRASE)
        look_at_patient(screen, program)

        # Controls: this way of looking finds what is there.
        in_keeper = found_in(keeper, secrets.keys)
        held = {"exchange key", "signing key", "catalogue key", "clinical key", "inbox key"}
        assert held <= set(in_keeper)
        assert door is not None
        assert not psutil.pid_exists(door)

        # The window never had a key or a passphrase.
        assert found_in(program.pid, secrets.keys | secrets.passphrase) == {}
        before = found_in(program.pid, secrets.patients)
        assert {name.split(",")[0] for name in before} >= {"given name", "typed"}

        lock(screen, program, keeper)
        assert program.poll() is None
        after = found_in(program.pid, everything | {"control": b"PySide6/QtWidgets"})
        assert after.pop("control") > 0
        assert after == {}
        for process in psutil.Process(program.pid).children(recursive=True):
            assert found_in(process.pid, everything) == {}, process.cmdline()

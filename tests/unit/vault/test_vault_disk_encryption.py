"""What Linux tells of its disks, laid out as files; and what the real computer tells."""

import os
import sys
from pathlib import Path

import pytest

from desktop.records.computer import Encryption, ThisComputer
from desktop.vault.disk_encryption import look, worst

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="disks of Linux")

ON, OFF, UNKNOWN = Encryption.ON, Encryption.OFF, Encryption.UNKNOWN
NO_SWAP = "Filename Type Size Used Priority\n"


class Machine:
    """A computer's ``/sys`` and ``/proc``, in which a folder of ours lies on a made-up disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "vault"
        self.folder.mkdir(parents=True)
        (root / "sys" / "dev" / "block").mkdir(parents=True)
        (root / "proc" / "self").mkdir(parents=True)
        self.swaps(NO_SWAP)

    def device(self, number: str, **files: str) -> Path:
        """Make a device, with files whose ``__`` stand for a folder."""
        place = self.root / "sys" / "devices" / number.replace(":", "_")
        place.mkdir(parents=True)
        (place / "dev").write_text(number + "\n")
        for name, text in files.items():
            path = place / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text + "\n")
        self.link(number, place)
        return place

    def link(self, number: str, place: Path) -> None:
        (self.root / "sys" / "dev" / "block" / number).symlink_to(place)

    def on_top(self, upper: Path, lower: Path) -> None:
        (upper / "slaves").mkdir(exist_ok=True)
        (upper / "slaves" / lower.name).symlink_to(lower)

    def swaps(self, text: str) -> None:
        (self.root / "proc" / "swaps").write_text(text)

    def seen(self) -> ThisComputer:
        return look(self.folder, root=self.root)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
def number(machine: Machine) -> str:
    """The real number of the disk below the test's folder: the rest is made up around it."""
    real = machine.folder.stat().st_dev
    if not os.major(real):
        pytest.skip("the tests lie on a file system without a device")
    return f"{os.major(real)}:{os.minor(real)}"


def test_a_plain_disk_is_off(machine: Machine, number: str) -> None:
    machine.device(number)
    assert machine.seen() == ThisComputer(disk=OFF, swap=Encryption.NONE)


def test_luks_is_on(machine: Machine, number: str) -> None:
    machine.device(number, dm__uuid="CRYPT-LUKS2-0123-cryptroot")
    assert machine.seen().disk is ON


def test_a_volume_on_luks_is_on(machine: Machine, number: str) -> None:
    """LVM over LUKS, as Debian's installer makes it."""
    volume = machine.device(number, dm__uuid="LVM-abc")
    crypt = machine.device("250:77", dm__uuid="CRYPT-LUKS2-abc")
    machine.on_top(volume, crypt)
    assert machine.seen().disk is ON


def test_a_volume_half_on_luks_is_off(machine: Machine, number: str) -> None:
    volume = machine.device(number, dm__uuid="LVM-abc")
    machine.on_top(volume, machine.device("250:77", dm__uuid="CRYPT-LUKS2-abc"))
    machine.on_top(volume, machine.device("250:78"))
    assert machine.seen().disk is OFF


def test_a_partition_is_what_its_disk_is(machine: Machine, number: str) -> None:
    disk = machine.device("250:79", dm__uuid="CRYPT-PLAIN-abc")
    part = disk / "part1"
    part.mkdir()
    (part / "partition").write_text("1\n")
    (part / "dev").write_text(number)
    machine.link(number, part)
    assert machine.seen().disk is ON


def test_what_the_system_does_not_tell_is_unknown(machine: Machine) -> None:
    assert machine.seen().disk is UNKNOWN


def test_devices_in_a_circle_are_unknown(machine: Machine, number: str) -> None:
    one = machine.device(number, dm__uuid="LVM-abc")
    machine.on_top(one, one)
    assert machine.seen().disk is UNKNOWN


def test_swap_in_a_file_is_what_its_disk_is(machine: Machine, number: str) -> None:
    machine.device(number)
    file = machine.root / "swap file"
    file.touch()
    machine.swaps(NO_SWAP + f"{str(file).replace(' ', chr(92) + '040')} file 2097148 0 -2\n")
    assert machine.seen() == ThisComputer(disk=OFF, swap=OFF)


def test_swap_in_memory_counts_as_encrypted(machine: Machine, number: str) -> None:
    machine.device(number)
    machine.swaps(NO_SWAP + "/dev/zram0 partition 100 0 100\n")
    assert machine.seen().swap is ON
    (machine.root / "sys" / "block" / "zram0").mkdir(parents=True)
    (machine.root / "sys" / "block" / "zram0" / "backing_dev").write_text("/dev/sdb1\n")
    assert machine.seen().swap is UNKNOWN


def test_swap_that_is_gone_is_unknown(machine: Machine, number: str) -> None:
    machine.device(number)
    machine.swaps(NO_SWAP + "/dev/no-such-disk partition 100 0 100\n")
    assert machine.seen().swap is UNKNOWN


def test_the_worst_of_several_is_told() -> None:
    assert worst([]) is Encryption.NONE
    assert worst([ON, ON]) is ON
    assert worst([ON, UNKNOWN]) is UNKNOWN
    assert worst([ON, UNKNOWN, OFF]) is OFF


def test_this_very_computer_is_asked_without_error(tmp_path: Path) -> None:
    found = look(tmp_path)
    assert found.disk in (ON, OFF, UNKNOWN)
    assert found.swap in Encryption
    assert look(tmp_path / "not there").disk is UNKNOWN

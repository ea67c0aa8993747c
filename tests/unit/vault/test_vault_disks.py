"""Places that a vault is refused: disks that can be pulled out, folders that a client copies away.

Real mounts where the tests may make them (root, and a loop device); else a tree as the kernel's
``/sys``, made up in the shape that Linux documents (Documentation/ABI/testing/sysfs-block).
"""

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from support.practice import CHEAP, CLARE, Practice, Ticking, person

from desktop.cli.main import main
from desktop.errors import PlaceRefusedError, VaultInUseError
from desktop.vault import disks, place
from desktop.vault.disks import is_in_memory, is_removable, mount_of
from desktop.vault.place import check_place, is_fleeting
from desktop.vault.synchronised import synchronised_folders
from desktop.workflow.signing_in import describe, found_practice

Mount = namedtuple("Mount", "device mountpoint fstype opts")
linux = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux' kernel")


class Kernel:
    """A tree like ``/sys`` in which the disk below a folder is as a test wants it."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        number = folder.stat().st_dev
        self.number = f"{os.major(number)}:{os.minor(number)}"
        for name in ("dev/block", "class/block"):
            (root / name).mkdir(parents=True)

    def disk(self, way: str, name: str, *, removable: str = "0", card: str = "") -> Path:
        disk = self.root / "devices" / way / "block" / name
        (disk / "device").mkdir(parents=True)
        (disk / "removable").write_text(removable + "\n")
        if card:
            (disk / "device" / "type").write_text(card + "\n")
        (self.root / "class" / "block" / name).symlink_to(disk)
        return disk

    def part(self, disk: Path, name: str) -> Path:
        part = disk / name
        part.mkdir()
        (part / "partition").write_text("1\n")
        return part

    def mapped(self, name: str, *below: Path) -> Path:
        disk = self.root / "devices" / "virtual" / "block" / name
        (disk / "slaves").mkdir(parents=True)
        (disk / "removable").write_text("0\n")
        for one in below:
            (disk / "slaves" / one.name).symlink_to(one)
        return disk

    def holds(self, device: Path) -> None:
        """Have the folder lie on ``device``."""
        (self.root / "dev" / "block" / self.number).symlink_to(device)


@pytest.fixture
def kernel(tmp_path) -> Kernel:
    return Kernel(tmp_path / "sys", tmp_path)


NVME, SATA = "pci0000:00/0000:00:1d.0/nvme/nvme0", "pci0000:00/0000:00:17.0/ata1/host0"
USB = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0"


@linux
@pytest.mark.parametrize(
    ("disk", "refused"),
    [
        ((NVME, "nvme0n1", "0", ""), False),
        ((SATA, "sda", "0", ""), False),
        ((SATA, "sda", "1", ""), True),
        ((USB, "sdb", "1", ""), True),
        ((USB, "sdb", "0", ""), True),
        (("pci0000:00/mmc_host/mmc0/mmc0:0001", "mmcblk0", "0", "MMC"), False),
        (("pci0000:00/mmc_host/mmc1/mmc1:aaaa", "mmcblk1", "0", "SD"), True),
    ],
    ids=["nvme", "sata", "sata in a frame", "usb stick", "usb case", "emmc", "sd card"],
)
@pytest.mark.parametrize("depth", ["whole", "partition", "encrypted", "volume"])
def test_what_can_be_pulled_out(kernel, tmp_path, disk, refused, depth):
    way, name, removable, card = disk
    disk = kernel.disk(way, name, removable=removable, card=card)
    device = disk if depth == "whole" else kernel.part(disk, name + "1")
    if depth in ("encrypted", "volume"):
        device = kernel.mapped("dm-0", device)
    if depth == "volume":
        other = kernel.part(kernel.disk("pci0000:00/other", "nvme9n1"), "nvme9n1p1")
        device = kernel.mapped("dm-1", other, device)
    kernel.holds(device)
    assert is_removable(tmp_path / "not" / "there" / "yet", sys_folder=kernel.root) is refused


@linux
def test_a_file_system_without_a_number_is_known_by_its_mount(kernel, tmp_path, monkeypatch):
    kernel.part(kernel.disk(USB, "sdb"), "sdb1")
    (kernel.root / "class" / "block" / "sdb1").symlink_to(
        kernel.root / "devices" / USB / "block" / "sdb" / "sdb1"
    )
    mounts = [Mount("/dev/sdb1", str(tmp_path), "btrfs", "")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_all: mounts)
    assert is_removable(tmp_path, sys_folder=kernel.root)


@linux
def test_what_the_kernel_does_not_tell_refuses_nothing(kernel, tmp_path):
    assert not is_removable(tmp_path, sys_folder=kernel.root)
    assert not is_removable(tmp_path, sys_folder=tmp_path / "nowhere")


@linux
def test_devices_that_name_each_other_end(kernel, tmp_path):
    one = kernel.mapped("dm-0")
    two = kernel.mapped("dm-1", one)
    (one / "slaves" / "dm-1").symlink_to(two)
    kernel.holds(one)
    assert not is_removable(tmp_path, sys_folder=kernel.root)


@linux
def test_a_vault_is_neither_made_nor_opened_on_a_removable_disk(staffed, tmp_path, monkeypatch):
    monkeypatch.setattr(disks, "is_removable", lambda _folder: True)
    with pytest.raises(PlaceRefusedError, match="removable"):
        found_practice(
            tmp_path / "v", practice="T", first=person(CLARE), clock=Ticking(), cost=CHEAP
        )
    assert not (tmp_path / "v").exists()
    for refused in (lambda: staffed.sign_in(CLARE), lambda: describe(staffed.vault)):
        with pytest.raises(PlaceRefusedError, match="removable"):
            refused()


# ------------------------------------------------------------------------------- real mounts


def _mounted(*command: str) -> bool:
    return subprocess.run(["mount", *command], capture_output=True, check=False).returncode == 0


@pytest.fixture
def loop(tmp_path) -> Iterator[Path]:
    """A real ext4 file system on a loop device, as its own mount."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("no root or no mkfs.ext4: REAL MOUNTS ARE NOT TESTED")
    image, folder = tmp_path / "disk.img", tmp_path / "mounted"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True, capture_output=True)
    if not _mounted("-o", "loop", str(image), str(folder)):
        pytest.skip("no loop device: REAL MOUNTS ARE NOT TESTED")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@linux
def test_a_real_disk_is_found_below_a_folder(loop):
    device, kind = mount_of(loop / "deep" / "vault")
    assert (Path(device).name[:4], kind) == ("loop", "ext4")
    assert not is_removable(loop / "deep")
    check_place(loop / "vault")


@linux
def test_a_real_bind_mount_of_a_synchronised_folder(loop, tmp_path, monkeypatch):
    """The mark of the client is seen through the other name."""
    synchronised, other = tmp_path / "cloud", loop / "innocent"
    (synchronised / ".stfolder").mkdir(parents=True)
    other.mkdir()
    if not _mounted("--bind", str(synchronised), str(other)):
        pytest.skip("no bind mount: NOT TESTED")
    try:
        with pytest.raises(PlaceRefusedError, match="cloud"):
            check_place(other / "vault")
    finally:
        subprocess.run(["umount", str(other)], check=True)


@linux
def test_a_real_file_system_in_memory_is_told_and_not_refused(tmp_path, capsys):
    if os.geteuid() != 0 or not _mounted("-t", "tmpfs", "none", str(tmp_path)):
        pytest.skip("no root: A MOUNT IN MEMORY IS NOT TESTED")
    try:
        assert is_in_memory(tmp_path / "vault")
        check_place(tmp_path / "vault")
        secret = tmp_path / "secret"
        secret.write_text("four words that nobody else knows")
        args = ["vault", "create", str(tmp_path / "vault"), "--practice", "T", "--user", CLARE]
        assert main([*args, "--passphrase-file", str(secret), "--language", "en"]) == 0
        assert "memory" in capsys.readouterr().err
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_disk_is_not_fleeting(tmp_path, monkeypatch):
    mounts = [Mount("/dev/x", str(tmp_path), "ext4", ""), Mount("none", "/", "tmpfs", "")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_all: mounts)
    assert not is_fleeting(tmp_path / "vault")
    assert is_fleeting(Path("/elsewhere"))


def test_of_two_mounts_in_one_place_the_later_counts(tmp_path, monkeypatch):
    mounts = [Mount("/dev/x", str(tmp_path), "ext4", ""), Mount("s:/", str(tmp_path), "nfs", "")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_all: mounts)
    with pytest.raises(PlaceRefusedError, match="network"):
        check_place(tmp_path / "vault")


# ------------------------------------------------------------------------------- synchronised


CLIENTS = {
    "dropbox": (".dropbox/info.json", lambda to: json.dumps({"personal": {"path": to}})),
    "onedrive": (".config/onedrive/config", lambda to: f'# ours\nsync_dir = "{to}"\n'),
    "nextcloud": (
        ".config/Nextcloud/nextcloud.cfg",
        lambda to: f"[Accounts]\n0\\Folders\\1\\localPath={to}/\n0\\url=https://x\n",
    ),
    "owncloud": (".config/ownCloud/owncloud.cfg", lambda to: f"0\\Folders\\1\\localPath={to}\n"),
    "syncthing": (
        ".config/syncthing/config.xml",
        lambda to: f'<configuration>\n<folder id="a" label="b" path="{to}" type="x">\n',
    ),
    "syncthing, newer": (
        ".local/state/syncthing/config.xml",
        lambda to: f'<folder id="a"\n path="{to}"></folder>',
    ),
}


def _environment(home: Path) -> dict[str, str]:
    return {"HOME": str(home)}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_folder_that_a_client_keeps_in_step_is_known(tmp_path, monkeypatch, client):
    chosen = tmp_path / "Practice & files"
    name, text = CLIENTS[client]
    path = tmp_path / "home" / name
    path.parent.mkdir(parents=True)
    written = str(chosen).replace("&", "&amp;") if "syncthing" in client else str(chosen)
    path.write_text(text(written))
    before = path.stat()
    assert synchronised_folders(_environment(tmp_path / "home")) == [chosen]
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with pytest.raises(PlaceRefusedError, match="cloud"):
        check_place(chosen / "deep" / "vault")
    check_place(tmp_path / "Practice & files too")


def test_the_usual_folder_of_onedrive_is_known(tmp_path):
    path = tmp_path / ".config" / "onedrive" / "config"
    path.parent.mkdir(parents=True)
    path.write_text("# nothing is settled here\n")
    assert synchronised_folders(_environment(tmp_path)) == [tmp_path / "OneDrive"]


def test_windows_own_variables_are_read(tmp_path):
    chosen = {"OneDriveCommercial": str(tmp_path / "Work")}
    assert synchronised_folders({**_environment(tmp_path), **chosen}) == [tmp_path / "Work"]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"\xff\xfe\0",
        b"{" * 100_000,
        b"[]",
        b'{"personal": 3}',
        b"<folder p=",
        b"\0" * 2**21,
    ],
)
def test_what_cannot_be_understood_is_passed_over(tmp_path, client, rubbish):
    path = tmp_path / CLIENTS[client][0]
    path.parent.mkdir(parents=True)
    path.write_bytes(rubbish)
    found = synchronised_folders(_environment(tmp_path))
    assert found in ([], [tmp_path / "OneDrive"])


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path):
    (tmp_path / ".dropbox" / "info.json").mkdir(parents=True)
    assert synchronised_folders(_environment(tmp_path)) == []


def test_a_link_into_it_is_seen_through(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "synchronised_folders", lambda: [tmp_path / "kept"])
    (tmp_path / "kept").mkdir()
    (tmp_path / "other").symlink_to(tmp_path / "kept")
    with pytest.raises(PlaceRefusedError, match="cloud"):
        check_place(tmp_path / "other" / "vault")


def test_a_second_program_is_refused(staffed: Practice):
    with staffed.sign_in(CLARE).vault, pytest.raises(VaultInUseError):
        staffed.sign_in(CLARE)

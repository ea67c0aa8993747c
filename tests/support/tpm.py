"""A TPM in software, started for a test on a local socket."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.vault.device_tpm import TCTI

TOOLS = ("swtpm", "tpm2_createprimary", "tpm2_create", "tpm2_load", "tpm2_unseal")


def need_tpm() -> None:
    """Skip, loudly, where Debian's swtpm and tpm2-tools are not installed."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"no software TPM: {', '.join(missing)} (Debian: swtpm tpm2-tools)")


@contextmanager
def software_tpm(folder: Path) -> Iterator[str]:
    """Run a TPM of its own until the block ends; yield how the tools reach it."""
    need_tpm()
    folder.mkdir(parents=True)
    socket = folder / "s"
    line = ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}"]
    line += ["--server", f"type=unixio,path={socket}", "--ctrl", f"type=unixio,path={socket}.ctrl"]
    line += ["--flags", "not-need-init,startup-clear", "--daemon", "--pid", f"file={folder}/pid"]
    subprocess.run(line, check=True, capture_output=True, timeout=60)
    try:
        yield f"swtpm:path={socket}"
    finally:
        pid = (folder / "pid").read_text().strip()
        subprocess.run(["kill", "--", pid], check=False, capture_output=True)


def environment(tcti: str) -> dict[str, str]:
    return {TCTI: tcti, "PATH": "/usr/local/bin:/usr/bin:/bin"}


class InMemory:
    """Seals in this process alone, for tests of who may and not of how it is sealed."""

    name = "in-memory"

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def is_there(self) -> bool:
        return True

    def seal(self, secret: bytes) -> Mapping[str, bytes]:
        self._kept.append(secret)
        return {"at": bytes([len(self._kept) - 1])}

    def unseal(self, sealed: Mapping[str, bytes]) -> bytes:
        return self._kept[sealed["at"][0]]

"""Sealing a secret in this computer's TPM 2.0, by the ``tpm2-tools`` of the system.

The secret goes through pipes alone: never an argument, never a file. What the tools keep in files
lies in anonymous memory, and is either public, or encrypted by the TPM with a key that never leaves
it (TPM 2.0 Library, part 1, sections 27 and 30). The parent key is made anew from the owner
hierarchy each time and is always the same one; nothing is stored in the TPM.

No network: of the ways to reach a TPM, only a device and a local socket are used.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from desktop.errors import DeviceFactorError

TCTI: Final = "TPM2TOOLS_TCTI"
_RESOURCE_MANAGED: Final = Path("/dev/tpmrm0")
_DEFAULT: Final = f"device:{_RESOURCE_MANAGED}"
_LOCAL: Final = ("device:", "swtpm:path=")
_TOOLS: Final = ("tpm2_createprimary", "tpm2_create", "tpm2_load", "tpm2_unseal")
_ATTRIBUTES: Final = "fixedtpm|fixedparent|noda|userwithauth"
_PATIENCE_S: Final = 60
_MOST_BYTES: Final = 4096


class Tpm:
    """The TPM that the environment names, or this computer's own."""

    name = "tpm2"

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Look at ``TPM2TOOLS_TCTI``; without it the kernel's device is meant."""
        found = os.environ if environment is None else environment
        self._tcti = found.get(TCTI, "") or _DEFAULT
        self._path = found.get("PATH", os.defpath)

    def is_there(self) -> bool:
        """Return whether this computer has such a TPM, within it, and the tools for it."""
        if not self._tcti.startswith(_LOCAL):
            return False
        place = Path(self._tcti.partition(":")[2].removeprefix("path=").partition(",")[0])
        return place.exists() and all(shutil.which(tool, path=self._path) for tool in _TOOLS)

    def seal(self, secret: bytes) -> Mapping[str, bytes]:
        """Return ``secret`` as only this TPM gives it back.

        Raises:
            DeviceFactorError: ``broken``: the TPM or its tools refuse.
        """
        with self._memories("parent", "public", "private") as at:
            self._parent(at["parent"])
            self._run(["tpm2_create", "-Q", *_child(at), "-a", _ATTRIBUTES, "-i-"], at, secret)
            return {name: _content(at[name]) for name in ("public", "private")}

    def unseal(self, sealed: Mapping[str, bytes]) -> bytes:
        """Return the secret in ``sealed``.

        Raises:
            DeviceFactorError: ``broken``: another TPM sealed it, this one was cleared, or it
                refuses.
        """
        with self._memories("parent", "public", "private", "loaded") as at:
            for name in ("public", "private"):
                os.write(at[name], sealed.get(name, b""))
            self._parent(at["parent"])
            self._run(["tpm2_load", "-Q", *_child(at), "-c", _path(at["loaded"])], at)
            return self._run(["tpm2_unseal", "-c", _path(at["loaded"])], at)

    def _parent(self, at: int) -> None:
        self._run(["tpm2_createprimary", "-Q", "-C", "o", "-G", "ecc", "-c", _path(at)], {"": at})

    @contextmanager
    def _memories(self, *names: str) -> Iterator[dict[str, int]]:
        """Yield anonymous memory that the tools take for files; afterwards it is gone."""
        with ExitStack() as stack:
            at = {}
            for name in names:
                at[name] = os.memfd_create(f"diogel-tpm-{name}", os.MFD_CLOEXEC)
                stack.callback(os.close, at[name])
            yield at

    def _run(self, line: list[str], at: Mapping[str, int], secret: bytes = b"") -> bytes:
        environment = {"PATH": self._path, TCTI: self._tcti, "TSS2_LOG": "all+none"}
        try:
            done = subprocess.run(  # noqa: S603 - the tool's name and numbers of ours
                line,
                input=secret,
                capture_output=True,
                pass_fds=tuple(at.values()),
                env=environment,
                timeout=_PATIENCE_S,
                check=True,
            )
            self._make_room(environment)
        except (OSError, subprocess.SubprocessError):
            raise DeviceFactorError("broken") from None  # the tool's own words stay out of logs
        return done.stdout

    def _make_room(self, environment: Mapping[str, str]) -> None:
        """Flush what a tool left loaded; the kernel does that itself for its managed device."""
        if self._tcti != _DEFAULT:
            subprocess.run(
                ["tpm2_flushcontext", "-t"],  # noqa: S607 - found as the others are
                capture_output=True,
                env=environment,
                timeout=_PATIENCE_S,
                check=True,
            )


def _path(descriptor: int) -> str:
    return f"/dev/fd/{descriptor}"


def _child(at: Mapping[str, int]) -> tuple[str, ...]:
    parts = (("-C", "parent"), ("-u", "public"), ("-r", "private"))
    return tuple(word for option, name in parts for word in (option, _path(at[name])))


def _content(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, _MOST_BYTES)

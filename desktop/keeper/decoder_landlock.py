"""The file system as a decoder sees it: the program's own files to read, nothing to write.

Landlock (kernel 5.13 and later) lets an ordinary process give up rights over files for good. A
decoder keeps the right to read the interpreter, the libraries and the shipped models. Everything
else, the camera card, the vault and the user's documents among it, can no longer be opened.

Source: landlock(7); ``include/uapi/linux/landlock.h``. The three system calls have the same
numbers on every architecture.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from desktop.assets import resource

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION_FLAG: Final = 1
_PATH_BENEATH: Final = 1

_READ_FILE: Final = 1 << 2
_READ_DIRECTORY: Final = 1 << 3
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many file rights each version of the interface knows, lowest bits first."""
_NEWEST_FILE_RIGHTS: Final = 16
_NET_SINCE: Final = 4
_BIND_AND_CONNECT_TCP: Final = 0b11
_SCOPES_SINCE: Final = 6
_ABSTRACT_SOCKETS_AND_SIGNALS: Final = 0b11

_SYSTEM_PLACES: Final = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
)


def readable_places() -> tuple[Path, ...]:
    """Return what a decoder may read: system libraries, the interpreter and this program.

    The interpreter's own file is among them: a frozen program carries its modules inside it.
    """
    program = (
        sys.executable,
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *filter(None, sys.path),
    )
    shipped = (Path(__file__).resolve().parent.parent, resource().resolve())
    return (*map(Path, (*_SYSTEM_PLACES, *program)), *shipped)


def allow_reading_only(places: Iterable[Path], *, usable: Iterable[Path] = ()) -> bool:
    """Give up every right over files but reading in ``places``, and TCP, for good.

    The process must have set ``no_new_privs``. Places that are not there are left out.

    Args:
        places: What may be read.
        usable: What may be used as it could before: devices. A decoder has none.

    Returns:
        Whether this kernel has Landlock.

    Raises:
        OSError: The kernel has it and did not accept the rules.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG)
    if version < 1:
        return False
    attributes = _attributes(version)
    ruleset = _checked(
        libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    )
    try:
        for place in places:
            _allow(libc, ruleset, place)
        for place in usable:
            _allow(libc, ruleset, place, rights=_all_rights(version))
        _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)
    return True


def _attributes(version: int) -> bytes:
    """Return ``struct landlock_ruleset_attr`` with all that this version can take away."""
    attributes = struct.pack("=Q", _all_rights(version))
    if version >= _NET_SINCE:
        attributes += struct.pack("=Q", _BIND_AND_CONNECT_TCP)
    if version >= _SCOPES_SINCE:
        attributes += struct.pack("=Q", _ABSTRACT_SOCKETS_AND_SIGNALS)
    return attributes


def _all_rights(version: int) -> int:
    return (1 << _FILE_RIGHTS.get(version, _NEWEST_FILE_RIGHTS)) - 1


def _allow(libc: ctypes.CDLL, ruleset: int, place: Path, *, rights: int = 0) -> None:
    """Keep reading at and beneath ``place``, if it is there; or these rights."""
    try:
        fd = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        rights = rights or _READ_FILE | (_READ_DIRECTORY if place.is_dir() else 0)
        rule = struct.pack("=Qi", rights, fd)
        _checked(libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0))
    finally:
        os.close(fd)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result

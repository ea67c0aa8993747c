"""What the camera process takes away from itself before it loads the camera library.

The library is foreign code that talks to foreign devices, so it gets a process without keys, with
limits, no network, no capability, and of the file system only its own files to read and the USB
devices. It is less confined than a decoder: system calls are not filtered, because drivers need
many. Standard library only, and nothing of Diogel but the limits.
"""

import ctypes
import os
import resource
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from desktop.keeper.decoder_landlock import allow_reading_only, readable_places
from desktop.keeper.decoder_limits import bind_to_parent, close_descriptors, leave_network
from desktop.settings import Limits

EXIT_NO_LIBRARY: Final = 72
"""Exit status of a camera process that finds no camera library."""
VIRTUAL: Final = "VCAMERADIR"
"""Names the folder of the library's virtual camera; for tests without hardware."""

_MEMORY_BYTES: Final = 2 * 1024 * 1024 * 1024
_OPEN_FILES: Final = 256
_DEVICES: Final = (Path("/dev/bus/usb"),)
_ABOUT_DEVICES: Final = (Path("/sys/bus/usb"), Path("/sys/devices"), Path("/run/udev"))


def camera_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return all that a camera process knows of the keeper's environment.

    A home that is not there keeps the library from reading or writing settings of its own.
    """
    known = {"LANG": "C.UTF-8", "PATH": os.defpath, "HOME": "/nonexistent"}
    if VIRTUAL in environment:
        known[VIRTUAL] = environment[VIRTUAL]
    return known


def confine_camera(limits: Limits, *, keep_fd: int, parent_id: int) -> None:
    """Take everything away from this process that speaking to a camera does not need, for good.

    Args:
        limits: The largest file.
        keep_fd: The one descriptor above standard error that stays open.
        parent_id: The process that started this one and with which it ends.

    Raises:
        OSError: A measure that no camera process may do without is missing, or the parent is gone.
    """
    close_descriptors(keep_fd)
    os.umask(0o077)
    largest = limits.file_bytes + 1024 * 1024
    for kind, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, largest),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(kind, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    leave_network(libc)
    bind_to_parent(libc, parent_id)
    virtual = os.environ.get(VIRTUAL)
    usable = (*_DEVICES, *((Path(virtual),) if virtual else ()))
    allow_reading_only((*readable_places(), *_ABOUT_DEVICES), usable=usable)

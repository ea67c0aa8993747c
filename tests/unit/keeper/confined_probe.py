"""Not a test: confine this process as a decoder does, try everything, print what happened."""

import ctypes
import json
import mmap
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

root, keep_fd, parent_id, foreign_file, writable_folder = sys.argv[1:]
sys.path.insert(0, root)

from desktop.keeper.decoder_limits import (  # noqa: E402 - the path comes first
    allow_processor_time,
    confine,
)
from desktop.memory import SealedMemory  # noqa: E402
from desktop.settings import Limits  # noqa: E402

LIMITS = Limits(pixels=187_500, file_bytes=1_000_000, decoder_memory_bytes=2**30)
libc = ctypes.CDLL(None, use_errno=True)
dangling = os.open("/dev/null", os.O_RDONLY)
os.set_inheritable(dangling, True)


def _start_program() -> None:
    subprocess.run(["/bin/true"], check=True)


def _make_memory(size: int) -> None:
    SealedMemory.from_bytes(bytes(size)).close()


def _check(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), "libc")


def _ptrace_parent() -> None:
    _check(libc.ptrace(16, int(parent_id), 0, 0))


ATTEMPTS = {
    "tcp": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "pair": socket.socketpair,
    "program": _start_program,
    "fork": os.fork,
    "signal parent": lambda: os.kill(int(parent_id), 0),
    "ptrace parent": _ptrace_parent,
    "memory of parent": lambda: Path(f"/proc/{parent_id}/mem").read_bytes(),
    "environment of parent": lambda: Path(f"/proc/{parent_id}/environ").read_bytes(),
    "descriptors of parent": lambda: list(Path(f"/proc/{parent_id}/fd").iterdir()),
    "limits of parent": lambda: resource.prlimit(int(parent_id), resource.RLIMIT_NOFILE),
    "read elsewhere": lambda: Path(foreign_file).read_bytes(),
    "list elsewhere": lambda: list(Path(writable_folder).iterdir()),
    "list root": lambda: list(Path("/").iterdir()),
    "passwords": lambda: Path("/etc/passwd").read_bytes(),
    "write": lambda: Path(writable_folder, "new").write_bytes(b"x"),
    "append": lambda: os.open(foreign_file, os.O_WRONLY | os.O_APPEND),
    "truncate": lambda: os.truncate(foreign_file, 0),
    "folder": lambda: Path(writable_folder, "new").mkdir(),
    "link": lambda: os.link(foreign_file, writable_folder + "/link"),
    "symlink": lambda: Path(writable_folder, "link").symlink_to(foreign_file),
    "rename": lambda: Path(foreign_file).rename(writable_folder + "/other"),
    "delete": lambda: Path(foreign_file).unlink(),
    "mode": lambda: Path(foreign_file).chmod(0o600),
    "temporary": lambda: os.open(writable_folder, os.O_TMPFILE | os.O_RDWR),
    "namespace": lambda: _check(libc.unshare(0x10000000)),
    "dangling descriptor": lambda: os.fstat(dangling),
    "raise memory limit": lambda: resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)),
    "much memory": lambda: mmap.mmap(-1, 2**30),
    "large block": lambda: _make_memory(1_000_001),
    "own files": lambda: Path(root, "desktop", "memory.py").read_bytes(),
    "block": lambda: _make_memory(1_000_000),
    "processor time": lambda: allow_processor_time(5),
}


def _outcome(name: str) -> str:
    try:
        ATTEMPTS[name]()
    except (OSError, ValueError, MemoryError) as error:
        return type(error).__name__
    return "allowed"


measures = confine(LIMITS, keep_fd=int(keep_fd), parent_id=int(parent_id))
report = {
    "measures": sorted(measure.value for measure in measures),
    "outcomes": {name: _outcome(name) for name in ATTEMPTS},
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "files": resource.getrlimit(resource.RLIMIT_NOFILE),
    "umask": os.umask(0),
    "dumpable": libc.prctl(3, 0, 0, 0, 0),
    "no_new_privs": libc.prctl(39, 0, 0, 0, 0),
}
os.write(int(keep_fd), json.dumps(report).encode())

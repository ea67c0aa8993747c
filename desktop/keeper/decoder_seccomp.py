"""The system calls that a decoder gives up: a filter that the kernel applies to all it does later.

A list of what is denied, not of what is allowed: numerical libraries and the C library change the
harmless calls they make from one version to the next. Denied is what reaches beyond the process:
sockets, other processes, new programs, every change to a file system, kernel interfaces with a
history. A denied call fails with an error; it does not end the process.

Source: seccomp(2); ``linux/filter.h`` and ``linux/audit.h``; call numbers of
``asm/unistd_64.h`` (x86-64) and ``asm-generic/unistd.h`` (aarch64).
"""

import ctypes
import errno
import os
import struct
import sys
from typing import Final, NamedTuple

_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2

_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_JUMP_AT_LEAST: Final = 0x35
_JUMP_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_ERROR: Final = 0x00050000

_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_ARGUMENTS_AT: Final = 16
_X32_BIT: Final = 0x40000000

_CLONE_THREAD: Final = 0x00010000
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Call(NamedTuple):
    """A system call's number on each architecture; -1 where there is none."""

    x86_64: int
    aarch64: int


ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

DENIED: Final = {
    "socket": Call(41, 198),
    "socketpair": Call(53, 199),
    "connect": Call(42, 203),
    "bind": Call(49, 200),
    "listen": Call(50, 201),
    "accept": Call(43, 202),
    "accept4": Call(288, 242),
    "execve": Call(59, 221),
    "execveat": Call(322, 281),
    "fork": Call(57, -1),
    "vfork": Call(58, -1),
    "ptrace": Call(101, 117),
    "process_vm_readv": Call(310, 270),
    "process_vm_writev": Call(311, 271),
    "pidfd_open": Call(434, 434),
    "pidfd_getfd": Call(438, 438),
    "pidfd_send_signal": Call(424, 424),
    "kill": Call(62, 129),
    "tkill": Call(200, 130),
    "rt_sigqueueinfo": Call(129, 138),
    "rt_tgsigqueueinfo": Call(297, 240),
    "creat": Call(85, -1),
    "mkdir": Call(83, -1),
    "mkdirat": Call(258, 34),
    "rmdir": Call(84, -1),
    "unlink": Call(87, -1),
    "unlinkat": Call(263, 35),
    "rename": Call(82, -1),
    "renameat": Call(264, 38),
    "renameat2": Call(316, 276),
    "link": Call(86, -1),
    "linkat": Call(265, 37),
    "symlink": Call(88, -1),
    "symlinkat": Call(266, 36),
    "mknod": Call(133, -1),
    "mknodat": Call(259, 33),
    "chmod": Call(90, -1),
    "fchmod": Call(91, 52),
    "fchmodat": Call(268, 53),
    "fchmodat2": Call(452, 452),
    "chown": Call(92, -1),
    "lchown": Call(94, -1),
    "fchown": Call(93, 55),
    "fchownat": Call(260, 54),
    "truncate": Call(76, 45),
    "utimensat": Call(280, 88),
    "setxattr": Call(188, 5),
    "lsetxattr": Call(189, 6),
    "fsetxattr": Call(190, 7),
    "open_by_handle_at": Call(304, 265),
    "mount": Call(165, 40),
    "umount2": Call(166, 39),
    "pivot_root": Call(155, 41),
    "chroot": Call(161, 51),
    "unshare": Call(272, 97),
    "setns": Call(308, 268),
    "bpf": Call(321, 280),
    "perf_event_open": Call(298, 241),
    "userfaultfd": Call(323, 282),
    "io_uring_setup": Call(425, 425),
    "add_key": Call(248, 217),
    "request_key": Call(249, 218),
    "keyctl": Call(250, 219),
    "shmget": Call(29, 194),
    "msgget": Call(68, 186),
    "semget": Call(64, 190),
    "mq_open": Call(240, 180),
}
"""Calls that fail with "not permitted"."""

ABSENT: Final = {"clone3": Call(435, 435), "openat2": Call(437, 437)}
"""Calls whose arguments a filter cannot see: the C library then uses the older one."""

_CLONE: Final = Call(56, 220)
_OPEN: Final = Call(2, -1)
_OPENAT: Final = Call(257, 56)
_TGKILL: Final = Call(234, 131)
_PRLIMIT: Final = Call(302, 261)


def deny_reaching_out() -> bool:
    """Install the filter for this process and every thread it starts, for good.

    The process must have one thread and have set ``no_new_privs``.

    Returns:
        Whether this architecture and kernel know the filter.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES or sys.maxsize < 2**32:
        return False
    program = build(machine, process_id=os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_MODE_FILTER), header)
    return bool(done == 0)


def build(machine: str, *, process_id: int) -> bytes:
    """Return the filter as packed instructions of eight bytes.

    Args:
        machine: A key of ``ARCHITECTURES``.
        process_id: The one process that may be sent a signal: itself, for ``abort``.
    """
    column = tuple(ARCHITECTURES).index(machine)
    program = [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_JUMP_EQUAL, ARCHITECTURES[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        _step(_JUMP_AT_LEAST, _X32_BIT, 0, 1),
        _step(_RETURN, _ERROR | errno.ENOSYS),
    ]
    for call in DENIED.values():
        program += _always(call[column], errno.EPERM)
    for call in ABSENT.values():
        program += _always(call[column], errno.ENOSYS)
    program += _only_if(_CLONE[column], 0, _step(_JUMP_ANY_BIT, _CLONE_THREAD, 1, 0))
    program += _only_if(_OPEN[column], 1, _step(_JUMP_ANY_BIT, _WRITING, 0, 1))
    program += _only_if(_OPENAT[column], 2, _step(_JUMP_ANY_BIT, _WRITING, 0, 1))
    program += _only_if(_TGKILL[column], 0, _step(_JUMP_EQUAL, process_id, 1, 0))
    program += _only_if(_PRLIMIT[column], 0, _step(_JUMP_EQUAL, 0, 1, 0))
    program.append(_step(_RETURN, _ALLOW))
    return b"".join(program)


def _always(number: int, error: int) -> list[bytes]:
    """Return the steps that fail one call."""
    if number < 0:
        return []
    return [_step(_JUMP_EQUAL, number, 0, 1), _step(_RETURN, _ERROR | error)]


def _only_if(number: int, argument: int, test: bytes) -> list[bytes]:
    """Return the steps that fail one call unless ``test`` skips the failure.

    The test sees the low 32 bits of the argument: all that the kernel uses of these five.
    """
    if number < 0:
        return []
    return [
        _step(_JUMP_EQUAL, number, 0, 4),
        _step(_LOAD, _ARGUMENTS_AT + 8 * argument),
        test,
        _step(_RETURN, _ERROR | errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """Return one ``struct sock_filter``."""
    return struct.pack("=HBBI", code, if_true, if_false, value)

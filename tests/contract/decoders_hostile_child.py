"""Not a test: a decoder that misbehaves as it is told on its command line.

Arguments: how it starts, what it answers ("{number}" is replaced), what comes with the answer;
then what the keeper adds: socket, parent, limits.
"""

import array
import fcntl
import json
import os
import signal
import socket
import sys

start, answer, with_it, descriptor, _parent, limits = sys.argv[1:]
connection = socket.socket(fileno=int(descriptor))
SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


def _memory(size: int, seals: int) -> int:
    fd = os.memfd_create("hostile", os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, size)
    if seals:
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
    return fd


def _too_large() -> int:
    told = json.loads(limits)
    return _memory(max(told["file_bytes"], told["pixels"] * 16 // 3 + 1) + 1, SEALS)


BESIDE = {
    "nothing": list,
    "sealed": lambda: [_memory(100, SEALS)],
    "empty": lambda: [_memory(0, SEALS)],
    "growing": lambda: [_memory(100, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_WRITE)],
    "unsealed": lambda: [_memory(100, 0)],
    "too_large": lambda: [_too_large()],
    "two": lambda: [_memory(100, SEALS), _memory(100, SEALS)],
    "nine": lambda: [_memory(100, SEALS) for _ in range(9)],
    "pipe": lambda: list(os.pipe())[:1],
    "file": lambda: [os.open("/etc/hostname", os.O_RDONLY)],
    "socket": lambda: [connection.fileno()],
}


def _send(data: bytes, descriptors: list[int]) -> None:
    packed = array.array("i", descriptors)
    beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)] if descriptors else []
    connection.sendmsg([data], beside)


def _start() -> None:
    match start:
        case "well":
            connection.send(b'{"ready": []}')
        case "dead":
            os._exit(0)
        case "unconfined":
            os._exit(71)
        case "silent":
            signal.pause()
        case _:
            connection.send(start.encode())


def _hang_up() -> None:
    connection.close()
    signal.pause()


MISDEEDS = {
    "exit": lambda: os._exit(3),
    "memory": lambda: os._exit(70),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "processor": lambda: os.kill(os.getpid(), signal.SIGXCPU),
    "hang": signal.pause,
    "hang up": _hang_up,
    "nothing": lambda: _send(b"", []),
    "long": lambda: _send(b"[" + b" " * 140_000 + b"]", BESIDE[with_it]()),
}


def _serve(number: int) -> None:
    if answer in MISDEEDS:
        MISDEEDS[answer]()
        return
    _send(answer.replace("{number}", str(number)).encode(), BESIDE[with_it]())
    if with_it == "unasked":
        connection.send(b"{}")


BESIDE["unasked"] = BESIDE["nothing"]
_start()
while True:
    data, ancillary, _, _ = connection.recvmsg(65_536, 64)
    if not data:
        break
    for _, _, packed in ancillary:
        for fd in array.array("i", packed):
            os.close(fd)
    _serve(json.loads(data)["number"])

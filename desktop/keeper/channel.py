"""The keeper's end of a connection: messages come in one by one, and sending never holds anybody.

What cannot be sent at once waits in order until the other side reads again.
"""

import socket
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

from desktop.keeper import wire
from desktop.keeper.hub import Hub
from desktop.memory import SealedMemory


class Channel:
    """One connection, used by tasks of one hub."""

    def __init__(self, hub: Hub, connection: socket.socket) -> None:
        """Take over a connected ``SOCK_SEQPACKET`` socket."""
        connection.setblocking(False)  # noqa: FBT003 - as the library has it
        self._hub = hub
        self._socket = connection
        self._outbox: deque[wire.Parcel] = deque()
        self._is_open = True

    @property
    def is_open(self) -> bool:
        """Whether the other side was there when last looked at."""
        return self._is_open

    def received(self) -> Iterator[wire.Received]:
        """Yield what comes until the other side closes.

        Raises:
            MessageInvalidError: The other side talks nonsense.
        """
        while self._is_open:
            try:
                received = wire.receive(self._socket)
            except BlockingIOError:
                self._hub.wait_readable(self._socket.fileno(), None)
                continue
            if received is None:
                return
            yield received

    def send(self, message: wire.Message, block: SealedMemory | None = None) -> None:
        """Send now, or as soon as there is room; the block is the channel's from now on.

        To somebody who has gone away nothing is sent.
        """
        parcel = wire.pack(message, block)
        if self._outbox:
            self._outbox.append(parcel)
        elif not self._sent(parcel):
            self._outbox.append(parcel)
            self._hub.spawn(self._flush)

    def hang_up(self) -> None:
        """Say no more and hear no more; what was sent still arrives, and ``received`` ends."""
        with suppress(OSError):  # the other side was faster
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close this end once nobody waits for it; what still waited to be sent is dropped."""
        self._is_open = False
        self._socket.close()
        while self._outbox:
            self._outbox.popleft().close()

    def _flush(self) -> None:
        while self._outbox:
            # A second descriptor: the first one is being waited for by whoever reads.
            with self._socket.dup() as writing:
                self._hub.wait_writable(writing.fileno(), None)
            while self._outbox and self._sent(self._outbox[0]):
                self._outbox.popleft()

    def _sent(self, parcel: wire.Parcel) -> bool:
        """Return whether a packet is done with: sent, or nobody is there to have it."""
        try:
            if self._is_open:
                wire.send(self._socket, parcel)
        except BlockingIOError:
            return False
        except OSError:  # gone, or the system refuses: either way nothing arrives any more
            self._is_open = False
            self.hang_up()
        parcel.close()
        return True

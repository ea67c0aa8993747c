"""Reading numbers out of bytes that nobody vouches for.

A ``Window`` is a stretch of untrusted bytes; asking for anything outside it raises the refusal that
it was made with, so that a parser needs no length checks of its own and can never read elsewhere.
"""

from dataclasses import dataclass
from typing import Literal

from desktop.errors import FileRefusedError
from desktop.records.arrival import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of untrusted bytes.

    Attributes:
        data: The bytes, format ``B``.
        lacking: What it means when something is asked for beyond their end: ``CUT_OFF`` for the
            file itself, ``DAMAGED`` for a part whose length the file states.
    """

    data: memoryview
    lacking: Refusal = Refusal.CUT_OFF

    def __len__(self) -> int:
        """Return the number of bytes."""
        return len(self.data)

    def take(self, offset: int, length: int) -> memoryview:
        """Return ``length`` bytes from ``offset``.

        Raises:
            FileRefusedError: They are not all there.
        """
        if offset < 0 or length < 0 or offset + length > len(self.data):
            raise FileRefusedError(self.lacking.value)
        return self.data[offset : offset + length]

    def number(self, offset: int, length: int, *, order: Literal["big", "little"] = "big") -> int:
        """Return an unsigned integer of ``length`` bytes; no bytes are 0.

        Raises:
            FileRefusedError: They are not all there.
        """
        return int.from_bytes(self.take(offset, length), order)

    def inner(self, offset: int, length: int) -> "Window":
        """Return a part, whose own end being too early means damage.

        Raises:
            FileRefusedError: It is not all there.
        """
        return Window(data=self.take(offset, length), lacking=Refusal.DAMAGED)

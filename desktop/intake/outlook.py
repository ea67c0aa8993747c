"""The parts of a message that Outlook saved: a compound file with a folder for each attachment.

Everything here but the signature runs inside a decoder. ``olefile`` takes the compound file apart;
nothing of it is followed or run.

Source: [MS-CFB] (compound files), [MS-OXMSG] 2.2 (where a message keeps its attachments),
[MS-OXCMSG] 2.2.2 (their properties).
"""

import io
import struct
from collections.abc import Iterator
from typing import Final

import olefile

from desktop.errors import FileRefusedError
from desktop.intake.leaf import Leaf
from desktop.records.arrival import Refusal

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How every compound file begins: Outlook's messages, and the older Word and Excel files."""

_PROPERTIES: Final = "__properties_version1.0"
_ATTACHMENT: Final = "__attach_version1.0_#"
_DATA: Final = "__substg1.0_37010102"
_MESSAGE_WITHIN: Final = "__substg1.0_3701000D"
_NAMES: Final = (("3707001F", "utf-16-le"), ("3707001E", "cp1252"), ("3001001F", "utf-16-le"))
"""The long file name, also in the form of older messages, or else the name that is shown."""
_CONTENT_ID: Final = ("3712001F", "3712001E")
_HIDDEN: Final = 0x7FFE000B
"""The property that says that an attachment is not listed, as pictures in the text are not."""
_ATTACHMENT_HEADER: Final = 8
"""Bytes before the first property of an attachment ([MS-OXMSG] 2.4.1.3)."""
_PROPERTY: Final = struct.Struct("<IIQ")
_NAME_BYTES: Final = 2_048


def leaves(untrusted: bytes, *, most: int, most_deep: int) -> Iterator[Leaf]:
    """Yield the attachments, those of messages within the message among them.

    Args:
        untrusted: The compound file.
        most: Attachments of all messages together.
        most_deep: Messages within one another.

    Raises:
        FileRefusedError: ``not_an_image``: a compound file that is no message; ``damaged``: it
            cannot be taken apart; ``message_bounds``: it has more than ``most`` or ``most_deep``.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(untrusted)) as whole:
            if not whole.exists(_PROPERTIES):
                raise FileRefusedError(Refusal.NOT_AN_IMAGE.value)
            for folder in _attachments(whole, most=most, most_deep=most_deep):
                yield _leaf(whole, folder)
    except (OSError, ValueError, IndexError, struct.error, RecursionError) as error:
        raise FileRefusedError(Refusal.DAMAGED.value) from error


def _attachments(
    whole: olefile.OleFileIO, *, most: int, most_deep: int
) -> Iterator[tuple[str, ...]]:
    """Yield the folders of attachments that hold a file, in the order of their numbers."""
    folders = {
        tuple(path[: at + 1])
        for path in whole.listdir()
        for at, name in enumerate(path)
        if name.lower().startswith(_ATTACHMENT)
    }
    if len(folders) > most or any(_depth(one) > most_deep for one in folders):
        raise FileRefusedError(Refusal.MESSAGE_BOUNDS.value)
    for folder in sorted(folders):
        within = folder[:-1]
        if _is_of_a_message(within) and whole.exists([*folder, _DATA]):
            yield folder


def _depth(folder: tuple[str, ...]) -> int:
    return sum(name == _MESSAGE_WITHIN for name in folder)


def _is_of_a_message(within: tuple[str, ...]) -> bool:
    """Return whether a path leads from message to message and through nothing else."""
    steps = list(zip(within[::2], within[1::2], strict=False))
    return len(within) % 2 == 0 and all(
        outer.lower().startswith(_ATTACHMENT) and inner == _MESSAGE_WITHIN for outer, inner in steps
    )


def _leaf(whole: olefile.OleFileIO, folder: tuple[str, ...]) -> Leaf:
    content = _read(whole, folder, _DATA)
    shown_in_text = any(whole.exists([*folder, f"__substg1.0_{one}"]) for one in _CONTENT_ID)
    return Leaf(
        content=content,
        called=_name(whole, folder),
        attached=True,
        inline=shown_in_text and _is_hidden(_read(whole, folder, _PROPERTIES)),
    )


def _read(whole: olefile.OleFileIO, folder: tuple[str, ...], name: str) -> bytes:
    path = [*folder, name]
    if not whole.exists(path):
        return b""
    with whole.openstream(path) as stream:
        content: bytes = stream.read()
    return content


def _name(whole: olefile.OleFileIO, folder: tuple[str, ...]) -> str:
    for code, encoding in _NAMES:
        said = _read(whole, folder, f"__substg1.0_{code}")[:_NAME_BYTES]
        if said:
            return said.decode(encoding, "replace").rstrip("\0")
    return ""


def _is_hidden(properties: bytes) -> bool:
    body = properties[_ATTACHMENT_HEADER:]
    body = body[: len(body) - len(body) % _PROPERTY.size]
    return any(tag == _HIDDEN and value & 1 for tag, _, value in _PROPERTY.iter_unpack(body))

"""Messages as Outlook saves them, for tests: a compound file written by the book.

Source: [MS-CFB] 2.2 to 2.6 (header, tables, mini stream, directory), [MS-OXMSG] 2.2 and 2.4.
"""

import struct
from itertools import chain
from typing import Any, Final

Tree = dict[str, Any]
"""What a folder holds: streams as bytes, and folders."""

_SECTOR: Final = 512
_MINI: Final = 64
_CUTOFF: Final = 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def outlook_letter(
    *pictures: tuple[str, bytes], within: Tree | None = None, hidden: bool = False
) -> bytes:
    """Return a message with these attachments, and perhaps another message among them.

    Args:
        pictures: Name and content of each.
        within: A message attached to this one, as :func:`message_tree` gives it.
        hidden: Whether the pictures are shown in the text alone.
    """
    return compound(message_tree(*pictures, within=within, hidden=hidden))


def message_tree(
    *pictures: tuple[str, bytes], within: Tree | None = None, hidden: bool = False
) -> Tree:
    """Return the folders and streams of a message."""
    tree: Tree = {
        "__properties_version1.0": bytes(32),
        "__substg1.0_0037001F": "Llun".encode("utf-16-le"),
        "__substg1.0_1000001F": "Annwyl feddyg CANARYTEXT".encode("utf-16-le"),
    }
    for number, (name, content) in enumerate(pictures):
        flag = struct.pack("<IIQ", 0x7FFE000B, 6, int(hidden))
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8) + flag,
            "__substg1.0_37010102": content,
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            **({"__substg1.0_3712001F": "1@x".encode("utf-16-le")} if hidden else {}),
        }
    if within is not None:
        tree[f"__attach_version1.0_#{len(pictures):08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3701000D": within,
        }
    return tree


def compound(tree: Tree) -> bytes:
    """Return a compound file of version 3 with this tree in it."""
    rows: list[list[object]] = [["Root Entry", _ROOT, _NONE, _NONE, b""]]
    _list(tree, rows, 0)
    minis, mini_table = bytearray(), []
    sectors: list[bytes] = []
    table: list[int] = []

    def put(data: bytes) -> int:
        if not data:
            return _END
        first = len(sectors)
        pieces = [
            data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)
        ]
        sectors.extend(pieces)
        table.extend([*range(first + 1, first + len(pieces)), _END])
        return first

    starts = []
    for _, kind, _, _, data in rows:
        assert isinstance(data, bytes)
        if kind == _STREAM and 0 < len(data) < _CUTOFF:
            first, count = len(minis) // _MINI, -(-len(data) // _MINI)
            starts.append(first)
            minis += data.ljust(count * _MINI, b"\0")
            mini_table += [*range(first + 1, first + count), _END]
        else:
            starts.append(put(data) if kind == _STREAM else 0)
    starts[0], rows[0][4] = put(bytes(minis)), bytes(minis)
    entries = [
        _entry(str(name), int(kind), int(right), int(child), start, len(data))  # type: ignore[call-overload,arg-type]
        for (name, kind, right, child, data), start in zip(rows, starts, strict=True)
    ]
    entries += [bytes(64) + struct.pack("<HBBIII", 0, 0, 1, _NONE, _NONE, _NONE) + bytes(48)] * (
        -len(entries) % 4
    )
    directory = put(b"".join(entries))
    minis_at = put(struct.pack(f"<{len(mini_table)}I", *mini_table).ljust(_SECTOR, b"\xff"))
    return _with_table(sectors, table, directory=directory, minis_at=minis_at)


def _with_table(sectors: list[bytes], table: list[int], *, directory: int, minis_at: int) -> bytes:
    tables = 1
    while tables * 128 < len(table) + tables:
        tables += 1
    assert tables <= 109, "a longer file needs a second kind of table"
    places = range(len(sectors), len(sectors) + tables)
    whole = [*table, *([_FAT] * tables)]
    whole += [_FREE] * (tables * 128 - len(whole))
    minis = 0
    at = minis_at
    while at not in (_END, _FREE):
        minis, at = minis + 1, whole[at]
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIII", 0, tables, directory, 0, _CUTOFF)
        + struct.pack("<IIII", minis_at, minis, _END, 0)
        + struct.pack("<109I", *chain(places, [_FREE] * (109 - tables)))
    )
    assert len(header) == _SECTOR
    return header + b"".join(sectors) + struct.pack(f"<{len(whole)}I", *whole)


def _list(tree: Tree, rows: list[list[object]], parent: int) -> None:
    """Add the entries of a folder, each the right neighbour of the one before."""
    before = None
    for name in sorted(tree, key=lambda one: (len(one), one.upper())):
        inner = tree[name]
        at = len(rows)
        rows.append([name, _STORAGE if isinstance(inner, dict) else _STREAM, _NONE, _NONE, b""])
        if before is None:
            rows[parent][3] = at
        else:
            rows[before][2] = at
        before = at
        if isinstance(inner, dict):
            _list(inner, rows, at)
        else:
            rows[at][4] = inner


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(words), kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )

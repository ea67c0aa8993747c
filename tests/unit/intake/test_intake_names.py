"""Names are data: shown so that they cannot lie, sorted as a person counts, refused as paths."""

import pytest

from desktop.errors import FileRefusedError
from desktop.intake.names import natural_key, parts_of, shown


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a b.jpg", "a b.jpg"),
        ("ünï.jpg".encode(), "ünï.jpg"),
        (b"new\nline.jpg", "new\\nline.jpg"),
        ("\u202egpj.exe.jpg".encode(), "\\u202egpj.exe.jpg"),
        ("zero\u200bwidth".encode(), "zero\\u200bwidth"),
        (b"nul\x01\x1b[31m.jpg", "nul\\x01\\x1b[31m.jpg"),
        (b"bad\xff\xfe.jpg", "bad\ufffd\ufffd.jpg"),
        (b"%s%n'\";--.jpg", "%s%n'\";--.jpg"),
        (b"DCIM/100/x", "DCIM/100/x"),
    ],
)
def test_a_shown_name_is_printable_and_single_line(raw: bytes, expected: str) -> None:
    assert shown(raw) == expected
    assert shown(raw).isprintable()


def test_natural_order_counts() -> None:
    names = [b"IMG_10.jpg", b"IMG_9.jpg", b"img_9b.jpg", b"DCIM/2/a", b"DCIM/10/a", b"9", b"a"]
    assert sorted(names, key=natural_key) == [
        b"9",
        b"a",
        b"DCIM/2/a",
        b"DCIM/10/a",
        b"IMG_9.jpg",
        b"img_9b.jpg",
        b"IMG_10.jpg",
    ]


def test_natural_order_bears_absurd_numbers() -> None:
    long_number = b"9" * 250
    digits_elsewhere = "\u0661\u00b2".encode()
    assert len(sorted([long_number, b"1", digits_elsewhere], key=natural_key)) == 3


@pytest.mark.parametrize(
    "raw", [b"", b".", b"..", b"../secret", b"a/../../b", b"/etc/passwd", b"a\0b", b"a//b", b"a/"]
)
def test_what_is_no_relative_name_is_refused(raw: bytes) -> None:
    with pytest.raises(FileRefusedError) as caught:
        parts_of(raw)
    assert caught.value.reason == "name"


@pytest.mark.parametrize("raw", [b"...", b"..jpg", b"-rf", b"~", b"a/b c/\xff"])
def test_odd_names_are_names(raw: bytes) -> None:
    assert b"/".join(parts_of(raw)) == raw

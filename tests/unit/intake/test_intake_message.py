"""A saved e-mail: told by its content, its pictures by theirs, and never more than its bounds."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.letters import forwarded, letter
from support.outlook_letters import compound, message_tree, outlook_letter
from support.practice import photograph

from desktop.errors import FileRefusedError
from desktop.intake.message import (
    MOST_DEEP,
    MOST_NAME,
    MOST_PARTS,
    MOST_PICTURES,
    is_message,
    look_into,
    picture_of,
)
from desktop.intake.sniff import HEAD_BYTES
from desktop.records.arrival import ImageFormat

JPEG = photograph(31)


def refused(data: bytes) -> str:
    with pytest.raises(FileRefusedError) as error:
        look_into(data)
    return error.value.reason


def test_a_message_is_told_by_its_header_and_nothing_else_is_one() -> None:
    whole = letter().as_bytes()
    assert is_message(whole)
    assert is_message(b"From ethel Sun Nov 22 10:42:00 2026\r\n" + whole)
    assert is_message(b"\xef\xbb\xbf" + whole)
    assert is_message((b"Received: by a\r\n\tb\r\n" * 600)[:4096] + b"From: x") is False
    for other in (b"", JPEG, b"Dear doctor: hello\nFrom: me\n", b"From: x\n\nDate: y\n", b"\0" * 9):
        assert not is_message(other)


def test_pictures_are_found_by_content_whatever_they_are_called() -> None:
    whole = letter(
        ("mole.jpg", JPEG),
        ("letter.jpg", b"no picture at all"),
        ("invoice.exe", JPEG[:]),
        ("../../etc/pass\u202egpj.jpg", JPEG),
        ("llun â phlât.jpg", JPEG),
    ).as_bytes()
    found = look_into(whole)
    assert [one.name for one in found.pictures] == [
        "mole.jpg",
        "invoice.exe",
        "pass\\u202egpj.jpg",
        "llun â phlât.jpg",
    ]
    assert {(one.format, one.size_bytes) for one in found.pictures} == {
        (ImageFormat.JPEG, len(JPEG))
    }
    assert found.others == 1
    assert all(picture_of(whole, one.part) == JPEG for one in found.pictures)
    with pytest.raises(FileRefusedError):
        picture_of(whole, 0)
    with pytest.raises(FileRefusedError):
        picture_of(whole, 999)


def test_pictures_in_the_text_say_so_and_names_in_old_forms_are_read() -> None:
    coded = base64.encodebytes(JPEG)
    whole = (
        b'From: a@b\r\nDate: x\r\nContent-Type: multipart/related; boundary="q"\r\n\r\n--q\r\n'
        b"Content-Type: text/html\r\n\r\n<img src=cid:1>\r\n--q\r\nContent-ID: <1>\r\n"
        b"Content-Type: image/jpeg; name*=utf-8''gr%C3%AAn.jpg\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + coded + b"\r\n--q\r\n"
        b'Content-Disposition: attachment; filename="=?iso-8859-1?q?br=E2ch.jpg?="\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + coded + b"\r\n--q--\r\n"
    )
    found = look_into(whole).pictures
    assert [(one.name, one.inline) for one in found] == [("grên.jpg", True), ("brâch.jpg", False)]


def test_forwarded_messages_are_looked_into_as_far_as_a_letter_goes() -> None:
    inner = letter(("mole.jpg", JPEG))
    assert [one.name for one in look_into(forwarded(inner, 4).as_bytes()).pictures] == ["mole.jpg"]
    assert refused(forwarded(inner, MOST_DEEP).as_bytes()) == "message_bounds"
    bottomless = b"From: a\r\nDate: b\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 5_000
    assert refused(bottomless) in {"message_bounds", "message_empty"}


def test_more_than_any_letter_has_is_refused() -> None:
    tiny = b"\xff\xd8\xff"
    assert refused(letter(*[("a", tiny)] * (MOST_PICTURES + 1)).as_bytes()) == "message_bounds"
    parts = b"".join(b"--q\r\n\r\nx\r\n" for _ in range(MOST_PARTS + 2))
    head = b'From: a\r\nDate: b\r\nContent-Type: multipart/mixed; boundary="q"\r\n\r\n'
    assert refused(head + parts + b"--q--") == "message_bounds"
    (named,) = look_into(letter(("n" * 5_000 + ".jpg", JPEG)).as_bytes()).pictures
    assert len(named.name) == MOST_NAME


def test_what_holds_no_picture_says_so() -> None:
    assert refused(letter(("notes.txt", b"hello")).as_bytes()) == "message_empty"
    assert refused(b"") == "message_empty"


WHOLE = letter(("mole.jpg", JPEG), ("a.txt", b"x")).as_bytes()


@given(
    st.lists(st.tuples(st.integers(0, 1_500), st.binary(max_size=24)), max_size=6),
    st.integers(0, len(WHOLE)),
)
def test_a_damaged_message_is_read_or_refused_and_never_more(
    cuts: list[tuple[int, bytes]], end: int
) -> None:
    data = bytearray(WHOLE[:end])
    for at, put in cuts:
        data[at : at + len(put)] = put
    is_message(bytes(data))
    try:
        found = look_into(bytes(data))
    except FileRefusedError:
        return
    assert all(one.name.isprintable() and len(one.name) <= MOST_NAME for one in found.pictures)


def test_a_message_that_outlook_saved_is_taken_apart_as_well() -> None:
    large = photograph(32, width=900, height=700)
    inner = message_tree(("tu mewn.jpg", large))
    whole = outlook_letter(
        ("mole.jpg", JPEG),
        ("letter.docx", b"no picture"),
        ("llun â phlât.jpg", large),
        within=inner,
    )
    assert len(JPEG) < 4096 < len(large)  # kept in both ways that a compound file has
    assert is_message(whole[:HEAD_BYTES])
    found = look_into(whole)
    assert [(one.name, one.inline) for one in found.pictures] == [
        ("mole.jpg", False),
        ("llun â phlât.jpg", False),
        ("tu mewn.jpg", False),
    ]
    assert found.others == 1
    assert [picture_of(whole, one.part) for one in found.pictures] == [JPEG, large, large]
    assert [
        one.inline for one in look_into(outlook_letter(("a.jpg", JPEG), hidden=True)).pictures
    ] == [True]


def test_a_compound_file_that_is_no_message_or_too_much_of_one_is_refused() -> None:
    assert refused(compound({"WordDocument": bytes(5000)})) == "not_an_image"
    assert refused(outlook_letter(("a.docx", b"x"))) == "message_empty"
    many = outlook_letter(*((f"{n}.jpg", b"x") for n in range(MOST_PARTS + 1)))
    assert refused(many) == "message_bounds"
    deep = message_tree(("a.jpg", JPEG))
    for _ in range(MOST_DEEP + 1):
        deep = message_tree(within=deep)
    assert refused(compound(deep)) == "message_bounds"


@given(st.data())
def test_a_damaged_message_of_outlook_is_read_or_refused_and_never_more(
    data: st.DataObject,
) -> None:
    whole = bytearray(outlook_letter(("a.jpg", JPEG), within=message_tree(("b.jpg", JPEG))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(8, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(8, len(whole)))])
    try:
        found = look_into(cut)
    except FileRefusedError:
        return
    assert 1 <= len(found.pictures) <= 2
    for one in found.pictures:
        assert len(picture_of(cut, one.part)) == one.size_bytes

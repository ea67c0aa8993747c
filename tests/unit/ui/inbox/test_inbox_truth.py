"""The truth per photograph, ages from shutter to vault, and the order of the list."""

from dataclasses import replace
from datetime import date

from support.waiting import aside, inbox, shots, waiting

from desktop.records.waiting import Waiting
from desktop.ui.inbox.rows import ALL, Header, flatten
from desktop.ui.inbox.truth import is_late, truth_of, upload_s
from desktop.ui.phrase import say
from desktop.wording import Language

TODAY = date(2026, 11, 22)


def read(one: Waiting) -> dict[str, str]:
    return {say(line.label, Language.EN): say(line.words, Language.EN) for line in truth_of(one)}


def bad(one: Waiting) -> list[str]:
    return [say(line.label, Language.EN) for line in truth_of(one) if line.bad]


def test_what_came_in_was_verified_and_what_became_of_the_source() -> None:
    one = waiting(1)
    said = read(one)
    assert said["File"].startswith("DCIM/100NIKON/DSCN0001.JPG")
    assert said["Verified"].startswith("Yes")
    assert said["On the card"].startswith("Left where it was")
    assert said["Camera"] == "NIKON COOLPIX W300"
    assert "Set aside" not in said
    for outcome, words in (
        ("removed", "Removed after the copy was verified."),
        ("read_only", "Still there: the card is write-protected."),
        ("something_new", "Not removed; see the audit."),
    ):
        assert read(replace(one, source_removed=outcome))["On the card"] == words
    assert "On the card" in bad(replace(one, source_removed="read_only"))
    assert bad(replace(one, source_removed="removed")) == []


def test_why_it_was_set_aside_stands_with_it() -> None:
    one = aside(1, because="by_hand")
    named = replace(one, facts={**(one.facts or {}), "aside_reason": "two people"})
    assert "two people" in read(named)["Set aside"]
    assert "Set aside" in bad(named)


def test_a_role_without_the_key_learns_that_it_is_there_and_no_more() -> None:
    said = read(waiting(1, facts=False))
    assert "File" not in said
    assert said["Verified"].startswith("Yes")


def test_from_shutter_to_vault_is_told_where_the_camera_says_when() -> None:
    prompt = waiting(1, taken="2026-11-22T10:42:00+00:00")
    assert upload_s(prompt) == 12 * 60
    assert not is_late(prompt)
    late = waiting(1, taken="2026-11-20T10:54:00+00:00")
    assert is_late(late)
    assert read(late)["Uploaded"].startswith("2 days after it was taken")
    assert "Uploaded" in bad(late)
    ahead = waiting(1, taken="2026-11-22T12:00:00+00:00")
    assert "clock is ahead" in read(ahead)["Uploaded"]
    assert upload_s(waiting(1, taken="")) is None


def test_a_series_that_lay_on_its_device_says_so() -> None:
    late = [waiting(1, taken="2026-11-20T10:54:00+00:00")]
    header = flatten(inbox(late), show=ALL, today=TODAY)[0]
    assert isinstance(header, Header)
    assert "came in 2 days after it was taken" in say(header.detail, Language.EN)


def test_the_newest_series_first_and_what_is_set_aside_last() -> None:
    old = shots(1, 2, series="s-old", received="2026-11-22T08:00:00.000+00:00")
    new = shots(11, 2, series="s-new", received="2026-11-22T10:00:00.000+00:00")
    box = inbox(old, new, [aside(21)])

    def order(*, newest_first: bool) -> list[str]:
        rows = flatten(box, show=ALL, today=TODAY, newest_first=newest_first)
        return [row.series or "" for row in rows if isinstance(row, Header)]

    assert order(newest_first=False) == ["s-old", "s-new"]
    assert order(newest_first=True) == ["s-new", "s-old"]

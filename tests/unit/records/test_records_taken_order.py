"""The order of a series: by time, then name as people count; without a time last."""

from desktop.records.taken_order import natural_key, taken_key


def _facts(name: str, taken_at: str) -> dict[str, str]:
    return {"name": name, "taken_at": taken_at}


def test_by_time_then_name_then_identifier_and_without_a_time_last():
    shots = [
        ("a-5", _facts("A.JPG", "")),
        ("a-4", _facts("IMG_10.JPG", "2026-03-02T09:00:00")),
        ("a-2", _facts("IMG_9.JPG", "2026-03-02T09:00:00")),
        ("a-1", _facts("Z.JPG", "2026-03-02T08:59:59")),
        ("a-3", _facts("IMG_9.JPG", "2026-03-02T09:00:00")),
    ]
    ordered = sorted(shots, key=lambda shot: taken_key(shot[1], shot[0]))
    assert [identifier for identifier, _ in ordered] == ["a-1", "a-2", "a-3", "a-4", "a-5"]


def test_zones_are_not_looked_at():
    late = taken_key(_facts("A", "2026-03-02T10:00:00+05:00"), "a-1")
    early = taken_key(_facts("A", "2026-03-02T09:00:00"), "a-2")
    assert early < late


def test_any_name_can_be_ordered():
    names = ["", "10", "9", "a/b", "a", "9" * 30, "IMG_1", "img_1", "\u202e"]
    assert sorted(names, key=natural_key)[1] == "9"

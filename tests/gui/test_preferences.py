"""What a workstation remembers: how it is looked at, and nothing of any patient."""

from pathlib import Path

import pytest

from desktop.ui.look.tokens import Theme
from desktop.ui.preferences import PreferenceFile, Preferences
from desktop.wording import Language


def test_a_new_workstation_remembers_nothing(tmp_path: Path) -> None:
    assert PreferenceFile(tmp_path / "none" / "window.ini").read() == Preferences()


def test_everything_is_remembered(tmp_path: Path) -> None:
    chosen = Preferences(
        language=Language.CY,
        theme=Theme.CONTRAST,
        text_scale=1.5,
        reduced_motion=True,
        idle_minutes=10,
        vault=tmp_path / "a, b",
        recent=("u-1", "u-2"),
    )
    PreferenceFile(tmp_path / "new" / "window.ini").write(chosen)
    assert PreferenceFile(tmp_path / "new" / "window.ini").read() == chosen


@pytest.mark.parametrize(
    "written", ["language=xx", "theme=mauve", "text_scale=9", "idle_minutes=never", "vault="]
)
def test_what_makes_no_sense_is_left_out(tmp_path: Path, written: str) -> None:
    path = tmp_path / "window.ini"
    path.write_text(f"[General]\n{written}\n", encoding="utf-8")
    assert PreferenceFile(path).read() == Preferences()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    PreferenceFile(tmp_path / "file" / "window.ini").write(Preferences(idle_minutes=10))


def test_the_latest_person_comes_first_and_the_list_stays_short() -> None:
    kept = Preferences()
    for n in range(20):
        kept = kept.used_by(f"u-{n}")
    kept = kept.used_by("u-15")
    assert kept.recent[:3] == ("u-15", "u-19", "u-18")
    assert len(kept.recent) == len(set(kept.recent)) == 12

"""Whoever stands beside a watched folder: tells of changes, and goes home when sent."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.intake.sentry import Sentry
from desktop.intake.watch import FolderWatch, WakeReason
from desktop.settings import Timing

PATIENCE_S = 20.0
SELDOM = Timing(rescan_s=3600.0)


class Ear:
    """Hears a sentry from this thread."""

    def __init__(self) -> None:
        self.sentries: list[Sentry] = []
        self.rung = threading.Event()
        self.home = threading.Event()

    def beside(self, folder: Path) -> Sentry:
        """Have a sentry that stands beside a folder until the end of the test."""
        sentry = Sentry(folder, self.rung.set, gone_home=self.home.set, timing=SELDOM)
        self.sentries.append(sentry)
        return sentry

    def until(self, sentry: Sentry, *wanted: WakeReason) -> None:
        """Wait for one of these."""
        while set(wanted).isdisjoint(self.next(sentry)):
            pass

    def next(self, sentry: Sentry) -> tuple[WakeReason, ...]:
        assert self.rung.wait(PATIENCE_S)
        self.rung.clear()
        return sentry.news()


@pytest.fixture
def ear() -> Iterator[Ear]:
    heard = Ear()
    yield heard
    for sentry in heard.sentries:
        sentry.close()


def test_it_asks_for_a_first_look_and_tells_of_changes(tmp_path: Path, ear: Ear) -> None:
    sentry = ear.beside(tmp_path)
    assert ear.next(sentry) == (WakeReason.RESCAN,)
    assert sentry.is_there
    assert sentry.heard_at_s > 0
    (tmp_path / "a.jpg").write_bytes(b"x")
    ear.until(sentry, WakeReason.CHANGED)
    assert not ear.home.is_set()
    sentry.close()
    sentry.close()
    assert ear.home.is_set()
    assert not sentry.is_alive


def test_a_folder_that_goes_and_comes_back_is_told(tmp_path: Path, ear: Ear) -> None:
    hot = tmp_path / "hot"
    sentry = ear.beside(hot)
    assert not sentry.is_there
    hot.mkdir()
    ear.until(sentry, WakeReason.RECOVERED, WakeReason.RESCAN)
    assert sentry.is_there
    shutil.rmtree(hot)
    ear.until(sentry, WakeReason.GONE)
    assert not sentry.is_there


def test_one_that_hangs_is_left_behind_and_goes_home_by_itself(
    tmp_path: Path, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As beside a share that does not answer any more."""
    answers = threading.Event()
    monkeypatch.setattr(
        FolderWatch, "wait", lambda _self, _s: answers.wait(PATIENCE_S) and WakeReason.CLOSED
    )
    sentry = ear.beside(tmp_path)
    sentry.dismiss()
    assert sentry.is_alive
    assert sentry.heard_at_s == 0
    answers.set()
    assert ear.home.wait(PATIENCE_S)
    assert not ear.rung.is_set()


def test_one_that_dies_is_not_alive(
    tmp_path: Path, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_self: FolderWatch, _timeout_s: float) -> None:
        raise OSError("no descriptor left")

    monkeypatch.setattr(FolderWatch, "wait", dies)
    sentry = ear.beside(tmp_path)
    assert ear.home.wait(PATIENCE_S)
    sentry.close()
    assert not sentry.is_alive

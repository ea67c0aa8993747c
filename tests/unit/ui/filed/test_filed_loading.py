"""A picture comes as a preview first, then whole; late answers to earlier wishes are given back."""

import pytest
from support.fake_lane import FakeLane
from support.filed import pictures

from desktop.errors import DamagedError, DeskError
from desktop.ids import ImageId
from desktop.keeper.calls import OpenOriginal, OpenPicture, WithBlock
from desktop.records.raster import Pyramid
from desktop.ui.filed.loading import PREVIEW_PX, PictureLoading
from desktop.ui.lane import Scope


class Shown:
    """Takes pictures over and closes them."""

    def __init__(self, lane: FakeLane) -> None:
        self.widths: list[int] = []
        self.errors: list[DeskError] = []
        self.scope = Scope()
        self.loading = PictureLoading(lane, self.scope, shown=self.show, failed=self.errors.append)

    def show(self, answer: WithBlock[Pyramid]) -> None:
        self.widths.append(answer.value.levels[0].width_px)
        answer.block.close()


def test_a_preview_is_shown_before_every_pixel() -> None:
    lane = FakeLane({OpenPicture: pictures(2000, 1500)})
    shown = Shown(lane)
    shown.loading.open("i-one")
    assert [call.longest_px for call in lane.calls(OpenPicture)] == [PREVIEW_PX, 0]
    assert shown.widths == [1600, 2000]


def test_a_small_picture_is_asked_for_once() -> None:
    lane = FakeLane({OpenPicture: pictures(800, 600)})
    shown = Shown(lane)
    shown.loading.open("i-one")
    assert len(lane.calls(OpenPicture)) == 1
    assert shown.widths == [800]


def test_an_original_is_asked_for_once_and_whole() -> None:
    lane = FakeLane({OpenOriginal: pictures(2000, 1500)})
    shown = Shown(lane)
    shown.loading.open_whole(OpenOriginal(image=ImageId("i-one"), reason="why"))
    assert [call.longest_px for call in lane.calls(OpenOriginal)] == [0]
    assert shown.widths == [2000]


def test_an_answer_to_an_earlier_wish_is_closed_unseen() -> None:
    lane = FakeLane({OpenPicture: pictures(800, 600)}, held=True)
    shown = Shown(lane)
    shown.loading.open("i-one")
    shown.loading.open("i-two")
    assert len(lane.cancelled) == 1
    late = pictures(400, 300)(OpenPicture(subject="i-one"))
    lane.answer(OpenPicture, late)
    assert shown.widths == []
    with pytest.raises(ValueError, match="closed"):
        late.block.view()
    lane.release()
    assert shown.widths == [800]


def test_after_drop_nothing_is_shown_or_told() -> None:
    lane = FakeLane({OpenPicture: DamagedError()}, held=True)
    shown = Shown(lane)
    shown.loading.open("i-one")
    shown.loading.drop()
    lane.release()
    assert (shown.widths, shown.errors) == ([], [])


def test_a_failure_is_told_once() -> None:
    lane = FakeLane({OpenPicture: DamagedError()})
    shown = Shown(lane)
    shown.loading.open("i-one")
    assert [error.code for error in shown.errors] == ["damaged"]

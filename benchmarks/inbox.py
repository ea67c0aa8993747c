"""Showing and scrolling 3,000 arrivals, against the plainest list Qt has.

``python -m benchmarks.inbox``. The baseline of the same run is a ``QListView`` of as many rows with
a delegate that fills a rectangle: what any list costs that asks its delegate for every size. It is
laid out and scrolled the same way, in turn with the inbox. Times are of the processor, which hardly
depends on how busy the machine is.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ids import ArrivalId, SeriesId
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.image import ImageState
from desktop.records.inbox import Inbox
from desktop.records.raster import Raster
from desktop.records.role import MAY, Role
from desktop.records.tally import Tally
from desktop.records.thumb import Thumb
from desktop.records.waiting import Waiting
from desktop.ui.inbox.list_view import InboxList
from desktop.ui.inbox.look import Shown
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.offers import offer_of
from desktop.ui.inbox.rows import ALL, Flattener, Row, Tile
from desktop.ui.look.apply import install
from desktop.ui.look.tokens import Theme
from desktop.ui.pictures import SmallPictures

ARRIVALS = 3_000
A_SERIES = 12
ROUNDS = 7
FRAMES = 400
STEP_PX = 90
SIZE = QSize(896, 700)
THUMB_PX = (192, 144)
TODAY = date(2026, 11, 22)
Index = QModelIndex | QPersistentModelIndex


def waiting(count: int) -> Inbox:
    """Return an inbox of invented arrivals in series."""
    begun = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    rows = tuple(
        Waiting(
            arrival=ArrivalId(f"a-{number:016d}"),
            series=SeriesId(f"s-{number // A_SERIES:016d}"),
            state=ImageState.ARRIVED,
            set_aside_because="",
            origin=Origin.PRACTICE,
            sha256=f"{number:064x}",
            received_at=(begun + timedelta(seconds=number)).isoformat(),
            patient=None,
            source_removed="not_asked",
            facts={
                "name": f"DCIM/100NIKON/DSCN{number:04d}.JPG",
                "taken_at": (begun + timedelta(seconds=7 * number)).isoformat()[:19],
                "time_trust": "exif",
                "make": "NIKON",
                "model": "COOLPIX W300",
            },
        )
        for number in range(count)
    )
    tally = Tally(
        received=count, unidentified=count, identified=0, set_aside=0, filed=0, rejected=0
    )
    return Inbox(waiting=rows, patients=(), drafts=(), tally=tally)


class PlainModel(QAbstractListModel):
    """As many rows that say nothing."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, _index: Index, _role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return nothing."""
        return None

    def reset(self) -> None:
        """Tell the view that everything is otherwise."""
        self.beginResetModel()
        self.endResetModel()


class PlainDelegate(QStyledItemDelegate):
    """Fills a rectangle; headers as wide as the list, tiles as large as those of the inbox."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of a row of the inbox."""
        return QSize(860, 58) if index.row() % (A_SERIES + 1) == 0 else QSize(141, 174)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, _index: Index) -> None:
        """Fill it."""
        painter.fillRect(option.rect, Qt.GlobalColor.lightGray)


def inbox_view(pictures: SmallPictures) -> tuple[InboxList, InboxModel]:
    """Return the list of the inbox as its screen makes it, for a nurse."""
    model = InboxModel()
    may = MAY[Role.NURSE]
    offer = partial(offer_of, ticked=frozenset(), may=may)
    shown = Shown(pictures=pictures, offer=offer, may_split=True)
    return InboxList(model, shown), model


def plain_view(count: int) -> tuple[QListView, PlainModel]:
    """Return the plainest list that wraps."""
    view, model = QListView(), PlainModel(count + count // A_SERIES)
    view.setItemDelegate(PlainDelegate(view))
    view.setFlow(QListView.Flow.LeftToRight)
    view.setWrapping(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setModel(model)
    return view, model


def all_pictures(pictures: SmallPictures, rows: Sequence[object]) -> None:
    """Give every image a small picture, as the keeper sends them."""
    width, height = THUMB_PX
    with SealedMemory.from_bytes(bytes((90, 120, 180, 255)) * (width * height)) as block:
        raster = Raster(offset=0, width_px=width, height_px=height)
        for row in rows:
            if isinstance(row, Tile):
                pictures.keep(Thumb(subject=row.arrival, raster=raster), block)


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds of the processor that something takes."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def painted(view: QWidget, canvas: QImage) -> None:
    """Paint all of a view that is on the screen."""
    QApplication.sendPostedEvents()
    view.render(canvas)


def frames(view: QListView) -> list[float]:
    """Scroll step by step; return what each frame takes, painted as it is for a screen."""
    times = [timed(partial(_next_frame, view, frame)) for frame in range(FRAMES)]
    view.verticalScrollBar().setValue(0)
    return times


def _next_frame(view: QListView, frame: int) -> None:
    view.verticalScrollBar().setValue(frame * STEP_PX)
    QApplication.processEvents()


def percentile(times: Sequence[float], share: int) -> float:
    """Return the value below which so many in a hundred lie."""
    return statistics.quantiles(times, n=100)[share - 1]


class Bench:
    """Both lists, shown, and what is asked of them."""

    def __init__(self) -> None:
        self.pictures = SmallPictures(most_bytes=1 << 30)
        self.view, self.model = inbox_view(self.pictures)
        self.plain, self.plain_model = plain_view(ARRIVALS)
        self.canvas = QImage(SIZE, QImage.Format.Format_RGB32)
        for one in (self.view, self.plain):
            one.resize(SIZE)
            one.show()
        QApplication.processEvents()

    def opens(self, box: Inbox) -> None:
        """Show an answer of the keeper in a list that was empty, with nothing remembered."""
        self.model.replace(())
        self._show(Flattener().rows(box, show=ALL, today=TODAY))

    def follows(self, box: Inbox, flattener: Flattener) -> None:
        """Show an answer of the keeper in which one image more has come."""
        self.view.hold()
        self._show(flattener.rows(box, show=ALL, today=TODAY))

    def baseline(self) -> None:
        """Show as many rows in the plainest list."""
        self.plain_model.reset()
        painted(self.plain, self.canvas)

    def scrolls(self) -> None:
        """Scroll both, with every small picture there."""
        all_pictures(self.pictures, self.model.rows)
        base, ours = frames(self.plain), frames(self.view)
        for share in (50, 99):
            _say(f"frame, {share} of 100", percentile(ours, share), percentile(base, share))

    def _show(self, rows: tuple[Row, ...]) -> None:
        self.model.replace(rows)
        self.view.lay_out_again()
        painted(self.view, self.canvas)


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    install(app, chosen=Theme.LIGHT)
    bench, box, more = Bench(), waiting(ARRIVALS), waiting(ARRIVALS + 1)
    flattener = Flattener()
    bench.follows(box, flattener)
    opened, followed, base = [], [], []
    for _ in range(ROUNDS):
        base.append(timed(bench.baseline))
        opened.append(timed(partial(bench.opens, box)))
        followed.append(timed(partial(bench.follows, more, flattener)))
        bench.follows(box, flattener)
    print(f"{ARRIVALS} arrivals in series of {A_SERIES}, {ROUNDS} rounds, processor time")
    plain = statistics.median(base)
    _say("answer to painted", statistics.median(opened), plain)
    _say("one arrival more", statistics.median(followed), plain)
    bench.scrolls()


def _say(name: str, ours_ms: float, plain_ms: float) -> None:
    ratio = ours_ms / plain_ms
    print(f"{name:<20}{ours_ms:8.2f} ms  plain list {plain_ms:8.2f} ms  ratio {ratio:6.2f}")


if __name__ == "__main__":
    main()

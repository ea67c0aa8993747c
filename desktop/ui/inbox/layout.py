"""Where each row of the inbox lies: plain arithmetic, one card a group, no Qt.

A list view asks its delegate for the size of every row after each change (37 ms for 3,000 images);
here only groups are counted, and what is on the screen is found by halving.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from desktop.ui.inbox.rows import Line, Row, Tile

NOWHERE: Final = -1


class Step(Enum):
    """Which way a key leads."""

    BACK = "back"
    """To the row before."""
    ON = "on"
    """To the next row."""
    UP = "up"
    """To the row above."""
    DOWN = "down"
    """To the row below."""
    FIRST = "first"
    """To the very first."""
    LAST = "last"
    """To the very last."""
    PAGE_UP = "page_up"
    """As far up as is seen at once."""
    PAGE_DOWN = "page_down"
    """As far down as is seen at once."""


class Box(NamedTuple):
    """A rectangle, in pixels from the top left corner of the whole list."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Sizes in pixels, at the text size in use.

    Attributes:
        width: Of the list.
        header: Height of a header.
        line: Height of a line.
        tile_w: Width of a tile.
        tile_h: Height of a tile.
        gap: Between two tiles.
        pad: Between the edge of a card and its tiles.
        between: Between two cards.
    """

    width: int
    header: int
    line: int
    tile_w: int
    tile_h: int
    gap: int
    pad: int
    between: int

    @property
    def columns(self) -> int:
        """How many tiles stand beside each other; at least one."""
        inner = self.width - 2 * self.pad + self.gap
        return max(inner // (self.tile_w + self.gap), 1)


@dataclass(frozen=True, slots=True)
class _Card:
    """A group of rows.

    Attributes:
        top: Its upper edge.
        first: Its first row: a header or a line.
        tiles: How many tiles follow.
        height: Of the whole card.
    """

    top: int
    first: int
    tiles: int
    height: int


class Layout:
    """The geometry of some rows.

    Args:
        rows: Headers, each followed by its tiles; and lines.
        measures: Sizes.
    """

    def __init__(self, rows: Sequence[Row], measures: Measures) -> None:
        self.measures = measures
        self._columns = measures.columns
        self._cards: list[_Card] = []
        self.height = 0
        at = 0
        while at < len(rows):
            tiles = _tiles_after(rows, at)
            high = measures.line if isinstance(rows[at], Line) else measures.header
            lines = -(-tiles // self._columns)
            high += lines * (measures.tile_h + measures.gap) + (measures.pad if lines else 0)
            top = self.height + (measures.between if self._cards else 0)
            self._cards.append(_Card(top, at, tiles, high))
            self.height = top + high
            at += 1 + tiles
        self._rows = at
        self._tops = [card.top for card in self._cards]
        self._firsts = [card.first for card in self._cards]

    @property
    def columns(self) -> int:
        """How many tiles stand beside each other."""
        return self._columns

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._rows

    def first_of(self, row: int) -> int:
        """Return the first row of the card that a row lies in."""
        return self._card_of(row).first

    def box(self, row: int) -> Box:
        """Return where a row lies."""
        card = self._card_of(row)
        m = self.measures
        if row == card.first:
            high = m.header if card.tiles else card.height
            return Box(0, card.top, m.width, high)
        down, across = divmod(row - card.first - 1, self._columns)
        x = m.pad + across * (m.tile_w + m.gap)
        y = card.top + m.header + down * (m.tile_h + m.gap)
        return Box(x, y, m.tile_w, m.tile_h)

    def card(self, row: int) -> Box:
        """Return where the card lies that a row belongs to."""
        card = self._card_of(row)
        return Box(0, card.top, self.measures.width, card.height)

    def row_at(self, x: int, y: int) -> int:
        """Return the row at a point, or ``NOWHERE``: between cards and beside the last tile."""
        at = bisect_right(self._tops, y) - 1
        if at < 0:
            return NOWHERE
        card = self._cards[at]
        for row in self._near(card, x, y - card.top):
            box = self.box(row)
            if box.x <= x < box.x + box.w and box.y <= y < box.y + box.h:
                return row
        return NOWHERE

    def rows_between(self, top: int, bottom: int) -> Iterator[int]:
        """Yield the rows of which something lies between two heights, in their order."""
        if not self._cards or bottom <= top:
            return
        at = max(bisect_right(self._tops, top) - 1, 0)
        while at < len(self._cards) and self._cards[at].top < bottom:
            yield from self._rows_of(self._cards[at], top, bottom)
            at += 1

    def firsts_between(self, top: int, bottom: int) -> Iterator[int]:
        """Yield the first row of every card of which something lies between two heights."""
        at = max(bisect_right(self._tops, top) - 1, 0)
        while at < len(self._cards) and self._cards[at].top < bottom:
            yield self._cards[at].first
            at += 1

    def beside(self, row: int, *, down: int) -> int:
        """Return the row above (-1) or below (1): a tile or a line, or the same at the end."""
        if self.is_header(row):
            row += 1
        card = self._card_of(row)
        number = bisect_right(self._firsts, row) - 1
        across = 0
        if card.tiles:
            line, across = divmod(row - card.first - 1, self._columns)
            last_line = (card.tiles - 1) // self._columns
            if 0 <= line + down <= last_line:
                wanted = card.first + 1 + (line + down) * self._columns + across
                return min(wanted, card.first + card.tiles)
        number += down
        if not 0 <= number < len(self._cards):
            return row
        return self._landing(self._cards[number], across, from_below=down < 0)

    def next(self, row: int, *, step: int) -> int:
        """Return the next tile or line (1) or the one before (-1), or the same at the end."""
        at = row + step
        while 0 <= at < self._rows and self.is_header(at):
            at += step
        return at if 0 <= at < self._rows else row

    def travel(self, row: int, step: Step, *, page_px: int) -> int:
        """Return where a key leads from a row: a tile or a line.

        Args:
            row: Where one is.
            step: Which way.
            page_px: How high what is seen at once is.
        """
        match step:
            case Step.BACK:
                return self.next(row, step=-1)
            case Step.ON:
                return self.next(row, step=1)
            case Step.UP | Step.DOWN:
                return self.beside(row, down=-1 if step is Step.UP else 1)
            case Step.FIRST:
                return self.next(-1, step=1)
            case Step.LAST:
                return self.next(self._rows, step=-1)
            case Step.PAGE_UP | Step.PAGE_DOWN:
                return self._page(row, down=-1 if step is Step.PAGE_UP else 1, page_px=page_px)

    def is_header(self, row: int) -> bool:
        """Return whether a row is the header of tiles."""
        card = self._card_of(row)
        return row == card.first and card.tiles > 0

    def _page(self, row: int, *, down: int, page_px: int) -> int:
        """Return the last row in a direction that is still seen together with this one."""
        at, begun = row, self.box(row).y
        most = max(page_px - self.measures.tile_h, 0)
        while True:
            found = self.beside(at, down=down)
            if found == at or (at != row and abs(self.box(found).y - begun) > most):
                return at
            at = found

    def _landing(self, card: _Card, across: int, *, from_below: bool) -> int:
        """Return the tile of a card that lies under one's feet when entering it."""
        if not card.tiles:
            return card.first
        begin = (card.tiles - 1) // self._columns * self._columns if from_below else 0
        return card.first + 1 + min(begin + across, card.tiles - 1)

    def _card_of(self, row: int) -> _Card:
        return self._cards[bisect_right(self._firsts, row) - 1]

    def _near(self, card: _Card, x: int, y: int) -> Iterator[int]:
        """Yield the header, and the one tile that may lie at a point of a card."""
        yield card.first
        m = self.measures
        across, down = (x - m.pad) // (m.tile_w + m.gap), (y - m.header) // (m.tile_h + m.gap)
        at = down * self._columns + across
        if 0 <= across < self._columns and 0 <= at < card.tiles:
            yield card.first + 1 + at

    def _rows_of(self, card: _Card, top: int, bottom: int) -> Iterator[int]:
        m = self.measures
        if card.top + (m.header if card.tiles else card.height) > top:
            yield card.first
        begin = card.top + m.header
        line = m.tile_h + m.gap
        first = max((top - begin) // line, 0) * self._columns
        last = min((-(-(bottom - begin) // line)) * self._columns, card.tiles)
        yield from range(card.first + 1 + first, card.first + 1 + max(last, first))


def _tiles_after(rows: Sequence[Row], at: int) -> int:
    """Return how many tiles follow a row: what is there counts, also while rows are being moved."""
    end = at + 1
    while end < len(rows) and isinstance(rows[end], Tile):
        end += 1
    return end - at - 1

"""The first row of a group: whose the images are, how many, and the one step to take."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop.records.dates import show_date
from desktop.ui.inbox.look import (
    MORE,
    SPLIT,
    STEP,
    TICK,
    Painted,
    Shown,
    button_height,
)
from desktop.ui.inbox.model import title_of
from desktop.ui.inbox.rows import Header, Line, Standing
from desktop.ui.inbox.tick_look import paint_tick
from desktop.ui.look.current import colour, scaled, size
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_ring
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.widgets.badge import badge_size, paint_badge, state_look
from desktop.ui.words import said

_WIDE_FROM: Final = 700
"""From this width, at 100 %, words and buttons of a header stand beside each other."""
_WIDE: Final = 58
_NARROW: Final = 122
_TOP: Final = 10
_LEFT: Final = 16
_WORDS: Final = 43
_RIGHT: Final = 14
_GAP: Final = 10
_LINE1: Final = 22
_LINE2: Final = 18


def header_height(width: int) -> int:
    """Return how high every header is in a list of this width."""
    return scaled(_WIDE if is_wide(width) else _NARROW)


def is_wide(width: int) -> bool:
    """Return whether words and buttons have room beside each other."""
    return width >= scaled(_WIDE_FROM)


def parts_of(header: Header | Line, rect: QRect, shown: Shown) -> dict[str, tuple[QRect, Painted]]:
    """Return what can be pressed in a header, and where; the tick has no button of its own."""
    if isinstance(header, Line):
        look = Painted(phrase("inbox.look_at_these"), "list")
        return _from_right(rect, [(STEP, look)])
    found: list[tuple[str, Painted]] = []
    offer = shown.offer(header)
    if offer is not None:
        kind = "primary" if header.key == shown.focus else "secondary"
        found.append((STEP, Painted(offer.words, offer.icon, offer.key, kind)))
    found.append((MORE, Painted(NOTHING, "ellipsis", kind="ghost")))
    splits = header.standing is Standing.UNIDENTIFIED and len(header.arrivals) > 1
    if splits and shown.may_split:
        found.append((SPLIT, Painted(phrase("inbox.split_here"), "scissors", kind="ghost")))
    parts = _from_right(rect, found) if is_wide(rect.width()) else _below(rect, found)
    edge = size("tick")
    box = QRect(rect.left() + scaled(_LEFT), rect.top() + scaled(_TOP + 9) - edge // 2, edge, edge)
    return parts | {TICK: (box, Painted(NOTHING, "check"))}


def _from_right(rect: QRect, found: list[tuple[str, Painted]]) -> dict[str, tuple[QRect, Painted]]:
    right = rect.right() + 1 - scaled(_RIGHT)
    top = rect.top() + (scaled(_WIDE) - button_height()) // 2
    parts = {}
    for part, button in found:
        wide = button.width()
        parts[part] = (QRect(right - wide, top, wide, button_height()), button)
        right -= wide + 4
    return parts


def _below(rect: QRect, found: list[tuple[str, Painted]]) -> dict[str, tuple[QRect, Painted]]:
    left = rect.left() + scaled(_LEFT)
    top = rect.bottom() + 1 - button_height() - scaled(6)
    parts = {}
    for part, button in found:
        wide = button.width()
        parts[part] = (QRect(left, top, wide, button_height()), button)
        left += wide + 4
    return parts


def paint_header(painter: QPainter, rect: QRect, header: Header, shown: Shown) -> None:
    """Paint the header of a group."""
    parts = parts_of(header, rect, shown)
    _paint_parts(painter, header.key, parts, shown)
    ticked = (shown.ticked or {}).get(header.key, 0)
    box, _ = parts[TICK]
    over = shown.hot.key == header.key and shown.hot.part == TICK
    paint_tick(painter, QRectF(box), ticked, len(header.arrivals), over=over)
    room = _room(rect, parts, beside=is_wide(rect.width()))
    lines = _lines(header, room.width(), wide=is_wide(rect.width()))
    _paint_lines(painter, room, lines, header)


def paint_line(painter: QPainter, rect: QRect, line: Line, shown: Shown, *, focus: bool) -> None:
    """Paint what is set aside, in one line."""
    parts = parts_of(line, rect, shown)
    _paint_parts(painter, line.key, parts, shown, focus=focus)
    px = scaled(20)
    at = QPointF(rect.left() + scaled(_LEFT) - 1, rect.center().y() - px / 2)
    paint_icon(painter, "archive-x", at, tone="err", px=px)
    room = _room(rect, parts, beside=True)
    y = _text(painter, room, phrase("inbox.set_aside"), "h3", "text")
    kept = phrase("inbox.set_aside_kept", count=line.count)
    fits = y + _GAP + text_width(said(kept)) <= room.width()
    if fits:
        y += _GAP + _text(painter, room.adjusted(y + _GAP, 0, 0, 0), kept, "body", "text2")
    below = line.detail if fits else joined(kept, line.detail, between=", ")
    badge = said(phrase("inbox.need_decision", count=line.count))
    if y + _GAP + badge_size(badge).width() <= room.width():
        top = room.top() + (scaled(_LINE1) - size("badge")) / 2
        paint_badge(painter, QPointF(room.left() + y + _GAP, top), badge, Tone.ERR)
    _text(painter, room.adjusted(0, scaled(_LINE1), 0, 0), below, "small", "text2")


def _paint_parts(
    painter: QPainter,
    key: str,
    parts: dict[str, tuple[QRect, Painted]],
    shown: Shown,
    *,
    focus: bool = False,
) -> None:
    for part, (rect, button) in parts.items():
        if part == TICK:
            continue
        over = shown.hot.key == key and shown.hot.part == part
        can = part != SPLIT or (key == shown.focus and shown.split_at > 0)
        button.paint(painter, rect, over=over, down=over and shown.hot.down, on=can)
        if focus:
            paint_ring(painter, QRectF(rect).adjusted(-4, -4, 4, 4))


def _room(rect: QRect, parts: dict[str, tuple[QRect, Painted]], *, beside: bool) -> QRect:
    """Return where the words of a header stand; its buttons are beside them or below."""
    left = rect.left() + scaled(_WORDS)
    right = rect.right() - scaled(_RIGHT)
    if beside:
        buttons = [box.left() for part, (box, _) in parts.items() if part != TICK]
        right = min([right, *buttons]) - scaled(_GAP)
    return QRect(left, rect.top() + scaled(_TOP - 2), max(right - left, 1), rect.height())


def _lines(header: Header, room: int, *, wide: bool) -> tuple[tuple[Words, ...], ...]:
    """Return the words of each line: what does not fit beside the name goes into the next one."""
    title, who = title_of(header), identity_of(header)
    if not wide:
        return ((title,), (who,), (header.detail,))
    needed = text_width(said(title), "h3") + _GAP + text_width(said(who))
    if needed <= room:
        return ((title, who), (header.detail,))
    return ((title,), (joined(who, header.detail, between="   "),))


def identity_of(header: Header) -> Words:
    """Return the two identifiers that go with the name, or what to do first."""
    patient = header.patient or header.proposed
    if patient is None:
        if header.is_held:
            return phrase("inbox.held_hint")
        unknown = header.standing is Standing.UNIDENTIFIED
        return phrase("inbox.no_patient_hint") if unknown else NOTHING
    number = patient.banner(patient.date_of_birth).nhs_number
    return joined(
        joined(phrase("banner.born"), verbatim(show_date(patient.date_of_birth)), between=" "),
        joined(
            phrase("banner.nhs_number"),
            verbatim(number) if number else phrase("banner.not_known"),
            between=" ",
        ),
        phrase("inbox.slip", code=header.slip) if header.slip else NOTHING,
        between="   ",
    )


def _paint_lines(
    painter: QPainter, room: QRect, lines: tuple[tuple[Words, ...], ...], header: Header
) -> None:
    used = _text(painter, room, lines[0][0], "h3", "text")
    for words in lines[0][1:]:
        used += _GAP + _text(painter, room.adjusted(used + _GAP, 0, 0, 0), words, "body", "text2")
    look = state_look(_BADGES[header.standing])
    badge = said(phrase(f"badge.{_BADGES[header.standing]}"))
    if used + _GAP + badge_size(badge).width() <= room.width():
        top = room.top() + (scaled(_LINE1) - size("badge")) / 2
        at = QPointF(room.left() + used + _GAP, top)
        tone = Tone.WARN if header.standing is Standing.UNIDENTIFIED else look.tone
        paint_badge(painter, at, badge, tone, icon=look.icon)
    down = scaled(_LINE1)
    for line in lines[1:]:
        _text(painter, room.adjusted(0, down, 0, 0), line[0], "small", "text2")
        down += scaled(_LINE2)


_BADGES: Final = {
    Standing.UNIDENTIFIED: "needs_patient",
    Standing.IDENTIFIED: "consent_recorded",
    Standing.SET_ASIDE: "set_aside",
}


def _text(painter: QPainter, room: QRect, words: Words, role: str, ink: str) -> int:
    """Paint words in one line, shortened if need be; return how wide they are."""
    painter.setFont(font(role))
    painter.setPen(colour(ink))
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(said(words), Qt.TextElideMode.ElideRight, max(room.width(), 0))
    high = scaled(_LINE1 if role in {"h3", "body"} else _LINE2)
    place = QRectF(room.left(), room.top(), room.width(), high)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
    return round(metrics.horizontalAdvance(text))

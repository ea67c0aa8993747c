"""Themes, text size, type and icons: chosen at run time, followed by every widget."""

import itertools
import re

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QFontInfo,
    QFontMetricsF,
    QImage,
    QPainter,
    QPalette,
    QRawFont,
)
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.pages import OnPage

from desktop.ui.look.apply import install, set_text_scale, set_theme, system_theme
from desktop.ui.look.current import (
    TEXT_SCALES,
    colour,
    motion_ms,
    overlay,
    scaled,
    set_reduced_motion,
    size,
    theme,
)
from desktop.ui.look.fonts import font, register_fonts, text_width
from desktop.ui.look.icons import icon, paint_icon, pixmap
from desktop.ui.look.sheet import style_sheet
from desktop.ui.look.tokens import Theme, Tone, tokens
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Avatar, Bar, Card, Mark, initials
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tick import Tick


def colours_of(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x, y in itertools.product(range(image.width()), range(image.height()))
    }


@pytest.mark.parametrize("chosen", Theme)
def test_a_theme_is_seen_by_everything_that_is_shown(on_page: OnPage, chosen: Theme) -> None:
    label = Label(verbatim("Words"), tone="accentText")
    page = on_page(label, Button(verbatim("Do"), kind=Kind.PRIMARY), Badge.of("ready"))
    set_theme(chosen)
    assert theme() is chosen
    seen = colours_of(page)
    of_theme = tokens().colours[chosen]
    for name in ("window", "accent", "okSoft"):
        assert of_theme[name] in seen, name
    assert label.palette().color(QPalette.ColorRole.WindowText) == colour("accentText")


def test_a_theme_leaves_no_colour_of_the_one_before(on_page: OnPage) -> None:
    page = on_page(
        Label(verbatim("Words")),
        Tick(verbatim("Tick")),
        Field(verbatim("Field"), icon="search"),
        Button(verbatim("Do"), icon="lock"),
        Avatar("Cerys Morgan"),
    )
    colours_of(page)
    set_theme(Theme.CONTRAST)
    light = tokens().colours[Theme.LIGHT]
    before = {light[name] for name in ("window", "text", "control", "accentSoft")}
    assert not before & colours_of(page)


def test_what_is_made_after_a_change_is_in_the_new_look(on_page: OnPage) -> None:
    set_theme(Theme.DARK)
    set_text_scale(1.5)
    label = Label(verbatim("Words"))
    on_page(label)
    assert label.font().pointSizeF() == pytest.approx(15)
    assert label.palette().color(QPalette.ColorRole.WindowText) == colour("text")


def test_the_palette_is_that_of_the_theme(qapp: QApplication) -> None:
    for chosen in Theme:
        set_theme(chosen)
        palette = qapp.palette()
        assert palette.color(QPalette.ColorRole.Window) == colour("window")
        assert palette.color(QPalette.ColorRole.PlaceholderText) == colour("text3")
        dead = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        assert dead == colour("disabled")


def test_a_theme_changes_colours_and_moves_nothing() -> None:
    shapes = set()
    for chosen in Theme:
        set_theme(chosen)
        shapes.add(re.sub(r"#[0-9A-Fa-f]{6,8}\b", "COLOUR", style_sheet()))
    (shape,) = shapes
    assert "COLOUR" in shape


def test_the_style_sheet_needs_no_files() -> None:
    for chosen in Theme:
        set_theme(chosen)
        assert "url(" not in style_sheet()
        assert "$" not in style_sheet()


@pytest.mark.parametrize(
    ("window", "words", "asked"),
    [
        ("#FFFFFF", "#000000", Theme.CONTRAST),
        ("#000000", "#FFFFFF", Theme.CONTRAST),
        ("#EFEFEF", "#000000", Theme.LIGHT),
    ],
)
def test_the_start_follows_the_system(
    qapp: QApplication, window: str, words: str, asked: Theme
) -> None:
    palette = qapp.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(window))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(words))
    qapp.setPalette(palette)
    install(qapp)
    assert theme() is asked
    set_theme(Theme.DARK)
    assert system_theme(qapp) is asked


def test_what_was_chosen_goes_before_the_system(qapp: QApplication) -> None:
    install(qapp, chosen=Theme.DARK)
    assert theme() is Theme.DARK


def test_a_colour_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(KeyError):
        colour("mauve")


def test_colours_on_photographs_are_the_same_in_every_theme() -> None:
    seen = set()
    for chosen in Theme:
        set_theme(chosen)
        seen.add(overlay("sure").name())
        assert overlay("halo").alpha() == 0xAB
    assert len(seen) == 1


def test_colours_can_be_changed_by_who_asks_without_harm() -> None:
    mine = colour("shadow")
    assert 0 < mine.alpha() < 255
    mine.setAlpha(0)
    assert colour("shadow").alpha() > 0


def test_the_shipped_face_is_used() -> None:
    assert "Inter" in register_fonts()
    assert {"Regular", "Medium", "SemiBold", "Bold"} <= set(QFontDatabase.styles("Inter"))
    for weight in (400, 500, 600, 700):
        found = QFontInfo(font("body", weight))
        assert found.family() == "Inter"
        assert found.weight() == weight


def test_numbers_line_up() -> None:
    for role in tokens().scale:
        metrics = QFontMetricsF(font(role))
        assert len({round(metrics.horizontalAdvance(digit * 8), 2) for digit in "0123456789"}) == 1


_LETTERS = "âêîôûŵŷÂÊÎÔÛŴŶáïö“”…·⌘⏎↑↓←→\u2011"


def test_welsh_letters_are_in_the_shipped_face() -> None:
    face = QRawFont.fromFont(font())
    assert all(face.supportsCharacter(ord(letter)) for letter in _LETTERS)


@pytest.mark.parametrize("scale", TEXT_SCALES)
def test_text_and_what_holds_it_grow_together(on_page: OnPage, scale: float) -> None:
    label, button = Label(verbatim("Words")), Button(verbatim("Do something"))
    on_page(label, button)
    width = text_width("Do something")
    set_text_scale(scale)
    assert font().pointSizeF() == pytest.approx(10 * scale)
    assert label.font().pointSizeF() == pytest.approx(10 * scale)
    assert scaled(36) == size("button") == button.sizeHint().height() == round(36 * scale)
    assert text_width("Do something") == pytest.approx(width * scale, rel=0.05)


def test_nothing_moves_where_motion_is_reduced() -> None:
    assert motion_ms("panel") > 0
    set_reduced_motion(True)
    assert motion_ms("panel") == motion_ms("toast") == 0


def test_icons_have_the_colour_of_the_theme_and_the_resolution_of_the_screen() -> None:
    for ratio in (1.0, 1.5, 2.0):
        found = pixmap("lock", "accentText", px=18, ratio=ratio)
        assert found.width() == round(18 * ratio)
        assert found.devicePixelRatio() == ratio
    image = pixmap("square", "err", px=64).toImage()
    inks = {
        image.pixelColor(x, 32).name() for x in range(64) if image.pixelColor(x, 32).alpha() == 255
    }
    assert inks == {colour("err").name()}
    assert not icon("lock").isNull()


def test_icons_can_be_seen_through(qtbot: QtBot) -> None:
    faint = QColor(colour("text"))
    faint.setAlpha(100)
    image = pixmap("square", faint, px=64).toImage()
    assert max(image.pixelColor(x, 32).alpha() for x in range(64)) <= 101


def test_icons_are_painted_where_they_are_asked_for() -> None:
    image = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_icon(painter, "square", QPointF(20, 20), tone="text", px=18)
    painter.end()
    dark = [
        (x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).lightness() < 128
    ]
    assert dark
    assert min(dark) >= (20, 20)


def test_a_bar_moves_only_with_its_count(on_page: OnPage) -> None:
    bar = Bar(phrase("kit.job_list"))
    on_page(bar)
    bar.set_progress(11, 14)
    assert (bar.value(), bar.maximum()) == (11, 14)
    bar.set_progress(20, 14)
    assert bar.value() == 14
    bar.set_progress(0, 0)
    assert bar.value() == 0
    assert bar.accessibleName() == "Jobs"


def test_a_card_is_tinted_by_a_state(on_page: OnPage) -> None:
    card = Card()
    on_page(card)
    card.setFixedHeight(60)
    card.set_tone(Tone.WARN)
    assert tokens().colours[Theme.LIGHT]["warnSoft"] in colours_of(card)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Cerys Morgan", "CM"), ("Dr Dafydd Hughes", "DH"), ("Prince", "P"), ("", ""), ("Dr.", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_mark_names_the_product(on_page: OnPage) -> None:
    mark = Mark(px=40)
    on_page(mark)
    assert mark.accessibleName() == "Diogel"
    assert tokens().colours[Theme.LIGHT]["accent"] in colours_of(mark)

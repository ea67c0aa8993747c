"""A recovery sheet on paper: what stands on it can be read, typed and scanned again."""

import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from desktop.ids import VaultId
from desktop.records.paper import A4_HEIGHT, A4_WIDTH
from desktop.records.recovery import RecoveryPlan, RecoverySheet
from desktop.share.paper import squares_of, to_pdf, width_of, wrapped
from desktop.share.recovery_sheet import draw_sheet
from desktop.vault.recovery_key import new_recovery_key, read_recovery_key
from desktop.vault.recovery_shares import combine, found_in, new_shares, read_share
from desktop.wording import Language, table

VAULT = VaultId("v-7de0727a9e07dd96e7b30dbf7c162b0a")
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None or shutil.which("pdftoppm") is None,
    reason="no poppler-utils: PRINTED SHEETS ARE NOT READ BACK",
)
needs_zbar = pytest.mark.skipif(
    shutil.which("zbarimg") is None, reason="no zbar-tools: THE SQUARE IS NOT SCANNED"
)


def keys_of(plan: RecoveryPlan) -> tuple[str, ...]:
    if plan.threshold == 1:
        return (new_recovery_key(),)
    return new_shares(plan.threshold, plan.shares).shares


def sheet(key: str, *, index: int = 2, plan=RecoveryPlan.TWO_OF_THREE, **changes) -> RecoverySheet:
    said = {"practice": "Meddygfa Ŵyr yr Ŷd", "made_on": date(2026, 11, 26), **changes}
    return RecoverySheet(vault_id=VAULT, key=key, index=index, plan=plan, **said)


def read_back(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def scanned(pdf: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "100", "-png", path, tmp_path / "scan"], check=True)
    found = []
    for picture in sorted(tmp_path.glob("scan*.png")):
        command = ["zbarimg", "-q", "--raw", str(picture)]
        quiet = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": "disabled:"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=quiet)
        found += done.stdout.split()
    return found


@needs_poppler
@pytest.mark.parametrize("plan", RecoveryPlan)
def test_everything_that_a_person_needs_can_be_read(plan: RecoveryPlan, tmp_path: Path) -> None:
    keys = keys_of(plan)
    drawn = sheet(keys[-1], index=len(keys), plan=plan, holder="Dr Elin Prŷs")
    text = read_back(to_pdf([draw_sheet(drawn)]), tmp_path)
    for group in keys[-1].split("-"):
        assert re.search(rf"(^|\s){group}(\s|$)", text), group
    for said in ("Meddygfa Ŵyr yr Ŷd", VAULT, "26-Nov-2026", "Dr Elin Prŷs"):
        assert said in text
    for language, of in ((Language.EN, "of"), (Language.CY, "o")):
        own = table("sheet")["page"][language.value]
        name = own["number"].format(index=len(keys), shares=len(keys))
        assert f"{name} · {own[f'needed_{plan.threshold}']}" in text
        assert f"{len(keys)} {of} {len(keys)}" in text
        for part in ("for_h", "keep_h", "cannot_h", "lost_h", "use_h", "holder", "signature"):
            assert own[part] in text


@needs_poppler
def test_the_type_is_embedded_so_that_every_printer_prints_the_same(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(to_pdf([draw_sheet(sheet(keys_of(RecoveryPlan.TWO_OF_THREE)[0]))]))
    listed = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout
    rows = [row for row in listed.splitlines()[2:] if row]
    assert rows
    used = [row for row in rows if "Inter" in row]
    assert {row.split()[0].rpartition("+")[2] for row in used} >= {"Inter-Bold", "Inter-Regular"}
    assert all(row.split()[-5] == "yes" for row in used)
    assert not any("Inter" not in row for row in rows), listed


@needs_poppler
@needs_zbar
@pytest.mark.parametrize("plan", RecoveryPlan)
def test_the_squares_of_enough_sheets_scan_to_the_secret(
    plan: RecoveryPlan, tmp_path: Path
) -> None:
    keys = keys_of(plan)
    pages = [draw_sheet(sheet(key, index=at, plan=plan)) for at, key in enumerate(keys, 1)]
    found = scanned(to_pdf(pages), tmp_path)
    assert tuple(found) == keys
    read = found_in("\n".join(found))
    if plan.threshold == 1:
        assert read_recovery_key(read[0]) == read_recovery_key(keys[0])
    else:
        shares = [read_share(one) for one in read]
        assert combine(shares[-plan.threshold :], plan.threshold) == combine(
            shares[: plan.threshold], plan.threshold
        )


def grey_of(picture: Path) -> np.ndarray:
    """Return the pixels of a binary PGM."""
    kind, size, most, pixels = picture.read_bytes().split(b"\n", 3)
    assert (kind, most) == (b"P5", b"255")
    wide, high = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(high, wide)


@needs_poppler
def test_the_page_is_drawn_within_its_margins_on_one_side_of_paper(tmp_path: Path) -> None:
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(to_pdf([draw_sheet(sheet(keys_of(RecoveryPlan.TWO_OF_THREE)[0]))]))
    subprocess.run(["pdftoppm", "-r", "72", "-gray", pdf, tmp_path / "p"], check=True)
    (picture,) = tmp_path.glob("p*.pgm")
    grey = grey_of(picture)
    assert grey.shape == (842, 596)
    below_band = grey[60:, :]
    ink = np.argwhere(below_band < 200)
    assert ink[:, 1].min() >= 46
    assert ink[:, 1].max() <= 596 - 46
    assert 0.02 < (below_band < 128).mean() < 0.15


@pytest.mark.parametrize("plan", RecoveryPlan)
@pytest.mark.parametrize("practice", ["A", "Canolfan Iechyd " * 3 + "Llanfair", "W" * 64])
def test_no_words_run_out_of_the_page_or_into_each_other(plan: RecoveryPlan, practice: str) -> None:
    keys = keys_of(plan)
    page = draw_sheet(sheet(keys[0], index=1, plan=plan, practice=practice, holder="W" * 28))
    boxes = []
    for text in page.texts:
        wide = width_of(text.words, size=text.size, face=text.face, spacing=text.spacing)
        assert text.x >= 0
        assert text.x + wide <= A4_WIDTH - 40, text.words
        assert text.size <= text.y <= A4_HEIGHT - 20
        boxes.append((text.x, text.y - text.size * 0.75, text.x + wide, text.y, text.words))
    for at, (left, top, right, low, words) in enumerate(boxes):
        for other_left, other_top, other_right, other_low, other in boxes[at + 1 :]:
            apart = right <= other_left or other_right <= left or low <= other_top
            assert apart or other_low <= top, (words, other)


def test_the_groups_are_large_enough_to_read_and_type() -> None:
    (key, *_) = keys_of(RecoveryPlan.TWO_OF_THREE)
    page = draw_sheet(sheet(key))
    groups = [text for text in page.texts if text.words in key.split("-")]
    assert len(groups) == 8
    assert all(text.size >= 18 and text.spacing > 1 for text in groups)
    assert min(text.size for text in page.texts) >= 7.5


def test_the_square_has_no_fewer_than_four_points_a_module() -> None:
    """1.4 mm: any telephone and any scanner reads it."""
    key = keys_of(RecoveryPlan.TWO_OF_THREE)[0]
    assert 132 / len(squares_of(key)) >= 4


def test_the_title_that_a_list_of_print_jobs_shows_is_no_secret() -> None:
    key = keys_of(RecoveryPlan.TWO_OF_THREE)[0]
    page = draw_sheet(sheet(key))
    assert not any(group in page.title for group in key.split("-"))
    assert key not in repr(page)
    assert key not in repr(sheet(key))


def test_words_are_wrapped_and_none_is_lost() -> None:
    words = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch is one word of many"
    lines = wrapped(words, width=120, size=9)
    assert " ".join(lines) == words
    assert all(width_of(line, size=9) <= 120 for line in lines[1:])
    assert wrapped("", width=100, size=9) == ()

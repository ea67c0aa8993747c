"""What a region is called, and how it is drawn small: in its tag and in the list."""

from typing import Final

from desktop.records.draft import Mark
from desktop.records.gate import Feature
from desktop.ui.phrase import Words, phrase

_ICONS: Final = {
    Feature.FACE: "scan-face",
    Feature.TATTOO: "brush",
    Feature.BIRTHMARK: "circle-dashed",
    Feature.JEWELLERY: "circle",
    Feature.BADGE: "badge",
    Feature.TEXT: "scan-text",
}


def what_words(mark: Mark) -> Words:
    """Return what a region is: what it covers, a barcode that was found, or a finding."""
    if mark.is_finding:
        return phrase("editor.finding")
    return phrase("editor.barcode" if mark.is_barcode else f"feature.{mark.feature.value}")


def icon_of(mark: Mark) -> str:
    """Return the drawing of a region, in the picture and in the list."""
    if mark.is_finding:
        return "shield"
    return "qr-code" if mark.is_barcode else _ICONS[mark.feature]

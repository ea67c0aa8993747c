"""Run every benchmark and print what was measured: ``python -m benchmarks [NAME …]``."""

import sys

from benchmarks import (
    card,
    catalogue,
    detection,
    editor,
    eye_bars,
    filing,
    giving_way,
    inbox,
    intake,
    labels,
    opening,
    pictures,
    search,
    shown_faces,
    start,
    store,
)

EVERY = {
    "catalogue": catalogue.main,
    "store": store.main,
    "intake": intake.main,
    "card": card.main,
    "giving_way": giving_way.main,
    "search": search.main,
    "shown_faces": shown_faces.main,
    "pictures": pictures.main,
    "detection": detection.main,
    "labels": labels.main,
    "editor": editor.main,
    "opening": opening.main,
    "eye_bars": eye_bars.main,
    "filing": filing.main,
    "inbox": inbox.main,
    "start": start.main,
}

for name in sys.argv[1:] or EVERY:
    print(f"\n## {name}")
    EVERY[name]()

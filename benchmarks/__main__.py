"""Run every benchmark and print what was measured: ``python -m benchmarks [NAME …]``."""

import sys

from benchmarks import detection, intake, pictures, search

EVERY = {
    "intake": intake.main,
    "search": search.main,
    "pictures": pictures.main,
    "detection": detection.main,
}

for name in sys.argv[1:] or EVERY:
    print(f"\n## {name}")
    EVERY[name]()

"""Every photograph beside the checkout, through real decoders: it arrives, or says why not.

The table is printed by ``pytest -m samples -s tests/contract/test_intake_every_sample.py``.
"""

import collections
import hashlib
import os
import sys
from pathlib import Path
from threading import Event

import pytest
from support.practice import CLARE, QUICK, Practice

from desktop.keeper.decoders import Decoders
from desktop.records.arrival import Origin, Refusal
from desktop.records.removal import Removal
from desktop.settings import LIMITS
from desktop.workflow.emptying import Run, receive_folder

SAMPLES = Path(
    os.environ.get("DIOGEL_SAMPLES", Path(__file__).resolve().parents[2] / "../shared/samples")
)
REFUSED = dict.fromkeys(
    ("README.md", "camera.json", "clinical.json", "faces.json", "tattoo.json"),
    Refusal.NOT_AN_IMAGE.value,
) | {
    "camera/pillow_h_tests-images-heif-other-nokia-bird-burst.heic": Refusal.SEVERAL_PICTURES.value
}
"""What does not arrive: what is no photograph, and a burst of four in one file."""

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(sys.platform != "linux", reason="decoders are Linux"),
    pytest.mark.skipif(
        not SAMPLES.is_dir(), reason="the evaluation photographs are not beside the checkout"
    ),
]


def test_every_sample_arrives_or_is_refused_with_its_reason(working: Practice) -> None:
    files = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file()]
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    with Decoders(LIMITS) as decoders:
        working.decoding = decoders  # type: ignore[assignment]  # the real ones
        session = working.sign_in(CLARE)
        with session.vault:
            run = Run(
                folder=SAMPLES,
                origin=Origin.PRACTICE,
                removal=Removal.NEVER,
                stop=Event(),
                progress=lambda _done, _all: None,
                timing=QUICK,
            )
            report = receive_folder(session, run).value
    table = collections.Counter(
        [("arrived", Path(one.file).parts[0], one.state.value) for one in report.arrived]
        + [("duplicate", Path(one.file).parts[0], "") for one in report.duplicates]
        + [("refused", Path(one.file).parts[0], one.reason) for one in report.refused]
    )
    for row, count in sorted(table.items()):
        sys.stdout.write(" ".join((*row, str(count))) + "\n")
    assert report.pending == []
    assert report.stopped is None
    ended = len(report.arrived) + len(report.duplicates) + len(report.refused)
    assert ended == len(files), "each file in exactly one list"
    assert {one.file: one.reason for one in report.refused} == REFUSED
    assert {one.state.value for one in report.arrived} == {"arrived"}
    assert {one.sha256 for one in report.arrived} <= digests

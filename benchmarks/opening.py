"""The editor opened on a photograph of 24 megapixels: to the first paint, every pixel, outlines.

The real window with a real keeper and its decoders, without a screen. Somebody has just signed in
(*at once*), or has been in until the keeper had looked ahead (*looked ahead*). The baseline of the
same run is the same JPEG decoded whole by Pillow in a process that has done so before, and nothing
else. Memory is that of the window, the keeper and its decoders, as the system counts it (PSS), with
the photograph open.
"""

import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event

from PIL import Image

ROUNDS = 7
_PASSPHRASE = "kettle meadow harbour slate"  # noqa: S105 - opens nothing of anybody's
_PATIENT = (
    b"nhs_number,family_name,given_name,title,date_of_birth,gender\n"
    b"9990000018,Canary,Ethel,Mrs,1945-07-14,female\n"
)
_ROUND = """
import json, os, sys, time
from pathlib import Path
import psutil
from desktop.clock import SystemClock
from desktop.ids import ArrivalId
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.home.screen import HomeScreen
from desktop.ui.place import EditorPlace
from desktop.ui.preferences import PreferenceFile
from desktop.ui.start import start_app
from desktop.ui.walk.scene import Scene
vault, prefs, passphrase, arrival = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5]
looked_ahead = sys.argv[5] == "looked ahead"
preferences = PreferenceFile(prefs)
app = start_app(preferences)
scene = Scene(app, vault, preferences=preferences, clock=SystemClock())
scene.begin()
scene.sign_in("bench", passphrase)
scene.screen(HomeScreen)
if looked_ahead:
    keeper = psutil.Process().children()[0]
    until = time.perf_counter() + 30
    used, busy, had = {}, 0.0, False
    while time.perf_counter() < until and not (had and time.perf_counter() - busy > 1):
        app.processEvents()
        time.sleep(0.02)
        for one in keeper.children(recursive=True):
            try:
                now = one.cpu_times().user
            except psutil.Error:
                continue
            if now - used.setdefault(one.pid, now) > 0.3:
                used[one.pid], busy, had = now, time.perf_counter(), True
began = time.perf_counter()
scene.window.go(EditorPlace(arrivals=(ArrivalId(arrival),)))
at = {}
def note(name, so):
    if so and name not in at:
        app.processEvents()
        at[name] = time.perf_counter() - began
while len(at) < 3 and time.perf_counter() - began < 60:
    app.processEvents()
    shown = scene.window.screen_shown
    if not isinstance(shown, EditorScreen):
        continue
    note("first paint", shown.canvas.sharpness > 0)
    note("every pixel", shown.canvas.sharpness >= 1.0)
    if shown.presenter.is_open:
        note("outlines", shown.presenter.state.draft.looked)
me = psutil.Process()
sizes = {"window": me, "keeper": me.children()[0]}
at["memory"] = {name: one.memory_full_info().pss / 2**20 for name, one in sizes.items()}
at["memory"]["decoders"] = sum(
    one.memory_full_info().pss / 2**20 for one in sizes["keeper"].children(recursive=True)
)
at["boxes"] = len(shown.presenter.state.draft.marks)
print(json.dumps(at), flush=True)
os._exit(0)
"""


def _prepared(folder: Path, data: bytes) -> str:
    """Make a practice in which one photograph is to be cleared; return its identifier."""
    from desktop.clock import SystemClock  # noqa: PLC0415 - only this process makes a vault
    from desktop.keeper.local import at_work  # noqa: PLC0415
    from desktop.records.arrival import Origin  # noqa: PLC0415
    from desktop.records.consent import Capacity, ExplanationPoint, How, Use  # noqa: PLC0415
    from desktop.records.entry import PassphraseEntry  # noqa: PLC0415
    from desktop.records.given import Given  # noqa: PLC0415
    from desktop.records.removal import Removal  # noqa: PLC0415
    from desktop.records.role import Role  # noqa: PLC0415
    from desktop.records.staff import NewPerson  # noqa: PLC0415
    from desktop.workflow.consenting import record_consent  # noqa: PLC0415
    from desktop.workflow.emptying import Run, receive_folder  # noqa: PLC0415
    from desktop.workflow.identifying import identify  # noqa: PLC0415
    from desktop.workflow.patients import import_patients  # noqa: PLC0415
    from desktop.workflow.signing_in import found_practice  # noqa: PLC0415

    first = NewPerson(name="bench", full_name="Bench", role=Role.CLINICIAN, passphrase=_PASSPHRASE)
    vault = folder / "vault"
    found_practice(vault, practice="Bench", first=first, clock=SystemClock())
    card = folder / "card"
    card.mkdir()
    (card / "IMG_0001.JPG").write_bytes(data)
    with at_work(vault, PassphraseEntry(name="bench", passphrase=_PASSPHRASE)) as signed:
        session = signed.session
        import_patients(session, _PATIENT)
        run = Run(
            folder=card,
            origin=Origin.PRACTICE,
            removal=Removal.NEVER,
            stop=Event(),
            progress=lambda _done, _all: None,
        )
        (arrived,) = receive_folder(session, run).value.arrived
        given = Given(
            how=How.VERBAL,
            capacity=Capacity.PATIENT,
            explained=frozenset(ExplanationPoint),
            uses=frozenset({Use.CARE}),
        )
        consent = record_consent(session, "9990000018", given).value.id
        ids = (arrived.arrival,)
        identify(session, ids, patient="9990000018", consent=consent, second="14-07-1945")
    return arrived.arrival


def _homes(folder: Path) -> dict[str, str]:
    """Return where a program keeps what is its own, apart for each round."""
    return {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "STATE", "DATA")}


def _decode_ms(data: bytes) -> float:
    began = time.perf_counter()
    with Image.open(io.BytesIO(data)) as image:  # noqa: TID251 - the baseline
        image.load()
    return (time.perf_counter() - began) * 1000


def _photograph() -> bytes:
    """Return our portrait as a camera of 24 megapixels would have taken it."""
    from benchmarks.detection import large_picture  # noqa: PLC0415 - loads the detectors

    file = io.BytesIO()
    Image.fromarray(large_picture()).save(file, "JPEG", quality=92, subsampling="4:2:2")
    return file.getvalue()


def main() -> None:
    """Print medians, and their ratios to the baseline."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    data = _photograph()
    with tempfile.TemporaryDirectory() as name:
        first = Path(name) / "first"
        first.mkdir()
        os.environ |= _homes(first)
        arrival = _prepared(first, data)
        _decode_ms(data)
        for way in ("at once", "looked ahead"):
            plain, rounds = [], []
            for number in range(ROUNDS):
                plain.append(_decode_ms(data))
                folder = shutil.copytree(first, Path(name) / f"{way} {number}")
                command = [sys.executable, "-c", _ROUND, folder / "vault", folder / "window.ini"]
                done = subprocess.run(
                    [*command, _PASSPHRASE, arrival, way],
                    check=True,
                    stdout=subprocess.PIPE,
                    env={**os.environ, **_homes(folder)},
                )
                rounds.append(json.loads(done.stdout))
            base = statistics.median(plain)
            print(f"{len(data) / 1e6:.1f} MB, {way}; plain decode {base:.0f} ms (baseline)")
            for what in ("first paint", "every pixel", "outlines"):
                ms = statistics.median(one[what] for one in rounds) * 1000
                print(f"{what}: {ms:.0f} ms, ratio {ms / base:.1f}")
            kept = {key: [one["memory"][key] for one in rounds] for key in rounds[0]["memory"]}
            print({key: f"{statistics.median(found):.0f} MB" for key, found in kept.items()})
            print(f"marks: {sorted({one['boxes'] for one in rounds})}")


if __name__ == "__main__":
    main()

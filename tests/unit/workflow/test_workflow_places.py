"""A place in a photograph stays in the sealed original: no copy and no export says it."""

import io
from pathlib import Path

import pytest
from PIL import Image
from support.devices import shot_by
from support.practice import BORN, CLARE, ETHEL, MONA, PATIENTS, Practice, agreed, filing, run_on

from desktop.cli.main import main
from desktop.intake import probe
from desktop.settings import LIMITS
from desktop.workflow.auditing import export_audit, export_audit_csv
from desktop.workflow.consenting import record_consent
from desktop.workflow.devices import see_devices
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import list_inbox
from desktop.workflow.patients import import_patients
from desktop.workflow.picturing import open_picture, thumbnails
from desktop.workflow.viewing import save_image, view_image, view_original

GPS_IFD = 0x8825
PLACE = b"52.4, -4.08 Aberystwyth"
"""Stands in the photograph's GPS area information, so that it can be looked for as it is."""
SHOTS = range(50, 53)


def talkative(seed: int) -> bytes:
    """Return a photograph that says where it was taken, in numbers and in words."""
    data = shot_by(seed, serial="0560018150", gps=True)
    picture = Image.open(io.BytesIO(data))  # noqa: TID251 - made here
    exif = picture.getexif()
    exif.get_ifd(GPS_IFD)[0x001C] = PLACE
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality="keep", exif=exif)
    return buffer.getvalue()


def says_no_place(data: bytes) -> bool:
    """Return whether neither our reader nor another one finds a place in a picture."""
    if PLACE in data or b"GPS" in data or probe.examine(data, limits=LIMITS).gps_present:
        return False
    with Image.open(io.BytesIO(data)) as picture:  # noqa: TID251 - looks for what must not be there
        return not picture.getexif().get_ifd(GPS_IFD) and "exif" not in picture.info


@pytest.fixture
def practice(staffed: Practice) -> Practice:
    for seed in SHOTS:
        (staffed.card / f"IMG_{seed}.JPG").write_bytes(talkative(seed))
    return staffed


def test_the_photographs_of_this_test_do_say_a_place() -> None:
    data = talkative(1)
    assert PLACE in data
    assert probe.examine(data, limits=LIMITS).gps_present
    assert not says_no_place(data)


def test_no_derivative_and_no_export_says_where_a_photograph_was_taken(
    practice: Practice, tmp_path: Path
) -> None:

    session = practice.sign_in(CLARE)
    with session.vault:
        import_patients(session, PATIENTS)
        arrived = receive_folder(session, run_on(practice.card)).value.arrived
        consent = record_consent(session, ETHEL, agreed()).value.id
        ids = tuple(one.arrival for one in arrived)
        identify(session, ids, patient=ETHEL, consent=consent, second=BORN[ETHEL])
        waiting = {one.arrival: one for one in list_inbox(session).waiting}
        assert all(waiting[one].gps_present for one in ids)
        filed = [file_image(session, one, filing(ETHEL, consent)).value.image for one in ids]
        for at, image in enumerate(filed):
            with view_image(session, image) as derivative:
                assert says_no_place(derivative.read())
            saved = save_image(session, image, tmp_path / f"copy-{at}.jpg", "referral")
            assert says_no_place(saved.read_bytes())
            with view_original(session, image, "opinion") as original:
                assert PLACE in original.read()
        _, small = thumbnails(session, tuple(filed), longest_px=64)
        _, large = open_picture(session, filed[0], longest_px=0)
        for block in (small, large):
            with block:
                assert PLACE not in block.read()
    session = practice.sign_in(MONA)
    with session.vault:
        trail = export_audit(session, tmp_path / "trail.json")
        export_audit_csv(session, tmp_path / "trail.csv")
        told = repr((see_devices(session), list_inbox(session)))
        assert PLACE.decode() not in told
    for exported in (trail, tmp_path / "trail.csv"):
        data = exported.read_bytes()
        assert PLACE not in data
        assert b"52.4" not in data
    for path in practice.vault.rglob("*"):
        assert not path.is_file() or PLACE not in path.read_bytes(), path


def test_a_copy_made_without_a_vault_says_no_place(tmp_path: Path) -> None:
    source = tmp_path / "in.jpg"
    source.write_bytes(talkative(7))
    out = tmp_path / "out.jpg"
    assert main(["redact", str(source), str(out), "--region", "1,1,5,5"]) == 0
    assert says_no_place(out.read_bytes())

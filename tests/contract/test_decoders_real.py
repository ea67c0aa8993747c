"""The real decoder processes with the real engines: what they say, survive and cannot do."""

import io
import os
import signal
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import psutil
import pytest
from PIL import Image
from support.letters import forwarded, letter
from support.originals import jpeg
from support.outlook_letters import outlook_letter
from support.raws import dng
from support.skin import again, skin, tattooed

from desktop.errors import (
    DecoderCrashedError,
    DecoderHungError,
    FileRefusedError,
    ImageUnreadableError,
    RegionInvalidError,
)
from desktop.intake import outlook
from desktop.keeper.decoder_limits import JOBS_PER_CHILD, Measure
from desktop.keeper.decoder_process import DecoderProcess
from desktop.keeper.decoders import Decoders
from desktop.memory import SealedMemory
from desktop.records.arrival import ImageFormat
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.records.traced import Rough, Traced
from desktop.redact import pixels
from desktop.settings import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="decoders are Linux")

LIMITS = Limits()
EVERY_KIND = ("JPEG", "PNG", "TIFF", "HEIC", "WEBP", "BMP", "RAW")
SAMPLES = Path(__file__).resolve().parents[2] / "../shared/samples"
CANARY = "CANARY-b7f1-passphrase"


def _picture(width=160, height=120) -> Image.Image:
    across = np.linspace(0, 255, width, dtype=np.uint8)
    plane = np.broadcast_to(across, (height, width))
    return Image.fromarray(np.dstack([plane, plane[::-1], 255 - plane]))


def _file(kind: str, picture: Image.Image | None = None, **options) -> bytes:
    picture = picture or _picture()
    buffer = io.BytesIO()
    if kind == "RAW":
        return dng(np.asarray(picture))
    if kind == "HEIC":
        pillow_heif.from_pillow(picture).save(buffer, quality=80)
    else:
        picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _png_bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def _jpeg_bomb(width: int, height: int) -> bytes:
    data = bytearray(_file("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def _tiff_bomb(width: int, height: int) -> bytes:
    tags = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1))
    tags += ((278, height), (279, 1))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<H", len(tags)) + entries + bytes(4)


def _webp_bomb() -> bytes:
    """Return a lossless WebP whose header says 16,384 pixels each way."""
    data = bytearray(_file("WEBP", lossless=True))
    at = data.index(b"VP8L") + 9
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") | 0xFFF_FFFF).to_bytes(
        4, "little"
    )
    return bytes(data)


def _bmp_bomb() -> bytes:
    """Return a run-length coded BMP: few bytes that say 60,000 pixels each way."""
    header = struct.pack("<IiiHHIIiiII", 40, 60_000, 60_000, 1, 8, 1, 4, 0, 0, 256, 0)
    body = bytes(1024) + b"\xff\x01\x00\x01"
    return struct.pack("<2sIHHI", b"BM", 1082 + 4, 0, 0, 14 + 40 + 1024) + header + body


def _raw_bomb() -> bytes:
    """Return a DNG that says 60,000 pixels each way."""
    data = bytearray(_file("RAW"))
    (at,) = struct.unpack_from("<I", data, 4)
    for entry in range(at + 2, len(data) - 11, 12):
        tag, kind, count = struct.unpack_from("<HHI", data, entry)
        if (tag, kind, count) in {(256, 4, 1), (257, 4, 1)}:
            struct.pack_into("<I", data, entry + 8, 60_000)
    return bytes(data)


@pytest.fixture
def decoders():
    with Decoders(LIMITS) as running:
        yield running


@pytest.fixture
def sealed():
    """Return a maker of sealed memory that is closed after the test."""
    made = []

    def make(data: bytes) -> SealedMemory:
        made.append(SealedMemory.from_bytes(data))
        return made[-1]

    yield make
    for memory in made:
        memory.close()


@pytest.mark.parametrize("fresh", [True, False])
def test_a_whole_photograph_is_examined(decoders, sealed, fresh):
    for kind in EVERY_KIND:
        examined = decoders.examine(sealed(_file(kind)), fresh=fresh)
        assert examined.format is ImageFormat[kind]
        assert (examined.width_px, examined.height_px) == (160, 120)


def test_sizes_are_those_of_the_upright_picture(decoders, sealed):
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = sealed(_file("JPEG", exif=exif))
    examined = decoders.examine(turned, fresh=False)
    assert (examined.width_px, examined.height_px, examined.orientation) == (120, 160, 6)
    detection = decoders.detect(turned, fresh=False)
    assert (detection.width_px, detection.height_px) == (120, 160)


@pytest.mark.parametrize("fresh", [True, False])
def test_an_outline_and_an_alignment_come_out_of_the_confinement(decoders, sealed, fresh):
    image, _ = tattooed(skin(480, 400, seed=3, tone=(172, 120, 90)), seed=5)
    moved, _ = again(image, degrees=4.0, scale=1.05, shift=(6, 3), seed=2)
    first, second = (sealed(jpeg(each, orientation=1, quality=90)) for each in (image, moved))
    traced = decoders.trace(first, Rough(x=120, y=80, w=240, h=240), fresh=fresh)
    assert len(traced.points) > 8
    assert decoders.trace(first, Rough(x=9000, y=9000), fresh=fresh) == Traced()
    alignment = decoders.align(first, second, fresh=fresh)
    assert alignment.matched
    assert abs(alignment.degrees - 4.0) < 0.5


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_photograph_is_burned_in_one_process_and_proven_in_another(decoders, sealed, kind):
    original = sealed(_file(kind))
    redaction = Redaction(regions=(Region.rectangle(40, 30, 48, 32),))
    with decoders.burn(original, redaction, fresh=False) as derivative:
        burner = decoders._worker.process_id
        spare = decoders._spare.process_id
        proof = decoders.prove(original, derivative, redaction)
        assert spare != burner
        assert not psutil.pid_exists(spare)
        assert proof.ok, proof.checks
        burned = pixels.decode(derivative.view(), limits=LIMITS).pixels
    assert burned.shape == (120, 160, 3)
    assert int(burned[40:54, 56:72].max()) <= 16


def test_a_derivative_that_was_not_burned_is_not_proven(decoders, sealed):
    original = sealed(_file("JPEG"))
    redaction = Redaction(regions=(Region.rectangle(40, 30, 48, 32),))
    proof = decoders.prove(original, original, redaction)
    assert not proof.ok
    assert any(not check.ok for check in proof.checks)


def test_a_long_outline_crosses_whole(decoders, sealed):
    points = [(10 + i % 100, 10 + (i * 7) % 90) for i in range(9_000)]
    redaction = Redaction(regions=(Region.polygon(points),))
    with decoders.burn(sealed(_file("PNG")), redaction, fresh=False) as derivative:
        assert derivative.size > 0


def test_a_region_outside_is_refused(decoders, sealed):
    redaction = Redaction(regions=(Region.rectangle(500, 500, 9, 9),))
    with pytest.raises(RegionInvalidError, match="outside"):
        decoders.burn(sealed(_file("PNG")), redaction, fresh=False)


@pytest.mark.parametrize("make", [_png_bomb, _jpeg_bomb, _tiff_bomb])
def test_a_bomb_is_refused_by_its_size(decoders, sealed, make):
    for width, height in ((65_000, 65_000), (50_000, 30_000)):
        bomb = sealed(make(width, height))
        with pytest.raises(FileRefusedError) as caught:
            decoders.examine(bomb, fresh=False)
        assert caught.value.reason == "too_many_pixels"
        with pytest.raises(ImageUnreadableError) as unreadable:
            decoders.detect(bomb, fresh=False)
        assert unreadable.value.reason == "too_many_pixels"


@pytest.mark.parametrize("make", [_webp_bomb, _bmp_bomb, _raw_bomb])
def test_a_bomb_of_another_format_is_refused_by_its_size(decoders, sealed, make):
    bomb = sealed(make())
    with pytest.raises(FileRefusedError) as caught:
        decoders.examine(bomb, fresh=False)
    assert caught.value.reason == "too_many_pixels"
    with pytest.raises(ImageUnreadableError) as unreadable:
        decoders.detect(bomb, fresh=False)
    assert unreadable.value.reason in {"too_many_pixels", "damaged", "cut_off"}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_cut_off_file_is_refused(decoders, sealed, kind):
    whole = _file(kind)
    for length in (0, 1, 12, len(whole) // 2, len(whole) * 99 // 100):
        with pytest.raises(FileRefusedError):
            decoders.examine(sealed(whole[:length]), fresh=False)


def test_other_files_are_refused(decoders, sealed):
    for data in (b"GIF89a" + bytes(50), b"%PDF-1.7", b"PK\x03\x04" + bytes(99), os.urandom(999)):
        with pytest.raises(FileRefusedError):
            decoders.examine(sealed(data), fresh=False)


def test_absurd_nesting_is_refused(decoders, sealed):
    boxes = b""
    for _ in range(3_000):
        boxes = struct.pack(">I4s", len(boxes) + 8, b"iprp") + boxes
    brand = struct.pack(">I4s4sI4s", 20, b"ftyp", b"heic", 0, b"mif1")
    meta = struct.pack(">I4sI", len(boxes) + 12, b"meta", 0) + boxes
    with pytest.raises(FileRefusedError):
        decoders.examine(sealed(brand + meta), fresh=False)


def test_the_pictures_of_a_saved_message_are_taken_out_by_processes_of_their_own(decoders, sealed):
    picture = _file("JPEG")
    whole = forwarded(letter(("IMG_1.jpg", picture), ("notes.pdf", b"%PDF"))).as_bytes()
    with sealed(whole) as message:
        found = decoders.message(message)
        assert [(one.name, one.size_bytes) for one in found.pictures] == [
            ("IMG_1.jpg", len(picture))
        ]
        assert found.others == 1
        with decoders.message_part(message, found.pictures[0].part) as taken:
            assert taken.read() == picture
        for nothing in (0, 99):
            with pytest.raises(FileRefusedError):
                decoders.message_part(message, nothing)
    bottomless = b"From: a\r\nDate: b\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 20_000
    with sealed(outlook_letter(("IMG_2.jpg", picture), ("notes.pdf", b"%PDF"))) as message:
        (only,) = decoders.message(message).pictures
        assert decoders.message_part(message, only.part).read() == picture
    beginning = outlook.SIGNATURE + os.urandom(4_000)
    for hostile in (bottomless, b"", os.urandom(4_000), beginning):
        with pytest.raises(FileRefusedError):
            decoders.message(sealed(hostile))


def test_a_tiff_that_points_at_itself_is_refused(decoders, sealed):
    loop = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<HHHIII", 1, 330, 4, 1, 8, 8)
    with pytest.raises(FileRefusedError):
        decoders.examine(sealed(loop), fresh=False)


def test_too_little_memory_costs_one_decoder(sealed):
    """The picture is within the pixel limit, but the process is not given what it takes."""
    limits = Limits(decoder_memory_bytes=900 * 1024 * 1024)
    big = sealed(_file("PNG", Image.new("RGB", (11_900, 10_000))))
    with Decoders(limits) as poor:
        with pytest.raises(DecoderCrashedError) as caught:
            poor.examine(big, fresh=False)
        assert caught.value.reason == "memory"
        assert poor.examine(sealed(_file("JPEG")), fresh=False).width_px == 160


def test_a_decoder_that_waits_holds_no_picture(decoders, sealed):
    small, large = sealed(_file("JPEG")), Image.new("RGB", (6000, 4000))
    decoders.examine(small, fresh=False)
    process = psutil.Process(decoders._worker.process_id)
    before = process.memory_info().rss
    decoders.examine(sealed(_file("JPEG", large)), fresh=False)
    decoders.examine(small, fresh=False)  # the large one's room is given back before this begins
    assert process.pid == decoders._worker.process_id
    assert process.memory_info().rss - before < 6000 * 4000


def test_a_decoder_killed_in_mid_job_costs_that_file_only(sealed, monkeypatch):
    photograph = sealed(_file("JPEG"))
    with Decoders(LIMITS) as running:
        running.examine(photograph, fresh=False)
        worker = running._worker.process_id
        os.kill(worker, signal.SIGSTOP)
        send = DecoderProcess._send

        def send_and_kill(process, data, descriptors):
            send(process, data, descriptors)
            os.kill(worker, signal.SIGKILL)

        with monkeypatch.context() as patch:
            patch.setattr(DecoderProcess, "_send", send_and_kill)
            with pytest.raises(DecoderCrashedError) as caught:
                running.examine(photograph, fresh=False)
        assert (caught.value.reason, caught.value.facts) == ("died", {"status": -9})
        assert running.examine(photograph, fresh=False).width_px == 160
        assert running._worker.process_id != worker


def test_a_decoder_that_stands_still_is_given_up(sealed):
    limits = Limits(decoder_wall_s=5.0)
    with Decoders(limits) as running:
        running.examine(sealed(_file("JPEG")), fresh=False)
        worker = running._worker.process_id
        os.kill(worker, signal.SIGSTOP)
        with pytest.raises(DecoderHungError) as caught:
            running.examine(sealed(_file("JPEG")), fresh=False)
        assert caught.value.reason == "wall"
        assert not psutil.pid_exists(worker)
        assert running.examine(sealed(_file("JPEG")), fresh=False).width_px == 160


def test_fresh_means_never_used_and_never_used_again(decoders, sealed):
    photograph = sealed(_file("JPEG"))
    seen = set()
    for _ in range(3):
        spare = decoders._spare.process_id
        assert spare not in seen
        decoders.examine(photograph, fresh=True)
        assert not psutil.pid_exists(spare)
        seen.add(spare)


def test_shared_decoders_are_replaced(sealed):
    photograph = sealed(_file("PNG", _picture(8, 8)))
    with Decoders(LIMITS) as running:
        workers = []
        for _ in range(JOBS_PER_CHILD + 1):
            running.examine(photograph, fresh=False)
            workers.append(running._worker.process_id)
    assert len(set(workers[:JOBS_PER_CHILD])) == 1
    assert workers[-1] != workers[0]


def test_a_refused_file_does_not_cost_the_decoder(sealed):
    with Decoders(LIMITS) as running:
        running.examine(sealed(_file("JPEG")), fresh=False)
        worker = running._worker.process_id
        with pytest.raises(FileRefusedError):
            running.examine(sealed(b"no image"), fresh=False)
        running.examine(sealed(_file("JPEG")), fresh=False)
        assert running._worker.process_id == worker


def test_nothing_of_the_keeper_reaches_a_decoder(sealed, monkeypatch):
    monkeypatch.setenv("DIOGEL_PASSPHRASE", CANARY)
    key_file = os.memfd_create("keys", 0)
    os.write(key_file, CANARY.encode())
    os.set_inheritable(key_file, True)
    with Decoders(LIMITS) as running:
        running.examine(sealed(_file("JPEG")), fresh=False)
        process = psutil.Process(running._worker.process_id)
        folder = Path(f"/proc/{process.pid}")
        try:
            environment = (folder / "environ").read_bytes()
            links = {fd.name: str(fd.readlink()) for fd in (folder / "fd").iterdir()}
        except PermissionError:
            pytest.skip("only root may look into a decoder")
        command = "\0".join(process.cmdline())
        directory = process.cwd()
    os.close(key_file)
    names = {entry.split(b"=")[0] for entry in environment.split(b"\0") if entry}
    assert names == {
        b"LANG",
        b"PATH",
        b"OMP_NUM_THREADS",
        b"OPENBLAS_NUM_THREADS",
        b"MALLOC_MMAP_MAX_",
        b"MALLOC_TRIM_THRESHOLD_",
    }
    assert CANARY.encode() not in environment
    assert CANARY not in command
    assert directory == "/"
    assert [links[fd] for fd in ("0", "1", "2")] == ["/dev/null"] * 3
    others = [link for fd, link in links.items() if fd not in {"0", "1", "2"}]
    assert len(others) == 1
    assert others[0].startswith("socket:")


def test_a_decoder_is_confined(decoders, sealed):
    decoders.examine(sealed(_file("JPEG")), fresh=False)
    measures = decoders._worker.measures()
    assert {Measure.SECCOMP, Measure.NAMESPACE} & measures
    process = psutil.Process(decoders._worker.process_id)
    assert process.rlimit(psutil.RLIMIT_AS) == (LIMITS.decoder_memory_bytes,) * 2
    assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    wanted = {"CapEff": "0000000000000000", "CapPrm": "0000000000000000", "NoNewPrivs": "1"}
    if Measure.SECCOMP in measures:
        wanted["Seccomp"] = "2"
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {key: facts[key].strip() for key in wanted} == wanted


def test_decoders_end_with_their_keeper(tmp_path):
    """A keeper that is killed leaves no process behind."""
    import subprocess

    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from desktop.keeper.decoders import Decoders\n"
        "from desktop.settings import Limits\n"
        "decoders = Decoders(Limits())\n"
        "decoders._spare.measures()\n"
        "print(decoders._spare.process_id, flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    keeper = subprocess.Popen(
        [sys.executable, "-c", code, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    decoder = psutil.Process(int(keeper.stdout.readline()))
    keeper.kill()
    keeper.communicate()
    _gone, alive = psutil.wait_procs([decoder], timeout=30)
    assert not alive


@pytest.mark.samples
def test_camera_files_are_examined_burned_and_proven(decoders, sealed):
    folder = SAMPLES / "camera"
    if not folder.is_dir():
        pytest.skip("the evaluation photographs are not beside the checkout")
    names = [
        "exif-sam_jpg-Canon-40D.jpg",
        "exif-sam_jpg-gps-DSCN0010.jpg",
        "exif-sam_heic-mobile-HMD-Nokia-8.3-5G.heif",
        "exif-sam_heic-mobile-iphone-13-pro-max.HEIC",
    ]
    for name in names:
        original = sealed((folder / name).read_bytes())
        examined = decoders.examine(original, fresh=True)
        w, h = examined.width_px // 4, examined.height_px // 4
        redaction = Redaction(regions=(Region.rectangle(w, h, w, h),))
        with decoders.burn(original, redaction, fresh=True) as derivative:
            proof = decoders.prove(original, derivative, redaction)
        assert proof.ok, (name, [check.name for check in proof.checks if not check.ok])

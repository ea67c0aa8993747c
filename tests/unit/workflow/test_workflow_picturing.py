"""Pictures for a window: what is shown, written to the audit, kept, and refused."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from support.decoding import InProcess
from support.practice import CLARE, ETHEL, MONA, NIA, RHYS, Practice, filing, photograph, run_on

from desktop.errors import (
    DamagedError,
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderHungError,
    DeskError,
    ImageUnreadableError,
    NotPermittedError,
    RecordInvalidError,
    UnknownRecordError,
    UsageError,
    WrongStateError,
)
from desktop.ids import ObjectId
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.raster import Pyramid
from desktop.records.removal import Removal
from desktop.redact.pixels import decode
from desktop.redact.render import render
from desktop.settings import LIMITS
from desktop.vault import arrivals, images
from desktop.vault.audit import Event
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.picture_cache import Kept, PictureCache
from desktop.workflow.picturing import (
    MOST_ON_A_PAGE,
    open_original,
    open_picture,
    thumbnails,
)
from desktop.workflow.session import Session
from desktop.workflow.viewing import view_image, view_original


class Moody(InProcess):
    """Fails on chosen files, and looks at what is going on around it.

    Attributes:
        moods: What is raised instead of an answer, by the digest of the file.
        watch: Called whenever something is rendered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moods: dict[str, DeskError] = {}
        self.watch: Callable[[], None] = lambda: None

    def render(
        self, untrusted: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        self.watch()
        mood = self.moods.get(hashlib.sha256(untrusted.read()).hexdigest())
        if mood is not None:
            self.asked.append(("render", fresh))
            raise mood
        return super().render(untrusted, longest_px=longest_px, fresh=fresh)

    @property
    def rendered(self) -> list[bool]:
        """Return of each picture rendered whether a fresh process was asked for."""
        return [fresh for what, fresh in self.asked if what == "render"]


@pytest.fixture
def session(working: Practice):
    working.decoding = Moody()
    session = working.sign_in(CLARE)
    yield session
    session.vault.close()


@pytest.fixture
def waiting(session: Session) -> list[str]:
    return [one.arrival for one in list_inbox(session).waiting if one.patient is None]


@pytest.fixture
def image(session: Session) -> str:
    consent = list_consents(session, ETHEL)[0].id
    first = next(one for one in list_inbox(session).waiting if one.patient is not None)
    return file_image(session, first.arrival, filing(ETHEL, consent)).value.image


def _lines(working: Practice, session: Session) -> list:
    """Return what the trail says of looking, as the recovery key reads it; the session ends."""
    session.vault.close()
    reader = working.recover()
    with reader.vault:
        lines = read_audit(reader)
    return [line for line in lines if line.act.startswith("view_")]


def _digest(session: Session, arrival: str) -> str:
    with session.vault.change() as tx:
        row = arrivals.get(tx, arrival)
        tx.audit(Event(act="test", body={}))
    return row.sha256


def _object_of(session: Session, arrival: str) -> ObjectId:
    with session.vault.change() as tx:
        row = arrivals.get(tx, arrival)
        tx.audit(Event(act="test", body={}))
    return row.object_id


def _shown(block: SealedMemory, thumb) -> bytes:
    return block.read()[thumb.raster.offset : thumb.raster.end]


def _expected(data: bytes, longest_px: int) -> bytes:
    rendered = render(data, longest_px=longest_px, limits=LIMITS)
    return b"".join(piece.tobytes() for piece in rendered.pieces)


# -------------------------------------------------------------------------------------- a page


def test_a_page_shows_arrivals_and_copies_in_one_block(session, waiting, image):
    subjects = (waiting[2], image, waiting[0])
    thumbs, block = thumbnails(session, subjects, longest_px=48)
    with block, view_image(session, image) as copy:
        assert tuple(thumb.subject for thumb in thumbs) == subjects
        assert {(thumb.raster.width_px, thumb.raster.height_px) for thumb in thumbs} == {(48, 32)}
        assert _shown(block, thumbs[1]) == _expected(copy.read(), 48)
        seen = {_shown(block, thumb) for thumb in thumbs}
        assert len(seen) == 3
        assert seen <= {_expected(photograph(seed), 48) for seed in range(4)} | {
            _expected(copy.read(), 48)
        }
        assert block.size == 3 * 48 * 32 * 4


def test_a_page_is_one_entry_that_names_what_was_shown(working, session, waiting):
    thumbnails(session, tuple(waiting), longest_px=48)[1].close()
    thumbnails(session, (waiting[0],), longest_px=48)[1].close()
    page, single = _lines(working, session)[-2:]
    assert (page.act, page.subject) == ("view_arrival", "")
    assert page.body == {"opened": "inbox copy, small", "subjects": waiting}
    assert (single.act, single.subject) == ("view_arrival", waiting[0])


def test_a_page_of_both_kinds_is_one_entry_of_each(working, session, waiting, image):
    thumbnails(session, (waiting[0], image, waiting[1]), longest_px=48)[1].close()
    first, second = _lines(working, session)[-2:]
    assert (first.act, first.body["subjects"]) == ("view_arrival", waiting[:2])
    assert (second.act, second.subject) == ("view_image", image)


@pytest.mark.parametrize(
    "error",
    [
        DecoderCrashedError("died"),
        DecoderCrashedError("memory"),
        DecoderHungError("wall"),
        DecoderAnswerError("shape"),
        ImageUnreadableError("damaged"),
    ],
)
def test_one_that_cannot_be_decoded_does_not_spoil_the_others(session, waiting, error):
    session.decoding.moods[_digest(session, waiting[1])] = error
    for _ in range(2):
        thumbs, block = thumbnails(session, tuple(waiting), longest_px=48)
        with block:
            assert [thumb.problem for thumb in thumbs] == ["", error.code, ""]
            assert thumbs[1].raster is None
            assert _shown(block, thumbs[0]) != _shown(block, thumbs[2])
    assert len(session.decoding.rendered) == 3, "a page does not wait for it twice"


def test_who_asks_for_that_one_alone_has_it_tried_again(session, waiting):
    digest = _digest(session, waiting[1])
    session.decoding.moods[digest] = DecoderHungError("wall")
    thumbnails(session, tuple(waiting), longest_px=48)[1].close()
    with pytest.raises(DecoderHungError):
        open_picture(session, waiting[1], longest_px=64)
    del session.decoding.moods[digest]
    open_picture(session, waiting[1], longest_px=64)[1].close()
    thumbs, block = thumbnails(session, tuple(waiting), longest_px=48)
    block.close()
    assert all(thumb.raster for thumb in thumbs)


def test_a_sealed_file_that_was_altered_does_not_spoil_the_others(session, waiting):
    path = session.vault.objects.path(_object_of(session, waiting[0]))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    thumbs, block = thumbnails(session, tuple(waiting), longest_px=48)
    block.close()
    assert [thumb.problem for thumb in thumbs] == ["damaged", "", ""]
    with pytest.raises(DamagedError):
        open_picture(session, waiting[0], longest_px=48)


def test_where_no_decoder_starts_the_page_says_so(session, waiting):
    session.decoding.failure = DecoderCrashedError("start")
    with pytest.raises(DecoderCrashedError):
        thumbnails(session, tuple(waiting), longest_px=48)
    session.decoding.failure = None
    thumbs, block = thumbnails(session, tuple(waiting), longest_px=48)
    block.close()
    assert all(thumb.raster for thumb in thumbs)


def test_a_page_of_which_nothing_can_be_shown_has_an_empty_block(session, waiting):
    session.decoding.failure = ImageUnreadableError("damaged")
    thumbs, block = thumbnails(session, tuple(waiting), longest_px=48)
    with block:
        assert block.size == 0
    assert {thumb.problem for thumb in thumbs} == {"image_unreadable"}


def test_nothing_is_decoded_inside_a_transaction(session, waiting, image):
    open_now = []
    connection = session.vault._connection
    session.decoding.watch = lambda: open_now.append(connection.in_transaction())
    thumbnails(session, (*waiting, image), longest_px=48)[1].close()
    open_picture(session, waiting[0], longest_px=0)[1].close()
    open_original(session, image, "second opinion", longest_px=64)[1].close()
    assert open_now == [False] * 6


@pytest.mark.parametrize(
    ("count", "longest_px"), [(0, 48), (MOST_ON_A_PAGE + 1, 48), (1, 0), (1, 513), (1, -1)]
)
def test_a_page_has_its_limits(session, waiting, count, longest_px):
    with pytest.raises(UsageError):
        thumbnails(session, (waiting[0],) * count, longest_px=longest_px)


@pytest.mark.parametrize("subject", ["", "x", "a-nobody", "i-nobody", "p-someone", "../a-1"])
def test_what_is_not_there_is_not_shown(session, waiting, subject):
    with pytest.raises(UnknownRecordError):
        thumbnails(session, (waiting[0], subject), longest_px=48)
    with pytest.raises(UnknownRecordError):
        open_picture(session, subject, longest_px=48)


# ---------------------------------------------------------------------------------- one picture


def test_a_picture_comes_in_every_size_or_in_one(session, waiting, image):
    pyramid, block = open_picture(session, image, longest_px=0)
    with block, view_image(session, image) as copy:
        pixels = decode(copy.read(), limits=LIMITS).pixels
        shown = np.frombuffer(block.read(), np.uint8).reshape(64, 96, 4)
        assert (shown[:, :, 2::-1] == pixels).all()
    assert (pyramid.width_px, pyramid.height_px, len(pyramid.levels)) == (96, 64, 1)
    pyramid, block = open_picture(session, waiting[0], longest_px=60)
    with block:
        assert (pyramid.width_px, pyramid.levels[0].width_px) == (96, 60)


def test_each_picture_is_an_entry_also_from_memory(working, session, waiting, image):
    for _ in range(2):
        open_picture(session, waiting[0], longest_px=64)[1].close()
    open_picture(session, image, longest_px=0)[1].close()
    first, again, copy = _lines(working, session)[-3:]
    assert (first.act, first.subject, first.body) == (again.act, again.subject, again.body)
    assert first.body == {"opened": "inbox copy", "longest_px": 64}
    assert (copy.act, copy.subject) == ("view_image", image)


def test_an_original_needs_a_reason_which_is_kept(working, session, image):
    for reason in ("", "  ", "x" * 5_000):
        with pytest.raises(RecordInvalidError):
            open_original(session, image, reason, longest_px=0)
    pyramid, block = open_original(session, image, "second opinion", longest_px=0)
    with block, view_original(session, image, "compared") as original:
        assert block.read() == _expected(original.read(), 0)
    assert pyramid.width_px == 96
    line = _lines(working, session)[-2]
    assert (line.act, line.subject, line.body["reason"]) == (
        "view_original",
        image,
        "second opinion",
    )


def test_an_arrival_that_is_filed_is_no_way_to_its_original(session, image):
    with session.vault.change() as tx:
        arrival = images.get(tx, image).arrival_id
        tx.audit(Event(act="test", body={}))
    with pytest.raises(WrongStateError, match="not_waiting"):
        open_picture(session, arrival, longest_px=64)
    thumbs, block = thumbnails(session, (arrival, image), longest_px=48)
    block.close()
    assert [thumb.problem for thumb in thumbs] == ["wrong_state", ""]


def test_a_size_below_nothing_makes_no_sense(session, waiting, image):
    with pytest.raises(UsageError):
        open_picture(session, waiting[0], longest_px=-1)
    with pytest.raises(UsageError):
        open_original(session, image, "second opinion", longest_px=-1)


def test_what_others_sent_is_opened_by_a_decoder_that_has_seen_nothing(working, session, waiting):
    (working.card / "SENT.JPG").write_bytes(photograph(50))
    run = replace(run_on(working.card, removal=Removal.NEVER), origin=Origin.PATIENT)
    arrived = receive_folder(session, run).value.arrived
    sent = next(one.arrival for one in arrived if one.file == "SENT.JPG")
    session.decoding.asked.clear()
    thumbnails(session, (waiting[0], sent), longest_px=48)[1].close()
    open_picture(session, sent, longest_px=0)[1].close()
    assert session.decoding.rendered == [False, True, True]
    consent = list_consents(session, ETHEL)[0].id
    image = file_image(session, sent, filing(ETHEL, consent)).value.image
    session.decoding.asked.clear()
    open_picture(session, image, longest_px=0)[1].close()
    open_original(session, image, "second opinion", longest_px=0)[1].close()
    assert session.decoding.rendered == [False, True], "our own copy, then the patient's file"


def test_what_was_set_aside_is_opened_by_a_decoder_that_has_seen_nothing(working, session):
    session.decoding.failure = DecoderCrashedError("died")
    (working.card / "ODD.JPG").write_bytes(photograph(51))
    arrived = receive_folder(session, run_on(working.card)).value.arrived
    session.decoding.failure = None
    session.decoding.asked.clear()
    odd = next(one.arrival for one in arrived if one.file == "ODD.JPG")
    open_picture(session, odd, longest_px=0)[1].close()
    assert session.decoding.rendered == [True]


# ---------------------------------------------------------------------------------- who may not


@pytest.mark.parametrize("name", [RHYS, MONA])
def test_who_may_not_look_is_refused_also_what_is_kept(working, session, waiting, image, name):
    thumbnails(session, (waiting[0], image), longest_px=48)[1].close()
    cache = session.pictures
    session.vault.close()
    other = working.sign_in(name)
    other.pictures = cache
    with other.vault:
        for subject in (waiting[0], image):
            with pytest.raises(NotPermittedError):
                thumbnails(other, (subject,), longest_px=48)
            with pytest.raises(NotPermittedError):
                open_picture(other, subject, longest_px=48)
        with pytest.raises(NotPermittedError):
            open_original(other, image, "curious", longest_px=48)


def test_a_nurse_sees_pictures_and_no_original(working, session, waiting, image):
    session.vault.close()
    nurse = working.sign_in(NIA)
    with nurse.vault:
        thumbs, block = thumbnails(nurse, (waiting[0], image), longest_px=48)
        block.close()
        assert all(thumb.raster for thumb in thumbs)
        with pytest.raises(NotPermittedError):
            open_original(nurse, image, "curious", longest_px=48)


# ------------------------------------------------------------------------------- what is kept


def test_a_picture_is_decoded_once_a_session(working, session, waiting):
    files = {path for path in working.root.rglob("*") if path.is_file()}
    for _ in range(3):
        thumbnails(session, tuple(waiting), longest_px=48)[1].close()
        open_picture(session, waiting[0], longest_px=2_048)[1].close()
    assert len(session.decoding.rendered) == 4
    assert {path for path in working.root.rglob("*") if path.is_file()} == files
    with open_picture(session, waiting[0], longest_px=2_048)[1] as one:
        pixels = one.read()
    assert pixels in {_expected(photograph(seed), 2_048) for seed in range(4)}
    assert (
        Session(
            vault=session.vault, decoding=session.decoding, clock=session.clock
        ).pictures.size_bytes
        == 0
    ), "another session begins with nothing"


@pytest.mark.parametrize("longest_px", [0, 2_049])
def test_large_pictures_are_not_kept(session, waiting, longest_px):
    for _ in range(2):
        open_picture(session, waiting[0], longest_px=longest_px)[1].close()
    assert len(session.decoding.rendered) == 2
    assert session.pictures.size_bytes == 0


def test_originals_are_not_kept(session, image):
    for _ in range(2):
        open_original(session, image, "second opinion", longest_px=64)[1].close()
    assert len(session.decoding.rendered) == 2
    assert session.pictures.size_bytes == 0


def test_what_was_kept_of_an_arrival_goes_when_it_is_filed(session, waiting):
    object_id = _object_of(session, waiting[0])
    thumbnails(session, tuple(waiting), longest_px=48)[1].close()
    assert session.pictures.get(object_id, 48) is not None
    consent = list_consents(session, ETHEL)[0].id
    file_image(session, waiting[0], filing(ETHEL, consent))
    assert session.pictures.get(object_id, 48) is None
    assert session.pictures.get(_object_of(session, waiting[1]), 48) is not None


def _kept(size: int) -> Kept:
    return Kept(pyramid=Pyramid.planned(size // 4, 1, longest_px=2_048), pixels=bytes(size))


def test_the_cache_is_bounded_and_lets_go_of_what_was_not_looked_at():
    cache = PictureCache(most_bytes=1_000)
    one, two, three = (ObjectId(name) for name in ("one", "two", "three"))
    cache.keep(one, 48, _kept(400))
    cache.keep(two, 48, _kept(400))
    assert cache.get(one, 48) is not None
    cache.keep(three, 48, _kept(400))
    assert [cache.get(key, 48) is not None for key in (one, two, three)] == [True, False, True]
    assert cache.size_bytes == 800
    cache.keep(three, 48, _kept(500))
    assert cache.size_bytes == 900
    cache.keep(two, 64, _kept(1_200))
    assert cache.size_bytes == 0, "one that is larger than all the room is not kept either"


def test_forgetting_a_file_forgets_every_size_of_it():
    cache = PictureCache()
    one, two = ObjectId("one"), ObjectId("two")
    for size in (48, 96):
        cache.keep(one, size, _kept(400))
    cache.keep(two, 48, _kept(400))
    cache.note_problem(one, "decoder_hung")
    cache.forget(one)
    assert (cache.get(one, 48), cache.get(one, 96), cache.problem(one)) == (None, None, "")
    assert cache.size_bytes == 400
    assert "pixels" not in repr(cache.get(two, 48))

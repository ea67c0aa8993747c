"""Bits that turn on a disk: each is refused or reported, and none is ever other content.

The short form strikes a sample; ``DIOGEL_SOAK=1`` strikes everything, and prints the figures of
``docs/reliability.md``. What comes out of a damaged place is compared with what went in: a reading
that succeeds must give the very same content.
"""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from support.practice import CLARE, NIA, Practice, passphrase_of

from desktop.errors import DamagedError, DeskError, TamperedError, UnlockFailedError
from desktop.ids import VaultId, new_object_id
from desktop.records.entry import PassphraseEntry
from desktop.records.patient import Demographics
from desktop.records.role import Act, Domain
from desktop.vault import dialect_sqlite, header
from desktop.vault.admission import unlock, unlock_recovery
from desktop.vault.audit import Event
from desktop.vault.checkpoints import EVERY
from desktop.vault.connection import FILE_NAME, open_engine
from desktop.vault.database_errors import database_errors
from desktop.vault.header import Header
from desktop.vault.log import check_log
from desktop.vault.objects import ObjectStore, Stored
from desktop.vault.schema import audit_entry, metadata
from desktop.vault.stream import FRAME_LOG2, HEADER_BYTES
from desktop.workflow.patients import add_patient
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.verifying import verify_vault

SOAK = bool(os.environ.get("DIOGEL_SOAK"))
SEED = 20261126
CHANCE = random.Random  # the same places each time, and no secret
PAGE = 4096
LOG_HEADER, LOG_FRAME = 32, 24 + PAGE
_FRAME = (1 << FRAME_LOG2) + 16
SMALL = 40_000
LARGE = 2_600_000


@contextmanager
def flipped(path: Path, bit: int) -> Iterator[None]:
    """Turn one bit of a file for the length of a block."""
    _turn(path, bit)
    try:
        yield
    finally:
        _turn(path, bit)


def _turn(path: Path, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes((byte ^ 1 << bit % 8,)))


def told(what: str, tried: int, undetected: list[Any]) -> None:
    """Say how many were tried, for the paper, and fail with those that went through."""
    print(f"\n{what}: {tried} tried, {len(undetected)} undetected")  # noqa: T201 - the figures
    assert tried
    assert undetected == []


# ------------------------------------------------------------------------------- sealed objects


@dataclass(frozen=True)
class Sealed:
    """One object in a store, its content, and whether a damaged file shows."""

    store: ObjectStore
    stored: Stored
    content: bytes

    @property
    def path(self) -> Path:
        return self.store.path(self.stored.object_id)

    def shows(self) -> bool:
        """Return whether reading refuses *and* the digest without a key differs."""
        sums = self.stored.sums
        try:
            digest = self.store.cipher_digest(self.stored.object_id, stored_bytes=sums.stored_bytes)
            seen = digest != sums.sha256_cipher
        except DamagedError:
            seen = True
        return seen and self.refuses()

    def refuses(self) -> bool:
        try:
            self.read()
        except DamagedError:
            return True
        return False

    def read(self) -> bytes:
        sha256 = self.stored.sums.sha256_plain.hex()
        pieces = self.store.read(self.stored.object_id, self.stored.key, sha256_plain=sha256)
        return b"".join(pieces)


def _sealed(folder: Path, size: int) -> Sealed:
    folder.mkdir(exist_ok=True)
    store = ObjectStore(folder, VaultId("v-" + "1" * 32))
    store.create()
    content = CHANCE(size).randbytes(size)
    return Sealed(store, store.put([content], size_bytes=size), content)


@pytest.fixture
def small(tmp_path: Path) -> Sealed:
    """One frame."""
    return _sealed(tmp_path / "store", SMALL)


@pytest.fixture
def large(tmp_path: Path) -> Sealed:
    """Three frames."""
    return _sealed(tmp_path / "store", LARGE)


def test_an_object_that_nobody_touched_reads_as_it_was(small: Sealed, large: Sealed) -> None:
    for one in (small, large):
        assert one.read() == one.content
        assert not one.shows()


def test_every_bit_of_an_objects_header_is_noticed(small: Sealed) -> None:
    missed = []
    for bit in range(HEADER_BYTES * 8):
        with flipped(small.path, bit):
            missed += [] if small.shows() else [bit]
    told("object, header bits", HEADER_BYTES * 8, missed)
    assert small.read() == small.content


def _flip_bodies(one: Sealed, tries: int) -> list[int]:
    chance = CHANCE(SEED)
    missed = []
    for _ in range(tries):
        bit = chance.randrange(HEADER_BYTES * 8, one.stored.sums.stored_bytes * 8)
        with flipped(one.path, bit):
            missed += [] if one.shows() else [bit]
    return missed


def test_bits_of_an_objects_body_are_noticed(small: Sealed, large: Sealed) -> None:
    told("object, body bits", 520, _flip_bodies(small, 500) + _flip_bodies(large, 20))


@pytest.mark.soak
def test_ten_thousand_bits_of_an_objects_body_are_noticed(small: Sealed, large: Sealed) -> None:
    told("object, body bits", 12_000, _flip_bodies(small, 10_000) + _flip_bodies(large, 2_000))


def _cut(one: Sealed, lengths: Iterable[int]) -> tuple[int, list[int]]:
    whole = one.path.read_bytes()
    missed, tried = [], 0
    for length in sorted(lengths, reverse=True):
        os.truncate(one.path, length)
        missed += [] if one.shows() else [length]
        tried += 1
    one.path.write_bytes(whole)
    return tried, missed


def _boundaries(one: Sealed) -> set[int]:
    size = one.stored.sums.stored_bytes
    around = (0, HEADER_BYTES, *range(HEADER_BYTES + _FRAME, size, _FRAME), size)
    return {at + by for at in around for by in range(-20, 21) if 0 <= at + by < size}


def test_objects_cut_short_are_noticed(small: Sealed, large: Sealed) -> None:
    tried, missed = _cut(large, _boundaries(large))
    more, also = _cut(small, range(0, small.stored.sums.stored_bytes, 307))
    told("object, cut short", tried + more, missed + also)


@pytest.mark.soak
def test_an_object_cut_at_every_length_is_noticed(small: Sealed) -> None:
    told("object, cut at every length", *_cut(small, range(small.stored.sums.stored_bytes)))


def _rearranged(frames: list[bytes]) -> Iterator[list[bytes]]:
    """Yield every swap, loss, doubling and move of frames."""
    many = range(len(frames))
    for first in many:
        yield frames[:first] + frames[first + 1 :]
        for second in many:
            if first < second:
                swapped = list(frames)
                swapped[first], swapped[second] = frames[second], frames[first]
                yield swapped
            yield [*frames[:second], frames[first], *frames[second:]]
    yield [*frames, frames[-1]]
    yield frames[::-1]


def test_frames_in_another_order_or_of_another_object_are_noticed(
    large: Sealed, tmp_path: Path
) -> None:
    whole = large.path.read_bytes()
    other = _sealed(tmp_path / "store", LARGE + 100_000)
    body = other.path.read_bytes()
    head, frames = whole[:HEADER_BYTES], _frames_of(whole)
    foreign = _frames_of(body)
    forms = [head + b"".join(order) for order in _rearranged(frames) if order != frames]
    forms += [
        head + b"".join([*frames[:place], foreign[place], *frames[place + 1 :]])
        for place in range(len(frames))
    ]
    forms += [body, head + body[HEADER_BYTES:], body[:HEADER_BYTES] + whole[HEADER_BYTES:], b""]
    forms += [whole + b"\0", whole + whole, whole + bytes(PAGE)]
    missed = []
    for number, form in enumerate(forms):
        large.path.write_bytes(form)
        missed += [] if large.shows() else [number]
    told("object, frames swapped, dropped, doubled, spliced; objects swapped", len(forms), missed)


def _frames_of(whole: bytes) -> list[bytes]:
    return [whole[at : at + _FRAME] for at in range(HEADER_BYTES, len(whole), _FRAME)]


def test_an_object_under_another_name_is_noticed(small: Sealed, large: Sealed) -> None:
    """Both files are whole; each lies where the other belongs."""
    one, two = small.path.read_bytes(), large.path.read_bytes()
    small.path.write_bytes(two)
    large.path.write_bytes(one)
    assert small.shows()
    assert large.shows()
    unknown = small.store.path(new_object_id())
    unknown.parent.mkdir(exist_ok=True)
    shutil.copy(small.path, unknown)
    with pytest.raises(DamagedError):
        list(small.store.read(unknown.name, small.stored.key, sha256_plain=""))  # type: ignore[arg-type]


def test_damaged_objects_are_named_by_verify(working: Practice) -> None:
    """The product's way: one bit in each object of a vault, and the vault says which."""
    paths = sorted((working.vault / "objects").glob("*/*"))
    for path in paths:
        with flipped(path, (HEADER_BYTES + 5) * 8):
            session = working.sign_in(NIA)
            with session.vault:
                report = verify_vault(session, lambda _done, _all: None)
        assert [(p.what, p.where) for p in report.problems] == [("object_altered", path.name)]


# ------------------------------------------------------------------------------- the database


def _rows(engine: sa.Engine) -> dict[str, list[str]]:
    with database_errors(), engine.connect() as connection, connection.begin():
        return {
            table.name: [repr(tuple(row)) for row in connection.execute(sa.select(table))]
            for table in metadata.sorted_tables
        }


class Database:
    """A closed catalogue, its key, and what it holds."""

    def __init__(self, practice: Practice, folder: Path) -> None:
        session = practice.sign_in(CLARE)
        self.key = session.vault.ring.private(Domain.CATALOGUE)
        self.salt = session.vault.header.catalogue_salt
        session.vault.close()
        folder.mkdir()
        self.folder = folder
        self.path = folder / FILE_NAME
        shutil.copy(practice.vault / FILE_NAME, self.path)
        self.whole = self.path.read_bytes()
        self.rows = self.read()

    @property
    def pages(self) -> int:
        return len(self.whole) // PAGE

    def read(self) -> dict[str, list[str]]:
        engine = open_engine(self.folder, self.key, self.salt)
        try:
            rows = _rows(engine)
            with database_errors(), engine.connect() as connection, connection.begin():
                self.problems = dialect_sqlite.integrity_problems(connection)
        finally:
            engine.dispose()
            for path in self.folder.glob(FILE_NAME + "-*"):
                path.unlink()
        return rows

    def shows(self) -> bool:
        """Return whether opening, reading or the check of integrity tells of the damage."""
        try:
            self.read()
        except DeskError:
            return True
        return bool(self.problems)


@pytest.fixture
def database(working: Practice, tmp_path: Path) -> Database:
    return Database(working, tmp_path / "database")


def _places(chance: random.Random, each: int) -> list[int]:
    """Return bits in a page: header, body, initialisation vector and HMAC (its last 80 bytes)."""
    body, vector, mac = PAGE - 80, PAGE - 80, PAGE - 64
    ranges = ((0, 16), (16, 100), (100, body), (vector, vector + 16), (mac, PAGE))
    return [
        chance.randrange(start, end) * 8 + chance.randrange(8)
        for start, end in ranges
        for _ in range(each)
    ]


def _strike_pages(database: Database, each: int) -> tuple[int, list[int]]:
    chance = CHANCE(SEED)
    missed, tried = [], 0
    for page in range(database.pages):
        places = _places(chance, max(each, 1))
        for place in places if each else (places[page % 5], places[(page + 2) % 5]):
            with flipped(database.path, page * PAGE * 8 + place):
                missed += [] if database.shows() else [page * PAGE * 8 + place]
            assert database.path.read_bytes() == database.whole
            tried += 1
    return tried, missed


def test_a_bit_in_every_page_is_noticed(database: Database) -> None:
    """Two of five places a page, in turn: salt or header, body, vector, HMAC."""
    assert database.problems == []
    told("catalogue, bits in every page", *_strike_pages(database, 0))


@pytest.mark.soak
def test_many_bits_in_every_part_of_every_page_are_noticed(database: Database) -> None:
    told("catalogue, bits in every part of every page", *_strike_pages(database, 8))


def test_pages_swapped_doubled_or_lost_are_noticed(database: Database) -> None:
    pages = [database.whole[at : at + PAGE] for at in range(0, len(database.whole), PAGE)]
    forms = []
    for at in range(1, len(pages)):
        forms.append([*pages[: at - 1], pages[at], pages[at - 1], *pages[at + 1 :]])
        forms.append([*pages[:at], pages[at - 1], *pages[at + 1 :]])
        forms.append(pages[:at])
    missed = []
    for number, form in enumerate(forms):
        database.path.write_bytes(b"".join(form))
        missed += [] if database.shows() else [number]
    told("catalogue, pages swapped, doubled, cut off", len(forms), missed)


# ------------------------------------------------------------------------- vault.json, key slots


def _flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _changed_header(outcome: Callable[[], Header], same: Header) -> str:
    """Return how a changed header ends: refused, the same content, or the one that must not be."""
    try:
        found = outcome()
    except (DeskError, UnlockFailedError):
        return "refused"
    return "same content" if found == same else "OTHER CONTENT"


def _strike_header(practice: Practice, bits: Iterable[int]) -> Counter[str]:
    """Turn bits of the file itself; the recovery key tries each, which costs no stretching."""
    data = (practice.vault / "vault.json").read_bytes()
    same = header.parse(data)
    ends: Counter[str] = Counter()
    for bit in bits:

        def opened(changed: bytes = _flip(data, bit)) -> Header:
            shape = header.parse(changed)
            if shape != same:
                unlock_recovery(shape, practice.recovery_key)
            return shape

        ends[_changed_header(opened, same)] += 1
    return ends


def _told_header(what: str, ends: Counter[str]) -> None:
    told(f"{what} {dict(ends)}", sum(ends.values()), ["other"] * ends["OTHER CONTENT"])


def test_bits_of_the_header_are_refused_or_change_nothing(staffed: Practice) -> None:
    bits = len((staffed.vault / "vault.json").read_bytes()) * 8
    _told_header("vault.json, bits", _strike_header(staffed, range(5, bits, 293)))


@pytest.mark.soak
def test_every_bit_of_the_header_is_refused_or_changes_nothing(staffed: Practice) -> None:
    bits = len((staffed.vault / "vault.json").read_bytes()) * 8
    _told_header("vault.json, every bit", _strike_header(staffed, range(bits)))


class Slots:
    """Every binary value of the header, as bytes that a bit is turned in."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.raw = json.loads((practice.vault / "vault.json").read_bytes())

    def person(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(
            one for one in self.raw["people"] if one["certificate"]["name"] == name
        )
        return found

    def strike(self, holder: dict[str, Any], key: str, bit: int, way: Callable[[Header], object]):
        """Turn a bit of one value and try a way in; return whether it is refused."""
        kept = holder[key]
        if isinstance(kept, int):
            holder[key] = kept ^ 1 << bit
        elif key == "salt":
            holder[key] = _flip(bytes.fromhex(kept), bit).hex()
        else:
            holder[key] = header.b64(_flip(header.unb64(kept), bit))
        try:
            way(header.parse(json.dumps(self.raw).encode()))
        except (UnlockFailedError, TamperedError, DamagedError):
            return True
        finally:
            holder[key] = kept
        return False

    def values(self) -> Iterator[tuple[dict[str, Any], str, int]]:
        """Yield each holder, key and number of bits of what is not somebody's own slot."""
        recovery = self.raw["recovery"]
        yield from _values(recovery)
        for one in (*self.raw["domains"], *self.raw["grants"], *self.raw["people"]):
            yield from _values(one)
        for one in self.raw["people"]:
            yield from _values(one["slot"])
            yield from _values(one["slot"]["kdf"])
            yield from _values(one["certificate"])
        yield self.raw, "mac", 256
        yield self.raw, "root_public", 256


_BINARY = ("box", "public", "signature", "exchange_public", "signing_public")


def _values(holder: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, int]]:
    for key, value in holder.items():
        if key in _BINARY and isinstance(value, str):
            yield holder, key, len(header.unb64(value)) * 8
        if key == "salt":
            yield holder, key, len(value) * 4
        if key in ("memory_kib", "passes", "lanes", "epoch"):
            yield holder, key, 24


def _strike_values(slots: Slots, each: int) -> tuple[int, list[Any]]:
    """Turn bits of every value; somebody whose slot it is not (recovery) tries."""
    chance = CHANCE(SEED)
    missed: list[Any] = []
    tried = 0
    way = lambda shape: unlock_recovery(shape, slots.practice.recovery_key)  # noqa: E731
    for holder, key, bits in slots.values():
        for bit in chance.sample(range(bits), min(each, bits)):
            missed += [] if slots.strike(holder, key, bit, way) else [(key, bit)]
            tried += 1
    return tried, missed


def test_bits_of_every_slot_grant_and_signature_are_refused(staffed: Practice) -> None:
    told("vault.json, bits of every value", *_strike_values(Slots(staffed), 1))


@pytest.mark.soak
def test_many_bits_of_every_slot_grant_and_signature_are_refused(staffed: Practice) -> None:
    told("vault.json, bits of every value", *_strike_values(Slots(staffed), 160))


def _strike_own_slot(slots: Slots, tries: int) -> tuple[int, list[int]]:
    """Turn bits of a person's own slot; that person's passphrase tries."""
    chance = CHANCE(SEED)
    slot = slots.person(CLARE)["slot"]
    bits = len(header.unb64(slot["box"])) * 8
    way = lambda shape: unlock(shape, CLARE, passphrase_of(CLARE))  # noqa: E731
    struck = [(slot, "box", bit) for bit in chance.sample(range(bits), tries)]
    struck += [(slot["kdf"], "salt", bit) for bit in range(0, 128, 128 * 4 // tries or 1)]
    struck += [(slot["kdf"], "passes", bit) for bit in range(3)]
    struck += [(slot["kdf"], "lanes", bit) for bit in range(5)]
    struck += [(slot["kdf"], "memory_kib", bit) for bit in range(16)]
    missed = [n for n, strike in enumerate(struck) if not slots.strike(*strike, way)]
    return len(struck), missed


def test_bits_of_ones_own_slot_open_nothing(staffed: Practice) -> None:
    told("own key slot, bits of box and of what stretches", *_strike_own_slot(Slots(staffed), 24))


@pytest.mark.soak
def test_a_thousand_bits_of_ones_own_slot_open_nothing(staffed: Practice) -> None:
    told("own key slot, bits of box and of what stretches", *_strike_own_slot(Slots(staffed), 1000))


def test_every_bit_of_the_recovery_slot_opens_nothing(staffed: Practice) -> None:
    slots = Slots(staffed)
    recovery = slots.raw["recovery"]
    way = lambda shape: unlock_recovery(shape, staffed.recovery_key)  # noqa: E731
    missed: list[Any] = []
    tried = 0
    for holder, key, bits in _values(recovery):
        for bit in range(bits):
            missed += [] if slots.strike(holder, key, bit, way) else [(key, bit)]
            tried += 1
    told("recovery slot, every bit", tried, missed)


# --------------------------------------------------------------------------------------- the log


class Log:
    """A vault whose process was killed: its log is not folded, and a head was signed on the way."""

    def __init__(self, working: Practice, folder: Path) -> None:
        session = working.sign_in(CLARE)
        with session.vault as vault:
            vault.fold_log()
            for number in range(EVERY + 8):
                born = date(1950, 1, 1) + timedelta(days=number)
                add_patient(
                    session, Demographics(family_name=f"Person{number}", date_of_birth=born)
                )
            self.practice = working.copied(folder)
            self.newest = _newest(session)
            heads = vault.heads()
        self.path = self.practice.vault / (FILE_NAME + "-wal")
        self.whole = self.path.read_bytes()
        self.signed = max(head.seq for head in heads)
        assert self.signed < self.newest

    @property
    def frames(self) -> int:
        return (len(self.whole) - LOG_HEADER) // LOG_FRAME

    def commits(self) -> list[int]:
        """Return the frames that end a transaction."""
        size = [LOG_HEADER + LOG_FRAME * at + 4 for at in range(self.frames)]
        return [at for at, place in enumerate(size) if any(self.whole[place : place + 4])]

    def spoilt(self, form: bytes) -> "Spoilt":
        """Open a copy with another log and say what came of it."""
        copy = self.practice.copied(self.practice.root.parent / "spoilt")
        (copy.vault / (FILE_NAME + "-wal")).write_bytes(form)
        try:
            return self._opened(copy)
        except DamagedError as error:
            kept = (copy.vault / (FILE_NAME + "-wal")).read_bytes() == form
            return Spoilt(refused=error.reason, kept=kept)
        finally:
            shutil.rmtree(copy.root)

    def _opened(self, copy: Practice) -> "Spoilt":
        entry = PassphraseEntry(name=NIA, passphrase=passphrase_of(NIA))
        signed = sign_in(
            copy.vault, entry, decoding=copy.decoding, clock=copy.clock, outside=copy.heads
        )
        with signed.session.vault:
            kept = _added(signed.session)
            report = verify_vault(signed.session, lambda _done, _all: None)
        problems = {problem.what for problem in (*signed.problems, *report.problems)}
        return Spoilt(changes=kept, told=frozenset(problems))


@dataclass(frozen=True)
class Spoilt:
    """What came of opening a vault with another log."""

    refused: str = ""
    kept: bool = False
    changes: int = 0
    told: frozenset[str] = frozenset()


CHANGES = EVERY + 8


def _added(session: Session) -> int:
    query = sa.select(sa.func.count()).where(audit_entry.c.act == Act.ADD_PATIENT.value)
    with session.vault.change() as tx:
        many = tx.connection.scalar(query)
        tx.audit(Event(act="test", body={}))
    return int(many or 0)


def _newest(session: Session) -> int:
    with session.vault.change() as tx:
        newest = tx.connection.scalar(sa.select(sa.func.max(audit_entry.c.seq)))
        tx.audit(Event(act="test", body={}))
    return int(newest or 0)


@pytest.fixture(scope="module")
def log(working_once: Practice, tmp_path_factory: pytest.TempPathFactory) -> Log:
    folder = tmp_path_factory.mktemp("log")
    return Log(working_once.copied(folder / "at work"), folder / "killed")


def test_a_log_that_nobody_touched_is_read_to_its_end(log: Log) -> None:
    whole = log.spoilt(log.whole)
    assert (whole.refused, whole.changes, whole.told) == ("", CHANGES, frozenset())


def _last_transaction(log: Log) -> int:
    """Return the first frame of the last transaction."""
    return log.commits()[-2] + 1


def _strike_log(log: Log, frames: Iterable[int], path: Path) -> tuple[int, list[Any]]:
    """Turn a bit in header, page and HMAC of frames; only the last transaction can look torn."""
    chance = CHANCE(SEED)
    missed: list[Any] = []
    tried = 0
    for frame in frames:
        ends = ((0, 8), (8, 24), (24, LOG_FRAME - 80), (LOG_FRAME - 80, LOG_FRAME))
        for start, end in ends:
            place = LOG_HEADER + frame * LOG_FRAME + chance.randrange(start, end)
            path.write_bytes(_flip(log.whole, place * 8 + chance.randrange(8)))
            if not _is_refused(path):
                missed.append((frame, start))
            tried += 1
    return tried, missed


def _is_refused(path: Path) -> bool:
    try:
        check_log(path)
    except DamagedError:
        return True
    return False


def test_a_bit_in_the_log_is_refused(log: Log, tmp_path: Path) -> None:
    last = _last_transaction(log)
    frames = (*range(0, last - 12, 29), last - 1)
    told("log, bits before the last change", *_strike_log(log, frames, tmp_path / "log"))


@pytest.mark.soak
def test_a_bit_in_every_frame_of_the_log_is_refused(log: Log, tmp_path: Path) -> None:
    frames = range(_last_transaction(log))
    told("log, bits before the last change", *_strike_log(log, frames, tmp_path / "log"))


def test_every_bit_of_the_logs_header_is_refused(log: Log, tmp_path: Path) -> None:
    path = tmp_path / "log"
    missed = []
    for bit in range(0, LOG_HEADER * 8, 1 if SOAK else 7):
        path.write_bytes(_flip(log.whole, bit))
        missed += [] if _is_refused(path) else [bit]
    told("log, bits of its header", len(range(0, LOG_HEADER * 8, 1 if SOAK else 7)), missed)


def test_a_bit_early_in_the_log_stops_the_start_and_leaves_everything(log: Log) -> None:
    """SQLite alone would open it, pass over all changes behind, and the sweep would follow."""
    spoilt = log.spoilt(_flip(log.whole, (LOG_HEADER + 3 * LOG_FRAME + 99) * 8))
    assert (spoilt.refused, spoilt.kept) == ("log", True)


def test_a_bit_in_the_last_change_looks_torn_and_costs_that_change_alone(log: Log) -> None:
    """A power cut tears the last transaction in the very same way: nobody can tell them apart."""
    place = LOG_HEADER + _last_transaction(log) * LOG_FRAME + 999
    spoilt = log.spoilt(_flip(log.whole, place * 8))
    assert spoilt.refused == ""
    assert CHANGES - spoilt.changes <= 1


def test_a_log_that_was_cut_shows_at_the_signed_heads(log: Log) -> None:
    """Somebody cuts whole changes off the end: from the last signed head on it goes unnoticed."""
    commits = log.commits()
    for at in (0, len(commits) // 2, len(commits) - 14, len(commits) - 4):
        spoilt = log.spoilt(log.whole[: LOG_HEADER + (commits[at] + 1) * LOG_FRAME])
        assert spoilt.refused == ""
        assert spoilt.changes < CHANGES
        lost = CHANGES - spoilt.changes
        is_behind_head = log.newest - lost < log.signed
        assert ("audit_cut_off" in spoilt.told or "audit_rewritten" in spoilt.told) == (
            is_behind_head
        ), (at, lost)


def test_a_log_that_was_taken_away_shows_at_the_signed_heads(log: Log) -> None:
    assert {"audit_rewritten", "audit_cut_off"} & log.spoilt(b"").told

"""Keys, boxes, passphrases and the recovery key: each bound to its purpose and its place."""

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from support.practice import CHEAP

from desktop.errors import (
    DamagedError,
    TamperedError,
    UnlockFailedError,
)
from desktop.ids import CROCKFORD
from desktop.vault import crypto
from desktop.vault.passphrase import KdfCost, KdfParams, stretch
from desktop.vault.recovery_key import new_recovery_key, read_recovery_key

KEY = bytes(range(32))


def test_context_is_injective():
    lists = [("a", "bc"), ("ab", "c"), ("abc",), ("", "abc"), ("abc", ""), ("a", "b", "c")]
    assert len({crypto.context(*parts) for parts in lists}) == len(lists)


def test_derived_keys_differ_by_everything():
    keys = {
        crypto.derive(KEY, purpose="one"),
        crypto.derive(KEY, purpose="two"),
        crypto.derive(KEY, purpose="one", about=b"x"),
        crypto.derive(KEY, purpose="one", salt=b"x"),
        crypto.derive(bytes(32), purpose="one"),
    }
    assert len(keys) == 5


def test_a_box_opens_only_with_its_key_and_context():
    box = crypto.encrypt(KEY, b"plain", about=b"here")
    assert crypto.decrypt(KEY, box, about=b"here") == b"plain"
    wrong = [(bytes(32), box, b"here"), (KEY, box, b"there"), (KEY, box[:-1], b"here")]
    wrong += [(KEY, b"", b"here"), (KEY, box[:5], b"here"), (KEY, b"\1" + box[1:], b"here")]
    for key, some, about in wrong:
        with pytest.raises(DamagedError):
            crypto.decrypt(key, some, about=about)


def test_every_bit_of_a_box_counts():
    box = crypto.encrypt(KEY, b"plain", about=b"")
    for bit in range(len(box) * 8):
        flipped = bytearray(box)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedError):
            crypto.decrypt(KEY, bytes(flipped), about=b"")


def test_a_seal_opens_only_for_its_holder_purpose_and_place():
    private, other = crypto.new_exchange_key(), crypto.new_exchange_key()
    box = crypto.seal(crypto.exchange_public(private), b"key", purpose="p", about=b"a")
    assert crypto.unseal(private, box, purpose="p", about=b"a") == b"key"
    for holder, purpose, about in ((other, "p", b"a"), (private, "q", b"a"), (private, "p", b"b")):
        with pytest.raises(DamagedError):
            crypto.unseal(holder, box, purpose=purpose, about=about)
    for some in (b"", box[:31], box[:40], bytes(32) + box[32:], box + b"\0"):
        with pytest.raises(DamagedError):
            crypto.unseal(private, some, purpose="p", about=b"a")


def test_two_seals_of_one_thing_share_nothing():
    public = crypto.exchange_public(crypto.new_exchange_key())
    first, second = (crypto.seal(public, b"key", purpose="p", about=b"") for _ in range(2))
    assert first[:32] != second[:32]
    assert first[32:] != second[32:]


def test_a_signature_is_of_one_key_and_one_message():
    private, other = crypto.new_signing_key(), crypto.new_signing_key()
    public, signature = crypto.signing_public(private), crypto.sign(private, b"said")
    crypto.check_signature(public, signature, b"said", what="x")
    wrong = [(public, signature, b"sand"), (crypto.signing_public(other), signature, b"said")]
    wrong += [(public, signature[:-1], b"said"), (public[:31], signature, b"said")]
    wrong += [(public, b"", b"said"), (public, bytes(64), b"said")]
    for key, some, message in wrong:
        with pytest.raises(TamperedError, match="thing"):
            crypto.check_signature(key, some, message, what="thing")


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 19 * 1024 - 1},
        {"memory_kib": 0},
        {"memory_kib": 1024 * 1024 + 1},
        {"memory_kib": 1024 * 1024, "passes": 5},
        {"memory_kib": 128 * 1024, "passes": 64},
        {"passes": 0},
        {"passes": 65},
        {"lanes": 0},
        {"lanes": 17},
        {"memory_kib": 19 * 1024, "passes": 1},
    ],
)
def test_the_cost_has_a_floor_and_a_cap(cost):
    with pytest.raises(TamperedError):
        KdfCost(**cost)
    stored = KdfParams.fresh(CHEAP).to_json() | cost
    with pytest.raises(TamperedError):
        KdfParams.from_json(stored)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "pbkdf2"},
        {"name": ""},
        {"salt": ""},
        {"salt": "00" * 15},
        {"salt": "zz" * 16},
        {"salt": None},
        {"memory_kib": "much"},
        {"memory_kib": None},
        {"passes": []},
    ],
)
def test_other_parameters_are_refused(change):
    with pytest.raises(TamperedError):
        KdfParams.from_json(KdfParams.fresh(CHEAP).to_json() | change)
    whole = KdfParams.fresh(CHEAP).to_json()
    for name in whole:
        with pytest.raises(TamperedError):
            KdfParams.from_json({key: value for key, value in whole.items() if key != name})


def test_the_default_cost_is_the_second_of_rfc_9106():
    cost = KdfCost()
    assert (cost.memory_kib, cost.passes, cost.lanes) == (64 * 1024, 3, 4)


def test_parameters_come_back_as_stored():
    params = KdfParams.fresh(CHEAP)
    assert KdfParams.from_json(params.to_json()) == params
    assert KdfParams.fresh(CHEAP).salt != params.salt


def test_argon2id_gives_the_vector_of_rfc_9106():
    """Section 5.3: the library's own primitive, with secret and associated data."""
    derived = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        secret=b"\x03" * 8,
        ad=b"\x04" * 12,
    ).derive(b"\x01" * 32)
    assert derived.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_a_passphrase_gives_the_same_key_for_ever():
    params = KdfParams(cost=CHEAP, salt=bytes(range(16)))
    stored = "818259b6310026a8e0dbac5d2e6927abcfdb07b32258fac4f61b18b80f929085"
    assert stretch("correct horse battery staple", params).hex() == stored


def test_passphrase_case_salt_and_blanks_count():
    params = KdfParams(cost=CHEAP, salt=bytes(16))
    other = KdfParams(cost=CHEAP, salt=b"\1" * 16)
    keys = {stretch(text, params) for text in ("secret words", "Secret words", "secret words ")}
    assert len(keys | {stretch("secret words", other)}) == 4


def test_a_recovery_key_reads_back_however_it_is_typed():
    for _ in range(50):
        key = new_recovery_key()
        secret = read_recovery_key(key)
        ways = [key.lower(), key.replace("-", ""), key.replace("-", " "), f"  {key}\n"]
        ways += [key.replace("0", "O").replace("1", "I"), key.replace("0", "o").replace("1", "l")]
        assert {read_recovery_key(way) for way in ways} == {secret}


def test_a_recovery_key_has_130_random_bits():
    keys = {new_recovery_key() for _ in range(200)}
    assert len(keys) == 200
    for key in keys:
        assert [len(group) for group in key.split("-")] == [4] * 7
        assert len(read_recovery_key(key)) * 5 == 130


def test_slips_of_the_pen_are_found():
    """The check is 10 bits: of every 1024 slips, about one is not found before it is tried."""
    missed = tried = 0
    for _ in range(20):
        digits = new_recovery_key().replace("-", "").lower()
        for at in range(len(digits)):
            for other in CROCKFORD:
                if other == digits[at]:
                    continue
                tried += 1
                try:
                    read_recovery_key(digits[:at] + other + digits[at + 1 :])
                    missed += 1
                except UnlockFailedError:
                    continue
    assert tried == 20 * 28 * 31
    assert missed / tried < 3 / 1024


def test_slips_in_the_check_digits_are_always_found():
    digits = new_recovery_key().replace("-", "").lower()
    for at in (26, 27):
        for other in set(CROCKFORD) - {digits[at]}:
            with pytest.raises(UnlockFailedError):
                read_recovery_key(digits[:at] + other + digits[at + 1 :])


@pytest.mark.parametrize("typed", ["", "x", "U" * 28, "0" * 27, "0" * 29, "é" * 28, "0000-" * 7])
def test_what_is_no_recovery_key_is_refused(typed):
    with pytest.raises(UnlockFailedError):
        read_recovery_key(typed)

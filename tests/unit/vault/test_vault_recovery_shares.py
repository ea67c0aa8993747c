"""Recovery shares: any two of three open, one says nothing, and every slip of the pen is found."""

from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import UnlockFailedError
from desktop.ids import CROCKFORD
from desktop.vault.recovery_key import new_recovery_key
from desktop.vault.recovery_shares import (
    Share,
    combine,
    found_in,
    new_shares,
    print_share,
    read_share,
)

FIELD = (1 << 128) | (1 << 7) | (1 << 2) | (1 << 1) | 1
"""x^128 + x^7 + x^2 + x + 1, as docs/vault-format.md says."""
PARTS = st.binary(min_size=16, max_size=16)
SETS = st.text(CROCKFORD.upper(), min_size=3, max_size=3)
SHARES = st.builds(Share, index=st.integers(1, 31), set_id=SETS, part=PARTS)


# ------------------------------------------------ the arithmetic once more, from the paper alone


def times(a: int, b: int) -> int:
    product = 0
    for bit in range(128):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(254, 127, -1):
        if product >> bit & 1:
            product ^= FIELD << (bit - 128)
    return product


def inverse(a: int) -> int:
    power, result = a, 1
    for _ in range(127):  # a ** (2 ** 128 - 2)
        power = times(power, power)
        result = times(result, power)
    return result


def at_zero(points: list[tuple[int, int]]) -> int:
    """Return the value at 0 of the polynomial through ``points`` (Lagrange)."""
    total = 0
    for x, y in points:
        term = y
        for other, _ in points:
            if other != x:
                term = times(term, times(other, inverse(x ^ other)))
        total ^= term
    return total


def test_the_paper_alone_recovers_what_the_library_divided():
    for threshold, count in ((2, 3), (3, 5)):
        made = new_shares(threshold, count)
        read = [read_share(one) for one in made.shares]
        for some in combinations(read, threshold):
            points = [(share.index, int.from_bytes(share.part)) for share in some]
            assert at_zero(points).to_bytes(16) == made.secret == combine(some, threshold)


@settings(max_examples=60)
@given(share=PARTS, candidate=PARTS, index=st.integers(1, 31))
def test_one_share_of_two_fits_every_secret(share, candidate, index):
    """For any secret there is exactly one line through it and the share: nothing is learnt."""
    value, secret = int.from_bytes(share), int.from_bytes(candidate)
    slope = times(value ^ secret, inverse(index))
    assert secret ^ times(slope, index) == value
    another = 2 if index == 1 else 1
    points = [(index, value), (another, secret ^ times(slope, another))]
    assert at_zero(points) == secret


@settings(max_examples=25)
@given(parts=st.tuples(PARTS, PARTS), candidate=PARTS)
def test_two_shares_of_three_fit_every_secret(parts, candidate):
    secret = int.from_bytes(candidate)
    known = [(1, int.from_bytes(parts[0])), (2, int.from_bytes(parts[1]))]
    third = at_zero_of_parabola(secret, known)
    assert at_zero([*known, (3, third)]) == secret


def at_zero_of_parabola(secret: int, known: list[tuple[int, int]]) -> int:
    """Return the value at 3 of the parabola through ``known`` that is ``secret`` at 0."""
    points = [(0, secret), *known]
    total = 0
    for x, y in points:
        term = y
        for other, _ in points:
            if other != x:
                term = times(term, times(3 ^ other, inverse(x ^ other)))
        total ^= term
    return total


# --------------------------------------------------------------------------- which sheets suffice


@pytest.mark.parametrize(("threshold", "count"), [(2, 3), (3, 5), (2, 2), (5, 31)])
def test_every_choice_of_enough_sheets_opens_in_any_order(threshold, count):
    made = new_shares(threshold, count)
    read = [read_share(one) for one in made.shares]
    assert [share.index for share in read] == list(range(1, count + 1))
    assert {share.set_id for share in read} == {made.set_id}
    choices = list(combinations(read, threshold))[:200]
    for some in choices:
        for ordered in list(permutations(some))[:6]:
            assert combine(ordered, threshold) == made.secret


def test_all_three_sheets_open_as_two_of_them_do():
    made = new_shares(2, 3)
    assert combine([read_share(one) for one in made.shares], 2) == made.secret


@pytest.mark.parametrize(("threshold", "count"), [(2, 3), (3, 5)])
def test_fewer_than_are_needed_are_refused_and_counted(threshold, count):
    made = new_shares(threshold, count)
    read = [read_share(one) for one in made.shares]
    for fewer in range(threshold):
        for some in combinations(read, fewer):
            with pytest.raises(UnlockFailedError) as refused:
                combine(some, threshold)
            assert refused.value.reason == "share_few"
            assert refused.value.facts == {"needed": threshold, "given": fewer}


def test_one_sheet_taken_for_the_secret_is_not_the_secret():
    made = new_shares(2, 3)
    assert made.secret not in [read_share(one).part for one in made.shares]


@pytest.mark.parametrize("count", [2, 3])
def test_a_sheet_typed_twice_is_refused(count):
    made = new_shares(2, 3)
    same = [read_share(made.shares[0])] * count
    with pytest.raises(UnlockFailedError) as refused:
        combine(same, 2)
    assert refused.value.reason == "share_twice"


def test_sheets_of_two_sets_are_refused():
    ours = new_shares(2, 3)
    other = next(one for one in iter(lambda: new_shares(2, 3), None) if one.set_id != ours.set_id)
    for first in ours.shares:
        for second in other.shares:
            with pytest.raises(UnlockFailedError) as refused:
                combine([read_share(first), read_share(second)], 2)
            assert refused.value.reason == "share_sets"


def test_a_third_sheet_that_does_not_fit_is_refused():
    made = new_shares(2, 3)
    read = [read_share(one) for one in made.shares]
    forged = Share(index=3, set_id=made.set_id, part=bytes(16))
    with pytest.raises(UnlockFailedError) as refused:
        combine([*read[:2], forged], 2)
    assert refused.value.reason == "share_unfit"


@pytest.mark.parametrize(("threshold", "count"), [(1, 3), (0, 1), (3, 2), (2, 32)])
def test_what_cannot_be_divided_is_not(threshold, count):
    with pytest.raises(ValueError, match="threshold"):
        new_shares(threshold, count)


def test_sets_are_new_each_time():
    made = [new_shares(2, 3) for _ in range(50)]
    assert len({one.secret for one in made}) == 50
    assert len({one.set_id for one in made}) > 40


# --------------------------------------------------------------------------- typing and slips


@given(share=SHARES)
def test_a_share_reads_back_as_it_was_printed(share):
    printed = print_share(share)
    assert [len(group) for group in printed.split("-")] == [4] * 8
    assert read_share(printed) == share


@given(share=SHARES, data=st.data())
def test_case_blanks_hyphens_and_lookalikes_do_not_matter(share, data):
    typed = ""
    for letter in print_share(share):
        alike = {"0": "0Oo", "1": "1IiLl", "-": ["-", "", " ", " - ", "\u2013"]}
        choices = alike.get(letter, letter + letter.lower())
        typed += data.draw(st.sampled_from(list(choices)))
    assert read_share(f"  {typed}\n") == share


def test_every_single_wrong_character_is_found():
    """Exhaustive: every position, every other character, on forty shares."""
    tried = 0
    for _ in range(20):
        for printed in new_shares(2, 2).shares:
            digits = printed.replace("-", "").lower()
            for at, right in enumerate(digits):
                for wrong in CROCKFORD:
                    if wrong != right:
                        refuse(digits[:at] + wrong + digits[at + 1 :])
                        tried += 1
    assert tried == 40 * 32 * 31


def test_every_swap_of_two_neighbours_is_found():
    """Exhaustive: every pair of neighbours that differ, on two hundred shares."""
    tried = 0
    for _ in range(100):
        for printed in new_shares(2, 2).shares:
            digits = printed.replace("-", "").lower()
            for at in range(31):
                if digits[at] != digits[at + 1]:
                    refuse(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
                    tried += 1
    assert tried > 5_000


def test_why_no_slip_can_pass_on_any_share():
    """The same for all shares at once: the weights of the check cannot cancel."""
    weights = [pow(32, 29 - at, 1021) for at in range(30)]
    for weight in weights:
        assert all(weight * change % 1021 for change in range(1, 32))
    for left, right in pairwise(weights):
        assert all((left - right) * change % 1021 for change in range(1, 32))
    # the last character before the check and the first of the check: 33 * change
    assert all(33 * change % 1021 for change in range(1, 32))


def refuse(typed: str) -> None:
    with pytest.raises(UnlockFailedError) as refused:
        read_share(typed)
    assert refused.value.reason == "share_mistyped"


@pytest.mark.parametrize(
    "typed",
    ["", "a", "0" * 31, "0" * 33, "u" * 32, "é" * 32, "0" * 32, "\0" * 32, "1234-" * 8],
)
def test_what_is_no_share_is_refused(typed):
    refuse(typed)


def test_a_share_with_more_than_128_bits_is_refused():
    from desktop.vault.recovery_shares import _check_digits

    digits = "1abc" + "z" * 26
    refuse(digits + _check_digits(digits))


def test_a_recovery_key_is_no_share():
    refuse(new_recovery_key())


def test_no_share_is_in_any_repr():
    made = new_shares(2, 3)
    share = read_share(made.shares[0])
    for value in (made, share):
        assert made.shares[0][5:] not in repr(value)
        assert repr(share.part) not in repr(value)


# --------------------------------------------------------------------------- finding them in a text


def test_shares_are_found_in_whole_sheets_in_lines_and_typed_anyhow():
    made = new_shares(2, 3)
    sheet = "Sheet 1 of 3 (two are needed)\n\n    {}\n\nVault v-7de0727a9e07dd96e7b30dbf7c162b0a\n"
    text = "".join(sheet.format(one) for one in made.shares)
    lines = "\r\n".join(one.replace("-", " ").lower() for one in made.shares)
    within = "first " + made.shares[0] + ", second " + made.shares[1] + ". Third: " + made.shares[2]
    for one in (text, lines, within, within.replace("-", "\u2011")):
        read = [read_share(typed) for typed in found_in(one)]
        assert combine(read, 2) == made.secret
        assert len(read) == 3


def test_a_recovery_key_is_found_as_well():
    key = new_recovery_key()
    for text in (key, key.lower(), f"Taflen adfer\n\n   {key}\n\nv-7de0727a9e07dd96\n"):
        (found,) = found_in(text)
        assert found.replace("-", "").upper() == key.replace("-", "")


def test_a_slip_in_a_printed_share_is_not_passed_over():
    made = new_shares(2, 3)
    wrong = made.shares[0][:-1] + ("0" if made.shares[0][-1] != "0" else "1")
    found = found_in(f"{wrong}\n{made.shares[1]}\n{made.shares[2]}")
    assert len(found) == 3
    refuse(found[0])


def test_a_text_without_any_is_one_attempt():
    assert found_in("nothing of the kind") == ("nothing of the kind",)
    refuse(found_in("nothing of the kind")[0])

"""Tokens of slips: random, strict in form, and kept as digests."""

import pytest

from desktop.records.slip_token import check_code, check_code_of, digest_of, is_token, new_token


def test_token_has_130_random_bits_and_its_form_alone_is_believed() -> None:
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(is_token(token) for token in tokens)
    letters = {letter for token in tokens for letter in token.removeprefix("DGL1-")}
    assert len(letters) == 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DGL1-",
        "dgl1-" + "0" * 26,
        "DGL2-" + "0" * 26,
        "DGL1-" + "0" * 25,
        "DGL1-" + "I" * 26,
        "DGL1-" + "0" * 27,
        " DGL1-" + "0" * 26,
        "DGL1-" + "0" * 26 + "\n",
        "https://example.org",
    ],
)
def test_what_is_not_of_this_form_is_no_token(text: str) -> None:
    assert not is_token(text)


def test_digest_and_code_follow_from_the_token_and_do_not_give_it_away() -> None:
    token = new_token()
    digest = digest_of(token)
    assert len(digest) == 64
    assert token not in digest.upper()
    assert check_code(token) == check_code_of(digest)
    assert len(check_code(token)) == 4
    assert digest_of(new_token()) != digest

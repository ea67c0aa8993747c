"""What a decoder says of a saved message is believed only where an honest one could say it."""

from typing import Any

import pytest

from desktop.errors import DecoderAnswerError
from desktop.intake.message import MOST_NAME, MOST_PARTS, MOST_PICTURES
from desktop.keeper.decoder_answers import message_from_plain, message_to_plain
from desktop.settings import LIMITS

ONE: dict[str, Any] = {
    "part": 1,
    "name": "rash.jpg",
    "size_bytes": 900,
    "format": "jpeg",
    "inline": False,
}


def test_what_an_honest_decoder_says_is_read_as_it_was_meant() -> None:
    said = {"pictures": [ONE, {**ONE, "part": 2, "name": ""}], "others": 3}
    assert message_to_plain(message_from_plain(said, LIMITS)) == said


@pytest.mark.parametrize(
    "said",
    [
        {"pictures": [], "others": 0},
        {"pictures": [ONE]},
        {"pictures": [ONE], "others": -1},
        {"pictures": [ONE, ONE], "others": 0},
        {"pictures": [{**ONE, "part": at} for at in range(MOST_PICTURES + 1)], "others": 0},
        *(
            {"pictures": [{**ONE, **wrong}], "others": 0}
            for wrong in (
                {"part": MOST_PARTS + 1},
                {"name": "a\u202eb"},
                {"name": "n" * (MOST_NAME + 1)},
                {"size_bytes": 0},
                {"size_bytes": LIMITS.message_bytes + 1},
                {"format": "exe"},
                {"inline": 1},
                {"more": 1},
            )
        ),
    ],
)
def test_everything_else_is_not_believed(said: dict[str, Any]) -> None:
    with pytest.raises(DecoderAnswerError):
        message_from_plain(said, LIMITS)

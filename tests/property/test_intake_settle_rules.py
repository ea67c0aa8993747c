"""Settling: never too early, always in the end, whatever the clock and the file do."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.intake.entry import Seen
from desktop.intake.settle import Settled, Settler

_SETTLE_MS = 1000
_Look = tuple[int, int, int]
_LOOKS = st.lists(
    st.tuples(
        st.integers(-500, 2500),
        st.integers(1, 3),
        st.sampled_from([-(10**18), 0, 5, 10**19]),
    ),
    min_size=1,
    max_size=40,
)


def _seen(size_bytes: int, mtime_ns: int) -> Seen:
    return Seen(
        relative_name="a", raw=b"a", size_bytes=size_bytes, mtime_ns=mtime_ns, inode=1, device=1
    )


@given(_LOOKS)
def test_a_file_settles_exactly_when_it_looked_the_same_long_enough(looks: list[_Look]) -> None:
    settler = Settler(settle_ms=_SETTLE_MS)
    now_ms = 0
    history: list[_Look] = []
    for step_ms, size_bytes, mtime_ns in looks:
        now_ms += step_ms
        if step_ms < 0:
            history.clear()
        history.append((now_ms, size_bytes, mtime_ns))
        answer = settler.offer(_seen(size_bytes, mtime_ns), now_ms)
        same_since = now_ms
        for earlier_ms, *facts in reversed(history):
            if facts != [size_bytes, mtime_ns]:
                break
            same_since = earlier_ms
        assert isinstance(answer, Settled) == (now_ms - same_since >= _SETTLE_MS)
        assert answer.unchanged_ms == now_ms - same_since


@given(_LOOKS, st.integers(1, 700))
def test_a_stable_file_settles_in_the_end(looks: list[_Look], step_ms: int) -> None:
    settler = Settler(settle_ms=_SETTLE_MS)
    now_ms = 0
    for step, size_bytes, mtime_ns in looks:
        now_ms += step
        settler.offer(_seen(size_bytes, mtime_ns), now_ms)
    answers = [
        settler.offer(_seen(9, 9), now_ms + step_ms * count)
        for count in range(_SETTLE_MS // step_ms + 2)
    ]
    assert isinstance(answers[-1], Settled)

"""The keeper's two pools of decoders: one for what people look at, one for what comes in.

So that a card with a hundred photographs never makes a click wait.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from desktop.errors import CancelledError
from desktop.keeper.decoders import Decoders
from desktop.keeper.hub import Hub, Task
from desktop.keeper.turns import Turns, Urgency
from desktop.settings import Limits
from desktop.workflow.pace import Stop


class Pool:
    """Decoders shared by the tasks of a hub; the most urgent goes first.

    Attributes:
        decoders: For the session of whoever asks.
    """

    def __init__(self, hub: Hub, limits: Limits) -> None:
        """Start the first spare decoder.

        Raises:
            DecoderCrashedError: ``start``: the system starts no process.
        """
        self._hub = hub
        self._turns = Turns(hub)
        self._known: dict[Task, tuple[Urgency, Stop]] = {}
        self.decoders = Decoders(limits, waiting=hub, turn=self._turn)

    @contextmanager
    def looking_for(self, urgency: Urgency, stop: Stop) -> Iterator[None]:
        """Say, for the length of the block, how urgent the running task's work is.

        Args:
            urgency: Who goes first.
            stop: Once it is set, the task gets no further turn.

        Raises:
            CancelledError: Inside the block, at the next turn after ``stop`` was set.
            RuntimeError: No task runs.
        """
        task = self._hub.current()
        if task is None:
            raise RuntimeError("not a task")
        self._known[task] = (urgency, stop)
        try:
            yield
        finally:
            del self._known[task]

    def give_up(self, task: Task) -> bool:
        """Have a task that waits for its turn here raise ``CancelledError``."""
        return self._turns.give_up(task)

    def close(self) -> None:
        """End every decoder."""
        self.decoders.close()

    def _turn(self) -> AbstractContextManager[None]:
        task = self._hub.current()
        known = self._known.get(task) if task is not None else None
        if known is None:
            return self._turns.turn(Urgency.BACKGROUND)
        urgency, stop = known
        if stop.is_set():
            raise CancelledError
        return self._turns.turn(urgency, may_give_up=True)

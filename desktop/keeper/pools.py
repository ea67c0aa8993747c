"""The keeper's two pools of decoders: one for what people look at, one for what comes in.

So that a card with a hundred photographs never makes a click wait.
"""

from contextlib import AbstractContextManager

from desktop.keeper.decoders import Decoders
from desktop.keeper.hub import Hub, Task
from desktop.keeper.turns import Turns, Urgency
from desktop.settings import Limits


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
        self._known: dict[Task, Urgency] = {}
        self.decoders = Decoders(limits, waiting=hub, turn=self._turn)

    def set_urgency(self, task: Task, urgency: Urgency | None) -> None:
        """Say how urgent a task's work is; None when it has ended."""
        if urgency is None:
            self._known.pop(task, None)
        else:
            self._known[task] = urgency

    def give_up(self, task: Task) -> bool:
        """Have a task that waits for its turn here raise ``CancelledError``."""
        return self._turns.give_up(task)

    def close(self) -> None:
        """End every decoder."""
        self.decoders.close()

    def _turn(self) -> AbstractContextManager[None]:
        task = self._hub.current()
        urgency = self._known.get(task) if task is not None else None
        if urgency is None:
            return self._turns.turn(Urgency.BACKGROUND)
        return self._turns.turn(urgency, may_give_up=True)

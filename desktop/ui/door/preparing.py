"""The demonstration practice, prepared by the program's own command in a process of its own."""

import json
import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QProcess, Signal

from desktop.keeper.process import own_command

_PROGRESS: Final = re.compile(r"^(\d+)/(\d+)\s*$", re.MULTILINE)
_WHOLE: Final = 100


class Preparation(QObject):
    """One try to prepare it; stopping leaves nothing that a later try would stumble over.

    Signals:
        advanced: How far it is, in hundredths.
        ready: The vault lies there; its folder.
        failed: It could not be prepared.
    """

    advanced = Signal(int, int)
    ready = Signal(object)
    failed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None

    @property
    def is_running(self) -> bool:
        """Return whether it is being prepared."""
        return self._process is not None

    @property
    def process_id(self) -> int:
        """The system's number of the process; 0 where there is none."""
        return self._process.processId() if self._process is not None else 0

    def start(self, folder: Path) -> None:
        """Prepare it in a folder that is not there yet."""
        self.stop()
        program, *arguments = own_command("demo")
        process = QProcess(self)
        process.setWorkingDirectory("/")
        process.readyReadStandardError.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._not_started)
        self._process = process
        process.start(program, [*arguments, "--prepare", "--json", "--dir", str(folder)])

    def stop(self) -> None:
        """Give it up, and wait until the process is gone. Twice is harmless."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished()
            process.deleteLater()

    def _read(self) -> None:
        if self._process is None:
            return
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        for done, total in _PROGRESS.findall(said):
            if int(total) == _WHOLE:
                self.advanced.emit(int(done), int(total))

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(None)

    def _finished(self, status: int, how: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        told = bytes(self._process.readAllStandardOutput().data())
        is_done = status == 0 and how is QProcess.ExitStatus.NormalExit
        self._end(Path(json.loads(told)["vault"]) if is_done else None)

    def _end(self, vault: Path | None) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
            if vault is not None:
                self.ready.emit(vault)
            else:
                self.failed.emit()

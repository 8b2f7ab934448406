"""A process that works for this one, as this one sees it.

It is started as a program of its own and not forked or imported anew: a fork would copy threads'
locks, and `multiprocessing` would import whatever program is running a second time and pickle.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import Pipe

# It finds modules just where this process does, never in the folder that it runs in.
PROGRAM = (
    f"import sys; sys.path[:] = sys.argv.pop(1).split({os.pathsep!r}); "
    "from {module} import main; main()"
)


class ChildProcess:
    """Runs `main` of a module, whose arguments are the descriptor of its end of `connection`, then
    those given; it inherits that descriptor and those of `inherited`. It must be ended by `stop`.
    """

    def __init__(self, module: str, *arguments: object, inherited: Sequence[int]) -> None:
        self.connection, theirs = Pipe()
        with theirs:
            descriptor = theirs.fileno()
            path = os.pathsep.join(sys.path)
            given = [path, str(descriptor), *map(str, arguments)]
            self._process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM.format(module=module), *given],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(descriptor, *inherited),
                # Ctrl+C is for this process, which ends the other.
                start_new_session=True,
            )

    def stop(self) -> None:
        """End it, whatever it is doing; when this returns it writes no more."""
        self.connection.close()
        self._process.kill()
        self._process.wait()

    def status(self) -> int:
        """With what it has ended; waits until it has."""
        return self._process.wait()

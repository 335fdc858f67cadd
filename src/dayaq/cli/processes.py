"""Child processes that do not outlive their parent, and the environment in which they find Dayaq."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

SOURCE_ROOT = Path(__file__).resolve().parents[2]
_PR_SET_PDEATHSIG = 1


def dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn`: the kernel sends `number` to the child when the parent dies, however it dies.

    Linux only; None elsewhere. Give it to `subprocess.Popen` from the main thread: the signal follows the thread that
    forked. It is set after `user=` has changed the credentials, which would clear it.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def arm() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)

    return arm


def child_environment(**extra: str) -> dict[str, str]:
    """Our environment, with `extra`, in which `python -m dayaq…` works wherever the child is started."""
    path = os.environ.get("PYTHONPATH", "")
    parts = [str(SOURCE_ROOT), *(part for part in path.split(os.pathsep) if part and part != str(SOURCE_ROOT))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(parts), **extra}

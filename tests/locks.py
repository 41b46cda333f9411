"""Whether processes still live, seen from outside: each holds a lock as long as it does."""

import fcntl
import functools
import os
import time
from pathlib import Path


@functools.cache
def hold_lock(folder):
    """Hold a lock in that folder until this process ends."""
    file = os.open(f"{folder}/{os.getpid()}", os.O_CREAT | os.O_RDWR)
    fcntl.flock(file, fcntl.LOCK_EX)


def all_ended(folder):
    """Whether the processes that held a lock end within a minute; how many they were."""
    processes = list(Path(folder).iterdir())
    for path in processes:
        with open(path) as file:
            for _ in range(600):
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(0.1)
            else:
                return False, len(processes)
    return True, len(processes)

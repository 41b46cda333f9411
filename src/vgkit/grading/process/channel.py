"""What the process of a submission tells the one that started it: a line of JSON for each thing.

Each line begins with a secret of this submission. A line without it was written by the student's
code, and counts as an attempt to be noticed.
"""

import json
import os
from collections.abc import Callable


def sender(descriptor: int, secret: str) -> Callable[[dict], None]:
    """A function that sends one message. It holds on to nothing that is looked up by name."""
    encode = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode

    def send(message: dict, write=os.write, encode=encode) -> None:
        line = f"{secret} {encode(message)}\n".encode("ascii")
        while line:
            line = line[write(descriptor, line) :]

    return send


class Receiver:
    """Puts together what arrives.

    Args:
        secret: of the submission.

    Attributes:
        messages: those that carry the secret, in their order.
        forged: whether anything else came.
    """

    MOST = 4 * 2**20  # bytes

    def __init__(self, secret: str):
        self.messages, self.forged = [], False
        self._secret, self._rest, self._size = secret.encode("ascii"), b"", 0

    def feed(self, data: bytes) -> None:
        """Take in what was read from the channel."""
        self._size += len(data)
        if self._size > self.MOST:
            self.forged, self._rest = True, b""
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            secret, _, text = line.partition(b" ")
            try:
                message = json.loads(text) if secret == self._secret else None
            except ValueError:
                message = None
            if isinstance(message, dict):
                self.messages.append(message)
            else:
                self.forged = True

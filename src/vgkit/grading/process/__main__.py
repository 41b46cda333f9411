"""The process of one submission: `python -m vgkit.grading.process REQUEST`.

It reads what was handed in, tells what can be told without running it, shuts itself in, and only then
runs the cells. What it tells goes to file descriptor 0, a socket.
"""

import json
import os
import sys
import time
from pathlib import Path


def main(path: str) -> None:
    """Grade the submission of a request.

    Args:
        path: of a JSON file with `outline`, `language`, `cells`, `secret`, `seconds` for all and
            `cell_seconds` for one cell, `memory` in bytes, and `run`: whether to run anything. It is
            deleted.
    """
    from vgkit.grading.process import channel, isolation, matching, plan, reading

    request = json.loads(Path(path).read_bytes())
    os.unlink(path)
    out = os.dup(0)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    send = channel.sender(out, request.pop("secret"))
    outline = request["outline"]
    cells = matching.match(outline["cells"][request["language"]], request["cells"])
    send(reading.read(outline["cells"][request["language"]], cells))
    steps = plan.steps(cells, outline["checks"]) if request["run"] else []
    if steps:
        folder = Path.cwd()
        sys.path[:] = [place for place in sys.path if place not in ("", str(folder))]
        send({"kind": "shut", **isolation.isolate(folder, request["seconds"], request["memory"])})
        from vgkit.grading.process import judging, stand_ins

        originals = stand_ins.put_in_place()
        judging.Judge(outline["checks"], originals, send, request["cell_seconds"]).take(steps)
    send({"kind": "end", "cpu": round(time.process_time(), 2)})
    os._exit(0)  # nothing that was left for the end of Python is called


if __name__ == "__main__":
    main(sys.argv[1])

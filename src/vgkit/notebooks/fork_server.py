"""A Python that has loaded TensorFlow and runs nothing: a script that `preloaded` starts.

It answers requests that come as JSON over a Unix socket. `start` forks it: the child becomes the
Python that was asked for. `poll` tells the exit code of such a child, or null while it lives.
Nothing of the kit is loaded here: a child imports the kit itself, as any Python does.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import tempfile
import traceback
import types

LIBRARIES = "keras", "tensorflow", "matplotlib.figure", "ipykernel.kernelapp"
KERNEL = ["-m", "ipykernel_launcher"]


def serve(connection):
    """Answer requests, in a server until the other side is gone. Returns, in a child, its request."""
    living = set()
    while True:
        message, descriptors, *_ = socket.recv_fds(connection, 2**20, 3)
        if not message:
            for child in living:
                with contextlib.suppress(ProcessLookupError):  # it has just begun
                    os.killpg(child, signal.SIGKILL)
                os.kill(child, signal.SIGKILL)
            return None
        request = json.loads(message)
        if "poll" in request:
            ended, status = os.waitpid(request["poll"], os.WNOHANG)
            living.discard(ended)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        else:
            answer = os.fork()
            if answer == 0:
                connection.close()
                os.setsid()
                for target, source in enumerate(descriptors):
                    os.dup2(source, target)
            for descriptor in descriptors:
                os.close(descriptor)
            if answer == 0:
                return request
            living.add(answer)
        connection.send(json.dumps(answer).encode())


def become(arguments, environment, folder, path):
    """Run what `python` runs with these arguments, in this environment and folder."""
    import matplotlib  # here, because only by now `path` is what modules are looked for in
    import numpy as np

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    tempfile.tempdir = None  # the server has looked for its own
    np.random.seed()  # a fork has the state of its server; Python's own `random` renews itself
    # Matplotlib has read it as it was loaded, and a kernel sets it before.
    inline = "module://matplotlib_inline.backend_inline" if arguments[:2] == KERNEL else None
    if backend := environment.get("MPLBACKEND", inline):
        matplotlib.rcParams["backend"] = backend
    # A shell ignores it for what it starts in the background, the server among them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    option, what, *rest = arguments
    named = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    first = {"-c": "", "-m": os.getcwd()}[option]
    sys.path[:] = [first, *map(os.path.abspath, named), *path]
    sys.argv[:] = [option, *rest]
    if option == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        exec(compile(what, "<string>", "exec"), vars(main))


class Exit:
    """Ends the process after all else that is called at its end, and frees nothing: the system does.

    Python would visit every object of the libraries first, which takes a fork a second.
    """

    code = 0

    def __init__(self):
        atexit.register(self.leave)  # first, therefore called last

    def leave(self):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(self.code)

    def after(self, function, *arguments, **options):
        """Call a function, and note the exit code that Python has after it."""
        try:
            function(*arguments, **options)
        except SystemExit as error:
            if not isinstance(error.code, int | None):
                print(error.code, file=sys.stderr)
            self.code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:
            traceback.print_exc()
            self.code = 1


if __name__ == "__main__":
    exit_ = Exit()
    path = sys.path[1:]  # without this script's folder
    sys.path[:] = path
    # A kernel watches over the process that it was forked from; it reads this as it is imported.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.collect()
    gc.freeze()  # or each fork would go through all their objects, and copy what it looks at
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    if request is not None:
        exit_.after(become, **request, path=path)

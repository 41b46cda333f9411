"""Forks of a Python that has loaded TensorFlow: each begins as a plain Python does, and knows no other."""

import os
import signal
import subprocess
import sys
import textwrap

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory

from vgkit.notebooks import preloaded
from vgkit.notebooks.execution import execute

forked = pytest.mark.skipif(not preloaded.AVAILABLE, reason="NOT TESTED: nothing is forked here")


@pytest.fixture
def factory(monkeypatch):
    """What decides how a kernel is started; by default as the kit wants it, whatever CI asks for."""
    factory = KernelProvisionerFactory.instance()
    monkeypatch.delenv(factory.default_provisioner_name_env, raising=False)
    monkeypatch.setattr(factory, "default_provisioner_name", "local-provisioner")
    preloaded.use_for_kernels()
    return factory


def executed(folder, *cells):
    """The value of a notebook's last cell, as it is shown."""
    new = [nbformat.v4.new_code_cell(textwrap.dedent(cell)) for cell in cells]
    kernelspec = {"name": "python3", "display_name": "Python 3"}
    notebook = nbformat.v4.new_notebook(cells=new, metadata={"kernelspec": kernelspec})
    execute(notebook, "quick", folder)
    return notebook.cells[-1].outputs[-1].data["text/plain"]


DIRT = """
    import os, random, sys, tempfile
    import keras, numpy as np, tensorflow as tf
    import matplotlib
    import vgkit
    vgkit.start("5", language="vi")
    mine = print = "mine"
    keras.mine = np.mine = tf.mine = vgkit.mine = "mine"
    keras.layers.Dense(1), keras.utils.set_random_seed(7), keras.config.set_floatx("float64")
    tf.constant(1.0) + 1
    matplotlib.rcParams["font.size"] = 99
    os.environ["VGKIT_MINE"] = os.environ["TMPDIR"] = tempfile.tempdir = "/mine"
    os.umask(0o077), sys.path.append("/mine"), os.chdir("/")
    "done"
"""
SEEN = """
    import os, signal, sys, tempfile
    of_the_kit = sorted(name for name in sys.modules if name.startswith("vgkit"))
    names = sorted(globals())
    flags, path, arguments = sys.flags, [*sys.path], [os.path.basename(sys.argv[0]), sys.argv[1]]
    folder, temporary = os.getcwd(), tempfile.gettempdir()
    os.umask(mask := os.umask(0))
    signals = [signal.getsignal(n).__class__ for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    streams = [os.path.realpath(f"/proc/self/fd/{n}") for n in (0,)]
    import vgkit
    vgkit.start("5", language="en")
    imported = sorted(name for name in sys.modules if name.startswith("vgkit"))
    import keras, matplotlib, numpy as np, tensorflow as tf
    marked = [hasattr(module, "mine") for module in (keras, np, tf, vgkit)]
    layer = keras.layers.Dense(1).name, keras.config.floatx(), keras.config.backend()
    size, backend = matplotlib.rcParams["font.size"], matplotlib.get_backend()
    one, other = (tf.matmul(x := tf.random.stateless_normal((99, 99), (n, 3)), x) for n in (1, 2))
    bits = (one @ other).numpy().tobytes().hex()[:64]
    threads = tf.config.threading.get_intra_op_parallelism_threads()
    environment = {k: v for k, v in os.environ.items() if k not in ("JPY_PARENT_PID", "_")}
    {name: value for name, value in globals().items() if name in '''
        of_the_kit names flags path arguments folder temporary mask signals imported marked layer
        size backend bits threads environment'''.split()}
"""


@forked
@pytest.mark.thorough
def test_a_fork_sees_what_a_plain_kernel_sees_and_nothing_of_a_kernel_before_it(factory, tmp_path):
    executed(tmp_path, DIRT)
    seen = executed(tmp_path, SEEN).splitlines()
    factory.default_provisioner_name = "local-provisioner"
    assert seen == executed(tmp_path, SEEN).splitlines()


@forked
def test_each_fork_draws_random_numbers_of_its_own(factory, tmp_path):
    draw = "import random, numpy as np\nrandom.random(), np.random.rand(), np.random.default_rng().random()"
    one, other = (eval(executed(tmp_path, draw)) for _ in range(2))
    assert all(a != b for a, b in zip(one, other, strict=True))


def test_an_interrupted_kernel_goes_on_and_a_restarted_one_has_forgotten(factory, tmp_path):
    manager, client = start_new_kernel(cwd=str(tmp_path))
    try:
        forever = "import time\nmine = 1\nprint('busy', flush=True)\ntime.sleep(600)"
        said = client.execute(forever, stop_on_error=False)
        while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=60)
        assert reply["parent_header"]["msg_id"] == said
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert client.execute("mine", reply=True, timeout=60)["content"]["status"] == "ok"
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=60)
        assert client.execute("mine", reply=True, timeout=60)["content"]["ename"] == "NameError"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert not manager.is_alive()


def test_jupyters_own_variable_has_precedence(factory, monkeypatch):
    assert (factory.default_provisioner_name == "vgkit-preloaded") == preloaded.AVAILABLE
    factory.default_provisioner_name = "local-provisioner"
    monkeypatch.setenv(factory.default_provisioner_name_env, "local-provisioner")
    preloaded.use_for_kernels()
    assert factory.default_provisioner_name == "local-provisioner"


def test_where_nothing_can_be_forked_everything_is_plain(factory, monkeypatch):
    factory.default_provisioner_name = "local-provisioner"
    monkeypatch.setattr(preloaded, "AVAILABLE", False)
    monkeypatch.setattr(preloaded, "_server", None)
    preloaded.use_for_kernels()
    assert factory.default_provisioner_name == "local-provisioner"
    done = preloaded.run(["-c", "import sys; print('tensorflow' in sys.modules); sys.exit(3)"])
    assert (done.returncode, done.stdout, done.stderr) == (3, "False\n", "")


ENDS = {
    "by itself": "print('done')",
    "a code": "import sys; print('done'); sys.exit(3)",
    "nothing": "import sys; sys.exit()",
    "words": "import sys; sys.exit('the reason')",
    "an error": "print('done'); raise ValueError('the reason')",
    "a signal": "import os; os.kill(os.getpid(), 9)",
    "at once": "import os; os._exit(4)",
    "a terminal's Ctrl-C": "import signal; signal.raise_signal(signal.SIGINT)",
    "what is left to do": "import atexit; atexit.register(print, 'last'); print('first')",
    "a thread": "import threading, time\n"
    "threading.Thread(target=lambda: (time.sleep(0.2), print('last'))).start(); print('first')",
    "its arguments": "import sys; print(sys.argv, sys.path, __name__)",
    "its input": "import sys; print(repr(sys.stdin.read()))",
}


@pytest.mark.parametrize("end", ENDS)
def test_a_process_ends_as_a_plain_one_does(end, tmp_path):
    arguments = ["-c", ENDS[end], "one", "hai ba"]
    plain = subprocess.run(
        [sys.executable, *arguments],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    done = preloaded.run(arguments, cwd=tmp_path)
    assert done.stdout == plain.stdout
    assert done.stderr.splitlines()[-1:] == plain.stderr.splitlines()[-1:]
    if end == "a terminal's Ctrl-C":
        assert done.returncode and plain.returncode
    else:
        assert done.returncode == plain.returncode


def test_a_module_is_run_as_a_plain_python_runs_it(tmp_path, monkeypatch):
    code = "import sys, tempfile, os; print(__name__, sys.argv, sys.path, tempfile.gettempdir(), os.environ)"
    (tmp_path / "mine.py").write_text(code)
    (tmp_path / "tmp").mkdir()
    environment = {
        "PYTHONPATH": f"{tmp_path / 'a'}:b",
        "TMPDIR": str(tmp_path / "tmp"),
        "LC_ALL": "C",
    }
    command = ["-m", "mine", "argument"]
    plain = subprocess.run(
        [sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    done = preloaded.run(command, cwd=tmp_path, env=environment)
    assert done.stdout == plain.stdout != ""


@forked
def test_a_process_is_waited_for_no_longer_than_asked_and_killed_on_demand():
    process = preloaded.Process(["-c", "import time; time.sleep(600)"])
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    assert process.poll() is None
    process.kill()
    assert process.wait() == process.poll() == -signal.SIGKILL
    process.kill()  # of no consequence


STARTER = """
import os, sys
from vgkit.notebooks import preloaded
preloaded.Process(["-c", "import time; time.sleep(100); print('still there')"], stdout=sys.stdout)
print("started", flush=True)
os._exit(0)
"""


@forked
def test_no_fork_outlives_the_process_that_asked_for_it():
    reader, writer = os.pipe()
    with open(writer, "w") as out:
        preloaded.start(["-c", STARTER], stdout=out)
    with open(reader) as printed:
        assert printed.read() == "started\n"  # to the end: nobody holds the other end any more

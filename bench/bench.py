"""Time the kit against plain Keras, PyTorch, JAX and the floor, side by side, as ratios of one run.

`python bench/bench.py --help` lists what there is; README.md says how to read the numbers.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from contenders import FOREIGN, LeftOut, package_of

from vgkit import hardware

HERE = Path(__file__).parent
PATHS = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))
CONTENDERS = sys.executable, "-m", "contenders"
EPOCH_TIMES = HERE.parent / "src" / "vgkit" / "course" / "epoch_times.json"
WAYS = ("kit", "plain", "pytorch", "pytorch_in_memory", "keras_jax", "jax", "floor")
CONVOLUTION_WAYS = (
    "kit", "plain", "pytorch_in_memory", "pytorch_compiled", "keras_jax", "jax", "floor",
)  # fmt: skip
STRETCH = 5  # epochs in a row that are timed
EXERCISES = ("baseline_7", "3", "4a", "5")


class Contender:
    """One way of training an epoch, warmed up and waiting in a process of its own."""

    def __init__(self, way, exercise, threads, home, stretch=STRETCH, folder=""):
        environment = {**os.environ, "VGKIT_HOME": home, "PYTHONPATH": PATHS}
        if way != "kit" or threads:  # of all threads, the kit makes its own use
            names = (*hardware.THREADS, "OMP_NUM_THREADS")
            environment |= dict.fromkeys(names, str(threads or os.cpu_count()))
        self.name, self.way, self.threads = f"{way}, {threads or 'all'} threads", way, threads
        self.exercise, self.seconds, self.peak = exercise, [], 0
        self.process = subprocess.Popen(
            [*CONTENDERS, way, exercise, str(stretch), str(folder)],
            env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        # JAX has no setting that keeps it to one thread.
        if threads == 1 and package_of(way) == "jax" and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(self.process.pid, {min(os.sched_getaffinity(0))})
        self.answer()
        self.losses = self.last["loss"], self.last["val_loss"]

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name}, exercise {self.exercise}: ended early, see above.")
        self.last = json.loads(line)
        if "left_out" in self.last:
            self.end()
            raise LeftOut(self.last["left_out"])
        self.peak = self.last["peak_mib"]
        return self.last["seconds"]

    def ask(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def stretch(self):
        self.ask()
        self.seconds.append(self.answer())

    def end(self):
        self.process.stdin.close()
        self.process.wait()

    def result(self):
        return {
            "way": self.way,
            "exercise": self.exercise,
            "threads": self.threads or "all",
            "median": statistics.median(self.seconds),
            "least": min(self.seconds),
            "most": max(self.seconds),
            "stretches": len(self.seconds),
            "peak_mib": self.peak,
            "loss": self.losses[0],
            "val_loss": self.losses[1],
        }


def measure(entries, rounds, stretch=STRETCH):
    """Let the contenders take turns, so that whatever disturbs one disturbs all.

    Args:
        entries: `(way, exercise, threads)` of each.
        rounds: stretches of each.
        stretch: epochs in a stretch.

    Returns:
        A dict for each that works here.
    """
    with tempfile.TemporaryDirectory() as home:
        contenders = []
        for number, (way, exercise, threads) in enumerate(entries):
            described = Path(home, f"description of {exercise}")
            if way in FOREIGN and not described.exists():
                command = [sys.executable, "-m", "contenders.description", exercise, described]
                subprocess.run(command, env={**os.environ, "PYTHONPATH": PATHS}, check=True)
            try:
                contenders.append(
                    Contender(way, exercise, threads, f"{home}/{number}", stretch, described)
                )
            except LeftOut as reason:
                print(f"{way} is left out. {reason}")
        for _ in range(rounds):
            for contender in contenders:
                contender.stretch()
        for contender in contenders:
            contender.end()
    return [contender.result() for contender in contenders]


def show(results, reference):
    """A table with each median as a multiple of the reference's."""
    unit = next(r["median"] for r in results if reference(r))
    print(f"{'':42}{'seconds':>9}{'least…most':>16}{'ratio':>8}{'peak MiB':>10}{'first loss':>12}")
    for r in results:
        name = f"{r['exercise']}, {r['way']}, {r['threads']} thread(s)"
        span = f"{r['least']:.3f}…{r['most']:.3f}"
        loss = "" if r["val_loss"] is None else f"{r['val_loss']:.3f}"
        ratio = r["median"] / unit
        print(f"{name:42}{r['median']:9.3f}{span:>16}{ratio:8.2f}{r['peak_mib']:10}{loss:>12}")


def compare(exercises, ways, options, stretch=STRETCH):
    """Measure and show an epoch of each exercise by each way, on all threads and on one."""
    ways = [w for w in ways if w == "kit" or w in (options.ways or ways)]
    found = []
    here = [w for w in ways if not (p := package_of(w)) or importlib.util.find_spec(p)]
    for package in sorted({package_of(w) for w in ways if w not in here}):
        print(f"{package} is not installed, and what needs it is left out (pip install {package}).")
    for exercise in exercises:
        results = []
        for threads in (None, 1):  # not all at once: each holds its images in memory
            results += measure([(way, exercise, threads) for way in here], options.rounds, stretch)
        show(results, lambda r: (r["way"], r["threads"]) == ("kit", "all"))
        found += results
    return found


def epochs(options):
    """An epoch with validation of part one: the kit, plain Keras, PyTorch, JAX, the floor."""
    return compare(options.exercises, WAYS, options)


def lenet(options):
    """An epoch of LeNet on MNIST, with validation, by the same."""
    return compare(["11"], CONVOLUTION_WAYS, options, stretch=2)


def vgg(options):
    """An epoch of 13 convolutions on 10,000 images of CIFAR-10, with validation, by the same."""
    return compare(["12"], CONVOLUTION_WAYS, options, stretch=2)


def methods(options):
    """The kit's epoch of every exercise, beside the baseline's, on one thread."""
    from vgkit import course

    # On two, some networks go through in halves: a ratio would say more of that than of a method.
    entries = [("kit", row, 1) for row in course.EXERCISES]
    results = measure(entries, options.rounds)
    show(results, lambda r: r["exercise"] == "baseline_7")
    if options.ship:
        unit = next(r["median"] for r in results if r["exercise"] == "baseline_7")
        ratios = {r["exercise"]: round(r["median"] / unit, 3) for r in results}
        content = {"ratios": ratios, "environment": hardware.environment() | {"threads": "1 × 1"}}
        EPOCH_TIMES.write_text(json.dumps(content, indent=1) + "\n")
    return results


def many(options):
    """Epochs a second: trainings in parallel one-thread processes against plain fits in turn."""
    cores = os.cpu_count()
    found = []
    for _ in range(options.rounds):
        for way, count, threads in (("plain", 1, None), ("kit", cores, 1)):
            with tempfile.TemporaryDirectory() as home:
                group = [Contender(way, "baseline_7", threads, f"{home}/{k}") for k in range(count)]
                started, turns = time.perf_counter(), 4  # enough for the waits of `fit` to even out
                for _ in range(turns):
                    for contender in group:
                        contender.ask()
                    for contender in group:
                        contender.answer()
                rate = turns * (1 + STRETCH) * count / (time.perf_counter() - started)
                for contender in group:
                    contender.end()
            found.append({"way": way, "processes": count, "epochs_a_second": rate})
    rates = {
        way: statistics.median(r["epochs_a_second"] for r in found if r["way"] == way)
        for way in ("plain", "kit")
    }
    print(f"plain, one after another: {rates['plain']:.2f} epochs a second")
    print(f"kit, {cores} one-thread processes: {rates['kit']:.2f} epochs a second")
    print(f"ratio: {rates['kit'] / rates['plain']:.2f}")
    return found


def growth(options):
    """The cost of more epochs and of more layers."""
    code = (
        "import sys,time,json\n"
        "from vgkit.experiments import variations\n"
        "depth,epochs=map(int,sys.argv[1:])\n"
        "s=variations.Setting(depth=depth,epochs=1); variations.train(s)\n"
        "t=time.perf_counter(); variations.train(variations.Setting(depth=depth,epochs=epochs))\n"
        "print(json.dumps(time.perf_counter()-t))"
    )
    found = []
    cases = [(7, 5), (7, 10), (7, 20), (7, 40), (1, 10), (4, 10), (14, 10), (28, 10)]
    for depth, count in cases:
        command = [sys.executable, "-c", code, str(depth), str(count)]
        environment = {**os.environ, "VGKIT_PROGRESS": "off", "TF_NUM_INTRAOP_THREADS": "1"}
        seconds = float(subprocess.check_output(command, env=environment, text=True))
        found.append({"depth": depth, "epochs": count, "seconds": seconds})
    unit = next(f["seconds"] for f in found if (f["depth"], f["epochs"]) == (7, 10))
    print("layers  epochs  ratio to 7 layers, 10 epochs")
    for f in found:
        print(f"{f['depth']:6}{f['epochs']:8}{f['seconds'] / unit:8.2f}")
    return found


def start(options):
    """What a person waits for before anything is trained."""
    cases = {
        "import vgkit": ["-c", "import vgkit"],
        "vgkit --help": ["-m", "vgkit", "--help"],
        "python alone": ["-c", ""],
    }
    found = []
    for name, arguments in cases.items():
        times = []
        for _ in range(options.rounds):
            started = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - started)
        found.append({"what": name, "median": statistics.median(times)})
    code = (
        "import time\n"
        "import vgkit\n"
        "from vgkit import course\n"
        "m=course.get('5').compiled()\n"
        "t=time.perf_counter(); vgkit.check(m,'5'); print(time.perf_counter()-t)"
    )
    output = subprocess.check_output([sys.executable, "-c", code], text=True)
    found.append({"what": "a check, model built", "median": float(output.split()[-1])})
    for each in found:
        print(f"{each['what']:24}{each['median']:7.2f} s")
    return found


PARTS = {part.__name__: part for part in (epochs, lenet, vgg, methods, many, growth, start)}


def main():
    """Run the parts that were asked for, print them, append them to the results file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"default: all of {list(PARTS)}")
    parser.add_argument("--rounds", type=int, default=5, help="stretches of each (default: 5)")
    parser.add_argument("--exercises", nargs="+", default=EXERCISES, help="for the part epochs")
    every = sorted({*WAYS, *CONVOLUTION_WAYS})
    parser.add_argument("--ways", nargs="+", choices=every, help="beside the kit (default: all)")
    shipped = EPOCH_TIMES.relative_to(HERE.parent)
    parser.add_argument("--ship", action="store_true", help=f"let the part methods write {shipped}")
    parser.add_argument("--out", type=Path, default=HERE / "results.jsonl")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}. Parts: {', '.join(PARTS)}")
    for name in options.parts or PARTS:
        print(f"\n== {name}: {PARTS[name].__doc__}")
        row = {"part": name, "environment": hardware.environment(), "results": PARTS[name](options)}
        with open(options.out, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()

"""What a notebook finds in place of trainings and figures."""

from vgkit.notebooks import preloaded

CODE = """
from vgkit.grading.process import stand_ins
checks = stand_ins.put_in_place()
import keras, vgkit
from vgkit import course, plots, records, sweep, ladder, tables, transfer
from multiprocessing.pool import ThreadPool

assert {"check", "check_function", "check_stages", "ladder_checks"} <= set(checks)
assert vgkit.check(None, "5") is vgkit.check and vgkit.ask("Q6") is vgkit.score() is plots
assert plots.curves({}).savefig() is plots and tables.Table is tables

run = vgkit.train(course.get("5").compiled(), "5")
assert run.epochs == records.shipped("5").epochs
assert len(vgkit.train_in_stages([])) == 7
assert transfer.compute_once(None, "images") == "images"
[row] = sweep.run([ladder.BASE], "ladder")
assert row.metrics

model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
for left_out in (
    lambda: vgkit.train(model, "mine"), lambda: model.fit(), lambda: sweep.sweep([], "x"),
    lambda: sweep.run([ladder.BASE], "mine"), lambda: transfer.train(model, "mine", None),
):
    try:
        left_out()
    except stand_ins.LeftOut:
        continue
    raise AssertionError
assert ThreadPool(2).map(abs, [-1, 1]) == [1, 1]
print("done")
"""


def test_trainings_give_records_and_figures_nothing():
    done = preloaded.run(["-c", CODE])
    assert done.stdout == "done\n", done.stderr

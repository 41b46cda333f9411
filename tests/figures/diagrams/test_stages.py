"""The drawing of trainings in stages is the plan of the exercise."""

from vgkit.figures import diagrams
from vgkit.networks.mlp import submodels
from vgkit.training import stages


def test_the_rows_of_the_stages_diagram_are_the_plan_of_the_exercise():
    alt = diagrams.stages_diagram().alt
    subs = submodels()
    for number, training in enumerate(stages.plan(subs), start=1):
        used, frozen = (
            ", ".join(f"sub_{subs.index(sub) + 1}" for sub in chosen) or "none"
            for chosen in (training.submodels, training.frozen)
        )
        assert f"Training {number}: {used}; frozen: {frozen}; {training.epochs} epochs." in alt

"""The playground draws the course's own initial weights, whatever the size of the network and the seed."""

import json
import subprocess

import numpy as np
import pytest

from tests.browser.conftest import ROOT
from vgkit.networks import starting_point
from vgkit.site import nodejs
from vgkit.site.pages import SiteError

DRAW = """
import { initializers } from "./src/engine/initializers.js";
import { drawSeeds } from "./src/engine/random.js";

const found = JSON.parse(process.argv[1]).map(({ name, inputs, units, stddev, seed, skipped }) => {
  const draws = drawSeeds(seed);
  for (let i = 0; i < skipped; i++) draws.next();
  const draw = draws.next().value;
  return { draw, kernel: [...initializers[name](inputs, units, { stddev }, seed, draw)] };
});
process.stdout.write(JSON.stringify(found));
"""
CASES = [
    {"name": "normal", "inputs": 784, "units": 128, "stddev": 0.05, "seed": 1, "skipped": 0},
    {"name": "normal", "inputs": 128, "units": 128, "stddev": 10.0, "seed": 1, "skipped": 6},
    {"name": "glorot", "inputs": 128, "units": 10, "stddev": 0.0, "seed": 1, "skipped": 7},
    {"name": "normal", "inputs": 33, "units": 7, "stddev": 1.0, "seed": 2**31 - 1, "skipped": 20},
    {"name": "glorot", "inputs": 7, "units": 9, "stddev": 0.0, "seed": 12345, "skipped": 700},
]


def kit_draws(case):
    """The seed of the kernel, and the kernel, as the kit draws them."""
    draws = starting_point.draw_seeds(case["seed"])
    for _ in range(case["skipped"]):
        next(draws)
    draw, shape = next(draws), (case["inputs"], case["units"])
    if case["name"] == "glorot":
        kernel = starting_point.glorot_uniform_kernel(shape, draw, case["seed"])
    else:
        kernel = starting_point.normal_kernel(shape, draw, 0.0, case["stddev"], case["seed"])
    return draw, kernel.numpy().ravel()


@pytest.fixture(scope="module")
def drawn():
    try:
        node = nodejs.find().node
    except SiteError as error:
        pytest.skip(f"NOT TESTED: {error}")
    words = [node, "--input-type=module", "-e", DRAW, json.dumps(CASES)]
    done = subprocess.run(words, cwd=ROOT / "playground", capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_kernels_are_the_kits_own(drawn, number):
    draw, expected = kit_draws(CASES[number])
    found = np.array(drawn[number]["kernel"])
    assert drawn[number]["draw"] == draw
    assert found.shape == expected.shape
    # Uniform numbers are equal to the bit; logarithm, sine and cosine differ by their last.
    limit = 0 if CASES[number]["name"] == "glorot" else 1e-6 * abs(expected).max()
    assert abs(found - expected).max() <= limit

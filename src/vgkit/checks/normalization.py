"""Checks of exercises 4a and 4b: the settings of a normalization, and what a student's own does."""

import numpy as np

from vgkit.backend import keras, tf
from vgkit.checks.findings import Finding, listed
from vgkit.checks.layers import INPUT_BLANKS
from vgkit.messages import say
from vgkit.networks.description import flat_layers


def batch_normalization_findings(model, reference):
    """Settings of BatchNormalization layers that are not Keras' defaults, as the exercise wants."""
    kind = keras.layers.BatchNormalization
    ours, theirs = (
        [layer for layer in flat_layers(each) if isinstance(layer, kind)]
        for each in (model, reference)
    )
    findings = []
    for number, (us, them) in enumerate(zip(ours, theirs, strict=True), start=2):
        expected = them.get_config()
        different = listed(
            f"{key}={value}"
            for key, value in us.get_config().items()
            if key != "name" and value != expected[key]
        )
        if different:
            findings.append(
                Finding(
                    "normalization_settings",
                    say(
                        en=f"The BatchNormalization before hidden {number} has {different}. The "
                        "exercise leaves Keras' defaults as they are.",
                        vi=f"BatchNormalization trước hidden {number} có {different}. Đề bài giữ "
                        "nguyên các giá trị mặc định của Keras.",
                    ),
                    INPUT_BLANKS["4a"][number],
                )
            )
    return findings


def own_normalization_findings(model):
    """What the student's own `MyNormalization` computes, on a small batch of small numbers."""
    layer = next(x for x in flat_layers(model) if type(x).__name__ == "MyNormalization")
    # Small numbers, so that an epsilon shows; no two rows or columns alike, so that an axis shows.
    x = np.array([[0.00001, 0.00002, 0.00004], [0.00003, 0.00009, 0.00001]])
    try:
        y = tf.convert_to_tensor(layer(x.astype(np.float32))).numpy().astype(float)
    except (TypeError, ValueError, AttributeError, tf.errors.OpError) as error:
        kind = type(error).__name__  # Keras' own message runs over many lines
        return [
            Finding(
                "normalization_fails",
                say(
                    en=f"MyNormalization fails on a batch of 2 images and 3 units ({kind}). It "
                    "needs no weights, and returns a tensor of its input's shape.",
                    vi=f"MyNormalization bị lỗi với một batch gồm 2 ảnh và 3 unit ({kind}). Nó "
                    "không cần weights, và trả về tensor có shape như input.",
                ),
                "my_normalization",
            )
        ]
    mean, std = x.mean(), x.std()
    if y.shape == x.shape and np.allclose(y, (x - mean) / std, rtol=1e-3):
        return []
    likely = {
        "not_centred": (
            x / std,
            "the mean is not subtracted.",
            "chưa trừ giá trị trung bình.",
        ),
        "variance_for_std": (
            (x - mean) / x.var(),
            "it divides by the variance, not by its square root.",
            "đang chia cho phương sai, không phải căn bậc hai của nó.",
        ),
        "not_scaled": (
            x - mean,
            "it does not divide by the standard deviation.",
            "chưa chia cho độ lệch chuẩn.",
        ),
        "per_unit": (
            (x - x.mean(0)) / x.std(0),
            "it normalizes each unit by itself. Over which elements is the mean to be taken?",
            "đang chuẩn hóa riêng từng unit. Trung bình phải lấy trên những phần tử nào?",
        ),
        "per_image": (
            (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True),
            "it normalizes each image by itself. Over which elements is the mean to be taken?",
            "đang chuẩn hóa riêng từng ảnh. Trung bình phải lấy trên những phần tử nào?",
        ),
        "nothing_done": (x, "it returns its input unchanged.", "trả về input không thay đổi."),
    }
    for code, (values, en, vi) in likely.items():
        if y.shape == values.shape and np.allclose(y, values, rtol=1e-3):
            return [Finding(code, f"MyNormalization: {say(en=en, vi=vi)}", "my_normalization")]
    return [
        Finding(
            "wrong_normalization",
            say(
                en=f"MyNormalization turns {x.tolist()} into {y.round(3).tolist()}, which is not "
                "(x − mean) / std over all elements. Was something added, such as an epsilon?",
                vi=f"MyNormalization biến {x.tolist()} thành {y.round(3).tolist()}, không phải "
                "(x − trung bình) / độ lệch chuẩn trên mọi phần tử. Có cộng thêm gì, chẳng hạn "
                "epsilon, không?",
            ),
            "my_normalization",
        )
    ]

"""The tour: in two minutes, gradients that die and gradients that live, on one page."""

import html
import os

from vgkit import course, data, quiz
from vgkit.diagnostics import gradients
from vgkit.figures import diagrams, plots, tables
from vgkit.folders import write_atomically
from vgkit.messages import get_language, say, tell
from vgkit.networks.description import layer_names
from vgkit.training import records, trainer

EPOCHS = 2
NETWORKS = ("baseline_7", "5")

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.6 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; color: #1b1b1b;
        max-width: 60rem; margin: 2.5rem auto; padding: 0 1.2rem; }}
h1, h2 {{ line-height: 1.25; }}
h2 {{ margin-top: 2.2rem; }}
img {{ display: block; margin: 1rem 0; }}
table {{ border-collapse: collapse; margin: 1rem 0; font-size: .94em; }}
caption {{ padding-bottom: .3rem; font-weight: 600; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3rem .9rem .3rem 0; vertical-align: top; }}
.notice {{ border-left: 5px solid #c8553d; background: #fbf0ed; padding: .6rem 1rem; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def _images_of_the_tour():
    """The real images, or the synthetic ones where the real ones cannot be had."""
    try:
        return data.load()
    except data.DataError as error:
        tell(str(error))
        tell(
            say(
                en="The tour goes on with SYNTHETIC images; the quiz is left out.",
                vi="Phần tham quan tiếp tục với ảnh TỔNG HỢP và bỏ phần trắc nghiệm.",
            )
        )
        os.environ["VGKIT_DATASET"] = "synthetic"
        return data.load()


def _names():
    return {
        "baseline_7": say(en="baseline", vi="baseline"),
        "5": say(en="skip connections", vi="skip connection"),
    }


def tour(path):
    """Train both networks for two epochs and write the page.

    Args:
        path: of the HTML file.

    Returns:
        The lines of a summary for the terminal.

    Raises:
        VgkitError: the live epochs disagree with the shipped records.
        OSError: the page cannot be written.
    """
    os.environ["VGKIT_PROFILE"] = "full"
    images = _images_of_the_tour()
    names, live, before = _names(), {}, {}
    for number, exercise in enumerate(NETWORKS, start=1):
        row = course.get(exercise)
        model = row.compiled()
        tell(f"[{number}/{len(NETWORKS)}] {row.title}")
        before[names[exercise]] = gradients.before_training(model)
        run = trainer.train(model, exercise, EPOCHS, again=True)
        live[names[exercise]] = run
        if not images.is_synthetic:
            shipped = records.shipped(exercise)
            records.compare(run, shipped, EPOCHS, row.tolerance, row.gradient_tolerance)
    layers = layer_names(course.get("5").build())
    body, summary = _write_up(images, layers, names, live, before)
    title = say(en="vgkit: a tour", vi="vgkit: một vòng tham quan")
    page = _PAGE.format(language=get_language(), title=title, body="\n".join(body))
    write_atomically(path, page.encode())
    return summary


def _write_up(images, layers, names, live, before):
    """The page's body as HTML and the terminal's summary, from the same numbers."""
    base, skip = names["baseline_7"], names["5"]
    ratio = before[base]["gradient_norm"][-1] / before[base]["gradient_norm"][0]
    gain = before[skip]["gradient_norm"][0] / before[base]["gradient_norm"][0]
    body, summary = [], []

    def heading(level, text):
        body.append(f"<h{level}>{html.escape(text)}</h{level}>")

    def paragraph(text, notice=False):
        cls = ' class="notice"' if notice else ""
        body.append(f"<p{cls}>{html.escape(text)}</p>")

    heading(
        1,
        say(
            en="Seven layers that cannot learn, and two additions",
            vi="Bảy lớp không học được, và hai phép cộng",
        ),
    )
    if images.is_synthetic:
        notice = say(
            en="Made with SYNTHETIC images, because Fashion-MNIST was not to be had. The picture "
            "is similar; the numbers mean nothing, and the quiz is left out.",
            vi="Trang này dùng ảnh TỔNG HỢP vì không có Fashion-MNIST. Hình dạng tương tự, nhưng "
            "các con số không có ý nghĩa, và phần trắc nghiệm được bỏ qua.",
        )
        paragraph(notice, notice=True)
        summary.append(notice)
    paragraph(
        say(
            en="The baseline of this course has seven hidden layers of 128 sigmoid units. Exercise 5 "
            "adds the output of layer 1 to the input of layer 4, and that of layer 4 to the input of "
            "the output layer. Not one parameter is added.",
            vi="Baseline của khóa học có bảy hidden layer, mỗi lớp 128 unit sigmoid. Bài 5 cộng output "
            "của lớp 1 vào input của lớp 4, và output của lớp 4 vào input của output layer. Không thêm "
            "tham số nào.",
        )
    )
    body.append(diagrams.skip_diagram().html())
    heading(
        2,
        say(
            en="Before training: how far does the gradient get?",
            vi="Trước khi train: gradient tới được đâu?",
        ),
    )
    body.append(plots.gradient_norms(layers, before).html())
    text = say(
        en=f"In the baseline the gradient of hidden 1 is {ratio:,.0f} times smaller than that of "
        f"the output layer. With skip connections hidden 1 gets a gradient {gain:,.0f} times that "
        "of the baseline.",
        vi=f"Ở baseline, gradient của hidden 1 nhỏ hơn gradient của output layer {ratio:,.0f} lần. "
        f"Với skip connection, hidden 1 nhận gradient gấp {gain:,.0f} lần baseline.",
    )
    paragraph(text)
    summary.append(text)
    heading(2, say(en=f"{EPOCHS} epochs of training", vi=f"Train {EPOCHS} epoch"))
    body.append(tables.milestones(live, range(1, EPOCHS + 1)).html())
    accuracy = {name: run.at("val_accuracy", EPOCHS) for name, run in live.items()}
    text = say(
        en=f"After epoch {EPOCHS} the validation accuracy is {accuracy[base]:.1%} for the baseline "
        f"and {accuracy[skip]:.1%} with skip connections.",
        vi=f"Sau epoch {EPOCHS}, validation accuracy của baseline là {accuracy[base]:.1%}, còn với "
        f"skip connection là {accuracy[skip]:.1%}.",
    )
    paragraph(text)
    summary.append(text)
    if images.is_synthetic:
        return body, summary
    text = say(
        en="These epochs agree with the records that vgkit ships; here are the records to the end:",
        vi="Các epoch này khớp với record đi kèm vgkit; dưới đây là record cho đến hết:",
    )
    paragraph(text)
    shipped = {names[e]: records.shipped(e) for e in NETWORKS}
    body.append(plots.curves(shipped).html())
    body.append(tables.four_signs(shipped).html())
    heading(2, say(en="The quiz", vi="Trắc nghiệm"))
    item = quiz.items()["Q6.published"]
    value = live[skip].at(item.measured.metric, item.measured.epoch)
    options = "   ".join(f"{a}. {o}" for a, o in zip(quiz.LETTERS, item.options, strict=True))
    nearest = min(
        quiz.LETTERS, key=lambda a: abs(float(item.options[quiz.LETTERS.index(a)]) - value)
    )
    text = say(
        en=f"Question 6. {item.text} Options: {options}. Measured just now: {value:.4f}, answer "
        f"{nearest}.",
        vi=f"Câu 6. {item.text} Phương án: {options}. Vừa đo được: {value:.4f}, đáp án {nearest}.",
    )
    paragraph(text)
    summary.append(text)
    heading(2, say(en="And now", vi="Tiếp theo"))
    paragraph(
        say(
            en="`make lab` opens JupyterLab. Start with hints/5_skip_connection.ipynb.",
            vi="`make lab` mở JupyterLab. Hãy bắt đầu với hints/vi/5_skip_connection.ipynb.",
        )
    )
    return body, summary

"""What axe-core, the engine behind most accessibility checkers, finds on a page."""

from pathlib import Path

AXE = Path(__file__).parents[2] / "playground" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
OPEN_FOLDS = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
RUN = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ id, impact, help, html, failureSummary })));
}
"""


def violations(page):
    """The serious and critical violations on a page with all its folds open, each in words.

    Args:
        page: Playwright's `Page`.
    """
    page.evaluate(OPEN_FOLDS)
    page.evaluate(AXE.read_text("utf-8"))
    return [
        f"{each['id']} ({each['impact']}): {each['help']}\n  {each['html'][:300]}\n"
        f"  {each['failureSummary']}"
        for each in page.evaluate(RUN)
        if each["impact"] in GRAVE
    ]

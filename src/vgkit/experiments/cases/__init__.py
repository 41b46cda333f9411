"""Networks that no notebook shows: what was measured of them decides the key of a question.

A question of transfer asks for more than what the lesson has shown, so nobody can look its answer
up. Its evidence is measured here, and shipped in course/cases/, one file for each question.
"""

from vgkit.experiments.cases.evidence import Case, Evidence, load_evidence, ship, show
from vgkit.experiments.cases.registry import CASES

__all__ = ["CASES", "Case", "Evidence", "load_evidence", "ship", "show"]

"""IMS QTI 1.2, in a content package: for Canvas, and other platforms that read no Moodle XML.

Why 1.2 and not 2.1: the feedback for each option is the heart of these questions. Canvas reads both
versions, but its New Quizzes take the feedback of an item, and of an option, from 1.2 only (the
`qti` library that they are built on has none for version 2), and its Classic Quizzes take it from
1.2 as well. Moodle itself reads neither. Identifiers of feedback and the fields `question_type` and
`points_possible` are those that Canvas looks for; for others they are names like any other.

Source: IMS Question & Test Interoperability 1.2.1, ASI XML binding
(https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_bindv1p2.html); IMS Content Packaging 1.1.
"""

import io
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree

from vgkit.quiz.export.markup import add, to_bytes, to_html
from vgkit.quiz.export.questions import Bank, Option, Question

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
_RESPONSE = "response1"
_ANY_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold


def render(banks: Iterable[Bank]) -> bytes:
    """Write banks as a zip archive: imsmanifest.xml, and an assessment for each language.

    Args:
        banks: one for each language.
    """
    files = {f"vgkit-{bank.language}.xml": _assessment(bank) for bank in banks}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in {"imsmanifest.xml": _manifest(files), **files}.items():
            entry = zipfile.ZipInfo(name, _ANY_TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, to_bytes(root), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _manifest(names):
    manifest = ElementTree.Element("manifest", {"xmlns": PACKAGING, "identifier": "vgkit-quiz"})
    metadata = add(manifest, "metadata")
    add(metadata, "schema", "IMS Content")
    add(metadata, "schemaversion", "1.1.3")
    add(manifest, "organizations")
    resources = add(manifest, "resources")
    for name in names:
        identifier = name.removesuffix(".xml")
        resource = add(
            resources, "resource", identifier=identifier, type="imsqti_xmlv1p2", href=name
        )
        add(resource, "file", href=name)
    return manifest


def _assessment(bank: Bank) -> ElementTree.Element:
    root = ElementTree.Element("questestinterop", {"xmlns": QTI})
    language = {"xml:lang": bank.language}
    assessment = add(
        root, "assessment", ident=f"vgkit-{bank.language}", title=bank.title, **language
    )
    for category in bank.categories:
        ident = f"vgkit-{bank.language}-{category.id}"
        section = add(assessment, "section", ident=ident, title=category.title)
        for question in category.questions:
            _add_item(section, question, f"vgkit-{bank.language}-{question.name}")
    return root


def _add_item(section: ElementTree.Element, question: Question, ident: str) -> None:
    item = add(section, "item", ident=ident, title=question.name)
    fields = add(add(item, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", "multiple_choice_question"), ("points_possible", "1")):
        field = add(fields, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)
    _add_presentation(item, question)
    _add_processing(item, question)
    if question.reason:
        _add_feedback(item, "general_fb", question.reason)
    for option in question.options:
        _add_feedback(item, _feedback_ident(option), option.feedback)


def _add_presentation(item, question):
    presentation = add(item, "presentation")
    _add_material(presentation, question.text)
    response = add(presentation, "response_lid", ident=_RESPONSE, rcardinality="Single")
    may_move = "Yes" if question.shuffled else "No"
    choice = add(response, "render_choice", shuffle=may_move)
    for option in question.options:
        label = add(choice, "response_label", ident=option.letter, rshuffle=may_move)
        _add_material(label, option.text)


def _add_processing(item, question):
    """One condition for each thing that happens; the last gives the point."""
    processing = add(item, "resprocessing")
    limits = {"minvalue": "0", "maxvalue": "1", "defaultval": "0"}
    add(add(processing, "outcomes"), "decvar", varname="SCORE", vartype="Decimal", **limits)
    if question.reason:
        condition = _add_condition(processing)
        add(condition, "displayfeedback", feedbacktype="Response", linkrefid="general_fb")
    for option in question.options:
        condition = _add_condition(processing, option)
        linked = _feedback_ident(option)
        add(condition, "displayfeedback", feedbacktype="Response", linkrefid=linked)
    right = next(option for option in question.options if option.right)
    add(_add_condition(processing, right), "setvar", "1", action="Set", varname="SCORE")


def _add_condition(processing, option: Option | None = None):
    """What follows when an option is chosen; without one, whatever is chosen."""
    condition = add(processing, "respcondition", **{"continue": "Yes"})
    holds = add(condition, "conditionvar")
    if option is None:
        add(holds, "other")
    else:
        add(holds, "varequal", option.letter, respident=_RESPONSE)
    return condition


def _feedback_ident(option):
    # Not "fb_C": Canvas takes an identifier that ends in "_C" for the feedback on any right answer.
    return f"{option.letter}_fb"


def _add_feedback(item, ident, text):
    _add_material(add(add(item, "itemfeedback", ident=ident), "flow_mat"), text)


def _add_material(parent, text):
    add(add(parent, "material"), "mattext", to_html(text), texttype="text/html")

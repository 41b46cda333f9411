"""A package of IMS QTI 1.2: what Canvas looks for, and IMS' own document type where it is at hand."""

import io
import os
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.quiz.export.samples import awkward_banks, bank, questions
from tests.quiz.export.test_markup import shown
from vgkit import course
from vgkit.quiz.export import qti
from vgkit.quiz.export.questions import read_bank

Q, CP = f"{{{qti.QTI}}}", f"{{{qti.PACKAGING}}}"


def unpacked(banks):
    """Name and content of each file in the package."""
    with zipfile.ZipFile(io.BytesIO(qti.render(banks))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def items(content):
    return list(ElementTree.fromstring(content).iter(f"{Q}item"))


def text(element):
    """What a platform shows of the one text below an element."""
    (found,) = element.iter(f"{Q}mattext")
    assert found.get("texttype") == "text/html"
    return shown(found.text)


def feedbacks(item):
    return {each.get("ident"): text(each) for each in item.findall(f"{Q}itemfeedback")}


def consequences(item):
    """For each condition: the letter, or None for whatever is chosen; the points; the feedback."""
    found = []
    for condition in item.iter(f"{Q}respcondition"):
        letter = condition.findtext(f"{Q}conditionvar/{Q}varequal")
        assert (letter is None) == (condition.find(f"{Q}conditionvar/{Q}other") is not None)
        linked = condition.find(f"{Q}displayfeedback")
        points = condition.findtext(f"{Q}setvar")
        found.append((letter, points, None if linked is None else linked.get("linkrefid")))
    return found


def check(item, question):
    """An item says of its question all that there is to say."""
    assert item.get("title") == question.name
    presentation = item.find(f"{Q}presentation")
    assert text(presentation.find(f"{Q}material")) == question.text
    (response,) = presentation.findall(f"{Q}response_lid")
    assert response.get("rcardinality") == "Single"
    (choice,) = response
    assert choice.get("shuffle") == ("Yes" if question.shuffled else "No")
    labels = [(label.get("ident"), text(label)) for label in choice]
    assert labels == [(option.letter, option.text) for option in question.options]
    given = {f"{option.letter}_fb": option.feedback for option in question.options}
    assert feedbacks(item) == given | ({"general_fb": question.reason} if question.reason else {})
    right = next(option.letter for option in question.options if option.right)
    general = [(None, None, "general_fb")] if question.reason else []
    own = [(option.letter, None, f"{option.letter}_fb") for option in question.options]
    assert consequences(item) == [*general, *own, (right, "1", None)]


@pytest.mark.parametrize("languages", [["en"], ["vi"], list(course.LANGUAGES)], ids="+".join)
def test_every_question_is_in_its_languages_assessment(languages):
    banks = [read_bank(language) for language in languages]
    files = unpacked(banks)
    assert list(files) == ["imsmanifest.xml", *(f"vgkit-{name}.xml" for name in languages)]
    for each in banks:
        root = ElementTree.fromstring(files[f"vgkit-{each.language}.xml"])
        (assessment,) = root
        assert assessment.get("title") == each.title
        assert assessment.get("{http://www.w3.org/XML/1998/namespace}lang") == each.language
        assert [s.get("title") for s in assessment] == [c.title for c in each.categories]
        for section, category in zip(assessment, each.categories, strict=True):
            for item, question in zip(section, category.questions, strict=True):
                check(item, question)


def test_what_means_something_in_xml_and_html_is_shown_as_text():
    for each in awkward_banks():
        (item,) = items(unpacked([each])["vgkit-en.xml"])
        check(item, *questions([each]))


def test_a_question_without_a_reason_has_no_general_feedback():
    plain = bank("abcdefghi", reason="")
    (item,) = items(unpacked([plain])["vgkit-en.xml"])
    check(item, *questions([plain]))


def test_the_manifest_names_the_files_that_there_are():
    files = unpacked([read_bank(language) for language in course.LANGUAGES])
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    assert [child.tag for child in manifest] == [
        f"{CP}metadata",
        f"{CP}organizations",
        f"{CP}resources",
    ]
    resources = list(manifest.iter(f"{CP}resource"))
    assert {each.get("type") for each in resources} == {"imsqti_xmlv1p2"}
    hrefs = [each.get("href") for each in resources]
    assert hrefs == [each.find(f"{CP}file").get("href") for each in resources]
    assert {"imsmanifest.xml", *hrefs} == set(files)


def test_an_identifier_stands_once_in_a_package_of_both_languages():
    files = unpacked([read_bank(language) for language in course.LANGUAGES])
    found = [
        element.get("ident")
        for name, content in files.items()
        if name != "imsmanifest.xml"
        for element in ElementTree.fromstring(content).iter()
        if element.tag in (f"{Q}assessment", f"{Q}section", f"{Q}item")
    ]
    assert len(set(found)) == len(found) > 60


def test_no_feedback_has_a_name_that_canvas_takes_for_another_kind():
    (item,) = items(unpacked([bank("abcdefghi")])["vgkit-en.xml"])
    of_options = [name for name in feedbacks(item) if name != "general_fb"]
    for word in ("wrong", "correct", "solution", "general_", "_all"):
        assert not any(word in name for name in of_options)
    assert not any(name.endswith(("_C", "_IC")) for name in of_options)


def test_canvas_finds_the_type_and_the_points_of_a_question():
    for item in items(unpacked([read_bank("en")])["vgkit-en.xml"]):
        fields = item.iter(f"{Q}qtimetadatafield")
        assert {f.findtext(f"{Q}fieldlabel"): f.findtext(f"{Q}fieldentry") for f in fields} == {
            "question_type": "multiple_choice_question", "points_possible": "1",
        }  # fmt: skip


@pytest.mark.thorough
def test_an_assessment_is_valid_by_the_document_type_of_ims():
    """IMS gives ims_qtiasiv1p2p1.dtd to everybody, but not to be handed on."""
    path = os.environ.get("IMS_QTI_DTD", "")
    if not Path(path).is_file():
        pytest.skip("NOT TESTED: name IMS' ims_qtiasiv1p2p1.dtd in IMS_QTI_DTD")
    etree = pytest.importorskip("lxml.etree", reason="NOT TESTED: needs lxml")
    dtd = etree.DTD(path)
    files = unpacked([read_bank(language) for language in course.LANGUAGES])
    files |= {str(n): unpacked([each])["vgkit-en.xml"] for n, each in enumerate(awkward_banks())}
    for name, content in files.items():
        if name == "imsmanifest.xml":
            continue
        root = etree.fromstring(content)
        for element in root.iter():  # a document type knows no namespaces
            element.tag = etree.QName(element).localname
        etree.cleanup_namespaces(root)
        assert dtd.validate(root), dtd.error_log.filter_from_errors()
        root.find(".//presentation").tag = "rendering"
        assert not dtd.validate(root)

import pytest
from builders import make_document

from pgo_core import keys, templates
from pgo_core.document import Template, Title

IDS = [name for name, _ in templates.available()]


def test_the_newest_version_is_loaded_once():
    assert templates.load("municipal") is templates.load("municipal")
    assert templates.load("municipal", "2020") == templates.load("municipal", 2020)


@pytest.mark.parametrize(("id", "version"), [("municipal", "99"), ("rof", None), ("../x", "1")])
def test_an_unknown_template_says_which_there_are(id, version):
    with pytest.raises(templates.TemplateNotFound, match="municipal 2020"):
        templates.load(id, version)


@pytest.mark.parametrize("id", IDS)
def test_every_template_has_a_chapter_for_every_nature_at_every_level(id):
    template = templates.load(id)
    levels = {level for title in template.titles for level in title.levels} or {0}
    for level in levels:
        titles = [t for t in template.titles if not t.levels or level in t.levels]
        natures = [n for t in titles for chapter in t.chapters for n in chapter.natures]
        assert len(natures) == len(set(natures)), "a nature stands in one chapter only"
    everywhere = {n for t in template.titles for chapter in t.chapters for n in chapter.natures}
    assert everywhere == set(keys.NATURES)


@pytest.mark.parametrize("id", IDS)
def test_every_template_has_a_place_for_every_free_article(id):
    template = templates.load(id)
    places = [t.place for t in template.titles] + [
        c.place for t in template.titles for c in t.chapters
    ]
    wanted = set(keys.ARTICLE_PLACES) - ({"processes"} if id != "mop" else set())
    assert wanted <= set(places)


@pytest.mark.parametrize("id", IDS)
def test_phrases_use_only_fields_that_are_filled(id):
    known = (
        {"number", "ordinal", "roman", "code", "heading", "name"}
        | {form.format(key) for key in ("unit", "parent", "entity") for form in ("{}", "of_{}")}
        | {"Unit", "Parent", "Entity"}
    )
    for key, phrase in templates.load(id).phrases.items():
        assert set(templates._FIELD.findall(phrase)) <= known, key


def test_fill_leaves_what_it_does_not_know():
    assert templates.fill("{a} {b} {0}", {"a": 1}) == "1 {b} {0}"


def test_a_template_that_is_only_named_is_the_official_one():
    named = make_document(template=Template("municipal", "1999"))
    assert templates.of(named) is templates.load("municipal")
    unknown = Template("unheard-of", "1")
    assert templates.of(make_document(template=unknown)) is unknown
    own = Template("municipal", "2020", (Title("ÚNICO"),))
    assert templates.of(make_document(template=own)) is own

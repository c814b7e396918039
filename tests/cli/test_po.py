"""Judging translation files."""

import pytest

from pgo_cli.po import parse_po, placeholders, problems

HEADER = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n\n'


def judge(body):
    return problems(parse_po(HEADER + body), "es.po")


def test_a_complete_file_has_no_problem():
    assert judge('#: x\nmsgid "Unit %(name)s"\nmsgstr "Unidad %(name)s"\n') == []


def test_the_header_is_not_an_entry():
    assert parse_po(HEADER) == []


def test_long_texts_are_joined():
    (entry,) = parse_po('msgid ""\n"one "\n"two"\nmsgstr ""\n"uno "\n"dos"\n')
    assert (entry.msgid, entry.msgstr) == ("one two", "uno dos")


def test_entries_need_no_blank_line_between_them():
    entries = parse_po('msgid "a"\nmsgstr "x"\nmsgid "b"\nmsgstr "y"\n')
    assert [(e.msgid, e.msgstr) for e in entries] == [("a", "x"), ("b", "y")]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('msgid "Unit"\nmsgstr ""\n', "no tiene traducción"),
        ('#, fuzzy\nmsgid "Unit"\nmsgstr "Unidad"\n', "fuzzy"),
        ('#~ msgid "Unit"\n#~ msgstr "Unidad"\n', "obsoleto"),
        ('msgid "%s units"\nmsgstr "unidades"\n', "marcadores"),
        ('msgid "Hi {name}"\nmsgstr "Hola {nombre}"\n', "marcadores"),
        ('msgid "%(a)s"\nmsgstr "%(b)s"\n', "marcadores"),
    ],
)
def test_each_fault_is_found(body, word):
    (found,) = judge(body)
    assert word in found


def test_a_percent_sign_is_no_placeholder():
    assert placeholders("100%% of it") == placeholders("100 % of it") == []


def test_placeholders_may_change_place():
    assert placeholders("%(a)s of %(b)s") == placeholders("%(b)s: %(a)s")

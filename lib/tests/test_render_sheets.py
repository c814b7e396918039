"""The lists as files: all of the Document in order, no formula, the same bytes, never half."""

import csv
from datetime import date
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest
from builders import make_document, make_function, make_unit, random_document
from hypothesis import given
from sheet_reader import from_ods, from_xlsx

from pgo_core import keys, messages, numbering
from pgo_core.document import Citation, Competence
from pgo_core.dossier import StaffRow, StaffTable
from pgo_core.render import sheets
from pgo_core.render.composition import RenderContext
from pgo_core.render.errors import RenderError
from pgo_core.render.sheets.tables import cell_text

STAFF = StaffTable((StaffRow("gm", "Gerencia", 2, 1, 3, 4), StaffRow("", "Otra")), 2, 1, 3)
DRAFT = RenderContext(state_label="BORRADOR & más", code="AB12-CD34")
NAMES = ["Unidades", "Funciones", "Citas", "Competencias y cobertura"]


def from_csv(made):
    """Rows by sheet; the apostrophe in front is dropped and numbers are numbers, as documented."""
    names = {f"{table.file}.csv": table for table in sheets.tables(make_document(), None, STAFF)}
    found = {}
    for name in ZipFile(BytesIO(made)).namelist():
        content = ZipFile(BytesIO(made)).read(name)
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
        found[names[name].name] = [[cell.removeprefix("'") for cell in row] for row in rows]
    return found


READERS = {
    "xlsx": (sheets.xlsx, from_xlsx),
    "ods": (sheets.ods, from_ods),
    "csv": (sheets.csv_zip, from_csv),
}


@pytest.fixture(params=READERS)
def read(request):
    """Make a file of a Document in one format and read it back, all as text."""
    make, reader = READERS[request.param]

    def run(document, context=None, staff=None):
        found = reader(make(document, context, staff))
        return {name: [[str(cell) for cell in row] for row in rows] for name, rows in found.items()}

    return run


def column(rows, name):
    place = rows[0].index(name)
    return [row[place] for row in rows[1:]]


def test_all_the_lists_in_their_order(read):
    document = make_document()
    found = read(document)
    assert list(found) == [*NAMES, "Documento"]
    assert list(read(document, None, STAFF)) == [*NAMES, "Personal", "Documento"]
    units = found["Unidades"]
    assert units[0][1:4] == ["Código", "Unidad de organización", "Sigla"]
    assert column(units, "Depende de")[1] == "Concejo Municipal"
    assert column(units, "Naturaleza")[-1] == "Órgano desconcentrado"
    functions = found["Funciones"]
    assert column(functions, "Literal")[:4] == ["a", "b", "a", "b"]
    assert set(column(functions, "Clase de función")) == {"Sustantiva"}
    citations = found["Citas"]
    assert column(citations, "Norma") == ["Ley N° 27972"] * 2
    assert column(citations, "Elemento") == ["Competencia"] * 2


def test_each_value_stands_in_its_column(read):
    citation = Citation("LEY-1", "Ley N° 1", "79", "a")
    function = make_function(
        "f1",
        "Formular.",
        citations=(citation,),
        function_class="internal_administration",
        admin_system="treasury",
        counterpart="MEF",
    )
    unit = make_unit("u", "Oficina", "support", 2, (function,), code="06.1", acronym="OF")
    competences = (
        Competence("c1", "Una", (), ("f1", "gone")),
        Competence("c2", "Otra", (), ("gone",)),
    )
    found = read(make_document(units=(unit,), competences=competences))
    assert found["Unidades"][1][:6] == ["u", "06.1", "Oficina", "OF", "2", "Unidad de apoyo"]
    assert found["Funciones"][1] == [
        *("f1", "u", "06.1", "Oficina", "a", "Formular."),
        *("De administración interna", "Tesorería", "MEF"),
    ]
    where = ["f1", "Función", "06.1", "Oficina", "a"]
    assert found["Citas"][1:] == [[*where, "Ley N° 1", "LEY-1", "79", "a"]]
    assert found["Competencias y cobertura"][1:] == [
        ["c1", "f1", "a", "Una", "Con función", "06.1", "Oficina", "a", "Formular."],
        ["c2", "", "b", "Otra", "Sin función", "", "", "", ""],
    ]


def test_staff_and_what_the_file_is_of(read):
    found = read(make_document(), DRAFT, STAFF)
    assert found["Personal"][1:] == [
        ["gm", "01.3", "Gerencia Municipal", "2", "1", "3", "4"],
        ["", "", "Otra", "0", "0", "0", "0"],
        ["", "", "Total", "2", "1", "3", ""],
    ]
    assert ["Estado del documento", "BORRADOR & más"] in found["Documento"]
    assert ["Código de verificación", "AB12-CD34"] in found["Documento"]


@given(random_document())
@pytest.mark.parametrize("name", READERS)
def test_what_is_read_back_is_the_document(name, document):
    make, reader = READERS[name]
    found = {
        sheet: [[str(cell) for cell in row] for row in rows]
        for sheet, rows in reader(make(document)).items()
    }
    units = found["Unidades"]
    wanted = [(u.uid, u.code, cell_text(u.name), str(u.level)) for u in document.units]
    keys_of_units = ("Identificador", "Código", "Unidad de organización", "Nivel")
    assert list(zip(*(column(units, key) for key in keys_of_units), strict=True)) == wanted
    functions = found["Funciones"]
    wanted = [(unit.uid, f.uid, cell_text(f.text)) for unit, f in document.functions()]
    keys_of_functions = ("Identificador de la unidad", "Identificador", "Función")
    found_functions = [column(functions, key) for key in keys_of_functions]
    assert list(zip(*found_functions, strict=True)) == wanted
    cited = [c for one in document.competences for c in one.citations]
    cited += [c for _unit, one in document.functions() for c in one.citations]
    norms, articles = (column(found["Citas"], key) for key in ("Norma", "Artículo"))
    assert list(zip(norms, articles, strict=True)) == [
        (cell_text(c.label or c.norm), c.article) for c in cited
    ]


@given(random_document(broken=False))
def test_letters_are_those_of_the_articles(document):
    printed = {
        item.uid: item.letter
        for article in numbering.articles(document)
        if article.role in ("functions", "competences")
        for item in article.items
        if item.uid
    }
    lists = {table.key: table for table in sheets.tables(document)}
    assert {row[0]: row[4] for row in lists["functions"].rows}.items() <= printed.items()
    letters = {row[0]: row[2] for row in lists["coverage"].rows}
    if len([one for one in document.articles if one.role == "competences"]) == 1:
        assert letters.items() <= printed.items()


ATTACKS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "{=1}", "'=1", "http://x")


@pytest.fixture
def attacked():
    """A document all of whose texts are attacks."""
    units = [
        make_unit(
            f"={number}",
            text,
            functions=(
                make_function(
                    f"@{number}", text, counterpart=text, citations=(Citation(text, text, text),)
                ),
            ),
            code=text,
            acronym=text,
            description=text,
        )
        for number, text in enumerate(ATTACKS)
    ]
    return make_document(title="=1+1", units=tuple(units))


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(attacked):
    made = sheets.xlsx(attacked, DRAFT, STAFF)
    book = openpyxl.load_workbook(BytesIO(made))
    seen = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in seen} == {"s", "n"}
    assert not any(cell.hyperlink for cell in seen)
    texts = {cell.value for cell in seen if cell.data_type == "s"}
    assert {cell_text(text) for text in ATTACKS} <= texts
    assert next(cell for cell in seen if cell.value == "=1+1").quotePrefix
    for name in ZipFile(BytesIO(made)).namelist():
        if name.startswith("xl/worksheets/"):
            assert b"<f>" not in ZipFile(BytesIO(made)).read(name)


def test_no_cell_of_opendocument_is_a_formula(attacked):
    content = ZipFile(BytesIO(sheets.ods(attacked))).read("content.xml")
    assert b"formula" not in content and b'value-type="string"' in content
    assert column(from_ods(sheets.ods(attacked))["Funciones"], "Función") == [
        cell_text(text) for text in ATTACKS
    ]


def test_no_field_of_a_csv_begins_like_a_formula(attacked):
    files = sheets.csv_files(attacked, DRAFT, STAFF)
    fields = [
        field
        for content in files.values()
        for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
        for field in row
    ]
    assert not [field for field in fields if field.strip()[:1] in tuple("=+-@＝＋－＠")]
    assert {"'=1+1", "'-1", "''=1", "' =1"} <= set(fields)


def test_csv_is_what_the_standard_says():
    unit = make_unit("u", 'Oficina "A", de B', functions=0, description="Uno.\nDos.")
    content = sheets.csv_files(make_document(units=(unit,)))["unidades.csv"]
    assert content.startswith(b"\xef\xbb\xbfIdentificador,")
    assert b'"Oficina ""A"", de B"' in content and b'"Uno.\nDos."' in content
    assert content.endswith(b"\r\n") and content.count(b"\r\n") == 2


def test_headers_stay_filter_and_identifiers_are_hidden_and_protected():
    book = openpyxl.load_workbook(BytesIO(sheets.xlsx(make_document(), DRAFT, STAFF)))
    for sheet in book:
        assert sheet.freeze_panes == "A2" and sheet.protection.sheet
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold and cell.protection.locked for cell in sheet[1])
    units = book["Unidades"]
    hidden = [name for name, column in units.column_dimensions.items() if column.hidden]
    assert hidden == ["A", "H"] and units["A2"].protection.locked
    assert not units["C2"].protection.locked and units.column_dimensions["C"].width > 40
    assert units["B2"].number_format == "@" and units["B2"].value == "01.1"
    assert units["E2"].value == 1


def test_opendocument_has_the_same_conveniences():
    archive = ZipFile(BytesIO(sheets.ods(make_document(), DRAFT, STAFF)))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    content, settings = (archive.read(name).decode() for name in ("content.xml", "settings.xml"))
    assert content.count('table:protected="true"') == 6 == content.count("filter-buttons")
    assert content.count('loext:use-autofilter="true"') == 6
    assert 'visibility="collapse"' in content and "table-header-rows" in content
    assert settings.count("VerticalSplitPosition") == 6
    for name in archive.namelist()[1:]:
        ElementTree.fromstring(archive.read(name))


def test_bad_texts_survive(read):
    names = (
        "X" * 300,
        "😀 مبקר \u202e",
        "Control\x00\x0b\x1f\ufffe fin",
        "",
        "  dos  blancos ",
        "_x0041_",
    )
    units = [
        make_unit(f"u{place}", name, functions=(make_function(f"f{place}", "Y" * 4000),))
        for place, name in enumerate(names)
    ]
    units.append(make_unit("none", "Sin funciones", functions=0))
    cycle = (make_unit("a", "Ciclo A", parent_uid="b"), make_unit("b", "Ciclo B", parent_uid="a"))
    found = read(make_document(units=(*units, *cycle)))
    read_names = column(found["Unidades"], "Unidad de organización")
    read_names[5] = read_names[5].replace("_x005F_", "_")  # openpyxl leaves Excel's own escape
    wanted = list(names)
    wanted[1], wanted[2] = "😀 مبקר [U+202E]", "Control fin"
    assert [name.replace("Control  fin", "Control fin") for name in read_names] == [
        *wanted,
        "Sin funciones",
        "Ciclo A",
        "Ciclo B",
    ]
    assert column(found["Funciones"], "Función")[0] == "Y" * 4000
    assert column(found["Unidades"], "Depende de")[-2:] == ["Ciclo B", "Ciclo A"]


def test_an_empty_document_has_its_empty_lists(read):
    found = read(make_document(units=(), competences=(), articles=(), annexes=(), title=""))
    assert [len(found[name]) for name in NAMES] == [1, 1, 1, 1]
    assert ["Título", "Reglamento de Organización y Funciones"] in found["Documento"]


@pytest.mark.parametrize("text", ["Y" * 32_768, "😀" * 16_384])
def test_a_text_too_long_for_excel_is_told_with_its_place(text):
    document = make_document(units=(make_unit(functions=(make_function(text=text),)),))
    with pytest.raises(RenderError, match="hoja «Funciones», fila 2.*32767"):
        sheets.xlsx(document)
    assert column(from_ods(sheets.ods(document))["Funciones"], "Función") == [text]


def test_the_longest_text_of_excel_is_whole():
    text = "Y" * 32_767
    document = make_document(units=(make_unit(functions=(make_function(text=text),)),))
    assert column(from_xlsx(sheets.xlsx(document))["Funciones"], "Función") == [text]


def test_every_key_has_its_spanish():
    assert all(messages.text(f"render.sheets.class.{key}") for key in keys.FUNCTION_CLASSES)
    for table in sheets.tables(make_document(), DRAFT, STAFF):
        assert len(table.name) <= 31 and table.file.isascii()
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len({column.name for column in table.columns}) == len(table.columns)


def test_the_date_of_the_file_is_that_of_the_context():
    context = RenderContext(date=date(2026, 3, 1))
    for make, name in ((sheets.xlsx, "docProps/core.xml"), (sheets.ods, "meta.xml")):
        assert b"2026-03-01T00:00:00" in ZipFile(BytesIO(make(make_document(), context))).read(name)
        assert b"2000-01-01T00:00:00" in ZipFile(BytesIO(make(make_document()))).read(name)

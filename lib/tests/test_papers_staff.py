"""The cuadro de necesidades: a row for each unit, sums of its own (L02 Anexo 7)."""

from dataclasses import replace

from papers_helpers import keys, make, start, table, text

from pgo_core.dossier import StaffRow, StaffTable

KIND = "staff_table"
CAPTION = "Cuadro de necesidades de personal"


def with_rows(*rows, **totals):
    return start("small", dossier={"staff": StaffTable(rows, **totals)})


def test_it_has_a_row_for_each_unit_and_the_total_of_the_rows():
    document, context = start("sent")
    paper = make(KIND, document, context)
    rows = table(paper, CAPTION)
    assert [row[0] for row in rows[:-1]] == [f"{unit.code} {unit.name}" for unit in document.units]
    assert rows[-1] == ["TOTAL", "46", "35", "81"]
    staff = context.dossier.staff.rows
    by_name = {row[0].split(" ", 1)[1]: row[1:] for row in rows[:-1]}
    for row in staff:
        assert by_name[row.name] == [str(row.cap), str(row.cas), str(row.total)]
    assert keys(paper) == []


def test_a_unit_without_row_is_blank_and_named_but_for_collegiate_organs():
    document, context = with_rows(StaffRow("gm", cap=3, cas=2))
    paper = make(KIND, document, context)
    rows = {row[0]: row[1:] for row in table(paper, CAPTION)}
    assert rows["01.3 Gerencia Municipal"] == ["3", "2", "5"]
    assert rows["01.2 Alcaldía"] == ["", "", ""]
    assert keys(paper) == ["staff"]
    asked = next(paper.blanks()).prompt
    assert "Alcaldía" in asked and "Gerencia Municipal" not in asked
    assert "Concejo" not in asked and "Consejo" not in asked and "Junta" not in asked


def test_units_below_stand_under_their_organ():
    document, context = start("ministry")
    rows = [row[0] for row in table(make(KIND, document, context), CAPTION)]
    place = rows.index("04.1 Oficina General de Planeamiento y Presupuesto")
    assert rows[place + 1] == "04.1.1 Oficina de Planeamiento y Modernización"


def test_what_does_not_add_up_is_told():
    document, context = with_rows(
        StaffRow("gm", cap=3, cas=2, total=6, contractors=2),
        StaffRow("", "Unidad que no existe", cap=1),
        total_cap=9,
        total=6,
    )
    said = text(make(KIND, document, context))
    assert (
        "Gerencia Municipal: el cuadro indica 6 puestos en total y la suma de CAP y CAS es 5."
        in said
    )
    assert "2 locadores de servicios, que no se cuentan" in said
    assert "Total de personal CAP: el cuadro indica 9 y la suma de las filas es 4." in said
    assert "«Unidad que no existe» no es una unidad del texto propuesto" in said
    assert "Total de puestos necesarios" in said and "la suma de las filas es 6" not in said


def test_a_row_is_found_by_the_name_of_its_unit_and_two_rows_are_both_shown():
    document, context = with_rows(StaffRow("", "GERENCIA municipal", 1), StaffRow("gm", cap=2))
    paper = make(KIND, document, context)
    rows = [row for row in table(paper, CAPTION) if "Gerencia Municipal" in row[0]]
    assert [row[1] for row in rows] == ["1", "2"]
    assert table(paper, CAPTION)[-1][1] == "3"


def test_without_a_table_there_are_no_figures():
    document, context = start("small")
    bare = replace(context, dossier=None)
    assert table(make(KIND, document, bare), CAPTION)[-1] == ["TOTAL", "", "", ""]

"""The organigram: placement by law, every unit once, no overlap, text fits, broken trees too."""

from dataclasses import replace
from itertools import combinations, pairwise
from time import process_time
from xml.etree import ElementTree

import pytest
from builders import make_document, make_unit, random_document
from hypothesis import given

from pgo_core.organigram import best_page, fit, layout, metrics, outline_text, svg
from pgo_core.printable import visible
from pgo_core.render.composition import RenderContext, compose

SVG = "{http://www.w3.org/2000/svg}"


def box_of(chart, uid):
    return next(box for box in chart.boxes if box.uid == uid)


def line_to(chart, uid):
    target = box_of(chart, uid).position
    return next(line for line in chart.lines if line.target == target)


def overlapping(chart):
    return [
        (a.uid, b.uid)
        for a, b in combinations(chart.boxes, 2)
        if a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    ]


def crossed(chart):
    """Boxes whose inside a line passes through."""
    found = []
    for line in chart.lines:
        for (x, y), (to_x, to_y) in pairwise(line.points):
            left, right, top, bottom = min(x, to_x), max(x, to_x), min(y, to_y), max(y, to_y)
            found += [
                (line.target, box.uid)
                for box in chart.boxes
                if left < box.x + box.width - 0.1
                and right > box.x + 0.1
                and top < box.y + box.height - 0.1
                and bottom > box.y + 0.1
            ]
    return found


def large(units, children=7, name="Subgerencia de Planeamiento Urbano y Catastro"):
    """A municipality with so many units, most of them subgerencias of its gerencias."""
    found = list(make_document().units)
    organ = 0
    while len(found) < units:
        organ += 1
        head = f"g{organ}"
        found.append(
            make_unit(head, f"Gerencia número {organ}", code=f"07.{organ + 2}", parent_uid="gm")
        )
        for place in range(1, children + 1):
            code = f"07.{organ + 2}.{place}"
            found.append(
                make_unit(f"{head}-{place}", f"{name} {place}", level=3, code=code, parent_uid=head)
            )
    return make_document(units=tuple(found[:units]))


def check(document):
    """What holds for every chart whatever."""
    chart = layout(document)
    assert sorted(box.position for box in chart.boxes) == list(range(len(document.units)))
    assert overlapping(chart) == []
    assert len({(box.width, box.height) for box in chart.boxes}) <= 1
    for box in chart.boxes:
        assert box.x >= 0 and box.y >= 0
        assert box.x + box.width <= chart.width and box.y + box.height <= chart.height
        assert "".join(box.lines).replace(" ", "") == "".join(visible(box.name).split())
        assert all(metrics.width(line) * chart.font_size / 1000 <= box.width for line in box.lines)
        assert len(box.lines) * chart.line_height <= box.height
    for line in chart.lines:
        assert all(x == to_x or y == to_y for (x, y), (to_x, to_y) in pairwise(line.points))
        assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in line.points)
    return chart


def test_alta_direccion_is_a_vertical_stem():
    chart = check(make_document())
    concejo, alcaldia, gerencia = (box_of(chart, uid) for uid in ("concejo", "alcaldia", "gm"))
    assert concejo.x == alcaldia.x == gerencia.x
    assert concejo.y < alcaldia.y < gerencia.y


def test_control_and_defense_stand_at_the_height_of_the_first_organ():
    chart = layout(make_document())
    concejo = box_of(chart, "concejo")
    assert box_of(chart, "oci").y == box_of(chart, "ppm").y == concejo.y
    assert box_of(chart, "oci").x < concejo.x < box_of(chart, "ppm").x


def test_control_stays_there_when_it_depends_on_the_mayor():
    units = tuple(
        replace(unit, parent_uid="alcaldia") if unit.uid in ("oci", "ppm") else unit
        for unit in make_document().units
    )
    chart = check(make_document(units=units))
    assert box_of(chart, "oci").y == box_of(chart, "ppm").y == box_of(chart, "concejo").y
    assert line_to(chart, "oci").kind == "dependence"
    assert line_to(chart, "oci").source == box_of(chart, "alcaldia").position
    assert crossed(chart) == []


def test_lines_without_authority_are_dotted():
    chart = layout(make_document())
    assert line_to(chart, "oci").kind == "dotted"
    assert line_to(chart, "ccld").kind == "dotted"
    assert line_to(chart, "ppm").kind == "dependence"
    assert line_to(chart, "oaj").kind == "dependence"


def test_support_left_advisory_right_line_and_deconcentrated_below():
    units = (
        *make_document().units,
        make_unit("zona", "Agencia Sur", "deconcentrated", 3, parent_uid="gm"),
    )
    chart = check(make_document(units=units))
    stem = box_of(chart, "gm")
    for uid in ("sg", "oga", "conta"):
        assert box_of(chart, uid).x + box_of(chart, uid).width <= stem.x + stem.width / 2
        assert box_of(chart, uid).y > stem.y
    for uid in ("oaj", "opp"):
        assert box_of(chart, uid).x >= stem.x + stem.width / 2
    middle = max(box_of(chart, uid).y for uid in ("sg", "oga", "conta", "oaj", "opp"))
    assert box_of(chart, "gdu").y > middle and box_of(chart, "gds").y > middle
    assert box_of(chart, "zona").y > box_of(chart, "gdu").y


def test_deeper_units_are_stacked_below_their_organ():
    chart = layout(make_document())
    organ, first, second = (box_of(chart, uid) for uid in ("oga", "conta", "teso"))
    assert organ.y < first.y < second.y
    assert first.x == second.x and organ.x < first.x < organ.x + organ.width


def test_every_dependence_is_drawn_from_the_bottom_or_side_of_its_superior():
    document = large(60)
    chart = check(document)
    drawn = {(line.source, line.target) for line in chart.lines}
    place = {unit.uid: index for index, unit in enumerate(document.units)}
    for index, unit in enumerate(document.units):
        if unit.parent_uid:
            assert (place[unit.parent_uid], index) in drawn
    for line in chart.lines:
        source, target = chart.boxes[line.source], chart.boxes[line.target]
        for box, (x, y) in ((source, line.points[0]), (target, line.points[-1])):
            assert box.x - 0.01 <= x <= box.x + box.width + 0.01
            assert box.y - 0.01 <= y <= box.y + box.height + 0.01


@pytest.mark.parametrize("units", [1, 2, 3, 5, 8, 13, 21, 34, 60, 90, 120])
def test_any_size_has_no_overlap_and_no_line_through_a_box(units):
    assert crossed(check(large(units))) == []


@pytest.mark.parametrize("units,paper,least", [(120, "a3", 6.0), (60, "a3", 7.2), (20, "a4", 7.0)])
def test_letters_are_readable_on_paper(units, paper, least):
    chart = layout(large(units))
    best = max(fit(chart, paper, orientation).font_pt for orientation in ("portrait", "landscape"))
    assert best >= least


@pytest.mark.parametrize("units", [20, 60, 120])
def test_screen_and_print_have_one_layout(units):
    """What the page of the PDF shows is the very drawing of the screen, at the scale of its sheet."""
    document = large(units)
    chart = layout(document)
    data = compose(document, RenderContext())["annexes"][-1]
    assert data["svg"] == svg(chart)
    assert data["width"] / chart.width * chart.font_size >= 6


def test_1500_units_are_laid_out_and_drawn_in_less_than_a_second():
    document = large(1500)
    start = process_time()
    assert svg(layout(document)).count("<rect") == 1500
    assert process_time() - start < 1


def test_best_page_takes_a4_for_a_small_chart_and_a3_for_a_large_one():
    assert best_page(layout(make_document())).paper == "a4"
    page = best_page(layout(large(120)))
    assert page.paper == "a3" and page.readable
    assert best_page(layout(large(600))).readable


@pytest.mark.parametrize(
    "name",
    [
        "Oficina General de Planeamiento, Presupuesto, Modernización e Inversiones " * 4,
        "X" * 300,
        "漢字" * 60,
        "",
        "   ",
        "<b>&amp;\"'</b>",
    ],
)
def test_any_name_fits(name):
    units = tuple(
        replace(unit, name=name) if unit.uid in ("gdu", "conta") else unit
        for unit in make_document().units
    )
    document = make_document(units=units)
    chart = check(document)
    texts = [node.text for node in ElementTree.fromstring(svg(chart)).iter(f"{SVG}tspan")]
    assert "".join(box_of(chart, "gdu").lines) in "".join(text or "" for text in texts)


def test_many_units_below_one_organ_still_fit_a_page():
    units = (
        *make_document().units,
        *(make_unit(f"s{n}", f"Subgerencia {n}", level=3, parent_uid="gdu") for n in range(100)),
    )
    chart = check(make_document(units=units))
    assert crossed(chart) == []
    assert best_page(chart).readable


def test_ministry_with_two_vice_ministries():
    """The other despachos of the Alta Dirección stand below, with their own organs under them."""
    units = [make_unit("dm", "Despacho Ministerial", "senior_management", 1, code="01.1")]
    for number in (1, 2):
        head = f"dvm{number}"
        units.append(
            make_unit(
                head, f"Despacho Viceministerial {number}", "senior_management", 1, parent_uid="dm"
            )
        )
        for organ in range(4):
            uid = f"{head}-{organ}"
            units.append(make_unit(uid, f"Dirección General {organ}", parent_uid=head))
            units += [
                make_unit(f"{uid}-{place}", f"Dirección {place}", level=3, parent_uid=uid)
                for place in range(3)
            ]
    units.append(make_unit("sg", "Secretaría General", "senior_management", 1, parent_uid="dm"))
    units += [
        make_unit("ogaj", "Oficina General de Asesoría Jurídica", "advisory", 2, parent_uid="sg"),
        make_unit("oga", "Oficina General de Administración", "support", 2, parent_uid="sg"),
    ]
    chart = check(make_document(units=tuple(units)))
    assert crossed(chart) == []
    assert box_of(chart, "sg").x == box_of(chart, "dm").x
    assert box_of(chart, "dvm1").y == box_of(chart, "dvm2").y > box_of(chart, "oga").y


def test_many_bodies_beside_the_alta_direccion():
    units = (
        *make_document().units,
        *(
            make_unit(
                f"c{n}", f"Comité {n}", "coordination", 1, linked_to_uid="alcaldia" if n % 2 else ""
            )
            for n in range(11)
        ),
        make_unit("oci2", "Otro control", "control", 1),
        make_unit("oci-1", "Unidad de auditoría", "control", 3, parent_uid="oci"),
        make_unit("ppm-1", "Oficina de procesos", "legal_defense", 3, parent_uid="ppm"),
    )
    chart = check(make_document(units=units))
    assert crossed(chart) == []
    top = box_of(chart, "oaj").y
    assert all(box_of(chart, f"c{n}").y < top for n in range(11))


def test_broken_trees_draw_every_unit_once_and_no_false_line():
    units = (
        *make_document().units,
        make_unit("a", "Ciclo A", parent_uid="b"),
        make_unit("b", "Ciclo B", parent_uid="a"),
        make_unit("self", "De sí misma", parent_uid="self"),
        make_unit("lost", "Sin superior", parent_uid="nowhere"),
        make_unit("none", "Sin dependencia", level=3),
        make_unit("gdu", "Repetida", parent_uid="gm"),
    )
    chart = check(make_document(units=units))
    targets = {chart.boxes[line.target].uid for line in chart.lines}
    assert targets.isdisjoint({"self", "lost", "none"})
    assert len(targets & {"a", "b"}) == 1


def test_no_units_and_no_alta_direccion():
    assert layout(make_document(units=())).boxes == ()
    assert svg(layout(make_document(units=()))).startswith("<svg")
    chart = check(
        make_document(units=tuple(unit for unit in make_document().units if unit.level > 1))
    )
    assert crossed(chart) == []


def test_a_chain_of_a_thousand_units_is_drawn():
    units = tuple(
        make_unit(f"u{n}", f"U {n}", level=n, functions=0, parent_uid=f"u{n - 1}" if n else "")
        for n in range(1500)
    )
    assert len(layout(make_document(units=units)).boxes) == 1500


@given(random_document(max_units=25))
def test_random_documents(document):
    chart = check(document)
    ElementTree.fromstring(svg(chart))
    assert len(outline_text(document).splitlines()) >= len(document.units)


def test_svg_is_accessible_and_escaped():
    document = make_document(
        entity=replace(make_document().entity, name='Municipalidad "<script>" & Cía'),
        units=(make_unit("u", "<script>alert(1)</script>\x00\u202eabc", level=1),),
    )
    drawing = svg(layout(document), links={"u": '#a"onload="x'}, prefix="uno")
    root = ElementTree.fromstring(drawing)
    assert root.get("role") == "group" and root.get("aria-labelledby") == "uno-t uno-d"
    assert root.find(f"{SVG}title").get("id") == "uno-t"
    assert "<script>" not in drawing and 'onload="' not in drawing and "\x00" not in drawing
    assert "[U+202E]" in drawing
    assert [node.get("href") for node in root.iter(f"{SVG}a")] == ['#a"onload="x']
    assert ElementTree.fromstring(svg(layout(document))).get("role") == "img"


def test_svg_holds_names_as_text_and_is_the_same_twice():
    document = large(60)
    drawing = svg(layout(document))
    assert drawing == svg(layout(document))
    text = " ".join(node.text or "" for node in ElementTree.fromstring(drawing).iter(f"{SVG}tspan"))
    for unit in document.units:
        assert " ".join(unit.name.split()) in text


def test_text_alternative_names_every_unit_once_in_order_of_dependence():
    lines = outline_text(make_document()).splitlines()
    assert lines[:4] == [
        "Órganos de la Alta Dirección",
        "  01.1 Concejo Municipal",
        "  01.2 Alcaldía",
        "  01.3 Gerencia Municipal",
    ]
    assert (
        lines.index("    06.1.1 Oficina de Contabilidad")
        == lines.index("  06.1 Oficina General de Administración") + 1
    )
    for unit in make_document().units:
        assert sum(line.strip() == f"{unit.code} {unit.name}" for line in lines) == 1

import pytest

from pgo_core import spanish


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gerencia Municipal", "de la Gerencia Municipal"),
        ("Concejo Municipal", "del Concejo Municipal"),
        ("Alcaldía", "de la Alcaldía"),
        ("ALCALDÍA", "de la ALCALDÍA"),
        ("Órgano de Control Institucional", "del Órgano de Control Institucional"),
        ("Procuraduría Pública Municipal", "de la Procuraduría Pública Municipal"),
        ("Junta de Delegados Vecinales", "de la Junta de Delegados Vecinales"),
        ("Subgerencia de Obras", "de la Subgerencia de Obras"),
        ("Despacho Viceministerial", "del Despacho Viceministerial"),
        ("Dirección Regional de Salud", "de la Dirección Regional de Salud"),
        ("Comité Directivo", "del Comité Directivo"),
        ("Área de Almacén", "del Área de Almacén"),
        ("Unidad de Caja", "de la Unidad de Caja"),
        ("Oficinas Desconcentradas", "de las Oficinas Desconcentradas"),
        ("Direcciones de Red", "de las Direcciones de Red"),
        ("Servicios Generales", "de los Servicios Generales"),
        ("Almacén", "del Almacén"),
        ("Inspectoría", "de la Inspectoría"),
        ("Ejecutoría", "de la Ejecutoría"),
        ("«Oficina» de Prensa", "de la «Oficina» de Prensa"),
        ("", "del "),
    ],
)
def test_a_name_takes_its_article(name, expected):
    assert spanish.of_the(name) == expected


def test_numerals():
    assert [spanish.roman(n) for n in (1, 4, 9, 14, 40, 1999)] == [
        "I",
        "IV",
        "IX",
        "XIV",
        "XL",
        "MCMXCIX",
    ]
    assert spanish.ordinal(1) == "PRIMERO" and spanish.ordinal(99) == "XCIX"
    with pytest.raises(ValueError):
        spanish.roman(0)


def test_capitalize_leaves_the_rest_alone():
    assert spanish.capitalize("la Gerencia Municipal") == "La Gerencia Municipal"
    assert spanish.capitalize("") == ""

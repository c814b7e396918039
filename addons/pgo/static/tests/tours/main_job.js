import { registry } from "@web/core/registry";
import {
    attach,
    choose,
    click,
    edit,
    getFile,
    giveReason,
    inState,
    noDialog,
    openMenu,
    openRow,
    press,
    saved,
    see,
    step,
    tab,
} from "./steps";

/** The main job (DESIGN 1), a tour for each turn of a person. Everything is in Spanish, as they read it. */
const ENTITY = "Lunahuaná";

function tour(name, steps) {
    registry.category("web_tour.tours").add(`pgo_main_job_${name}`, { url: "/odoo", steps });
}

const SIGNED = "[name=dossier_ids] .o_data_row:contains(Informe técnico)";
const toAttend = (count) => see(`.oe_stat_button:contains(Por atender):contains(${count})`);
const openFindings = () => click(".oe_stat_button:contains(Por atender)");
const openUnit = (name) => click(`[name=unit_ids] .o_data_row:contains(${name}) button[name=action_open]`);
const backToVersion = () => click(".o_breadcrumb .breadcrumb-item a:contains(ROF 1)");

tour("formulate", () => [
    // The wizard of the menu proposes the only entity of the person and the model for its population.
    ...openMenu("Documentos", "Adoptar un modelo"),
    see(`.modal:contains(Adoptar un modelo) [name=entity_id] input:value(${ENTITY})`),
    see(".modal [name=model_version_id] input:value(pequeño)"),
    click(".modal button:contains(Crear el borrador)"),
    inState("Borrador"),
    see(`.o_form_view [name=title] input:value(${ENTITY}), .o_form_view [name=title] textarea:value(${ENTITY})`),

    // The check has already found what the model could not know.
    toAttend(1),
    openFindings(),
    see(".o_data_row .badge:contains(Bloquea)"),
    click(".o_data_row:contains(queda una parte por completar) button:contains(Ir)"),
    step(".o_form_view [name=body] textarea", async ({ anchor, edit }) => {
        await edit(anchor.value.replace(/\(COMPLETAR[^)]*\)/, "la Ley N° 12345"));
    }),
    ...saved(),
    click(".o_breadcrumb .breadcrumb-item a:contains(Hallazgos)"),
    see(".o_list_view .o_view_nocontent:contains(Nada por atender)"),

    // What someone writes is checked as soon as it is saved, and what stays is answered.
    backToVersion(),
    toAttend(0),
    openUnit("Oficina de Planeamiento y Presupuesto"),
    click("[name=function_ids] .o_data_row:first .o_data_cell[name=text]"),
    step("[name=function_ids] .o_selected_row [name=text] textarea", async ({ anchor, edit }) => {
        await edit(`${anchor.value.replace(/\.$/, "")} con la finalidad de mejorar la calidad del gasto.`);
    }),
    ...saved(),
    backToVersion(),
    // The purpose clause, and that the text now differs from the model.
    toAttend(2),
    ...answerWarnings("Se revisó con el área usuaria y se mantiene el texto."),

    // Why, and the documents that go with it.
    backToVersion(),
    toAttend(0),
    tab("justification"),
    edit("[name=purpose] textarea", "El reglamento anterior no refleja los servicios que hoy se prestan."),
    tab("dossier"),
    ...addDocument("Proyecto", "Proyecto de ordenanza", "ordenanza.pdf"),
    ...addDocument("Informe técnico", "Informe N° 012-2026-OPP", "informe-tecnico.pdf"),
    ...addDocument("Informe legal", "Informe N° 034-2026-OAJ", "informe-legal.pdf"),
    ...saved(),
    ...press("Enviar a visado"),
    inState("En visado"),
]);

function answerWarnings(reason) {
    return [openFindings(), ...answerListed(reason)];
}

function answerListed(reason) {
    return [
        see(".o_data_row .badge:contains(Advierte)"),
        click(".o_list_view thead .o_list_record_selector input"),
        click(".o_control_panel button:contains(Responder advertencias)"),
        ...giveReason(reason),
        see(".o_list_view .o_view_nocontent:contains(Nada por atender)"),
    ];
}

function addDocument(kind, number, file) {
    const row = "[name=dossier_ids] .o_selected_row";
    return [
        click("[name=dossier_ids] .o_field_x2many_list_row_add a"),
        ...choose(`${row} [name=kind]`, kind),
        edit(`${row} [name=number] input`, number),
        attach(`${row} [name=file]`, file),
        see(`${row} [name=file] input:value(${file})`),
    ];
}

const REPORT = {
    need: "Los servicios de hoy no están en el reglamento anterior y hay funciones que la ley asigna y ninguna unidad tiene.",
    structure: "Tres niveles bastan para el tamaño de la entidad y cada órgano tiene la naturaleza de las funciones que ejerce hoy.",
    functions: "Las funciones de línea se sustentan en los artículos 73 y 79 al 86 de la Ley Orgánica de Municipalidades, que cada una cita.",
    no_duplication: "Se compararon las funciones de todas las unidades entre sí y con las de la municipalidad provincial: ninguna se repite.",
    resources: "La estructura se implementa con los recursos presupuestales suficientes de la ley anual, sin demandar recursos adicionales al tesoro.",
};

/** The guided dossier, while the text is being endorsed. */
tour("dossier", () => [
    see(".o_action_manager .o_list_view"),
    ...openRow(ENTITY, "En visado"),
    tab("dossier"),
    click(".o_notebook button[name=action_open_dossier]"),
    see(".o_form_view [name=next_step]:contains(Sección 2)"),
    see(".o_form_view [name=steps]:contains(Cuadro de necesidades)"),
    tab("report"),
    see("[name=need_guide]:contains(Lineamientos de Organización del Estado)"),
    ...Object.entries(REPORT).map(([section, text]) => edit(`[name=${section}] textarea`, text)),
    tab("staff"),
    click("[name=staff_ids] .o_data_row:contains(Alcaldía) .o_data_cell[name=cap]"),
    edit("[name=staff_ids] .o_selected_row [name=cap] input", "4"),
    tab("budget"),
    edit("[name=statement] textarea", "Certificación de crédito presupuestario N° 045-2026-OPP."),
    ...saved(),
    see(".o_form_view [name=next_step]:contains(visto bueno), .o_form_view [name=next_step]:contains(royecto)"),

    // No explanatory statement: the law makes no exception, the guidelines leave it out. It is answered.
    ...press("Hallazgos del expediente"),
    ...answerListed("La ordenanza se sustenta en el informe técnico."),
]);

for (const [turn, button] of [
    ["endorse_planning", "Visar (OPP)"],
    ["endorse_legal", "Visar (OAJ)"],
]) {
    tour(turn, () => [
        see(".o_action_manager .o_list_view"),
        ...openRow(ENTITY, "En visado"),
        ...press(button, { confirm: true }),
        noDialog(),
        see(`.o_statusbar_buttons:not(:contains(${button}))`),
    ]);
}

tour("send", () => [
    see(".o_action_manager .o_list_view"),
    click(`.o_list_view .o_data_row:contains(${ENTITY}):has(.badge:contains(/^Visado$/)) .o_data_cell`),
    ...press("Enviar a la SGP", { confirm: true }),
    inState("Enviado a la SGP"),
    see(".o_form_view [name=receipt]:contains(-)"),
]);

/** What was sent, taken out of the platform: a signature looked at, a paper, the list and a bulk download. */
tour("take_out", () => [
    see(".o_action_manager .o_list_view"),
    ...openRow(ENTITY, "Enviado a la SGP"),
    tab("dossier"),
    see("[name=dossier_ids] .o_data_row:contains(Informe legal) .badge:contains(Sin firma digital)"),
    see(`${SIGNED} .badge:contains(Certificado no reconocido)`),
    see(`${SIGNED} .o_data_cell[name=file]:contains(informe-firmado.pdf)`),
    click(`${SIGNED} button[name=action_open_signatures]`),
    see(".modal [name=signature_html]:contains(Ana Quispe):contains(no proviene de una autoridad reconocida)"),
    click(".modal .modal-footer button:contains(Cerrar)"),
    noDialog(),

    ...press("Descargar"),
    ...getFile('.modal button[aria-label="Informe técnico sustentatorio, DOCX"]:enabled', ".docx"),
    click(".modal .btn-close"),
    noDialog(),

    click(".o_breadcrumb .breadcrumb-item a:contains(ROF y MOP)"),
    click(".o_control_panel .o_cp_action_menus button:has(.fa-cog)"),
    ...getFile(".o-dropdown--menu .o-dropdown-item:contains(Exportar lo filtrado (CSV))", ".csv"),

    click(`.o_list_view .o_data_row:contains(${ENTITY}) .o_list_record_selector input`),
    click(".o_control_panel .o_cp_action_menus button:contains(Acciones)"),
    click(".o-dropdown--menu .o-dropdown-item:contains(Descargar en lote)"),
    see(".modal .o_data_row:contains(PDF oficial) [name=is_chosen] input:checked"),
    click(".modal .modal-footer button:contains(Iniciar)"),
    inState("En curso"),
]);

tour("bulk_done", () => [
    ...openMenu("Documentos", "Descargas en lote"),
    ...openRow("Descarga en lote"),
    inState("Hecho"),
    see(".o_form_view [name=line_ids] .o_data_row:contains(PDF oficial) .badge:contains(Hecho)"),
    see(".o_statusbar_buttons button:contains(Descargar el ZIP):enabled"),
]);

// The evaluation ------------------------------------------------------------------------------------------------

const OBSERVATION = "La función describe para qué se hace y no qué hace el órgano: precise la acción.";
const SUGGESTION = "Conducir la formulación del presupuesto institucional de la municipalidad.";

const openCase = () => [
    ...openMenu("Evaluación", "Tablero"),
    click(`.o_kanban_view .o_kanban_record:contains(${ENTITY})`),
    see(".o_form_view h1 [name=number]:contains(EXP-)"),
];
const stage = (label) => see(`.o_statusbar_status .o_arrow_button_current:contains(${label})`);

tour("admit", () => [
    ...openCase(),
    stage("Recibido"),
    ...press("Iniciar la admisibilidad"),
    stage("En admisibilidad"),
    ...press("Admitir"),
    click(".modal [name=complexity] label:contains(Baja)"),
    click(".modal .modal-footer button:contains(Admitir)"),
    noDialog(),
    stage("En evaluación"),
]);

tour("observe", () => [
    ...openCase(),
    ...press("Tomar el expediente"),
    see(".o_form_view [name=evaluator_id]:contains(Evaluador SGP)"),

    // The function is observed where it is read.
    click(".oe_stat_button:contains(El documento)"),
    openUnit("Oficina de Planeamiento y Presupuesto"),
    click("[name=function_ids] .o_data_row:contains(con la finalidad de) button[name=action_observe]"),
    edit(".o_form_view [name=kind_id] input", "procedimiento"),
    click(".o-autocomplete--dropdown-menu .dropdown-item:contains(procedimiento)"),
    edit(".o_form_view [name=text] textarea", OBSERVATION),
    edit(".o_form_view [name=suggested_text] textarea", SUGGESTION),
    ...saved(),
    see(".o_form_view [name=quote]:contains(con la finalidad de mejorar)"),

    ...openCase(),
    see("[name=observation_ids] .o_data_row:contains(Oficina de Planeamiento)"),
    ...press("Emitir las observaciones", { confirm: true }),
    noDialog(),
    stage("Observado"),
]);

tour("correct", () => [
    ...openMenu("Mis expedientes", "Expedientes ante la SGP", "Mis expedientes"),
    ...openRow(ENTITY),
    ...press("Corregir"),
    inState("Borrador"),

    ...openMenu("Mis expedientes", "Observaciones por responder", "Observaciones"),
    ...openRow("Oficina de Planeamiento"),
    ...press("Adoptar la redacción sugerida", { confirm: true }),
    noDialog(),
    inState("Respondida"),

    ...openMenu("Documentos", "ROF y MOP"),
    ...openRow("ROF 2", ENTITY, "Borrador"),
    // The clause is gone; the text is still not the model's.
    toAttend(1),
    ...answerWarnings("Redacción sugerida por la Secretaría de Gestión Pública."),
    click(".o_breadcrumb .breadcrumb-item a:contains(ROF 2 ·)"),
    toAttend(0),
    ...press("Enviar a visado"),
    inState("En visado"),
]);

tour("verify", () => [
    ...openCase(),
    click("[name=observation_ids] .o_data_row:contains(Respondida) button[name=action_open]"),
    see(".o_form_view .alert-warning:not(.d-none)"),
    ...press("Levantar"),
    inState("Levantada"),

    ...openCase(),
    tab("checklist"),
    ...answerCriterion(1, "Cumple"),
    ...answerCriterion(2, "Cumple"),
    ...saved(),
    ...press("Redactar la opinión"),
    see(".o_form_view [name=body]:contains(EXP-)"),
    ...press("Presentar al coordinador"),
    inState("Por concluir"),
]);

function answerCriterion(place, answer) {
    const row = `[name=checklist_ids] .o_data_row:nth-child(${place})`;
    return [
        click(`${row} .o_data_cell[name=answer]`),
        ...choose(`${row}.o_selected_row [name=answer]`, answer),
        see(`${row}.o_selected_row [name=answer] input:value(${answer})`),
    ];
}

tour("conclude", () => [
    ...openCase(),
    ...press("Concluir: favorable", { confirm: true }),
    noDialog(),
    stage("favorable"),
]);

// The council and the publication -----------------------------------------------------------------------------

tour("approve", () => [
    see(".o_action_manager .o_list_view"),
    ...openRow("ROF 2", ENTITY),
    ...press("Elevar para aprobación", { confirm: true }),
    ...press("Poner en agenda"),
    inState("En Concejo"),
    ...press("Registrar la aprobación"),
    see(".modal [name=instrument] input:value(Ordenanza)"),
    edit(".modal [name=number] input", "008-2026-MDL"),
    attach(".modal [name=file]", "ordenanza-firmada.pdf"),
    see(".modal [name=file] input:value(ordenanza-firmada.pdf)"),
    click(".modal button:contains(Registrar la aprobación)"),
    noDialog(),
    inState("Aprobado"),
    ...press("Registrar la publicación"),
    edit(".modal [name=url] input", "https://diariooficial.example/008-2026-mdl"),
    click(".modal button:contains(Registrar la publicación)"),
    noDialog(),
    tab("approval"),
    see("[name=approval_ids] .o_data_row:contains(008-2026-MDL)"),
    see("[name=publication_ids] .o_data_row"),
    inState("Aprobado"),
]);

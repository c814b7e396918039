"""Roles of DESIGN 5: the keys, who holds them for an entity and who for the whole platform."""

ENTITY_ROLES = (
    "contributor",
    "formulator",
    "planning_chief",
    "legal_reviewer",
    "approver",
    "entity_admin",
)

SGP_ROLES = ("sgp_admissibility", "sgp_evaluator", "sgp_coordinator", "sgp_admin")

PLATFORM_ROLES = ("data_team", "auditor")

ROLES = [
    ("contributor", "Contributor"),
    ("formulator", "Formulator"),
    ("planning_chief", "Planning Chief"),
    ("legal_reviewer", "Legal Reviewer"),
    ("approver", "Approver"),
    ("entity_admin", "Entity Administrator"),
    ("sgp_admissibility", "SGP Admissibility"),
    ("sgp_evaluator", "SGP Evaluator"),
    ("sgp_coordinator", "SGP Coordinator"),
    ("sgp_admin", "SGP Administrator"),
    ("data_team", "Data Team"),
    ("auditor", "Auditor"),
]

#: What an entity administrator may name; who administers an entity is named by SGP.
NAMED_BY_ENTITY_ADMIN = frozenset(ENTITY_ROLES) - {"entity_admin"}

#: What an SGP administrator may name: never who formulates, endorses or approves inside an entity.
NAMED_BY_SGP_ADMIN = frozenset(("entity_admin", *SGP_ROLES, *PLATFORM_ROLES))


def group_xml_id(role):
    """Return the xml id of the group that opens menus and access lists for `role`."""
    return f"pgo_base.pgo_base_group_{role}"

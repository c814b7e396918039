from . import search_text_mixin

# The mixin stands before the models that inherit it.
# isort: split
from . import (
    catalog_loader,
    pgo_citation,
    pgo_entity,
    pgo_entity_type,
    pgo_entity_type_parts,
    pgo_membership,
    pgo_norm,
    pgo_territory,
    res_users,
    transition_mixin,
)

from . import (
    test_access,
    test_accounted,
    test_browser,
    test_catalog,
    test_citation,
    test_entity,
    test_membership,
    test_norm,
    test_roles,
    test_search_words,
    test_views,
)

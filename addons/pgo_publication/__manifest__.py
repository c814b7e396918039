{
    "name": "PGO Publication",
    "summary": "Public pages without login: search and read the ROF in force, download it, verify a document",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "author": "PGO",
    "category": "Public Administration/PGO",
    "depends": ["pgo_rof", "pgo_output"],
    "data": [
        "security/ir.model.access.csv",
        "views/public_layout_templates.xml",
        "views/public_search_templates.xml",
        "views/public_document_templates.xml",
        "views/public_verification_templates.xml",
        "views/pgo_version_views.xml",
        "views/pgo_publication_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
}

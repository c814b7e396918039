{
    "name": "PGO",
    "summary": "Plataforma de Gestión Organizacional: formulation, evaluation and publication of ROF and MOP",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "author": "PGO",
    "category": "Public Administration/PGO",
    "depends": [
        "pgo_entity",
        "pgo_rof",
        "pgo_evaluation",
        "pgo_output",
        "pgo_publication",
        "pgo_signature",
    ],
    "data": [
        "data/platform_data.xml",
        "views/web_templates.xml",
    ],
    "assets": {
        "web._assets_primary_variables": [
            ("prepend", "pgo/static/src/scss/primary_variables.scss")
        ],
        "web.assets_frontend": ["pgo/static/src/scss/login.scss"],
        "web.assets_backend": ["pgo/static/src/scss/focus.scss", "pgo/static/src/user_menu.js"],
        "web.assets_tests": ["pgo/static/tests/tours/**/*"],
    },
    "application": True,
}

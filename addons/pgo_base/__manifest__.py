{
    "name": "PGO Base",
    "summary": "Roles, guarded transitions, tamper-evident events, holidays and settings of the PGO",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "author": "PGO",
    "category": "Public Administration/PGO",
    "depends": ["mail", "web_hierarchy", "rpc"],
    "external_dependencies": {"python": ["rfc8785", "holidays"]},
    "data": [
        "security/pgo_base_groups.xml",
        "security/ir.model.access.csv",
        "data/pgo_setting_data.xml",
        "data/pgo.event.kind.csv",
        "wizard/pgo_removal_views.xml",
        "views/pgo_event_views.xml",
        "views/pgo_change_views.xml",
        "views/pgo_holiday_views.xml",
        "views/pgo_setting_views.xml",
        "views/pgo_base_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "pgo_base/static/src/form_pages/**/*",
            "pgo_base/static/src/lazy_rows/**/*",
            "pgo_base/static/src/opened_rows/**/*",
        ],
    },
}

{
    "name": "PGO Output",
    "summary": "Official documents and forms on paper: print engine, ROF as PDF, receipts, verification code",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "author": "PGO",
    "category": "Public Administration/PGO",
    "depends": ["pgo_rof"],
    "external_dependencies": {"python": ["typst", "weasyprint", "segno"]},
    "data": [
        "security/ir.model.access.csv",
        "report/pgo_output_layout_templates.xml",
        "report/pgo_version_templates.xml",
        "report/pgo_version_reports.xml",
        "views/ir_actions_report_views.xml",
        "views/pgo_version_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["pgo_output/static/src/version_reading/**/*"],
    },
}

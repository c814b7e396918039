{
    "name": "PGO Signature",
    "summary": "Digital signatures of the files of a dossier and of an approval, and whom the platform trusts",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "author": "PGO",
    "category": "Public Administration/PGO",
    "depends": ["pgo_output"],
    "external_dependencies": {"python": ["pyhanko"]},
    "data": [
        "security/ir.model.access.csv",
        "security/pgo_signature_security.xml",
        "data/pgo.event.kind.csv",
        "views/signature_templates.xml",
        "views/pgo_trust_root_views.xml",
        "views/pgo_signed_file_views.xml",
        "views/pgo_signature_menus.xml",
    ],
}

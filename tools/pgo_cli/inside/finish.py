"""What every new database gets after its addons: Peruvian Spanish, Lima, nothing phones home."""

import contextlib
import importlib
import io
import os

_LANG = "es_PE"
_BUNDLES = (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.assets_tests",
    "web_tour.interactive",
    "bus.websocket_worker_assets",
)


def finish(env):
    """Set language, time zone and company defaults, and silence the calls to odoo.com."""
    lang = env["res.lang"]._lang_get(_LANG) or env["res.lang"]._activate_lang(_LANG)
    assert lang, "es_PE must be loaded"
    users = env["res.users"].with_context(active_test=False).search([])
    users.partner_id.write({"lang": _LANG, "tz": "America/Lima"})
    env["ir.default"].set("res.partner", "lang", _LANG)
    env["ir.default"].set("res.partner", "tz", "America/Lima")
    peru = env.ref("base.pe", raise_if_not_found=False)
    if peru and not env.company.country_id:
        env.company.country_id = peru
    for xmlid in ("mail.ir_cron_module_update_notification",):
        cron = env.ref(xmlid, raise_if_not_found=False)
        if cron:
            cron.active = False
    parameters = env["ir.config_parameter"].sudo()
    # A refused loopback port: whatever still tried to call out fails at once.
    parameters.set_param("iap.endpoint", "http://127.0.0.1:9")
    return True


def set_admin(env):
    """Give the administrator the password in PGO_ADMIN_PASSWORD."""
    admin = env.ref("base.user_admin")
    admin.write({"password": os.environ["PGO_ADMIN_PASSWORD"], "lang": _LANG})
    return admin.login


def _find(target):
    module, name = target.rsplit(":", 1)
    return getattr(importlib.import_module(module), name)


def load_story(env, target):
    """Load the demo story and mark it as loaded, in one transaction."""
    users = _find(target)(env)
    env["ir.config_parameter"].sudo().set_param("pgo.demo_loaded", "1")
    return [list(user) for user in users]


def verify(env, target):
    """Run the verification; return the number of problems and what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        found = _find(target)(env)
    return {"problems": int(found or 0), "output": printed.getvalue()}


def warm_assets(env):
    """Build the browser's main bundles once, so that every visitor and test clone finds them ready."""
    qweb = env["ir.qweb"]
    for bundle in _BUNDLES:
        qweb._get_asset_bundle(bundle, css=False, js=True).js()
        qweb._get_asset_bundle(bundle, css=True, js=False).css()
    return True

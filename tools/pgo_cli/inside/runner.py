"""Run one function with an Odoo environment: runner.py CONF DB TARGET RESULT [ARG...].

TARGET is `package.module:function` or `file.py:function` beside this file. The function gets
`env` and the arguments; what it returns is written to RESULT as JSON, after the commit.
"""

import importlib
import importlib.util
import json
import os
import sys
import threading
from pathlib import Path

from odoo.tools import config


def find(target):
    """Return the function a target names."""
    where, name = target.rsplit(":", 1)
    if where.endswith(".py"):
        spec = importlib.util.spec_from_file_location("pgo_inside", Path(__file__).parent / where)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(where)
    return getattr(module, name)


def main(conf, database, target, result, *args):
    """Open the database, call the function, commit, and write what it returned."""
    config.parse_config(["-c", conf, "-d", database, "--no-http"], setup_logging=True)
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.service import server

    server.load_server_wide_modules()
    threading.current_thread().dbname = database
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env = env(context={**env["res.users"].context_get(), "lang": "es_PE"})
        value = find(target)(env, *args)
        env.flush_all()
        cr.commit()
    descriptor = os.open(result, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(value, stream, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])

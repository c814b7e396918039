"""The database of a run: Odoo's registry, the people who act, and the servers whose CPU counts."""

import logging
import os
import secrets
import threading
from contextlib import contextmanager, suppress

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

#: No mails or tracking while the people of the run are made.
_QUIET = {"no_reset_password": True, "mail_create_nosubscribe": True, "tracking_disable": True}


class World:
    """An environment on the benchmark's database, with its people.

    `pids` are the local processes that work for us: the database's backends and, while it runs, the
    HTTP server.
    """

    def __init__(self, configuration, database):
        config.parse_config(["-c", configuration, "-d", database, "--no-http"], setup_logging=True)
        logging.getLogger("odoo").setLevel(logging.ERROR)
        server.load_server_wide_modules()
        threading.current_thread().dbname = database
        self.configuration, self.database = configuration, database
        self.registry = Registry(database)
        self.cr = self.registry.cursor()
        self.env = api.Environment(self.cr, SUPERUSER_ID, {})
        self.env = self.env(context={**self.env["res.users"].context_get(), "lang": "es_PE"})
        self.password = secrets.token_urlsafe(12)
        self.http_pid = None
        self._local = str(config["db_host"] or "/").startswith("/")

    def close(self):
        """Undo what was not committed and leave."""
        self.cr.rollback()
        self.cr.close()

    def refresh(self):
        """Begin a new transaction, which sees what was loaded beside it."""
        self.cr.commit()
        self.env.invalidate_all()

    def pids(self):
        """Return the backends of this database and the HTTP server, when they are of this machine."""
        if not self._local:
            return ()
        self.cr.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [self.database])
        found = [pid for (pid,) in self.cr.fetchall()]
        return (*found, *([self.http_pid] if self.http_pid else []))

    def person(self, login, role, entity=None):
        """Return a new user designated today with one role, with the run's password."""
        user = (
            self.env["res.users"]
            .with_context(**_QUIET)
            .create(
                {
                    "name": login,
                    "login": login,
                    "password": self.password,
                    "lang": "es_PE",
                    "tz": "America/Lima",
                }
            )
        )
        self.env["pgo.membership"].create(
            {
                "user_id": user.id,
                "role": role,
                "entity_id": entity.id if entity else False,
                "instrument": "Resolución de Alcaldía N° 001-2026",
            }
        )
        return user

    def make_people(self, fixture):
        """Create the people of the run; the formulator belongs to the entity of the first versions."""
        self.refresh()
        self.first = self.env["pgo.version"].browse(fixture.version_id(0))
        self.entity = self.first.entity_id
        self.formulator = self.person("bench_formulator", "formulator", self.entity)
        self.evaluator = self.person("bench_evaluator", "sgp_evaluator")
        self.auditor = self.person("bench_auditor", "auditor")
        self.refresh()

    def version(self, fixture, state, at_least=0):
        """Return the first version of the fixture in a state, from a place on."""
        places = range(at_least, fixture.loaded)
        versions = self.env["pgo.version"].browse(fixture.version_id(place) for place in places)
        return next(version for version in versions if version.state == state)

    @contextmanager
    def undone(self):
        """Undo in the database what is done inside, and forget what was read."""
        self.env.flush_all()
        self.env.invalidate_all()
        savepoint = self.cr.savepoint(flush=False)
        try:
            yield
        finally:
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()
            self.cr.precommit.clear()
            self.cr.postcommit.clear()
            savepoint.close(rollback=True)

    @contextmanager
    def cold(self):
        """Forget the records that were read; rights and views stay, as in a running server."""
        self.env.flush_all()
        self.env.invalidate_all()
        yield


def environment():
    """Return (configuration, database) that `./pgo bench` gives, None when it did not start us."""
    with suppress(KeyError):
        return os.environ["PGO_ODOO_CONF"], os.environ["PGO_DB"]
    return None

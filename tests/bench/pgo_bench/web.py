"""A real Odoo server on the loopback and a client that speaks to it as the browser does."""

import ctypes
import http.client
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress

START_LIMIT, REQUEST_LIMIT = 60, 30


def _die_with_parent():
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class WebServer:
    """One process, no cron, no workers: what answers the requests of the run."""

    def __init__(self, configuration, database):
        self.port = _free_port()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in __exit__)
        command = [sys.executable, "-m", "odoo", "server", "-c", configuration, "-d", database]
        command += [
            "--http-interface=127.0.0.1",
            f"--http-port={self.port}",
            "--max-cron-threads=0",
        ]
        command += ["--log-handler=:WARNING", "--workers=0", "--db-filter=^" + database + "$"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent,
        )

    def __enter__(self):
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(OSError):
                if Client(self.port).get("/web/health") == 200:
                    return self
            time.sleep(0.2)
        self._log.seek(0)
        text = self._log.read().decode(errors="replace")[-2000:]
        self.__exit__()
        raise RuntimeError(f"the HTTP server did not start:\n{text}")

    def __exit__(self, *_exc):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self._log.close()


class Client:
    """One session. Odoo's threaded server closes the connection after each answer, so each has its own."""

    def __init__(self, port, database=None, login=None, password=None):
        self.port, self.cookie = port, ""
        if login:
            answer = self._post(
                "/web/session/authenticate", {"db": database, "login": login, "password": password}
            )
            if not answer.get("uid"):
                raise RuntimeError("the session was not opened")
            self.context = answer["user_context"]

    def get(self, path):
        """Return the status of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_LIMIT)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def call(self, model, method, args=(), **kwargs):
        """Call a method of a model as the client does and return its result."""
        kwargs.setdefault("context", self.context)
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params, "id": 1})
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_LIMIT)
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            cookie = response.getheader("Set-Cookie") or ""
            if "session_id=" in cookie:
                self.cookie = cookie.split(";")[0]
            answer = json.loads(response.read())
        finally:
            connection.close()
        if "error" in answer:
            raise RuntimeError(answer["error"].get("data", {}).get("message") or answer["error"])
        return answer["result"]

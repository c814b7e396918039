"""A mailbox for the demonstration: takes any mail by SMTP and keeps it as a file.

mailbox.py FOLDER READY: listens on a free loopback port and writes {"pid", "port"} to READY.
"""

import json
import os
import socketserver
import sys
import time
from pathlib import Path

_MAX_BYTES = 30_000_000


class Mailbox(socketserver.StreamRequestHandler):
    """One SMTP conversation: every sender and receiver is welcome, nothing is forwarded."""

    timeout = 60

    def handle(self):
        self._say("220 localhost buzon de demostracion")
        while line := self.rfile.readline(4096):
            verb = line.strip().upper()
            if verb.startswith(b"QUIT"):
                self._say("221 adios")
                return
            if verb == b"DATA":
                self._say("354 termine con un punto")
                self._keep()
            else:
                self._say("250 localhost")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def _keep(self):
        lines, size = [], 0
        while line := self.rfile.readline(100_000):
            if line.rstrip(b"\r\n") == b".":
                break
            size += len(line)
            if size <= _MAX_BYTES:
                lines.append(line[1:] if line.startswith(b"..") else line)
        if size > _MAX_BYTES:
            self._say("552 mensaje demasiado grande")
            return
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000_000:09d}.eml"
        descriptor = os.open(self.server.folder / name, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(lines)
        self._say("250 guardado")


class Server(socketserver.ThreadingTCPServer):
    """The listening side."""

    daemon_threads = True
    folder = None


def main(folder, ready):
    """Listen until the process is stopped."""
    os.umask(0o077)
    with Server(("127.0.0.1", 0), Mailbox) as server:
        server.folder = Path(folder)
        server.folder.mkdir(parents=True, exist_ok=True)
        temp = Path(f"{ready}.{os.getpid()}")
        temp.write_text(json.dumps({"pid": os.getpid(), "port": server.server_address[1]}))
        temp.replace(ready)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

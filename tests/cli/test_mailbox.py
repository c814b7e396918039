"""The demonstration's mailbox keeps every message on this machine."""

import json
import smtplib
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = ROOT / "tools/pgo_cli/inside/mailbox.py"


@pytest.fixture
def port(tmp_path):
    ready = tmp_path / "ready.json"
    process = subprocess.Popen([sys.executable, SCRIPT, tmp_path / "mail", ready])
    for _ in range(100):
        if ready.exists():
            break
        time.sleep(0.05)
    yield json.loads(ready.read_text())["port"]
    process.terminate()
    process.wait()


def test_a_message_becomes_a_private_file(port, tmp_path):
    message = EmailMessage()
    message["From"], message["To"] = "sgp@example.pe", "alcaldia@example.pe"
    message["Subject"] = "Observación"
    message.set_content("Línea uno\n.punto al inicio\n")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
        smtp.send_message(message)
    (found,) = (tmp_path / "mail").glob("*.eml")
    text = found.read_bytes()
    assert b"alcaldia@example.pe" in text and b"\n.punto" in text
    assert found.stat().st_mode & 0o077 == 0

"""Processes of their own for both sides of a comparison, and what they weigh at most."""

import os
import subprocess
import sys
import tempfile


def run(command, data):
    """Run a command with these bytes as input and return its output. Raises CalledProcessError."""
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=900)
    return done.stdout


def python(script):
    """Return the command that runs a script by this Python."""
    return [sys.executable, "-c", script]


def peak(command, data):
    """Return the most memory, in bytes, that a process or one of those it waits for ever held."""
    with tempfile.TemporaryFile() as given, open(os.devnull, "wb") as nowhere:
        given.write(data)
        given.seek(0)
        process = subprocess.Popen(command, stdin=given, stdout=nowhere, stderr=nowhere)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_maxrss * 1024

"""`python -m pgo_core.rules [--json]` prints the rulebook: Markdown for `docs/rules.md`, or JSON."""

import json
import sys

from . import rulebook


def main(arguments: list[str]) -> int:
    """Print the rulebook and return the exit code: 2 for an unknown argument."""
    if arguments not in ([], ["--json"]):
        sys.stderr.write("usage: python -m pgo_core.rules [--json]\n")
        return 2
    if arguments:
        text = json.dumps(rulebook.listing(), ensure_ascii=False, indent=2) + "\n"
    else:
        text = rulebook.markdown()
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

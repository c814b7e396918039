"""Makes `builders` importable by every test here, whatever pytest's import mode."""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

# Derandomized: the same commit gives the same result on every machine; no deadline, since machines
# are shared. PGO_EXAMPLES=2000 looks further, at random.
examples = int(os.environ.get("PGO_EXAMPLES", "0"))
settings.register_profile(
    "pgo",
    deadline=None,
    derandomize=not examples,
    max_examples=examples or 15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pgo")

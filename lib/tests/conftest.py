"""Makes `builders` importable by every test here, whatever pytest's import mode."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

# Derandomized: the same commit gives the same result on every machine; no deadline, since machines
# are shared.
settings.register_profile(
    "pgo",
    deadline=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pgo")

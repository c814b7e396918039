"""Defects of the kinds that evaluators observe, seeded into sound texts: what a machine can see of
RULEBOOK 6.8, one function for each kind with its ways to go wrong.

    from mutations import KINDS
"""

import defects_dossier  # noqa: F401  each module notes its ways
import defects_functions  # noqa: F401
import defects_structure  # noqa: F401
from seeding import KINDS

__all__ = ["KINDS"]

from . import pgo_version_adopt
from . import pgo_reason
from . import pgo_approval_register
from . import pgo_rule_test
from . import pgo_readiness
from . import pgo_finding_fix
from . import pgo_precedent

from . import pgo_published_line
from . import pgo_version
from . import pgo_consultation
from . import pgo_consultation_search
from . import pgo_consultation_rules
from . import pgo_finding

from . import ir_actions_report
from . import pgo_render
from . import pgo_version
from . import pgo_version_output
from . import pgo_version_receipt

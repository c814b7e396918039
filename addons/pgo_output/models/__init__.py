from . import ir_actions_report
from . import pgo_function
from . import pgo_render
from . import pgo_version
from . import pgo_version_receipt

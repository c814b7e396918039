from . import pgo_version_adopt
from . import pgo_reason
from . import pgo_approval_register
from . import pgo_amendment_start

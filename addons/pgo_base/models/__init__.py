from . import append_only_mixin
from . import platform_row
from . import pgo_event
from . import pgo_event_kind
from . import pgo_change
from . import pgo_holiday
from . import pgo_setting
from . import transition_mixin

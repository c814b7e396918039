from . import test_accounted
from . import test_append_only
from . import test_browser
from . import test_calendar
from . import test_event
from . import test_setting

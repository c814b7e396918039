from . import pgo_case_admit
from . import pgo_case_assign
from . import pgo_observation_answer
from . import pgo_reason

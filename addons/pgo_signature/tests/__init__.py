from . import test_signed_copy
from . import test_signed_files
from . import test_trust_root
from . import test_handover

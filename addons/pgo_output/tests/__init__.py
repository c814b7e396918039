from . import test_engine
from . import test_jobs
from . import test_list_export
from . import test_official_pdf
from . import test_outputs
from . import test_reading
from . import test_receipt
from . import test_verification_code

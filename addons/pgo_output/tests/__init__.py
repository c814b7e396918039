from . import test_verification_code
from . import test_engine
from . import test_official_pdf
from . import test_receipt
from . import test_reading
from . import test_functions_csv

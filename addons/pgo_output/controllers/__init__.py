from . import download
from . import list_export
from . import stock_export

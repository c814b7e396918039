from . import common
from . import consultation
from . import verification
from . import rulebook

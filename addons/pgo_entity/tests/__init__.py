from . import test_access
from . import test_catalog
from . import test_citation
from . import test_entity
from . import test_membership
from . import test_norm
from . import test_roles

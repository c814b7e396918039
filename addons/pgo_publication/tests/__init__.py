from . import test_published_lines
from . import test_search
from . import test_public_pages
from . import test_verification_page
from . import test_privacy
from . import test_rulebook_page

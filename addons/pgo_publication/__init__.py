from . import controllers
from . import models


def post_init_hook(env):
    """Make what was published before this addon searchable."""
    versions = env["pgo.version"].search([("state", "=", "in_force"), ("entity_id", "!=", False)])
    versions._publish_lines()

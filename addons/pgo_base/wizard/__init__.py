from . import pgo_removal

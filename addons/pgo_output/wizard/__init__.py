from . import pgo_render_batch

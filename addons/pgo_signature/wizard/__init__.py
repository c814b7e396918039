from . import pgo_signature_handover

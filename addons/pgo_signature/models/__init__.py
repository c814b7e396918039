from . import ir_attachment
from . import trust_root
from . import signed_file_mixin
from . import signed_files
from . import signed_copy
from . import version_signing

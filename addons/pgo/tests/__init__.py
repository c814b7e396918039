from . import test_demo_story
from . import test_main_job
from . import test_screens

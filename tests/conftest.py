"""For all tests: Hypothesis minds what fails, not how busy the machine is.

In continuous integration it tries the same examples every time, so that a change is judged by what it
changes; elsewhere it keeps searching.
"""

import os

from hypothesis import settings

settings.register_profile("haneul", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("haneul")

"""For all tests: Hypothesis minds what fails, not how busy the machine is."""

from hypothesis import settings

settings.register_profile("haneul", deadline=None)
settings.load_profile("haneul")

"""The exception tree. A message says what came, what was expected and what to do.

HaneulError
├── InvalidInput (also ValueError)   the caller's parameters: exit status 2
│   ├── InvalidSize
│   ├── InvalidPrompt
│   └── UnknownName                  a model, preset or cast member that does not exist
├── MediaError                       a file that cannot be read or written
├── AbilityMissing                   the engine cannot do what the canvas asks
└── MissingPart                      an extra, artwork or weights that are not installed
"""


class HaneulError(Exception):
    """Everything that Haneul raises on purpose; the message is one line, fit for a user."""


class InvalidInput(HaneulError, ValueError):
    """A parameter is outside its range or contradicts another one."""


class InvalidSize(InvalidInput):
    """A width, height, duration or frame rate that no canvas can have."""


class InvalidPrompt(InvalidInput):
    """An empty or overlong prompt."""


class UnknownName(InvalidInput):
    """A name that is not in the list it must come from; the message lists the nearest ones."""


class MediaError(HaneulError):
    """A file is broken, unreadable or cannot be written."""


class AbilityMissing(HaneulError):
    """The engine lacks an ability that the canvas needs; the message names both."""


class MissingPart(HaneulError):
    """Something optional is not installed; the message says how to get it."""

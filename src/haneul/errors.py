"""The exception tree. A message says what came, what was expected and what to do.

HaneulError
├── InvalidInput (also ValueError)   the caller's parameters: exit status 2
│   ├── InvalidSize
│   ├── InvalidPrompt
│   └── UnknownName                  a model, preset or cast member that does not exist
├── MediaError                       a file that cannot be read or written
├── AbilityMissing                   the engine cannot do what the canvas asks
├── NotFound                         a record of the server that is not there, or is another key's
├── TooManyJobs                      a key's limit of waiting jobs is reached
├── StorageFull                      no space for more; it goes away when there is some
├── RewriterFailed                   the language model for prompts does not answer
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


class NotFound(HaneulError):
    """The server has no such record, or it belongs to another key."""


class TooManyJobs(HaneulError):
    """The key has as many waiting jobs as it may; finished or cancelled ones make room."""


class StorageFull(HaneulError):
    """The disk or the space for videos is full; nothing is accepted until some is free."""


class RewriterFailed(HaneulError):
    """The language model that shall rewrite prompts cannot be reached or answers nonsense."""


class MissingPart(HaneulError):
    """Something optional is not installed; the message says how to get it."""

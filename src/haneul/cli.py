"""The command line: one subcommand for each operation, and those of the folder `commands`.

Standard output gets the one line that tells what was made; progress and errors go to standard
error. Exit status: 0 done, 1 failed, 2 misuse, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, UnusedCliTokensError

from haneul import __version__
from haneul.commands import add_all
from haneul.engines.base import Sampling
from haneul.errors import AbilityMissing, HaneulError, InvalidInput
from haneul.flags import command
from haneul.operations.base import every
from haneul.output import Output
from haneul.painting import Choice, paint

HELP = "Sora that you own: a sentence in, a video out. `haneul COMMAND --help` tells more."


def app() -> App:
    """The application with all its commands."""
    made = App(
        name="haneul", help=HELP, version=__version__, help_format="plaintext", suppress_keyboard_interrupt=False
    )
    for name, kind in every().items():
        run = command(name, kind.__doc__ or "", (kind, Sampling, Choice, Output), paint)
        made.command(run, name=name)
    add_all(made)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments` (those of the process by default); the exit status."""
    try:
        app()(arguments, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return 0
    except KeyboardInterrupt:
        return _fail("Interrupted; no half-made file was left behind.", 130)
    except UnusedCliTokensError as error:
        return _fail(f"{error} Put a prompt of several words into quotation marks.", 2)
    except CycloptsError as error:
        return _fail(str(error), 2)
    except (InvalidInput, AbilityMissing) as error:
        return _fail(str(error), 2)
    except HaneulError as error:
        return _fail(str(error), 1)
    except MemoryError:
        return _fail("Not enough memory; choose a smaller --size or fewer --seconds.", 1)
    except OSError as error:  # nobody reads standard output any more, or its disk is full
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter's end would complain as well
        return _fail(f"{error.strerror or error}.", 1)


def _fail(message: str, status: int) -> int:
    print("haneul:", " ".join(message.split()), file=sys.stderr)
    return status

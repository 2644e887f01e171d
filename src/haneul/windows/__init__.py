"""Long videos: windows over one canvas, each shown the last frames of the one before.

`plan` cuts a canvas into windows and `paint` paints one of them from the frames before it alone, so
that memory does not grow with duration and a stopped video goes on with its next window. What is
known already is passed through without the engine.
"""

from haneul.windows.painted import Before, paint, require
from haneul.windows.plan import Window, plan
from haneul.windows.recent import Recent

__all__ = ["Before", "Recent", "Window", "paint", "plan", "require"]

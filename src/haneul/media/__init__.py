"""Video, picture and sound files: probe, read, stream, write, splice.

PyAV (FFmpeg inside the wheel) does moving pictures and sound, Pillow does pictures, GIF and WebP.
Everything comes out as upright square pixels in sRGB at a constant frame rate, whatever the file
holds, and goes in as frames (T, H, W, 3) uint8 RGB. A file appears under its name only when whole.
Whatever a file or disk does wrong is a `MediaError` of one line.
"""

from haneul.media.between import Between
from haneul.media.comment import read_metadata
from haneul.media.digest import digest
from haneul.media.focus import focus
from haneul.media.footage import Footage
from haneul.media.formats import check_output, holds_sound
from haneul.media.interest import Interest, interest
from haneul.media.picture import read_picture, write_picture
from haneul.media.reader import read, stream
from haneul.media.resize import fit, resize
from haneul.media.search import find
from haneul.media.sheet import moments, sheet, strip
from haneul.media.sound import mixed, read_sound, resample
from haneul.media.source import Info, probe
from haneul.media.splice import splice
from haneul.media.stands import stands
from haneul.media.writer import Writer, write

__all__ = [
    "Between",
    "Footage",
    "Info",
    "Interest",
    "Writer",
    "check_output",
    "digest",
    "find",
    "fit",
    "focus",
    "holds_sound",
    "interest",
    "mixed",
    "moments",
    "probe",
    "read",
    "read_metadata",
    "read_picture",
    "read_sound",
    "resample",
    "resize",
    "sheet",
    "splice",
    "stands",
    "stream",
    "strip",
    "write",
    "write_picture",
]

import numpy as np

from haneul.canvas import Canvas, Span
from haneul.operations.changed import Changed


def test_frames_are_changed_when_they_are_asked_for():
    frames = np.arange(6, dtype=np.uint8)[:, None, None, None].repeat(4, 1).repeat(4, 2).repeat(3, 3)
    asked = []

    def smaller(part, span):
        asked.append(span)
        return part[:, :2, :3] + 100

    changed = Changed(frames, smaller, (3, 2))
    assert changed.shape == (6, 2, 3, 3) and not asked
    canvas = Canvas(6, 8, 8, 12).put(changed, x=1, y=2)
    assert not asked
    window = canvas.window(Span(2, 5))
    assert asked == [Span(2, 5)]
    assert window.layers[0].frames[:, 0, 0, 0].tolist() == [102, 103, 104]
    assert np.asarray(changed).shape == (6, 2, 3, 3)

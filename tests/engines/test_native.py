"""The native engine with tiny random weights: shapes, seeds, known places."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from haneul.canvas import Canvas, Guide, Reference, Span, say
from haneul.engines.base import Sampling
from haneul.engines.native import Native
from haneul.errors import AbilityMissing, MissingPart
from haneul.model.adapter import adapted, save_adapters
from haneul.model.autoencoder import Autoencoder, AutoencoderConfig
from haneul.model.checkpoint import load_transformer, save
from haneul.model.presets import Config
from haneul.model.transformer import Transformer

FEW = Sampling(steps=2, guidance=2.0)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(0)
    autoencoder = Autoencoder(AutoencoderConfig(channels=4, fine=8, width=16, depth=1))
    transformer = Transformer(Config(64, 2, 2, channels=16))
    for value in transformer.parameters():
        torch.nn.init.normal_(value, std=0.1)
    save(folder / "autoencoder.safetensors", autoencoder, autoencoder.config)
    save(folder / "transformer.safetensors", transformer, transformer.config)
    return Native(folder, "cpu")


def paint(engine, canvas, sampling=FEW):
    return engine.paint(canvas, sampling, lambda share, what, preview=None: None)


def canvas(frames=9, height=32, width=48, **more):
    return Canvas(frames, height, width, 12.0, say("a dog runs", frames), **more)


@pytest.mark.parametrize(("frames", "height", "width"), [(1, 16, 16), (9, 32, 48), (6, 33, 47), (4, 64, 16)])
def test_every_shape_comes_back_exactly(engine, frames, height, width):
    assert paint(engine, canvas(frames, height, width)).shape == (frames, height, width, 3)


def test_the_seed_decides(engine):
    one, same, other = (paint(engine, canvas(seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_prompt_negative_reference_and_guidance_matter(engine):
    base = canvas(seed=3)
    picture = np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8)
    variants = [
        replace(base, prompts=say("a cat sleeps at night", 9)),
        replace(base, negative="rain"),
        replace(base, references=(Reference("dog", picture),)),
        replace(base, guides=(rough(9),)),
        replace(base, guides=(rough(5),)),
        replace(base, guides=(replace(rough(9), empty=np.full((9, 32, 48, 3), 230, np.uint8)),)),
    ]
    first = paint(engine, base)
    for other in variants[4:]:
        assert not np.array_equal(paint(engine, variants[3]), paint(engine, other))
    for variant in variants:
        assert not np.array_equal(first, paint(engine, variant))
    assert not np.array_equal(first, paint(engine, base, Sampling(steps=2, guidance=1.0)))


def rough(frames, at=0):
    drawn = np.full((frames, 32, 48, 3), 230, np.uint8)
    drawn[:, 4:20, 10:30] = (200, 80, 0)
    return Guide(drawn, at, Span(0, frames))


def test_a_guide_tells_of_the_latents_that_it_covers_wholly(engine):
    with torch.inference_mode():
        flags = [
            engine._guide(canvas(), guides)[-1, :, 0, 0].tolist()
            for guides in ((rough(9),), (rough(6),), (rough(4, at=5),), (rough(2, at=3),), (rough(1), rough(8, at=1)))
        ]
        assert engine._guide(canvas(), ()) is None
    assert flags == [[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0], [1, 1, 1]]


def test_a_wholly_known_canvas_is_the_autoencoders_round_trip(engine):
    frames = np.random.default_rng(0).integers(0, 255, (9, 32, 48, 3), np.uint8)
    known = canvas().put(frames)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        again = engine.coder.decode(engine._known(known)[0])
    assert np.abs(paint(engine, known).astype(int) - again.astype(int)).max() <= 2


def test_two_prompts_at_once_are_refused(engine):
    base = canvas()
    with pytest.raises(AbilityMissing, match="one prompt"):
        paint(engine, replace(base, prompts=(*base.prompts, *say("a cat", 9))))


def test_missing_and_broken_weights_say_so(tmp_path):
    with pytest.raises(MissingPart, match="no weights"):
        paint(Native(tmp_path, "cpu"), canvas())
    (tmp_path / "transformer.safetensors").write_bytes(b"no weights at all")
    with pytest.raises(MissingPart, match="cannot be read"):
        load_transformer(tmp_path / "transformer.safetensors")


def test_without_words_no_second_pass_is_made(engine, monkeypatch):
    asked = []
    velocity = type(engine)._velocity

    def counted(self, model, canvas, shape, text, *shown):
        inner = velocity(self, model, canvas, shape, text, *shown)
        return lambda x, time: asked.append(text) or inner(x, time)

    monkeypatch.setattr(type(engine), "_velocity", counted)
    paint(engine, replace(canvas(), prompts=()))
    assert len(asked) == FEW.steps
    paint(engine, canvas())
    assert len(asked) > 2 * FEW.steps


def test_a_preview_shows_a_few_moments(engine):
    seen = []
    engine.paint(canvas(), FEW, lambda share, what, preview=None: seen.append(preview and preview().shape))
    assert (3, 32, 48, 3) in seen


def test_without_guidance_nothing_is_painted_twice(engine):
    passes = []
    hook = engine.transformer.register_forward_pre_hook(lambda *_: passes.append(1))
    paint(engine, canvas(), Sampling(steps=2, guidance=1.0))
    hook.remove()
    assert len(passes) == 2


def test_what_was_learned_of_guidance_is_used_where_it_holds(engine, tmp_path):
    for name in ("autoencoder.safetensors", "transformer.safetensors"):
        (tmp_path / name).write_bytes((engine.folder / name).read_bytes())
    base = tmp_path / "transformer.safetensors"
    learned = adapted(engine.transformer)
    save_adapters(tmp_path / "guided.safetensors", learned, base, 1)
    own, guidance = Native(tmp_path, "cpu"), engine.abilities.guidance
    passes = []
    for name, model in (("plain", own.transformer), ("learned", own.distilled)):
        model.register_forward_pre_hook(lambda *_, name=name: passes.append(name))
    usual = Sampling(steps=2, guidance=guidance)
    bare = Guide(np.zeros((9, 32, 48, 3), np.uint8), 0, Span(0, 9))
    shown = replace(bare, empty=bare.frames)
    cases = [
        (canvas(), usual, {"learned"}),
        (canvas(guides=(bare,)), usual, {"learned"}),
        (canvas(guides=(shown,)), usual, {"plain"}),
        (canvas(negative="rain"), usual, {"plain"}),
        (canvas(), Sampling(steps=2, guidance=guidance + 1), {"plain"}),
        (canvas(), Sampling(steps=2, guidance=1.0), {"plain"}),
        (Canvas(9, 32, 48, 12.0), usual, {"plain"}),
    ]
    for asked, sampling, wanted in cases:
        passes.clear()
        paint(own, asked, sampling)
        assert set(passes) == wanted
    assert engine.distilled is None

"""Open weights behind the canvas: recognised, loaded and asked for everything that operations ask."""

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from haneul import media, render
from haneul.canvas import Canvas, Reference, say
from haneul.cli import main
from haneul.engines import registry
from haneul.engines.base import Sampling, silent
from haneul.engines.open_weights.engine import OpenWeights
from haneul.engines.open_weights.weights import FAMILIES, WEIGHTS, recognise
from haneul.errors import AbilityMissing, MissingPart, UnknownName
from haneul.operations.edit import Edit
from haneul.operations.extend import Extend
from haneul.operations.fill import Fill
from haneul.operations.generate import Generate
from haneul.operations.remix import Remix

FEW = Sampling(2, 3.0)
RNG = np.random.default_rng(0)
CLIP = RNG.integers(0, 256, (9, 32, 64, 3), np.uint8)
BLANK = Canvas(9, 32, 64, 24.0, say("a corgi runs on the beach", 9), negative="blurred", seed=5)
INSIDE = np.zeros((9, 32, 64), np.float32)
INSIDE[:, :, 32:] = 1
CANVASES = {
    "generate": BLANK,
    "animate": BLANK.put(CLIP[:1]),
    "animate, last frame": BLANK.put(CLIP[:1], at=8),
    "extend": BLANK.put(CLIP[:5]),
    "extend backward": BLANK.put(CLIP[:4], at=5),
    "fill": BLANK.put(CLIP[:1]).put(CLIP[5:], at=5),
    "remix": BLANK.put(CLIP, noise=0.5),
    "edit": BLANK.put(CLIP, noise=INSIDE),
    "edit at half strength": BLANK.put(CLIP, noise=INSIDE / 2),
    "outpaint": BLANK.put(CLIP[:, :, :32], x=32),
    "blend": BLANK.put(CLIP, noise=np.linspace(0, 1, 9, dtype=np.float32)[:, None, None]),
}


@pytest.fixture(scope="module", params=["ti2v", "vace", "t2v"])
def engine(request, open_weights):
    return OpenWeights(str(open_weights(request.param)), "cpu")


def paint(engine, canvas, sampling=FEW, progress=silent):
    return engine.paint(canvas, sampling, progress)


def with_latents(engine, canvas):
    """The frames, and the finished latents (C, t, h, w) that they were decoded from."""
    seen, decode = [], engine.autoencoder.decode
    with patch.object(engine.autoencoder, "decode", lambda grid: seen.append(grid) or decode(grid)):
        return paint(engine, canvas), seen[0].numpy()


@pytest.mark.parametrize("name", CANVASES)
def test_every_operation_runs_and_keeps_what_is_known(engine, name):
    canvas = CANVASES[name]
    frames, grid = with_latents(engine, canvas)
    assert frames.shape == CLIP.shape and frames.dtype == np.uint8
    known = canvas.noise() == 0
    assert np.array_equal(canvas.paste(frames)[known], canvas.pixels()[known])
    if name != "generate":  # what is known reaches the network: elsewhere something else is painted
        other = replace(canvas, layers=tuple(replace(one, frames=255 - one.frames) for one in canvas.layers))
        changed = np.abs(grid - with_latents(engine, other)[1]).max(0) > 1e-6
        assert changed.mean() > 0.9


@pytest.mark.parametrize("shape", [(1, 32, 32), (6, 33, 47), (4, 64, 16)])
def test_every_shape_comes_back_exactly(engine, shape):
    canvas = Canvas(*shape, 24.0, say("a cat", shape[0])).put(RNG.integers(0, 256, (1, *shape[1:], 3), np.uint8))
    assert paint(engine, canvas).shape == (*shape, 3)


def test_everything_asked_matters(engine):
    first = paint(engine, BLANK)
    assert np.array_equal(first, paint(engine, BLANK))
    others = [replace(BLANK, seed=6), replace(BLANK, prompts=say("a cat sleeps", 9)), replace(BLANK, negative="red")]
    for other in others:
        assert not np.array_equal(first, paint(engine, other))
    for sampling in (Sampling(3, 3.0), Sampling(2, 6.0)):
        assert not np.array_equal(first, paint(engine, BLANK, sampling))


def test_a_wholly_known_canvas_is_the_autoencoders_round_trip(engine):
    again = engine.autoencoder.decode(engine.autoencoder.encode(CLIP))
    assert np.array_equal(paint(engine, BLANK.put(CLIP)), again)


def test_light_noise_ends_near_the_clip(engine):
    """Remix at a light strength keeps the clip, and loses it with strength."""
    off = [np.abs(paint(engine, BLANK.put(CLIP, noise=n)).astype(int) - CLIP).mean() for n in (0.02, 0.5, 1.0)]
    assert off[0] < 5 and off[0] < off[1] < off[2]


def test_an_ending_is_encoded_after_a_past_of_its_own_kind(engine):
    """The latents of an ending are those of a clip that stands still and then goes on, not of a cut from grey."""
    canvas = CANVASES["extend backward"]
    still = np.concatenate([np.repeat(CLIP[:1], 5, 0), CLIP[:4]])
    ending = engine._known(canvas).grid[:, -1]
    assert np.array_equal(ending, engine.autoencoder.encode(still)[:, -1])
    assert not np.array_equal(ending, engine.autoencoder.encode(canvas.pixels())[:, -1])


def test_progress_goes_to_one_and_shows_what_is_coming(engine):
    shares, glimpses = [], []

    def watch(share, what, preview=None, /):
        shares.append(share)
        glimpses.append(preview().shape if preview else None)

    paint(engine, BLANK, progress=watch)
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1
    assert glimpses.count((3, 32, 64, 3)) == 2  # one a step, of three latents


def test_abilities_are_refused_by_name(engine):
    size = engine.abilities.largest + 2
    refused = [
        replace(BLANK, width=size),
        replace(BLANK, frames=500),
        replace(BLANK, references=(Reference("corgi", CLIP[0]),)),
        replace(BLANK, prompts=(*BLANK.prompts, *say("a cat", 9))),
    ]
    for canvas in refused:
        with pytest.raises(AbilityMissing, match="paints at most|takes no reference|one prompt"):
            paint(engine, canvas)


def test_render_takes_a_folder_and_the_familys_own_defaults(open_weights):
    folder = str(open_weights("t2v"))
    (take,) = render.takes(Generate("a corgi", seconds=0.3, size="64x64"), folder)
    assert take.sampling == Sampling(50, 5.0) and take.canvas.fps == 16
    assert take.record()["model"] == folder
    (take,) = render.takes(Generate("a corgi", seconds=0.3), folder, Sampling(guidance=1.0))
    assert take.sampling == Sampling(50, 1.0) and take.canvas.shape[1:] == (480, 832)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (Extend, {"seconds": 0.2}),
        (Extend, {"seconds": 0.2, "backward": True}),
        (Fill, {"from_": 0.2, "to": 0.5}),
        (Remix, {"prompt": "a cat", "strength": "0.5"}),
        (Edit, {"prompt": "a cat", "box": "0,0,32,64", "feather": 0}),
    ],
)
def test_operations_go_through_render(engine, clip, kind, asked):
    path, frames = clip
    (take,) = render.takes(kind(path, **asked, seed=3), engine, FEW)
    canvas, made = take.canvas, take.clip().frames
    before = asked.get("backward", False) * (len(made) - len(frames))
    stays = np.ones(frames.shape[:3], bool)
    if kind is not Extend:
        stays = canvas.noise() == 0
        assert kind is Remix or 0.2 < stays.mean() < 0.9
    assert np.array_equal(made[before : before + len(frames)][stays], frames[stays])


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A file of twelve frames of 64x64, and its frames as they are read back."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    waves = render(Generate("waves", seconds=1, fps=12, size="64x64", enrich=False, seed=1), "fake")
    waves.save(path)
    return path, media.read(path).frames


def test_the_command_line_paints_with_a_folder(open_weights, tmp_path, capsys):
    out = tmp_path / "corgi.mp4"
    asked = ["generate", "a corgi runs", "--model", str(open_weights("ti2v")), "--size", "64x64", "--seconds", "0.2"]
    assert main([*asked, "--steps", "2", "--no-enrich", "-o", str(out)]) == 0, capsys.readouterr().err
    assert out.exists() and "64x64" in capsys.readouterr().out


@pytest.mark.parametrize("weights", WEIGHTS, ids=lambda weights: weights.name)
def test_named_weights_cost_nothing_until_they_paint(weights):
    pytest.importorskip("diffusers")
    able = registry.engine(weights.name).abilities
    assert able.name == weights.name and able.frames % 4 == 1 and able.context % 4 == 1
    assert max(able.size) <= able.largest and not (able.references or able.cast or able.sound)
    assert registry.find(weights.name).summary == weights.summary
    assert "Apache-2.0" in weights.summary


@pytest.mark.parametrize(
    ("index", "family"),
    [
        ({"_class_name": "WanPipeline", "boundary_ratio": None, "expand_timesteps": True}, "Wan 2.2 TI2V"),
        ({"_class_name": "WanImageToVideoPipeline", "expand_timesteps": True}, "Wan 2.2 TI2V"),
        ({"_class_name": "WanPipeline"}, "Wan 2.1 text-to-video"),
        ({"_class_name": "WanVACEPipeline", "transformer_2": [None, None]}, "Wan 2.1 VACE"),
    ],
)
def test_families_are_recognised_by_their_own_files(index, family):
    assert recognise(index, "it").name == family


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ({"_class_name": "CogVideoXPipeline"}, "CogVideoXPipeline"),
        ({"_class_name": "WanPipeline", "boundary_ratio": 0.875}, "WanPipeline with boundary_ratio 0.875"),
        ({"_class_name": "WanImageToVideoPipeline"}, "WanImageToVideoPipeline"),
        ({}, "no _class_name"),
    ],
)
def test_other_families_are_refused_with_the_list(index, told):
    with pytest.raises(UnknownName, match=f"it holds {told}, .*" + ", ".join(one.name for one in FAMILIES)):
        recognise(index, "it")


def test_folders_that_are_no_weights(open_weights, tmp_path):
    with pytest.raises(UnknownName, match=r"has no model_index.json; give a folder"):
        OpenWeights(str(tmp_path))
    index = tmp_path / "model_index.json"
    index.write_text("{")
    with pytest.raises(MissingPart, match="is no JSON"):
        OpenWeights(str(tmp_path))
    shutil.copy(open_weights("t2v") / "model_index.json", index)
    with pytest.raises(MissingPart, match="cannot be loaded"):
        paint(OpenWeights(str(tmp_path), "cpu"), BLANK)


def test_a_missing_library_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingPart, match=r"pip install 'haneul\[open\]'"):
        OpenWeights("wan2.2-ti2v-5b")


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """An empty cache and no network."""
    constants = pytest.importorskip("huggingface_hub").constants
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return tmp_path


def test_a_hub_that_cannot_be_reached_is_told(hub):
    pytest.importorskip("diffusers")
    with pytest.raises(MissingPart, match="cannot be reached for someone/some-video; go online once"):
        registry.engine("someone/some-video")


def test_weights_of_the_hub_are_recognised_and_loaded_from_its_cache(hub, open_weights):
    pytest.importorskip("diffusers")
    stored = hub / "models--someone--my-wan"
    shutil.copytree(open_weights("t2v"), stored / "snapshots" / ("0" * 40))
    (stored / "refs").mkdir()
    (stored / "refs" / "main").write_text("0" * 40)
    frames = paint(OpenWeights("someone/my-wan", "cpu"), BLANK)
    assert np.array_equal(frames, paint(OpenWeights(str(open_weights("t2v")), "cpu"), BLANK))


def test_the_index_of_tiny_weights_is_that_of_real_ones(open_weights):
    index = json.loads((open_weights("ti2v") / "model_index.json").read_text())
    assert index["_class_name"] == "WanPipeline" and index["expand_timesteps"] is True
    assert partial(recognise, index)("it") is FAMILIES[0]


@pytest.mark.parametrize("weights", WEIGHTS, ids=lambda weights: weights.name)
def test_the_page_tells_what_the_records_say(weights):
    page = (Path(__file__).parents[2] / "docs" / "open-weights.md").read_text("utf-8")
    able = replace(weights.family.abilities, **weights.changes)
    best = f"{able.size[0]}x{able.size[1]}, {able.fps:g} fps, {able.frames}"
    cells = [f"`{weights.name}`", f"`{weights.repository}`", weights.licence, f"{weights.gigabytes} GB", best]
    assert "| " + " | ".join([*cells, str(able.largest)]) + " |" in page

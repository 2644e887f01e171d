"""Engines by name."""

import pytest

from haneul.engines import registry
from haneul.errors import UnknownName


def test_loads_once():
    assert registry.engine("fake") is registry.engine("fake")
    assert registry.engine("fake").abilities.name == "fake"


@pytest.mark.parametrize(("wrong", "near"), [("fak", "fake"), ("Native", "native"), ("natvie", "native")])
def test_suggests_the_nearest(wrong, near):
    with pytest.raises(UnknownName, match=rf"did you mean {near}\?.*native, fake"):
        registry.find(wrong)


def test_lists_all_when_nothing_is_near():
    with pytest.raises(UnknownName, match="choose from native, fake"):
        registry.find("zzzzzz")


def test_a_folder_and_a_repository_are_models_of_their_own(tmp_path):
    for name in (str(tmp_path), "Wan-AI/Wan2.2-TI2V-5B-Diffusers"):
        assert registry.find(name).source == name
        with pytest.raises(UnknownName):
            registry.listed(name)
    with pytest.raises(UnknownName):
        registry.find(str(tmp_path / "missing"))


@pytest.mark.parametrize("model", registry.MODELS, ids=lambda model: model.name)
def test_every_module_exists(model):
    import importlib.util

    assert importlib.util.find_spec(model.module), f"{model.module} is listed but does not exist"

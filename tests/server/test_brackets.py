"""Nested names of form fields."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haneul.server.brackets import nested
from haneul.server.faults import Fault


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ([("prompt", "a")], {"prompt": "a"}),
        ([("input_reference[image_url]", "u")], {"input_reference": {"image_url": "u"}}),
        ([("characters[][id]", "a"), ("characters[][id]", "b")], {"characters": [{"id": "a"}, {"id": "b"}]}),
        ([("c[][id]", "a"), ("c[][name]", "x"), ("c[][id]", "b")], {"c": [{"id": "a", "name": "x"}, {"id": "b"}]}),
        ([("c[][a]", 1), ("c[][a]", 2), ("c[][b]", 3), ("c[][b]", 4)], {"c": [{"a": 1, "b": 3}, {"a": 2, "b": 4}]}),
        ([("c[][a]", 1), ("c[][b]", 2), ("c[][a]", 3)], {"c": [{"a": 1, "b": 2}, {"a": 3}]}),
        ([("c[][a]", 1), ("c[][t][]", 2), ("c[][t][]", 3), ("c[][a]", 4)], {"c": [{"a": 1, "t": [2, 3]}, {"a": 4}]}),
        ([("c[0][id]", "a"), ("c[1][id]", "b")], {"c": [{"id": "a"}, {"id": "b"}]}),
        ([("tags[]", "a"), ("tags[]", "b")], {"tags": ["a", "b"]}),
        ([("t[][ref][url]", "a"), ("t[][ref][url]", "b")], {"t": [{"ref": {"url": "a"}}, {"ref": {"url": "b"}}]}),
    ],
)
def test_paths(fields, body):
    assert nested(fields) == body


@pytest.mark.parametrize(
    "names",
    [["a", "a"], ["a[b]", "a[b]"], ["a", "a[b]"], ["a[b]", "a"], ["a[b"], ["[a]"], ["a[b]c"], ["a[0]", "a[2]"],
     ["a[]", "a[b]"], ["a[][b]", "a[][b]", "a[][c]"], ["a[99999]"], ["a[b][c][d][e][f]"], [""]],
)  # fmt: skip
def test_what_means_nothing(names):
    with pytest.raises(Fault):
        nested([(name, "x") for name in names])


words = st.text("abcxyz_", min_size=1, max_size=6)
bodies = st.dictionaries(
    words,
    st.recursive(
        st.text(max_size=5),
        lambda inner: st.dictionaries(words, inner, min_size=1, max_size=3) | st.lists(st.text(max_size=5), min_size=1),
        max_leaves=6,
    ),
    max_size=5,
)


def flat(value: Any, name: str = ""):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flat(item, f"{name}[{key}]" if name else key)
    elif isinstance(value, list):
        for item in value:
            yield from flat(item, f"{name}[]")
    else:
        yield name, value


@settings(max_examples=50, deadline=None)
@given(bodies)
def test_a_form_means_what_the_json_meant(body):
    fields = list(flat(body))
    if all(name.count("[") < 5 for name, _ in fields):
        assert nested(fields) == body

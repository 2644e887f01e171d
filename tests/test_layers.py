"""Imports go one way only; the rooms and their order are those of the design."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "haneul"

RANKS = (
    ("__init__", "__main__", "cli", "commands", "painting", "flags", "bar", "preview"),
    ("server", "train", "evaluate"),
    ("render", "casting", "acting", "naming", "tracing", "whereabouts", "enriching", "finishing", "windows", "output"),
    ("operations", "engines", "prompts", "library", "safety"),
    ("model",),
    ("flow",),
    ("media",),
    ("grading",),
    ("canvas", "blocking"),
    ("fields", "extras"),
    ("errors",),
)
RANK = {room: rank for rank, rooms in enumerate(RANKS) for room in rooms}
TOGETHER = (RANKS[0], RANKS[2])  # several files that are one room: they may import each other
WORLDS_USERS = ("train", "evaluate")  # the product runs without the rendered world
WORLDS_USE = ("canvas", "blocking", "grading", "fields", "errors")


def modules():
    return {".".join(p.relative_to(SOURCE).with_suffix("").parts): p for p in sorted(SOURCE.rglob("*.py"))}


def imports(path, everywhere=True):
    """Names of haneul's own modules that the file imports, those inside functions as well."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module else []
        else:
            continue
        yield from (name.removeprefix("haneul.") for name in names if name.split(".")[0] == "haneul")


def allowed(room, other):
    if room == other or any(room in files and other in files for files in TOGETHER):
        return True
    if other == "worlds":
        return room in WORLDS_USERS
    if room == "worlds":
        return other in WORLDS_USE
    return RANK[room] < RANK[other]


def room_of(name):
    room = name.split(".")[0]
    return room if room in RANK or room == "worlds" else "__init__"  # haneul.__version__ and the like


@pytest.mark.parametrize("name", modules())
def test_every_room_has_a_place(name):
    room = name.split(".")[0]
    assert room in RANK or room == "worlds", f"give {room} a place in the order of the rooms"


def test_imports_only_go_right():
    wrong = [
        f"{name} imports {other}"
        for name, path in modules().items()
        for other in imports(path)
        if not allowed(name.split(".")[0], room_of(other))
    ]
    assert not wrong, wrong


def test_no_cycles():
    known = modules()
    graph = {}
    for name, path in known.items():
        graph[name] = set()
        for other in imports(path, everywhere=False):
            parts = other.split(".")
            graph[name] |= {".".join(parts[:n]) for n in (1, 2, 3) if ".".join(parts[:n]) in known} - {name}
    TopologicalSorter(graph).prepare()  # raises CycleError


@pytest.mark.parametrize(
    ("room", "other", "right"),
    [
        ("render", "engines", True),
        ("engines", "operations", False),
        ("operations", "engines", False),
        ("flow", "model", False),
        ("model", "worlds", False),
        ("train", "worlds", True),
        ("worlds", "model", False),
        ("cli", "flags", True),
    ],
)
def test_the_order_itself(room, other, right):
    assert allowed(room, other) is right


def loaded(code):
    """Modules that are loaded after `code` ran in a fresh interpreter."""
    script = f"import sys\n{code}\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_neither_torch_nor_codecs():
    names = loaded("from haneul.cli import main\nassert main(['--help']) == 0")
    assert not names & {"torch", "av", "PIL", "safetensors"}


def test_the_package_itself_loads_nothing():
    assert not loaded("import haneul") & {"torch", "numpy", "cyclopts", "av"}


def test_operations_and_the_fake_engine_need_no_torch():
    assert "torch" not in loaded("import haneul.render, haneul.engines.fake, haneul.operations.animate")

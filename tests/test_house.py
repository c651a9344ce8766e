"""The house of the project: floors, pages, and the public face."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import threadlab

PACKAGE = Path(threadlab.__file__).parent

FLOORS = {
    "errors": 1,
    "scheme": 1,
    "thread": 2,
    "rows": 2.5,  # the JSON form of thread
    "text": 2,
    "scores": 2,
    "encoder": 2,
    "markup": 3,
    "replies": 3,
    "arguments": 3,
    "graph": 3,
    "pseudonyms": 3,
    "corrections": 3,
    "readers": 4,
    "exports": 4,
    "pipeline": 5,
    "maps": 5.5,  # the pipeline for many files
    "listing": 5,
    "explaining": 5,
    "classifier": 5.5,  # texts are parted as in training
    "batch": 5.5,  # the pipeline for many files, in parts
    "evaluation": 5,
    "training": 5,
    "benchmark": 5,
    "cli": 6,
    "__init__": 6,
    "__main__": 6,
}
EXCEPTIONS = {("replies", "markup"), ("evaluation", "training")}
HEAVY = {
    "torch",
    "transformers",
    "networkx",
    "matplotlib",
    "numpy",
    "sklearn",
    "pandas",
    "tokenizers",
    "safetensors",
    "tqdm",
    "scipy",
    "py3langid",
}


def pages():
    return sorted(PACKAGE.rglob("*.py"))


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """Yields (module, inside a function) for each import that runs."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside.update(id(below) for below in ast.walk(node))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            inside.update(id(below) for below in ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in inside
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module, id(node) in inside
            for alias in node.names:
                if node.module == "threadlab":
                    yield f"threadlab.{alias.name}", id(node) in inside


@pytest.mark.parametrize("path", pages(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_down_by_floor(path):
    """A page imports only from floors below its own, or from its own room."""
    here = room(path)
    for module, inside in imports(path):
        parts = module.split(".")
        if parts[0] != "threadlab" or len(parts) == 1 or parts[1] == "__version__":
            continue
        there = parts[1]
        if here == "thread" and there == "exports":
            assert inside, "Thread._repr_html_ imports exports inside the function"
            continue
        allowed = there == here or FLOORS[there] < FLOORS[here] or (here, there) in EXCEPTIONS
        assert allowed, f"{here} imports {there}"


@pytest.mark.parametrize("path", pages(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_inside_functions(path):
    """Importing any page is quick: heavy libraries load where they are used."""
    heavy = [m for m, inside in imports(path) if m.split(".")[0] in HEAVY and not inside]
    assert not heavy


def test_every_room_stands_on_a_floor():
    """A new room must be given its floor."""
    assert {room(path) for path in pages()} <= set(FLOORS)


def test_no_page_outgrows_its_purpose():
    """A page over 400 lines wants splitting."""
    long = {p.name: n for p in pages() if (n := p.read_text("utf-8").count("\n")) > 400}
    assert not long


def test_public_names_are_no_modules():
    """Each public name is the same before and after all submodules are imported."""
    before = {name: getattr(threadlab, name) for name in threadlab.__all__}
    for module in pkgutil.walk_packages([str(PACKAGE)], "threadlab."):
        if "__main__" not in module.name:
            importlib.import_module(module.name)
    after = {name: getattr(threadlab, name) for name in threadlab.__all__}
    assert before == after
    assert not [name for name, value in after.items() if inspect.ismodule(value)]


def test_all_is_the_public_face():
    """The list of public names is sorted, each has a docstring and a home."""
    assert threadlab.__all__ == sorted(threadlab.__all__)
    assert set(threadlab.__all__) == set(threadlab._HOMES) | {"__version__"}
    for name in set(threadlab.__all__) - {"__version__"}:
        assert inspect.getdoc(getattr(threadlab, name)), name


def test_an_unknown_name_is_refused():
    """A name that is not public is an AttributeError, as with any module."""
    with pytest.raises(AttributeError, match="nothing"):
        threadlab.nothing  # noqa: B018


def test_importing_loads_no_heavy_library():
    """`import threadlab` and the parser of the command line load none of the heavy libraries."""
    code = (
        "import sys, threadlab, threadlab.cli; threadlab.cli.parser(); "
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""JSON in every wrapping: whole, lines, scripts; errors with their place; any depth."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadlab.errors import UnreadableSource
from threadlab.readers.api.documents import documents, glimpse, parse
from threadlab.readers.opening import sources_in

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
HOLDERS = st.lists(VALUES, max_size=3) | st.dictionaries(st.text(max_size=3), VALUES, max_size=3)


def values(folder, data: bytes | str, errors=None):
    path = folder / "a.json"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    on_error = None if errors is None else errors.append
    return [d.value for source in sources_in(str(path)) for d in documents(source, on_error)]


FORMS = {
    "whole": '{\n "a": 1\n}\n',
    "one line": '{"a": 1}',
    "byte order mark": '\ufeff{"a": 1}',
    "script": 'var saved = {"a": 1};\n',
    "module": 'export default {"a": 1};',
    "property": 'window.__data = {"a":\n 1};',
    "callback": 'show({"a": 1});',
    "callback over lines": 'jQuery.cb_1(\n{\n"a": 1\n}\n)\n;\n',
    "comment and callback": '/**/show({"a": 1})',
    "guard": ')]}\'\n{"a": 1}',
    "other guard": 'for(;;);{"a": 1}',
    "line feeds in texts": '{"a": 1, "b": "x\ny"}',
}


@pytest.mark.parametrize("form", FORMS)
def test_wrappings(tmp_path, form):
    """A document is found in whatever script it is wrapped in."""
    (value,) = values(tmp_path, FORMS[form])
    assert value["a"] == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_encodings(tmp_path, encoding):
    """A document may be in any encoding that Unicode has."""
    assert values(tmp_path, '{"a": "čaj"}'.encode(encoding)) == [{"a": "čaj"}]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", "\n \n"])
def test_lines(tmp_path, between):
    """A file of a value a line gives each of them, blank lines aside."""
    rows = [{"a": 1}, {"b": [2]}, {"c": None}]
    assert values(tmp_path, between.join(map(json.dumps, rows))) == rows


def test_several_documents_over_lines(tmp_path):
    """Documents that stand after each other, each over several lines, are all read."""
    assert values(tmp_path, '{\n"a": 1}\n{\n"b": 2}\n[\n3]') == [{"a": 1}, {"b": 2}, [3]]


def test_several_documents_in_a_script(tmp_path):
    """A script may assign more than one document."""
    assert values(tmp_path, 'var a = {"a": 1};\nlet b = [2];\n') == [{"a": 1}, [2]]


BROKEN = {
    "cut off": ('{\n "a": [1,\n', r"line 3, column 1: is JSON that ends too early"),
    "cut off in a text": ('{\n "a": "some', r"line 2, column 7: is JSON that ends too early"),
    "missing comma": ('{\n "a": 1\n "b": 2}', r"line 3, column 2: is not JSON \(Expecting ','"),
    "stray words": ('{\n "a": 1\n}\n\n  but no', r"line 5, column 3: is not JSON \(Extra data\)"),
    "bad line": ('{"a": 1}\n{"a": }\n', r"line 2, column 7: is not JSON \(Expecting value"),
    "no JSON": ("Hello there\n", r"line 1, column 1: is not JSON: it begins neither"),
    "wrapped": ('var x = {"a": 1,};', r"line 1, column 17: is not JSON"),
    "long number": ('{"a": ' + "9" * 5000 + "}", r"line 1: is not JSON that can be read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_json(tmp_path, name):
    """What is not JSON is refused with file, line and column."""
    data, problem = BROKEN[name]
    with pytest.raises(UnreadableSource, match=r"a\.json, " + problem):
        values(tmp_path, data)


def test_reading_goes_on_behind_a_bad_line(tmp_path):
    """A bad line is told, and the lines behind it are read."""
    errors = []
    assert values(tmp_path, '{"a": 1}\n{"a": \n{"a": 3}\n', errors) == [{"a": 1}, {"a": 3}]
    assert [error.place for error in errors] == ["line 2, column 6"]


@pytest.mark.parametrize("depth", [2_000, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_depth(start, end, depth):
    """What is nested deeper than the standard library parses is parsed all the same."""
    value = parse(start * depth + "[]" + end * depth)
    seen = 0
    while value:
        value = next(iter(value.values() if isinstance(value, dict) else value))
        seen += 1
    assert seen == depth * (len(start.strip('"a:')) if start != '[{"a":' else 2)


@given(HOLDERS, st.integers(0, 40))
def test_a_glimpse_is_a_part(value, cut):
    """What is seen of a document that is cut off is what it says; nothing is made up."""
    text = json.dumps(value)
    seen = glimpse(text[: max(1, len(text) - cut)])
    assert type(seen) is type(value)
    assert is_part(seen, value)
    assert glimpse(text) == value


def is_part(seen, value) -> bool:
    if isinstance(value, dict):
        return isinstance(seen, dict) and all(is_part(v, value[k]) for k, v in seen.items())
    if isinstance(value, list):
        return isinstance(seen, list) and all(map(is_part, seen, value))
    return seen == value or seen == "" or isinstance(value, int)  # a number may lose its end


@given(st.text(max_size=80) | st.text('[]{}":,a1 \\\n(;=', max_size=40))
def test_a_glimpse_of_anything(text):
    """Any text may be looked at."""
    glimpse(text)
    glimpse("[" + text)
    glimpse('{"a": "' + text)

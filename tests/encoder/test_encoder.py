"""A model folder -> calibrated scores for pairs."""

import json
import shutil
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadlab.encoder import (
    ENGINES,
    Pair,
    digest,
    find_model,
    load_model,
    models_folder,
    open_folder,
)
from threadlab.encoder.calibrated import probabilities, softmax
from threadlab.encoder.folder import DECISIVE, Head
from threadlab.encoder.pairs import Tokens, batches_by_length, clean, open_tokenizer, tokenize
from threadlab.errors import ModelError, UnknownName
from threadlab.scheme import STANCES, TYPES

TEXTS = st.text(st.characters(), max_size=80)
NASTY = [
    "",
    " \n\t ",
    "\x00",
    "\ud800\udfff",
    "🙂🙃👩‍👩‍👧",
    "[SEP] [CLS] [PAD] [MASK]",
    "你好，世界 مرحبا Привет",
    "x" * 5000,
    "\u2028\u2029\u202e",
    "```\nfor (;;) {}\n```",
]


@pytest.fixture
def copy(tiny_model, tmp_path):
    """A model folder that a test may spoil."""
    folder = tmp_path / "copy"
    shutil.copytree(tiny_model, folder)
    return folder


def test_scores_are_probabilities(tiny_model):
    """Types are ten independent probabilities, stances three that sum to one."""
    (scores,) = load_model(tiny_model).score([Pair("cars are good", "no, that is wrong")])
    assert len(scores.by_head["types"]) == len(TYPES)
    assert all(0 <= p <= 1 for p in scores.by_head["types"])
    assert sum(scores.by_head["stance"]) == pytest.approx(1, abs=1e-4)


def test_nothing_to_read_gives_nothing(tiny_model):
    """No pairs, no scores."""
    assert load_model(tiny_model).score([]) == []


def test_scores_do_not_depend_on_company(tiny_model):
    """A pair gets the same scores alone and among longer and shorter ones."""
    model = load_model(tiny_model)
    pairs = [Pair("the law " * (k % 7), "why not " * (1 + k % 11)) for k in range(70)]
    together = model.score(pairs)
    for pair, scores in list(zip(pairs, together, strict=True))[::9]:
        (alone,) = model.score([pair])
        for name, row in alone.by_head.items():
            assert row == pytest.approx(scores.by_head[name], abs=2e-5)


@given(answered=TEXTS | st.sampled_from(NASTY), own=TEXTS | st.sampled_from(NASTY))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_read(tiny_model, answered, own):
    """No text makes the model fail, and all it says are probabilities."""
    (scores,) = load_model(tiny_model).score([Pair(answered, own)])
    assert all(0 <= p <= 1 for row in scores.by_head.values() for p in row)


def test_a_hundred_thousand_words_are_read_quickly(tiny_model):
    """Very long texts take no longer than long ones."""
    model = load_model(tiny_model)
    start = time.monotonic()
    model.score([Pair("people " * 100_000, "law and road " * 100_000)])
    assert time.monotonic() - start < 5


def test_long_texts_lose_their_middle(tiny_model):
    """Head and tail of the own words stay; the words answered take at most a third."""
    folder = open_folder(tiny_model)
    tokenizer = open_tokenizer(folder)
    own = "hello " + "road " * 500 + "thanks"
    (tokens,) = tokenize(tokenizer, [Pair("cars " * 500, own)], folder.max_tokens)
    assert len(tokens.ids) == folder.max_tokens
    assert tokens.split - 2 == (folder.max_tokens - 3) // 3
    assert tokens.ids[tokens.split] == tokenizer.token_to_id("hello")
    assert tokens.ids[-2] == tokenizer.token_to_id("thanks")


def test_short_words_answered_leave_their_room(tiny_model):
    """What the words answered do not need goes to the own words."""
    folder = open_folder(tiny_model)
    tokenizer = open_tokenizer(folder)
    (tokens,) = tokenize(tokenizer, [Pair("cars", "road " * 500)], folder.max_tokens)
    assert (tokens.split, len(tokens.ids)) == (3, folder.max_tokens)


def test_special_tokens_in_a_text_are_text(tiny_model):
    """A comment cannot forge the border between the words answered and its own."""
    tokenizer = open_tokenizer(open_folder(tiny_model))
    (tokens,) = tokenize(tokenizer, [Pair("[SEP]", "[SEP] [CLS]")], 64)
    border = tokenizer.token_to_id("[SEP]")
    assert [i for i, number in enumerate(tokens.ids) if number == border] == [
        tokens.split - 1,
        len(tokens.ids) - 1,
    ]


@given(st.text(st.characters(), max_size=300))
def test_cleaned_text_can_be_encoded(text):
    """Cleaning leaves no lone surrogate and no run of white space."""
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "  " not in cleaned
    assert clean(cleaned) == cleaned


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 9))
def test_batches_hold_every_pair_once_by_length(lengths, size):
    """Batching by length loses and doubles nothing, and pads little."""
    tokens = [Tokens((0,) * n, 0) for n in lengths]
    batches = list(batches_by_length(tokens, size))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    order = [lengths[i] for batch in batches for i in batch]
    assert order == sorted(order, reverse=True)
    assert all(len(batch) <= size for batch in batches)


@given(st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=3), st.floats(0.1, 10))
def test_calibration_keeps_order_and_range(logits, temperature):
    """Calibrated stances sum to one and keep the order of the scores."""
    head = Head("stance", STANCES, temperature, (0.0,) * 3, (0.5,) * 3, 0.5)
    shown = probabilities(head, logits)
    assert sum(shown) == pytest.approx(1, abs=1e-4)
    assert max(range(3), key=lambda i: (shown[i], logits[i])) == max(
        range(3), key=lambda i: logits[i]
    )


def test_softmax_of_equals_is_even():
    """Equal scores share alike."""
    assert softmax([7.0, 7.0]) == [0.5, 0.5]


@pytest.mark.parametrize("name", DECISIVE)
def test_a_missing_file_is_named(copy, name):
    """An incomplete folder is refused with folder, file and next step."""
    (copy / name).unlink()
    with pytest.raises(ModelError, match=r"Install threadlab anew|Name") as refusal:
        load_model(copy)
    assert name in str(refusal.value)
    assert str(copy) in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"{}"])
@pytest.mark.parametrize("name", DECISIVE)
def test_a_broken_file_is_named(copy, name, content):
    """A broken file is a ModelError that names it, whatever it holds."""
    (copy / name).write_bytes(content)
    with pytest.raises(ModelError) as refusal:
        load_model(copy).score([Pair("", "hello")])
    assert name in str(refusal.value)


def test_weights_of_another_shape_are_refused(copy):
    """Weights that do not fit the configuration are no model."""
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "hidden_size": 16}))
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        load_model(copy)


def test_a_length_beyond_the_positions_is_refused(copy):
    """A pair cannot be longer than the network has positions for."""
    labels = json.loads((copy / "labels.json").read_text())
    (copy / "labels.json").write_text(json.dumps({**labels, "max_tokens": 4096}))
    with pytest.raises(ModelError, match="max_tokens"):
        load_model(copy)


def test_a_model_is_loaded_once_and_again_when_it_changes(copy):
    """The same folder gives the same loaded model until one of its files is written."""
    first = load_model(copy)
    assert load_model(str(copy)) is first
    calibration = json.loads((copy / "calibration.json").read_text())
    calibration["types"]["temperature"] = 9.0
    (copy / "calibration.json").write_text(json.dumps(calibration))
    assert load_model(copy).folder.head("types").temperature == 9.0


def test_an_unknown_engine_is_refused_with_those_there_are(tiny_model):
    """A refusal lists the engines."""
    with pytest.raises(UnknownName, match="torch"):
        load_model(tiny_model, engine="abacus")
    assert "torch" in ENGINES


def test_a_missing_folder_is_refused_with_the_shipped_names():
    """A folder that is not there is a ModelError that lists the shipped models."""
    with pytest.raises(ModelError, match="there is no such folder"):
        find_model("no/such/folder")


def test_a_shipped_model_is_found_by_name():
    """The name of a shipped model stands for its folder, and it is the default."""
    assert find_model("arguments") == find_model() == models_folder() / "arguments"


@pytest.mark.parametrize("name", DECISIVE)
def test_the_digest_names_what_decides(copy, name):
    """Every file that decides an answer changes the digest; the card does not."""
    before = digest(copy)
    (copy / "README.md").write_text("another card")
    assert digest(copy) == before
    with (copy / name).open("ab") as file:
        file.write(b" ")
    assert digest(copy) != before


def test_small_files_are_read_without_heavy_libraries(tiny_model):
    """Asking a folder for its thresholds loads neither torch nor a tokenizer."""
    code = (
        "import sys; from threadlab.encoder import open_folder; "
        f"assert open_folder({str(tiny_model)!r}).head('types').thresholds; "
        "print({'torch', 'transformers', 'tokenizers', 'numpy', 'tqdm'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_progress_is_shown_only_when_asked(tiny_model, capsys):
    """Nothing is written to stderr unless a bar is asked for."""
    model = load_model(tiny_model)
    model.score([Pair("", "hello")])
    assert capsys.readouterr().err == ""
    model.score([Pair("", "hello")], progress=True)
    assert "1/1" in capsys.readouterr().err

"""The engines: the same answers from each, and the quickest one by default."""

import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from threadlab.encoder import AUTO, ENGINES, Pair, engine_of, engines, load_model, open_folder
from threadlab.encoder.bert import read_weights
from threadlab.encoder.network import build, collate, features
from threadlab.encoder.pairs import open_tokenizer, tokenize
from threadlab.encoder.samples import SAMPLES
from threadlab.encoder.torch_engine import has_int8, prefers_int8
from threadlab.errors import ModelError

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "threads"
NEEDED = 0.99
"""Share of comments whose primary type must be that of single precision."""
CLOSE = 0.02
"""How far a probability may be from that of single precision, on average over the labels."""
EACH = 50
"""Comments read from each file of threads."""


def skip_without_int8():
    if not has_int8():
        pytest.skip("this processor has no integer products")


def sentences(count):
    """Invented pairs: the sentences of the samples in other orders, so that lengths vary."""
    dice = random.Random(3)
    pool = [s for pair in SAMPLES for text in (pair.answered, pair.own) for s in text.split(". ")]
    return [
        Pair(". ".join(dice.sample(pool, dice.randint(0, 2))), ". ".join(dice.sample(pool, k % 4)))
        for k in range(1, count + 1)
    ]


def primary(scores, head):
    row = scores.by_head[head]
    return max(range(len(row)), key=row.__getitem__)


def agreement(pairs, *heads):
    """By head: the share of pairs with the same first label in 8 bits, and the mean difference."""
    quick = load_model(engine="torch-int8").score(pairs)
    exact = load_model(engine="torch").score(pairs)
    for head in heads:
        same = [primary(a, head) == primary(b, head) for a, b in zip(quick, exact, strict=True)]
        apart = [
            abs(p - q)
            for a, b in zip(quick, exact, strict=True)
            for p, q in zip(a.by_head[head], b.by_head[head], strict=True)
        ]
        yield sum(same) / len(same), sum(apart) / len(apart)


def test_eight_bits_keep_the_primary_type_of_invented_comments():
    """In 8 bits the primary types are those of single precision, the probabilities close."""
    skip_without_int8()
    [(same, apart)] = agreement(sentences(60), "types")
    assert same >= NEEDED
    assert apart <= CLOSE


@pytest.mark.shared
def test_eight_bits_keep_the_primary_type_of_real_comments():
    """So it is for five hundred comments of forums."""
    skip_without_int8()
    if not FOLDER.is_dir():
        pytest.skip(f"no {FOLDER}")
    from threadlab.arguments.pairing import questions
    from threadlab.readers import read_all
    from threadlab.replies import rebuild

    pairs = []
    for file in sorted(FOLDER.glob("*.jsonl.gz")):
        of_file = []
        for thread in read_all(file):
            of_file += [question.pair for question in questions(rebuild(thread))]
            if len(of_file) >= EACH:
                break
        pairs += of_file[:EACH]
    assert len(pairs) >= 8 * EACH
    for same, apart in agreement(pairs, "types", "stance"):
        assert same >= NEEDED
        assert apart <= CLOSE


def test_the_same_input_gives_the_same_answer(tiny_model):
    """An engine gives the same numbers for the same input, loaded anew or not."""
    pairs = [Pair("the law " * (k % 7), "why not " * (1 + k % 11)) for k in range(40)]
    for name, load in ENGINES.items():
        if name == "torch-int8" and not has_int8():
            continue
        folder = open_folder(tiny_model)
        tokens = tokenize(open_tokenizer(folder), pairs, folder.max_tokens)
        first, again = load(folder), load(folder)
        assert first.logits(tokens) == first.logits(tokens) == again.logits(tokens)


def test_the_network_is_that_of_transformers(tiny_model):
    """Read by our own arithmetic, a model answers what it was trained to answer."""
    import torch

    folder = open_folder(tiny_model)
    network = build(folder.config, {head.name: len(head.labels) for head in folder.heads}).eval()
    network.load_state_dict(read_weights(folder))
    pairs = [Pair("cars are good", "no"), Pair("", "why should people like cars in the city?")]
    tokens = tokenize(open_tokenizer(folder), pairs, folder.max_tokens)
    found = ENGINES["torch"](folder).logits(tokens)
    with torch.inference_mode():
        read = features(network, *collate(tokens, 0))
        for head in folder.heads:
            theirs = network[head.name](read).flatten().tolist()
            ours = [z for row in found[head.name] for z in row]
            assert ours == pytest.approx(theirs, abs=1e-4)


def test_products_in_half_precision_stay_close(tiny_model):
    """In bfloat16, which a processor without it makes slowly, scores stay close."""
    import torch

    from threadlab.encoder.bert import Bert, plain_layers

    folder = open_folder(tiny_model)
    weights = read_weights(folder)
    layers = plain_layers(folder, weights)
    pairs = [Pair("cars are good", "no"), Pair("", "why should people like cars in the city?")]
    batch = collate(tokenize(open_tokenizer(folder), pairs, folder.max_tokens), 0)
    with torch.inference_mode():
        exact = Bert(folder, weights, layers).logits(*batch)
        half = Bert(folder, weights, layers, half=True).logits(*batch)
    for name, z in exact.items():
        assert half[name].dtype == torch.float32
        assert (half[name] - z).abs().max() < 0.05


def test_auto_is_an_engine_that_runs_here(tiny_model):
    """Where none is named 8 bits run if they can; a name is taken as it is."""
    assert open_folder(tiny_model).engine == AUTO
    expected = "torch-int8" if prefers_int8() else "torch"
    assert engine_of(open_folder(tiny_model)) == expected
    assert engine_of(open_folder(tiny_model, engine="torch")) == "torch"
    assert load_model(tiny_model) is load_model(tiny_model, engine=expected)


def test_eight_bits_are_refused_where_they_would_be_wrong(tiny_model, monkeypatch):
    """A processor without integer products gets an error that names another engine."""
    monkeypatch.setattr("threadlab.encoder.torch_engine.has_int8", lambda: False)
    with pytest.raises(ModelError, match="Take --engine torch"):
        ENGINES["torch-int8"](open_folder(tiny_model))


def test_reading_loads_no_transformers(tiny_model):
    """A model of threadlab's is read without the transformers library, which loads slowly."""
    code = (
        "import sys; from threadlab.encoder import Pair, load_model; "
        f"load_model({str(tiny_model)!r}).score([Pair('', 'why')]); "
        "print('transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_other_packages_bring_engines(monkeypatch):
    """An engine of another package stands beside the own ones, which it cannot replace."""
    folder = open_folder()
    brought = {"abacus": lambda folder: ("abacus", folder), "torch": lambda folder: None}

    def points(group):
        assert group == "threadlab.engines"
        return [SimpleNamespace(name=k, load=lambda v=v: v) for k, v in brought.items()]

    monkeypatch.setattr("importlib.metadata.entry_points", points)
    assert engines()["abacus"](folder) == ("abacus", folder)
    assert engines()["torch"] is ENGINES["torch"]
    assert engine_of(open_folder(engine="abacus")) == "abacus"

"""What several rooms' tests share: tiny models with random weights, and labelled rows."""

import gc
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure of the code under test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture
def steady():
    """Times that depend on the code under test alone.

    The garbage collector walks over all that other tests have left in memory; without it a time
    grows with its input only.
    """
    gc.collect()
    gc.disable()
    yield
    gc.enable()


SENTENCES = """
the a of and to is not no yes you i we it that this because but why how what should must
law city cars bus road people rights agree wrong idiot thanks study percent once my friend
think true false maybe point good hello link source if then would never always
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,;:!?'\"()[]<>-*/#@&%$_"


def tiny_tokenizer():
    """A word-piece tokenizer of some words and all letters."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = dict.fromkeys([*special, *SENTENCES.split(), *LETTERS, *(f"##{c}" for c in LETTERS)])
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(special)
    return tokenizer


def tiny_config(vocabulary):
    """A BERT configuration of two narrow layers."""
    return {
        "model_type": "bert",
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 128,
        "vocab_size": vocabulary,
        "type_vocab_size": 2,
        "pad_token_id": 0,
    }


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory):
    """The folder of a bare encoder with random weights, as a hub gives it."""
    import torch
    from safetensors.torch import save_file

    from threadlab.encoder.network import BODY, build

    folder = tmp_path_factory.mktemp("base") / "tiny-encoder"
    folder.mkdir()
    tokenizer = tiny_tokenizer()
    config = tiny_config(tokenizer.get_vocab_size())
    torch.manual_seed(0)
    weights = build(config, {})[BODY].state_dict()
    weights["pooler.dense.weight"] = torch.zeros(32, 32)
    save_file(weights, str(folder / "model.safetensors"))
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    """A model folder with random weights that tells types and stances."""
    import torch

    from threadlab.encoder import Head
    from threadlab.encoder.network import build
    from threadlab.scheme import STANCES, TYPES
    from threadlab.training.writing import calibration_json, labels_json, write_folder

    folder = tmp_path_factory.mktemp("models") / "tiny"
    tokenizer = tiny_tokenizer()
    config = tiny_config(tokenizer.get_vocab_size())
    heads = (
        Head("types", TYPES, 0.5, (0.1,) * 10, (0.4,) * 10, 0.5),
        Head("stance", STANCES, 0.5, (0.0, 0.2, 0.0), (0.5,) * 3, 0.4, (0.25, 0.5, 0.25)),
    )
    torch.manual_seed(1)
    network = build(config, {head.name: len(head.labels) for head in heads})
    small = {
        "config.json": config,
        "labels.json": labels_json(heads, 96),
        "calibration.json": calibration_json(heads),
    }
    write_folder(folder, network, tokenizer, small, "# tiny\n")
    return folder


@dataclass(frozen=True)
class Pattern:
    """Rows of one kind: what they say and how they are labelled."""

    text: str
    types: tuple[str, ...]
    stance: str


PATTERNS = (
    Pattern("no, that is false because the study says {}", ("rebuttal", "evidence"), "disagree"),
    Pattern("why do you think {}?", ("question",), "neutral"),
    Pattern("yes, i agree, good point about {}", ("concession",), "agree"),
    Pattern("you idiot, you never think about {}", ("attack",), "disagree"),
    Pattern("we should ban {} in the city", ("proposal", "claim"), "neutral"),
    Pattern("my friend once had {}", ("testimony",), "agree"),
    Pattern("thanks, hello {}", ("other",), "neutral"),
    Pattern("it is true that {} is wrong", ("claim",), "disagree"),
    Pattern("if we had {} then people would lose rights", ("reason",), "agree"),
)


def labelled_row(number, source="forum"):
    """A labelled comment, written for these tests."""
    pattern = PATTERNS[number % len(PATTERNS)]
    topic = ("cars", "bus", "road", "law", "people")[number % 5]
    return {
        "id": f"{source}-{number}",
        "thread": f"{source}/t{number // 4}",
        "source": source,
        "parent_text": f"the {topic} is good, i think, number {number}",
        "text": pattern.text.format(f"the {topic} of {number}"),
        "types": list(pattern.types),
        "stance": pattern.stance,
    }


@pytest.fixture(scope="session")
def labelled_file(tmp_path_factory):
    """A file of 240 labelled comments of two forums; some do not say everything."""
    rows = [labelled_row(n) for n in range(160)]
    rows += [labelled_row(n, source="list") for n in range(160, 240)]
    rows[3].pop("types")
    rows[4].pop("stance")
    rows[5]["sampling"] = "balanced"
    path = tmp_path_factory.mktemp("labels") / "rows.jsonl"
    write_rows(path, rows)
    return path


def write_rows(path: Path, rows):
    """Writes JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="session")
def write_lines():
    """The function that writes rows as JSON lines."""
    return write_rows


@pytest.fixture(scope="session")
def chromium():
    """Path of Chromium; without it the test is skipped, in CI it fails."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("THREADLAB_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not path:
        problem = "no Chromium: install it (apt-get install chromium) or set THREADLAB_CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(problem)
    return path


@pytest.fixture(scope="session")
def browser(chromium):
    """A headless Chromium, started once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()

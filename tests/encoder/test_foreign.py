"""Sequence classifiers in local folders of Hugging Face: what their labels mean, and what not."""

import json
import pickle

import pytest

from threadlab.arguments import classify, is_unsure, named_types
from threadlab.encoder import Pair, digest, load_model, open_folder
from threadlab.errors import ModelError
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Reply, Thread

WORDS = "the a of and to is not no yes you i we it that this because but why law city cars".split()
SPECIAL = {
    "bert": ("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
    "distilbert": ("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
    "roberta": ("<pad>", "<unk>", "<s>", "</s>"),
}
THREAD = Thread(
    "t",
    comments=(Comment("a", body="cars are good"), Comment("b", body="no, that is not the law")),
    replies=(Reply("b", "a", 1.0),),
)
FAVOUR = {"FAVOR": "agree", "AGAINST": "disagree", "NONE": "neutral"}


def tokenizer_of(kind):
    """A word tokenizer with the special tokens, pairs and inputs of an architecture."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    pad, unknown, opening, closing = SPECIAL[kind]
    vocabulary = {word: n for n, word in enumerate((*SPECIAL[kind], *WORDS))}
    bare = Tokenizer(models.WordLevel(vocabulary, unk_token=unknown))
    bare.pre_tokenizer = pre_tokenizers.Whitespace()
    between = f"{closing} {closing}" if kind == "roberta" else closing
    second = 0 if kind == "roberta" else 1
    bare.post_processor = processors.TemplateProcessing(
        single=f"{opening} $A {closing}",
        pair=f"{opening} $A {between} $B:{second} {closing}:{second}",
        special_tokens=[(opening, vocabulary[opening]), (closing, vocabulary[closing])],
    )
    inputs = ["input_ids", "attention_mask"] + ["token_type_ids"] * (kind == "bert")
    return PreTrainedTokenizerFast(
        tokenizer_object=bare,
        pad_token=pad,
        unk_token=unknown,
        cls_token=opening,
        sep_token=closing,
        model_input_names=inputs,
    )


def network_of(kind, labels, **further):
    """A tiny classifier with random weights."""
    import torch
    from transformers import AutoConfig, AutoModelForSequenceClassification

    sizes = {
        "vocab_size": 4 + len(WORDS),
        "pad_token_id": 0,
        "max_position_embeddings": 40,
        "id2label": dict(enumerate(labels)),
        "label2id": {label: n for n, label in enumerate(labels)},
        **further,
    }
    if kind == "distilbert":
        sizes |= {"dim": 16, "n_layers": 1, "n_heads": 2, "hidden_dim": 32}
    else:
        sizes |= {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
        sizes |= {"intermediate_size": 32, "initializer_range": 1.0}
    torch.manual_seed(3)
    return AutoModelForSequenceClassification.from_config(AutoConfig.for_model(kind, **sizes))


@pytest.fixture
def make(tmp_path):
    """The function that writes a folder as save_pretrained does."""

    def write(kind="bert", labels=tuple(FAVOUR), **further):
        folder = tmp_path / kind
        network_of(kind, labels, **further).save_pretrained(folder)
        tokenizer_of(kind).save_pretrained(folder)
        return folder

    return write


@pytest.mark.parametrize("kind", SPECIAL)
def test_any_architecture_tells_mapped_stances(make, kind):
    """BERT, DistilBERT and RoBERTa classify a thread by the mapping, as the library itself does."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = make(kind)
    found = classify(THREAD, model=folder, labels=FAVOUR)
    assert found.comments[1].types == ()
    shown = {label.name: label.probability for label in found.replies[0].stance}
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    asked = tokenizer("cars are good", "no, that is not the law", return_tensors="pt")
    with torch.inference_mode():
        theirs = network(**asked).logits.softmax(-1)[0].tolist()
    for label, probability in zip(FAVOUR, theirs, strict=True):
        assert shown[FAVOUR[label]] == pytest.approx(probability, abs=1e-4)


def test_scores_do_not_depend_on_company(make):
    """A pair gets the same scores alone and padded beside longer ones."""
    model = load_model(make("roberta"), labels=FAVOUR)
    pairs = [Pair("cars " * (k % 5), "why not the law " * (1 + k % 9)) for k in range(40)]
    together = model.score(pairs)
    for pair, scores in list(zip(pairs, together, strict=True))[::7]:
        (alone,) = model.score([pair])
        assert alone.by_head["stance"] == pytest.approx(scores.by_head["stance"], abs=2e-5)


def test_labels_that_mean_the_same_add_up(make):
    """Of labels that exclude one another the shares add up; what means nothing is left out."""
    plain = load_model(
        make("bert", ("a", "b", "c", "d")),
        labels={"a": "agree", "b": "disagree", "c": "neutral", "d": None},
    )
    folded = load_model(
        plain.folder.path, labels={"a": "agree", "b": "disagree", "c": "disagree", "d": None}
    )
    (one,), (two,) = plain.score([Pair("cars", "no")]), folded.score([Pair("cars", "no")])
    agree, disagree, neutral = one.by_head["stance"]
    assert agree + disagree + neutral == pytest.approx(1, abs=1e-4)
    assert two.by_head["stance"] == pytest.approx((agree, disagree + neutral, 0), abs=1e-4)


def test_types_of_a_softmax_and_of_sigmoids(make):
    """Types may exclude one another or not, as config.json says; those not told have none."""
    mapping = {"CLAIM": "claim", "PREMISE": "reason", "NONE": None}
    folder = make("bert", tuple(mapping))
    (scores,) = load_model(folder, labels=mapping).score([Pair("", "cars")])
    by_name = dict(zip(TYPES, scores.by_head["types"], strict=True))
    assert 0 < by_name["claim"] + by_name["reason"] < 1
    assert by_name["attack"] == 0
    folder = make("bert", tuple(mapping), problem_type="multi_label_classification")
    (scores,) = load_model(folder, labels=mapping).score([Pair("", "cars")])
    apart = dict(zip(TYPES, scores.by_head["types"], strict=True))
    assert apart["claim"] != pytest.approx(by_name["claim"], abs=1e-3)


def test_a_mapping_lies_in_the_folder_or_beside_it(make, tmp_path):
    """threadlab.json in the folder, a file and a mapping say the same; calibration may be told."""
    folder = make()
    said = {"labels": FAVOUR, "max_tokens": 20, "unsure_below": 0.9, "temperature": 2.0}
    (tmp_path / "mine.json").write_text(json.dumps(said))
    beside = open_folder(folder, tmp_path / "mine.json")
    (folder / "threadlab.json").write_text(json.dumps(said))
    within = open_folder(folder)
    assert beside == within == open_folder(folder, said)
    assert within.max_tokens == 20
    assert within.heads[0].temperature == 2.0
    found = classify(THREAD, model=within)
    assert is_unsure(found.replies[0].stance[0], within) == (
        found.replies[0].stance[0].probability < 0.9
    )


def test_labels_that_are_types_need_no_mapping(make):
    """A classifier that tells our own names is understood as it is."""
    folder = make("bert", ("Claim", "attack"))
    found = classify(THREAD, model=folder)
    assert found.comments[0].types[0].name in {"claim", "attack"}
    assert named_types(found.comments[0], folder)[0] == found.comments[0].types[0]
    assert open_folder(folder).heads[0].labels == TYPES


def test_long_texts_are_cut(make):
    """A hundred thousand words fit."""
    (scores,) = load_model(make("roberta"), labels=FAVOUR).score(
        [Pair("law " * 100_000, "cars " * 100_000)]
    )
    assert sum(scores.by_head["stance"]) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        (None, "nothing tells what its labels mean"),
        ({"FAVOR": "agree"}, "does not say what 'AGAINST' means"),
        ({**FAVOUR, "MAYBE": "neutral"}, "names 'MAYBE'"),
        ({**FAVOUR, "NONE": "undecided"}, "'undecided', no type or stance"),
        ({**FAVOUR, "NONE": "claim"}, "types or stances, and not both"),
        (dict.fromkeys(FAVOUR), "types or stances, and not both"),
        ({"labels": FAVOUR, "lenght": 3}, "unknown key 'lenght'"),
        ({"labels": FAVOUR, "max_tokens": 4000}, "max_tokens 4000"),
        ({"labels": FAVOUR, "input": "triple"}, "'triple'"),
        ({"labels": FAVOUR, "temperature": 0}, "temperature"),
        ({"labels": FAVOUR, "thresholds": [1]}, "calibration"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(make, labels, problem):
    """The refusal names what is wrong, and shows what to write."""
    with pytest.raises(ModelError, match=problem) as refusal:
        open_folder(make(), labels)
    assert '"AGAINST": null' in str(refusal.value)
    assert all(name in str(refusal.value) for name in (*TYPES, *STANCES))


def test_pickles_are_refused(make):
    """Weights that could run code are not opened."""

    class Trap:
        def __reduce__(self):
            return (print, ("the trap went off",))

    folder = make()
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ModelError, match=r"pytorch_model\.bin.*pickle.*safetensors"):
        classify(THREAD, model=folder, labels=FAVOUR)


def test_code_of_a_folder_is_refused(make):
    """A configuration that asks for code of its own is not followed."""
    folder = make()
    config = json.loads((folder / "config.json").read_text())
    config["auto_map"] = {"AutoConfig": "evil.Config"}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "evil.py").write_text("raise SystemExit('the trap went off')")
    with pytest.raises(ModelError, match="code of its own"):
        open_folder(folder, FAVOUR)


def test_an_encoder_without_a_classifier_is_refused(make):
    """Weights that lack the classifier would answer at random: they are no model."""
    from safetensors.torch import load_file, save_file

    folder = make()
    weights = load_file(folder / "model.safetensors")
    kept = {name: value for name, value in weights.items() if not name.startswith("classifier")}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="no trained classifier"):
        load_model(folder, labels=FAVOUR)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", b"{"),
        ("config.json", b"{}"),
        ("config.json", b'{"id2label": {"0": "x"}}'),
        ("config.json", b'{"id2label": {"0": "FAVOR", "1": "FAVOR"}}'),
        ("threadlab.json", b"[]"),
        ("model.safetensors", b"junk"),
        ("tokenizer.json", b"junk"),
    ],
)
def test_a_broken_file_is_named(make, name, content):
    """A broken file is a ModelError that says where."""
    folder = make()
    (folder / "threadlab.json").write_text(json.dumps(FAVOUR))
    (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=str(folder)):
        load_model(folder)


def test_the_digest_follows_the_mapping(make):
    """Another mapping is another model; the same one is the same."""
    folder = make()
    turned = {**FAVOUR, "FAVOR": "disagree", "AGAINST": "agree"}
    assert digest(folder, FAVOUR) == digest(open_folder(folder, {"labels": FAVOUR}))
    assert digest(folder, FAVOUR) != digest(folder, turned)


def test_models_of_our_own_need_no_mapping(tiny_model):
    """Labels for a folder that tells our own labels are a mistake."""
    with pytest.raises(ModelError, match="nothing to map"):
        open_folder(tiny_model, FAVOUR)

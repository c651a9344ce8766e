"""Labelled comments -> a model folder."""

import json
import random
import shutil
from dataclasses import replace

import pytest
import torch

from threadlab.arguments import classify
from threadlab.encoder import Pair, digest, load_model
from threadlab.encoder.folder import DECISIVE
from threadlab.encoder.network import build
from threadlab.encoder.pairs import Tokens
from threadlab.errors import ModelError, UnknownName, UnreadableSource
from threadlab.scheme import STANCES, TYPES
from threadlab.thread import Comment, Thread
from threadlab.training import Config, train
from threadlab.training.calibrating import calibrate, doubt_table
from threadlab.training.config import config_of
from threadlab.training.examples import Example
from threadlab.training.fit import MEAN, Run, loss_of
from threadlab.training.material import Targets, shuffled
from threadlab.training.report import report

QUICK = Config(
    mixed_epochs=0,
    epochs=2,
    max_tokens=48,
    batch=16,
    body_rate=3e-3,
    head_rate=2e-2,
    dropout=0.0,
    average=0.5,
    checkpoint_every=3,
    rounds=20,
)


# Of an adaptation: a changed setting of a training would train.
FEW_ROUNDS = Config(rounds=20)


def example(types=("claim",), stance=(0.0, 1.0, 0.0), **more):
    """A labelled comment."""
    return Example("1", "f/1", "f", "cars", "no", types, stance, **more)


def trained(labelled_file, tiny_base, out, **more):
    """A quick training."""
    given = {"from_model": tiny_base, "out": out, "config": QUICK, **more}
    return train(given.pop("what", "all"), [labelled_file], **given)


@pytest.fixture(scope="module")
def model(labelled_file, tiny_base, tmp_path_factory):
    """A model from a quick training."""
    return trained(labelled_file, tiny_base, tmp_path_factory.mktemp("trained") / "model")


def test_a_training_writes_a_model_that_classifies(model):
    """The folder holds all files of a model, and classify takes it."""
    assert {path.name for path in model.iterdir()} == {*DECISIVE, "README.md", "scores.json"}
    found = classify(Thread("t", comments=(Comment("a", body="why not?"),)), model=model)
    assert len(found.comments[0].types) == len(TYPES)


def test_a_training_leaves_nothing_else_behind(model):
    """Checkpoints go when the model is written."""
    assert [path.name for path in model.parent.iterdir()] == ["model"]


def test_the_card_states_data_split_scores_and_limits(model):
    """The card names the file, the command, the scores beside the baseline's, and the limits."""
    card = (model / "README.md").read_text()
    scores = json.loads((model / "scores.json").read_text())
    for head in ("types", "stance"):
        for who in ("model", "tfidf_lr", "majority"):
            assert f"{scores['test'][head][who]['macro_f1']:.3f}" in card
    for words in ("rows.jsonl", "--from tiny-encoder", "## Limits", "English", "judge"):
        assert words in card


def test_the_same_seed_gives_the_same_model(model, labelled_file, tiny_base, tmp_path):
    """Trained again with the same data, settings and seed, the weights are the same."""
    again = trained(labelled_file, tiny_base, tmp_path / "model")
    assert digest(again) == digest(model)


def test_a_killed_training_goes_on_to_the_same_model(
    model, labelled_file, tiny_base, tmp_path, monkeypatch
):
    """A run that is killed between checkpoints ends with the weights of an undisturbed one."""
    steps = []
    advance = Run._advance

    def killed(self, *given):
        steps.append(self.step)
        if len(steps) == 14:
            raise KeyboardInterrupt
        advance(self, *given)

    monkeypatch.setattr(Run, "_advance", killed)
    with pytest.raises(KeyboardInterrupt):
        trained(labelled_file, tiny_base, tmp_path / "model")
    assert not (tmp_path / "model").exists()
    again = trained(labelled_file, tiny_base, tmp_path / "model")
    assert steps[14] > 9
    assert digest(again) == digest(model)


def test_the_state_of_another_training_is_dropped(
    model, labelled_file, tiny_base, tmp_path, monkeypatch
):
    """Other settings do not go on from an old checkpoint."""
    advance = Run._advance

    def killed(self, *given):
        if self.step == 7:
            raise KeyboardInterrupt
        advance(self, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Run, "_advance", killed)
        with pytest.raises(KeyboardInterrupt):
            trained(labelled_file, tiny_base, tmp_path / "model", config=replace(QUICK, seed=7))
    assert digest(trained(labelled_file, tiny_base, tmp_path / "model")) == digest(model)


def test_what_is_learned_is_told(tiny_base, labelled_file, tmp_path):
    """On rows with plain patterns a short training beats the majority by far."""
    config = replace(QUICK, epochs=10)
    folder = trained(labelled_file, tiny_base, tmp_path / "model", config=config)
    scores = json.loads((folder / "scores.json").read_text())["test"]
    assert scores["types"]["model"]["primary_accuracy"] > 0.6
    assert scores["types"]["majority"]["primary_accuracy"] < 0.3
    assert scores["stance"]["model"]["macro_f1"] > 0.6


def test_training_goes_on_from_a_model_of_ours(model, labelled_file, tmp_path, monkeypatch):
    """With many rows, an earlier model is a start: body and heads are taken on."""
    monkeypatch.setattr("threadlab.training.running.MOST_ROWS", 0)
    config = replace(QUICK, epochs=1, body_rate=0.0, head_rate=0.0)
    again = trained(labelled_file, model, tmp_path / "again", config=config)
    pair = [Pair("cars", "no, that is false")]
    (ours,), (theirs,) = load_model(again).score(pair), load_model(model).score(pair)
    for name, row in ours.by_head.items():
        assert row == pytest.approx(theirs.by_head[name], abs=0.05)


def test_a_model_is_measured_anew_without_training(model, labelled_file, tmp_path, monkeypatch):
    """Without epochs the weights stay, are calibrated and get a card that tells of both steps."""
    monkeypatch.setattr("threadlab.training.running.MOST_ROWS", 0)
    again = trained(labelled_file, model, tmp_path / "again", config=replace(QUICK, epochs=0))
    card = (again / "README.md").read_text()
    for words in ("--from tiny-encoder", "anew, without an epoch more", "| epoch |"):
        assert words in card
    weights = [(folder / "model.safetensors").read_bytes() for folder in (again, model)]
    assert weights[0] == weights[1]
    assert "types" in json.loads((again / "scores.json").read_text())["test"]


def forum_rows(write_lines, path, rows=60):
    """A forum whose every comment is, to its own eyes, a question that agrees."""
    write_lines(
        path,
        [
            {
                "text": f"no, that is false because the study says {n}",
                "parent_text": "the bus is good",
                "thread": f"own/{n // 2}",
                "source": "own",
                "types": ["question"],
                "stance": "agree",
            }
            for n in range(rows)
        ],
    )
    return path


def test_a_forum_adapts_a_model(model, tmp_path, write_lines, capsys):
    """Labels of another mind change the model, and the gain on comments not seen is told."""
    rows = forum_rows(write_lines, tmp_path / "own.jsonl")
    folder = train("all", [rows], from_model=model, out=tmp_path / "mine", config=FEW_ROUNDS)
    found = json.loads((folder / "scores.json").read_text())["adapted"]
    for head in ("types", "stance"):
        assert found[head]["way"] in {"balance", "heads"}
        assert found[head]["chosen"]["log_loss"] < found[head]["unchanged"]["log_loss"]
    told = capsys.readouterr().err
    assert "it helped" in told
    assert told.splitlines()[1] in (folder / "README.md").read_text()
    (scores,) = load_model(folder).score([Pair("the bus is good", "no, that is false, says 7")])
    assert max(range(10), key=scores.by_head["types"].__getitem__) == TYPES.index("question")
    with pytest.raises(ModelError, match="no scores of held-back threads"):
        report(folder, tmp_path / "scores.json")


def test_one_head_can_be_adapted_alone(model, tmp_path, write_lines, capsys):
    """Asked for the stance, the types stay as they were."""
    rows = forum_rows(write_lines, tmp_path / "own.jsonl")
    folder = train("stance", [rows], from_model=model, out=tmp_path / "mine", config=FEW_ROUNDS)
    before, after = (
        json.loads((f / "calibration.json").read_text())["types"] for f in (model, folder)
    )
    assert before == after
    assert capsys.readouterr().err.splitlines()[1].startswith("stance: ")


def test_too_few_comments_change_nothing(model, tmp_path, write_lines, capsys):
    """Too few comments leave the weights as they were, and that is said."""
    rows = forum_rows(write_lines, tmp_path / "own.jsonl", rows=10)
    folder = train("all", [rows], from_model=model, out=tmp_path / "mine", config=FEW_ROUNDS)
    assert (folder / "model.safetensors").read_bytes() == (model / "model.safetensors").read_bytes()
    assert "too few" in capsys.readouterr().err


GERMAN = "Nein, das stimmt nicht, weil die Studie etwas ganz anderes sagt"
MORE_GERMAN = "und wir sollten auch keine Brücke für Autos sperren, aber warum zahlt ihr Steuern"


def read_by(folder):
    return json.loads((folder / "labels.json").read_text())["languages"]


def test_a_model_names_the_languages_of_its_rows(labelled_file, tiny_base, tmp_path, write_lines):
    """Trained on German rows it is a German model, which its card says and classify believes."""
    rows = [json.loads(line) for line in labelled_file.read_text().splitlines()]
    dice = random.Random(1)
    for row in rows:
        row["text"] = " ".join(dice.choices(f"{GERMAN} {MORE_GERMAN}".split(), k=12))
    write_lines(tmp_path / "rows.jsonl", rows)
    config = replace(QUICK, epochs=1)
    folder = trained(tmp_path / "rows.jsonl", tiny_base, tmp_path / "model", config=config)
    assert read_by(folder) == ["de"]
    assert "It reads German only" in (folder / "README.md").read_text()
    thread = Thread("t", comments=(Comment("a", body=GERMAN),))
    assert classify(thread, model=folder).notes == ()
    assert "German" in classify(thread).notes[0]


def test_an_adapted_model_keeps_its_languages(model, tmp_path, write_lines):
    """What the model reads is passed on; a forum's language joins it where all was adapted."""
    assert read_by(model) == ["en"]
    rows = forum_rows(write_lines, tmp_path / "own.jsonl")
    german = [{**json.loads(line), "text": GERMAN} for line in rows.read_text().splitlines()]
    write_lines(tmp_path / "german.jsonl", german)
    named = tmp_path / "named"
    shutil.copytree(model, named)
    labels = json.loads((named / "labels.json").read_text())
    for what, file, before, after in (
        ("all", "german", ["fr", "en"], ["fr", "en", "de"]),
        ("stance", "german", ["fr"], ["fr"]),
        ("all", "german", [], []),
        ("all", "own", ["en"], ["en"]),
    ):
        (named / "labels.json").write_text(json.dumps({**labels, "languages": before}))
        data = [tmp_path / f"{file}.jsonl"]
        assert (
            read_by(train(what, data, from_model=named, out=tmp_path / "to", config=FEW_ROUNDS))
            == after
        )


def test_frozen_layers_stay_and_are_read_alike(tiny_base, labelled_file, tmp_path):
    """Layers that are frozen do not change; remembered vectors give what the whole body gives."""
    from safetensors.torch import load_file

    from threadlab.training.layers import Reader

    config = replace(QUICK, frozen=1)
    folder = trained(labelled_file, tiny_base, tmp_path / "model", config=config)
    before = load_file(str(tiny_base / "model.safetensors"))
    after = load_file(str(folder / "model.safetensors"))
    for layer, same in (("0", True), ("1", False)):
        name = f"encoder.layer.{layer}.output.dense.weight"
        assert torch.equal(after[f"body.{name}"], before[name].half()) is same
    network = build(tiny_config(), {"stance": 3}).eval()
    tokens = [Tokens((2, 7, 3, 8, 9, 3), 3), Tokens((2, 3, 5, 3), 2)]
    whole, split = (Reader(network, tokens, frozen).read([0, 1]) for frozen in (0, 1))
    assert torch.allclose(whole, split, atol=0.02)


def tiny_config():
    """A body of two narrow layers."""
    return {
        "hidden_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 16,
        "vocab_size": 12,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
    }


@pytest.mark.parametrize("what", ["types", "stance"])
def test_one_head_can_be_trained_alone(labelled_file, tiny_base, tmp_path, what):
    """A model of one head tells that head and scores it."""
    folder = trained(labelled_file, tiny_base, tmp_path / "model", what=what)
    assert list(json.loads((folder / "scores.json").read_text())["test"]) == [what]
    (scores,) = load_model(folder).score([Pair("", "why")])
    assert list(scores.by_head) == [what]


def test_a_source_can_be_left_out(labelled_file, tiny_base, tmp_path):
    """What is left out is not trained on, and is what the scores are measured on."""
    folder = trained(labelled_file, tiny_base, tmp_path / "model", leave_out=["list"])
    facts = json.loads((folder / "scores.json").read_text())
    assert facts["test"]["types"]["model"]["n"] == 80
    assert sum(facts["trained"]["split"][part] for part in ("train", "valid")) == 160
    with pytest.raises(UnreadableSource, match="forum, list"):
        trained(labelled_file, tiny_base, tmp_path / "other", leave_out=["elsewhere"])


def test_other_folders_are_not_overwritten(labelled_file, tiny_base, tmp_path):
    """A folder that holds something else than a model is left alone."""
    (tmp_path / "thesis.txt").write_text("ten years of work")
    with pytest.raises(ModelError, match="something else"):
        trained(labelled_file, tiny_base, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "ten years of work"


def test_too_little_data_is_refused(tiny_base, tmp_path, write_lines):
    """Rows that cannot be divided into three parts are refused in plain words."""
    path = tmp_path / "few.jsonl"
    write_lines(path, [{"text": "no", "thread": "1", "types": ["claim"]}])
    with pytest.raises(UnreadableSource, match='no row with "types" is left'):
        trained(path, tiny_base, tmp_path / "model")


def test_an_unknown_training_is_refused(labelled_file, tmp_path):
    """A refusal lists what can be trained."""
    with pytest.raises(UnknownName, match="types, stance, all"):
        train("sarcasm", [labelled_file], out=tmp_path / "model")


def test_replies_are_trained_from_one_folder_and_nothing_else(tiny_base, tmp_path):
    """A second folder, or a model to start from, is refused before anything is trained."""
    with pytest.raises(UnreadableSource, match="one folder"):
        train("replies", [tmp_path, tmp_path], out=tmp_path / "model")
    with pytest.raises(ModelError, match="starts from nothing"):
        train("replies", [tmp_path], from_model=tiny_base, out=tmp_path / "model")


def test_named_weights_must_be_the_published_ones(labelled_file, tiny_base, tmp_path):
    """A folder named as published weights that holds others is refused."""
    folder = tmp_path / "all-MiniLM-L6-v2"
    shutil.copytree(tiny_base, folder)
    with pytest.raises(ModelError, match="not the published one"):
        trained(labelled_file, folder, tmp_path / "model")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_broken_start_is_named(labelled_file, tiny_base, tmp_path, name):
    """First weights that cannot be used are refused with folder and file."""
    folder = tmp_path / "base"
    shutil.copytree(tiny_base, folder)
    (folder / name).write_bytes(b"nonsense")
    with pytest.raises(ModelError, match=name):
        trained(labelled_file, folder, tmp_path / "model")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        trained(labelled_file, folder, tmp_path / "model")


def test_silent_rows_teach_nothing():
    """Where a row does not say types or stance, that part of the loss is masked."""
    rows = [example(types=None), example(stance=None), example(types=None, stance=None)]
    targets = Targets(rows, 0.5)
    logits = {
        "types": torch.zeros(3, 10, requires_grad=True),
        "stance": torch.zeros(3, 3, requires_grad=True),
    }
    weights = (torch.ones(10), torch.ones(3))
    loss_of(logits, targets, torch.tensor([0, 1, 2]), weights, QUICK).backward()
    assert logits["types"].grad.abs().sum(1).tolist() == pytest.approx(
        [0, logits["types"].grad.abs().sum().item(), 0]
    )
    assert logits["stance"].grad[0].abs().sum() > 0
    assert logits["stance"].grad[1:].abs().sum() == 0


def test_foreign_rows_teach_only_what_they_say():
    """A row that speaks of one type moves that type's score alone, and no primary type."""
    targets = Targets([example(types=None, stance=None, hints=(("attack", 1.0),))], 0.5)
    logits = {"types": torch.zeros(1, 10, requires_grad=True)}
    loss_of(logits, targets, torch.tensor([0]), (torch.ones(10), torch.ones(3)), QUICK).backward()
    moved = [name for name, g in zip(TYPES, logits["types"].grad[0].tolist(), strict=True) if g]
    assert moved == ["attack"]


def test_helping_rows_weigh_less():
    """A row of another scheme adds its share of the loss only."""
    weights = (torch.ones(10), torch.ones(3))
    logits = {"stance": torch.tensor([[1.0, 0.0, 0.0]])}
    losses = [
        loss_of(logits, Targets([row], 0.25), torch.tensor([0]), weights, QUICK)
        for row in (example(), example(helping=True))
    ]
    assert losses[1].item() == pytest.approx(losses[0].item() / 4)


def test_rare_labels_weigh_more():
    """Class weights rise with rarity, within bounds."""
    rows = [example(("claim",), (1.0, 0.0, 0.0))] * 90 + [example(("attack",))] * 10
    types, stance = Targets(rows, 1.0).class_weights()
    assert 1 == types[TYPES.index("claim")] < types[TYPES.index("attack")] <= 3
    assert stance[STANCES.index("disagree")] > stance[STANCES.index("agree")]
    assert stance.mean() == pytest.approx(1)


def test_batches_are_shuffled_alike_by_one_seed():
    """A seed fixes the order; each example comes once; batches hold pairs of like length."""
    tokens = [Tokens((0,) * (1 + 37 * k % 50), 0) for k in range(500)]
    batches = shuffled(tokens, 8, "1/0")
    assert sorted(i for batch in batches for i in batch) == list(range(500))
    assert batches == shuffled(tokens, 8, "1/0") != shuffled(tokens, 8, "1/1")
    spread = [
        max(len(tokens[i].ids) for i in b) - min(len(tokens[i].ids) for i in b) for b in batches
    ]
    assert sum(spread) / len(spread) < 15


def test_calibration_cools_boasting_scores():
    """Scores that are too sure get a temperature above one and honest probabilities."""
    rows = [example(stance=(1.0, 0.0, 0.0) if k % 4 else (0.0, 1.0, 0.0)) for k in range(200)]
    head = calibrate("stance", [[8.0, 0.0, -8.0]] * 200, rows)
    from threadlab.encoder.calibrated import probabilities

    assert probabilities(head, [8.0, 0.0, -8.0])[0] == pytest.approx(0.75, abs=0.05)


def test_thresholds_catch_rare_types():
    """A type whose probability stays low gets a threshold below one half."""
    gold = [("attack", "claim") if k % 5 == 0 else ("claim",) for k in range(200)]
    logits = [
        [4.0 if t == "claim" else (0.0 if t == "attack" and "attack" in g else -4.0) for t in TYPES]
        for g in gold
    ]
    head = calibrate("types", logits, [example(g) for g in gold])
    assert head.thresholds[TYPES.index("attack")] <= 0.5
    assert head.unsure_below <= 0.5


def test_only_random_samples_calibrate():
    """Rows that were picked do not tell how common a label is, if there are enough others."""
    rows = [example(stance=(1.0, 0.0, 0.0)) for _ in range(60)]
    rows += [example(measured=False) for _ in range(600)]
    head = calibrate("stance", [[0.0, 0.0, 0.0]] * 660, rows)
    assert head.offsets[STANCES.index("agree")] > head.offsets[STANCES.index("disagree")]


def test_without_labels_nothing_is_calibrated():
    """No held-back labels: temperature one, thresholds one half."""
    head = calibrate("types", [[0.0] * 10], [example(types=None)])
    assert (head.temperature, set(head.thresholds)) == (1.0, {0.5})


def test_doubt_is_counted():
    """Coverage is the share above the limit, with the accuracy on either side."""
    rows = [example(("claim",)), example(("claim",)), example(("other",)), example(("other",))]
    head = replace(calibrate("types", [], []), unsure_below=0.6)
    shown = [[0.9, *[0.1] * 9], [0.7, *[0.1] * 9], [0.5, *[0.1] * 9], [0.8, *[0.1] * 9]]
    assert doubt_table(head, shown, rows) == {
        "coverage": 0.75,
        "accuracy_above": pytest.approx(2 / 3),
        "accuracy_below": 0.0,
    }


def test_a_report_adds_a_model_and_keeps_the_others(model, tmp_path):
    """Scores of other models in the page stay; the model is named as its folder, with digest."""
    page = tmp_path / "reports" / "scores.json"
    page.parent.mkdir()
    page.write_text('{"replies": {"n": 3}}')
    report(model, page)
    found = json.loads(page.read_text())
    assert found["replies"] == {"n": 3}
    assert found["model"]["digest"] == digest(model)
    assert (
        found["model"]["types"] == json.loads((model / "scores.json").read_text())["test"]["types"]
    )


def test_a_report_of_no_scores_is_refused(tiny_model, tmp_path):
    """A model without scores, and a page that is none, are errors that name the file."""
    with pytest.raises(ModelError, match=r"scores\.json"):
        report(tiny_model, tmp_path / "scores.json")


def test_word_vectors_stay_as_they_were(model, tiny_base):
    """The training leaves the vectors of words alone."""
    from safetensors.torch import load_file

    name = "embeddings.word_embeddings.weight"
    before = load_file(str(tiny_base / "model.safetensors"))[name]
    after = load_file(str(model / "model.safetensors"))[f"body.{name}"]
    assert torch.equal(after, before.half())


def test_fresh_networks_have_the_asked_heads():
    """A network has a body and one head for each thing to tell."""
    config = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    network = build({**config, "intermediate_size": 16, "vocab_size": 9}, {"stance": 3})
    assert network["stance"].weight.shape == (3, 48)


def test_settings_are_changed_by_name():
    """Each keeps its kind of number; what is no setting, or no such number, is refused."""
    found = config_of(["epochs=2", "body_rate=0.5"])
    assert (found.epochs, found.body_rate, found.seed) == (2, 0.5, Config().seed)
    with pytest.raises(UnknownName, match=r"epoch'.*epochs"):
        config_of(["epoch=2"])
    with pytest.raises(UnknownName, match=r"value of epochs 'two'.*numbers such as"):
        config_of(["epochs=two"])


def test_the_mean_of_all_epochs_is_judged(model):
    """The history ends with it, and the card tells it apart from an epoch."""
    history = json.loads((model / "scores.json").read_text())["trained"]["history"]
    assert [row["epoch"] for row in history][-1] == MEAN
    assert "| mean of all |" in (model / "README.md").read_text("utf-8")

"""Adapting or training, what a killed training goes on from, and what cards name."""

import json

import pytest

from threadlab.errors import UnreadableSource
from threadlab.training import Config, train
from threadlab.training.config import config_of
from threadlab.training.fit import Run

QUICK = ("mixed_epochs=0", "epochs=1", "max_tokens=48", "rounds=20", "checkpoint_every=1")


def quick(*more):
    """Settings of a training of a moment."""
    return config_of([*QUICK, *more])


def facts(folder):
    """How a model was made, as it says itself."""
    return json.loads((folder / "scores.json").read_text())["trained"]


def test_few_rows_adapt_and_stderr_says_so(tiny_model, labelled_file, tmp_path, capsys):
    """Without a changed setting 240 rows adapt; why, and how to train, is told first."""
    config = Config(rounds=20)
    folder = train("all", [labelled_file], from_model=tiny_model, out=tmp_path / "m", config=config)
    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith("Adapting tiny, without a training: 240 labelled comments")
    assert "1,000" in first
    assert "--set" in first
    assert facts(folder)["command"].endswith("--from tiny --set rounds=20 -o m")


@pytest.mark.parametrize("setting", ["epochs=3", "max_tokens=64", "batch=8", "seed=2"])
def test_a_changed_setting_of_a_training_trains(
    tiny_model, labelled_file, tmp_path, capsys, setting
):
    """A setting that only a training heeds is never silently ignored."""
    config = config_of([setting, "rounds=20", *(() if "epochs" in setting else ("epochs=1",))])
    folder = train("all", [labelled_file], from_model=tiny_model, out=tmp_path / "m", config=config)
    told = capsys.readouterr().err.splitlines()[0]
    assert told.startswith("Training from tiny: ")
    assert setting in told
    assert "adapted" not in json.loads((folder / "scores.json").read_text())
    assert facts(folder)["history"]
    assert f"--set {setting}" in facts(folder)["command"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"leave_out": ["list"]}, "list is to be left out"),
        ({"base": True}, "it does not tell types and stance yet"),
        ({"most": 100}, "240 labelled comments are more than 100"),
    ],
)
def test_why_a_training_is_done_is_told(
    tiny_model, tiny_base, labelled_file, tmp_path, capsys, monkeypatch, given, reason
):
    """A source left out, a bare encoder, many rows."""
    monkeypatch.setattr("threadlab.training.running.MOST_ROWS", given.get("most", 1000))
    train(
        "all",
        [labelled_file],
        from_model=tiny_base if "base" in given else tiny_model,
        out=tmp_path / "m",
        leave_out=given.get("leave_out", ()),
        config=quick(),
    )
    assert f": {reason}." in capsys.readouterr().err.splitlines()[0]


def test_a_head_that_no_row_tells_is_not_trained(
    labelled_file, tiny_base, tiny_model, tmp_path, write_lines, monkeypatch, capsys
):
    """With stances alone `train all` is refused before its first step; `train stance` works."""
    rows = [json.loads(line) for line in labelled_file.read_text().splitlines()]
    path = tmp_path / "stance.jsonl"
    write_lines(path, [{**row, "types": None} for row in rows])
    given = {"from_model": tiny_base, "out": tmp_path / "m", "config": quick()}
    with monkeypatch.context() as patch:
        patch.setattr(Run, "fit", lambda _: pytest.fail("it was trained"))
        with pytest.raises(UnreadableSource, match="threadlab train stance"):
            train("all", [path], **given)
    assert train("stance", [path], **given).is_dir()
    capsys.readouterr()
    adapted = train(
        "all", [path], from_model=tiny_model, out=tmp_path / "a", config=Config(rounds=20)
    )
    assert "types: left as it was; no labelled comment says it." in capsys.readouterr().err
    calibration = [
        json.loads((folder / "calibration.json").read_text())["types"]
        for folder in (adapted, tiny_model)
    ]
    assert calibration[0] == calibration[1]


def test_a_head_that_the_test_lacks_is_refused_before_training(
    labelled_file, tiny_base, tmp_path, write_lines, monkeypatch
):
    """Not after hours, when its scores are to be written into the card."""
    from threadlab.training.splits import split_of

    rows = [json.loads(line) for line in labelled_file.read_text().splitlines()]
    path = tmp_path / "rows.jsonl"
    held = [row | {"types": None} if split_of(row["thread"]) == "test" else row for row in rows]
    write_lines(path, held)
    monkeypatch.setattr(Run, "fit", lambda _: pytest.fail("it was trained"))
    with pytest.raises(UnreadableSource, match=r'"types" .* test part.*train stance'):
        train("all", [path], from_model=tiny_base, out=tmp_path / "m", config=quick())


def killed_after(monkeypatch, steps, run):
    """Runs a training that is killed after so many steps; gives the steps that were done."""
    done = []
    advance = Run._advance

    def counted(self, *given):
        if len(done) == steps:
            raise KeyboardInterrupt
        done.append(self.step)
        advance(self, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Run, "_advance", counted)
        try:
            run()
        except KeyboardInterrupt:
            assert len(done) == steps
    return done


def labels_and_texts(folder, rows, text="the bus is good"):
    """Labels in one file, and in another the words that they are of."""
    texts = folder / "texts.jsonl"
    labels = folder / "labels.jsonl"
    comments = [{**row, "types": None, "stance": None, "parent_text": text} for row in rows]
    texts.write_text("".join(json.dumps(row) + "\n" for row in comments))
    bare = [{k: v for k, v in row.items() if k not in ("text", "parent_text")} for row in rows]
    labels.write_text("".join(json.dumps(row) + "\n" for row in bare))
    return labels, texts


def test_other_texts_are_another_training(labelled_file, tiny_base, tmp_path, monkeypatch):
    """A killed training goes on with the same texts only, for other ones are other words."""
    rows = [json.loads(line) for line in labelled_file.read_text().splitlines()]
    labels, texts = labels_and_texts(tmp_path, rows)

    def run():
        given = {"from_model": tiny_base, "out": tmp_path / "m", "config": quick()}
        return train("all", [labels], texts=[texts], **given)

    assert killed_after(monkeypatch, 3, run) == [0, 1, 2]
    assert killed_after(monkeypatch, 2, run) == [3, 4]
    labels_and_texts(tmp_path, rows, text="the road is bad")
    assert killed_after(monkeypatch, 2, run) == [0, 1]


def test_files_of_one_name_are_told_apart(labelled_file, tiny_base, tmp_path, monkeypatch):
    """Each has its own digest and count in the card; a change of either is another training."""
    lines = labelled_file.read_text().splitlines(keepends=True)
    paths = [tmp_path / folder / "x.jsonl" for folder in "ab"]
    for path, part in zip(paths, (lines[:100], lines[100:]), strict=True):
        path.parent.mkdir()
        path.write_text("".join(part))

    def run():
        given = {"from_model": tiny_base, "out": tmp_path / "m", "config": quick()}
        return train("all", paths, **given)

    assert killed_after(monkeypatch, 3, run) == [0, 1, 2]
    paths[0].write_text("".join(lines[:99]))
    assert killed_after(monkeypatch, 2, run) == [0, 1]
    run()
    told = facts(tmp_path / "m")
    assert [one["file"] for one in told["data"]] == ["a/x.jsonl", "b/x.jsonl"]
    assert len({one["sha256"] for one in told["data"]}) == 2
    split = told["split"]
    counts = [one["rows"] for one in told["data"]]
    assert sum(counts) == split["train"] + split["valid"] + split["test"]
    assert 80 < counts[0] <= 99 < counts[1] <= 140
    assert told["command"].startswith("threadlab train all a/x.jsonl b/x.jsonl --from tiny-encoder")


def test_labels_joined_from_two_files_count_in_both(
    labelled_file, tiny_base, tmp_path, write_lines
):
    """Types in one file, stances in another: one training of both heads, and both are named."""
    rows = [json.loads(line) for line in labelled_file.read_text().splitlines()]
    write_lines(tmp_path / "types.jsonl", [{**row, "stance": None} for row in rows])
    write_lines(tmp_path / "stance.jsonl", [{**row, "types": None} for row in rows])
    paths = [tmp_path / "types.jsonl", tmp_path / "stance.jsonl"]
    folder = train("all", paths, from_model=tiny_base, out=tmp_path / "m", config=quick())
    told = json.loads((folder / "scores.json").read_text())
    assert set(told["test"]) == {"types", "stance"}
    split = told["trained"]["split"]
    total = split["train"] + split["valid"] + split["test"]
    counts = [one["rows"] for one in told["trained"]["data"]]
    # Two comments have one label alone.
    assert len(counts) == 2
    assert all(total - 2 <= count <= total for count in counts)


def test_a_source_within_a_source_is_named_whole(labelled_file, tiny_base, tmp_path, write_lines):
    """The command of the card leaves out what was left out, not its last part."""
    rows = [json.loads(line) for line in labelled_file.read_text().splitlines()]
    named = [{**row, "source": f"{row['source']}/tea"} for row in rows]
    write_lines(tmp_path / "rows.jsonl", named)
    given = {"from_model": tiny_base, "out": tmp_path / "m", "config": quick()}
    folder = train("all", [tmp_path / "rows.jsonl"], leave_out=["list/tea"], **given)
    assert "--leave-out list/tea" in facts(folder)["command"]

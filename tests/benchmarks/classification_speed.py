"""How fast is classification, beside what others do with the same weights?

`python tests/benchmarks/classification_speed.py [THREADS…] [--comments N] [--rounds N] [-o DIR]`:
THREADS are files that threadlab reads; without any the comments are invented. In one run, on the
same comments, in rounds in which each has its turn: threadlab with each of its engines;
`transformers.pipeline("text-classification", batch_size=32)`; a loop as SetFit has it (mean of the
vectors, a linear head, batches of 32 by length); one as detoxify has it (a text at a time); and the
matrix products alone, in the number format of each engine, on as many tokens. Prints a table and
writes benchmark.json and benchmark.md into DIR.
"""

import argparse
import json
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import eq
from pathlib import Path
from typing import Any

from threadlab.arguments import classify_many
from threadlab.arguments.pairing import questions
from threadlab.batch import classify_files
from threadlab.encoder import ENGINES, Encoder, Pair, engine_of, load_model, open_folder
from threadlab.encoder.bert import Bert, plain_layers, read_weights
from threadlab.encoder.folder import ModelFolder
from threadlab.encoder.model import MOST_TOKENS
from threadlab.encoder.network import BODY, build
from threadlab.encoder.pairs import open_tokenizer, tokenize
from threadlab.encoder.samples import SAMPLES
from threadlab.encoder.torch_engine import TorchEngine, has_half, has_int8
from threadlab.exports.writing import write_whole
from threadlab.readers import read_all
from threadlab.replies import rebuild
from threadlab.thread import Thread

INT8 = "int8"
PIPELINE = "transformers.pipeline, batches of 32"
TOGETHER = 32
# The whole way starts a process, which takes as long whatever the number of comments is.
OFTEN = 10
Run = Callable[[], object]


def invented(count: int) -> list[Pair]:
    """Pairs of invented sentences, about a hundred tokens each on average."""
    dice = random.Random(5)
    pool = [s for pair in SAMPLES for text in (pair.answered, pair.own) for s in text.split(". ")]
    return [
        Pair(
            ". ".join(dice.sample(pool, dice.randint(0, 3))),
            ". ".join(dice.sample(pool, min(9, 1 + int(dice.expovariate(0.35))))),
        )
        for _ in range(count)
    ]


def of_threads(paths: Sequence[str], count: int) -> list[Pair]:
    """As many pairs from each file, in the order in which they stand there."""
    each = -(-count // len(paths))
    found: list[Pair] = []
    for path in paths:
        asked = (q.pair for thread in read_all(path) for q in questions(rebuild(thread)))
        found += islice(asked, each)
    random.Random(5).shuffle(found)
    return found[:count]


# --- what others do ------------------------------------------------------------------------------


class Others:
    """The same weights as others would run them.

    Args:
        encoder: Whose weights and tokenizer they are.
    """

    def __init__(self, encoder: Encoder) -> None:
        from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

        folder = encoder.folder
        labels = len(folder.heads[0].labels)
        self.network = BertForSequenceClassification(
            BertConfig(**folder.config, num_labels=labels)
        ).eval()
        weights = read_weights(folder)
        ours = build(folder.config, {head.name: len(head.labels) for head in folder.heads})
        ours.load_state_dict(weights)
        self.network.bert.load_state_dict(ours[BODY].state_dict(), strict=False)
        self.tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(folder.file("tokenizer.json")), pad_token="[PAD]",
            cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]", mask_token="[MASK]",
            model_max_length=folder.max_tokens,
        )  # fmt: skip
        import torch

        self.head = torch.nn.Linear(folder.config["hidden_size"], labels)

    def pipeline(self, pairs: Sequence[Pair]) -> Run:
        """As its page tells: pairs, cut, in batches of 32."""
        from transformers import pipeline

        asked = [{"text": pair.answered, "text_pair": pair.own} for pair in pairs]
        pipe = pipeline("text-classification", self.network, tokenizer=self.tokenizer, top_k=None)
        return lambda: pipe(asked, batch_size=TOGETHER, truncation=True)

    def setfit(self, pairs: Sequence[Pair]) -> Run:
        """The mean of the vectors and a linear head; texts sorted by their number of letters."""
        texts = sorted((f"{pair.answered} {pair.own}" for pair in pairs), key=len, reverse=True)

        def run() -> None:
            import torch

            with torch.inference_mode():
                for start in range(0, len(texts), TOGETHER):
                    asked = self._tokens(texts[start : start + TOGETHER])
                    vectors = self.network.bert(**asked).last_hidden_state
                    mask = asked["attention_mask"].unsqueeze(-1).float()
                    self.head((vectors * mask).sum(1) / mask.sum(1)).softmax(-1).tolist()

        return run

    def detoxify(self, pairs: Sequence[Pair]) -> Run:
        """A text at a time."""
        texts = [f"{pair.answered} {pair.own}" for pair in pairs]

        def run() -> None:
            import torch

            with torch.inference_mode():
                for text in texts:
                    self.network(**self._tokens([text])).logits.sigmoid().tolist()

        return run

    def _tokens(self, texts: Sequence[str]) -> Any:
        return self.tokenizer(
            list(texts), return_tensors="pt", padding=True, truncation=True,
        )  # fmt: skip


def products(config: Any, tokens: int, kind: str) -> Run:
    """The matrix products of the linear layers alone, on so many tokens, in a number format."""
    import torch

    size, wide = config["hidden_size"], config["intermediate_size"]
    shapes = [(size, 3 * size), (size, size), (size, wide), (wide, size)]
    rows = MOST_TOKENS
    made: list[Run] = []
    for inputs, outputs in shapes:
        if kind == INT8:
            weight = torch.randint(-127, 128, (outputs, inputs), dtype=torch.int8)
            packed = torch.ops.onednn.qlinear_prepack(weight, None)
            x = torch.randint(0, 256, (rows, inputs), dtype=torch.uint8)
            rest = (packed, torch.ones(outputs), torch.zeros(outputs, dtype=torch.int32), None)
            made.append(
                lambda x=x, rest=rest: torch.ops.onednn.qlinear_pointwise(  # type: ignore[misc]
                    x, 1.0, 128, *rest, 1.0, 0, torch.float32, "none", [], ""
                )
            )
        else:
            form = getattr(torch, kind)
            a, b = torch.randn(rows, inputs).to(form), torch.randn(inputs, outputs).to(form)
            made.append(lambda a=a, b=b: a @ b)  # type: ignore[misc]

    def run() -> None:
        for _ in range(max(1, round(tokens / rows))):
            for _ in range(config["num_hidden_layers"]):
                for product in made:
                    product()

    return run


# --- rounds --------------------------------------------------------------------------------------


def rounds(contenders: dict[str, Run], count: int) -> dict[str, list[tuple[float, float]]]:
    """Wall and processor seconds of each, by round; a first round warms up and is not counted."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for number in range(count + 1):
        for name, run in contenders.items():
            wall, own = time.perf_counter(), time.process_time()
            run()
            seconds = time.perf_counter() - wall, time.process_time() - own
            if number:
                took[name].append(seconds)
                print(f"  {number}  {name:<44}{seconds[0]:8.2f}{seconds[1]:8.2f}", flush=True)
    return took


def ratio(mine: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]) -> float:
    """How many times as long the other takes, by processor time: the median of the rounds."""
    return statistics.median(b[1] / a[1] for a, b in zip(mine, other, strict=True))


def some(path: str, comments: int) -> list[Thread]:
    """The first threads of a file, of about so many comments together; who answers whom is lost."""
    found: list[Thread] = []
    for thread in read_all(path):
        unlinked = tuple(replace(one, stated_parents=()) for one in thread.comments)
        found.append(replace(thread, comments=unlinked))
        if sum(len(one.comments) for one in found) >= comments:
            break
    return found


def whole(threads: Sequence[Thread], count: int) -> Iterator[float]:
    """By round: seconds of classification alone, as a share of those of the whole way."""
    from threadlab.exports import save_all

    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "threads.jsonl"
        save_all(iter(threads), str(source))
        list(classify_many([rebuild(thread) for thread in threads[:1]]))  # loads the model
        for number in range(count):
            placed = [rebuild(thread) for thread in threads]
            begin = time.perf_counter()
            list(classify_many(placed))
            alone = time.perf_counter() - begin
            begin = time.perf_counter()
            classify_files(source, Path(place) / f"out{number}")
            yield alone / (time.perf_counter() - begin)


def exactly(folder: ModelFolder) -> Encoder:
    """The shipped model in single precision, whatever the processor has."""
    weights = read_weights(folder)
    network = Bert(folder, weights, plain_layers(folder, weights))
    engine = TorchEngine(network, int(folder.config["pad_token_id"]))
    return Encoder(folder, open_tokenizer(folder), engine)


def primary_types(model: Encoder, pairs: Sequence[Pair]) -> list[int]:
    """The place of the most probable type of each pair."""
    told = [scores.by_head["types"] for scores in model.score(pairs)]
    return [max(range(len(row)), key=row.__getitem__) for row in told]


def measure(pairs: Sequence[Pair], count: int) -> dict[str, Any]:
    """Runs all contenders."""
    import torch

    folder = open_folder()
    lengths = [len(t.ids) for t in tokenize(open_tokenizer(folder), pairs, folder.max_tokens)]
    there = [name for name in ENGINES if name != "torch-int8" or has_int8()]
    loaded = {name: load_model(engine=name) for name in there}
    others = Others(next(iter(loaded.values())))
    contenders: dict[str, Run] = {
        f"threadlab, {name}": lambda one=one: one.score(pairs)  # type: ignore[misc]
        for name, one in loaded.items()
    }
    contenders[PIPELINE] = others.pipeline(pairs)
    contenders["a loop as SetFit has it"] = others.setfit(pairs)
    contenders["a loop as detoxify has it"] = others.detoxify(pairs)
    kinds = {"torch": "bfloat16" if has_half() else "float32", "torch-int8": INT8}
    limits = {name: f"products alone, {kind}" for name, kind in kinds.items()}
    for name in there:
        contenders[limits[name]] = products(folder.config, sum(lengths), kinds[name])
    took = rounds(contenders, count)
    rows = []
    for name, of_it in took.items():
        engine = name.removeprefix("threadlab, ")
        rows.append(
            {
                "what": name,
                "microseconds_a_token": 1e6 * statistics.median(s[1] for s in of_it) / sum(lengths),
                "comments_a_processor_second": len(pairs) / statistics.median(s[1] for s in of_it),
                "times_pipeline": ratio(of_it, took[PIPELINE]),
                "share_of_products": ratio(of_it, took[limits[engine]])
                if engine in limits
                else None,
            }
        )
    exact = primary_types(exactly(folder), pairs)
    same = {
        name: statistics.mean(map(eq, primary_types(one, pairs), exact))
        for name, one in loaded.items()
    }
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{torch.backends.cpu.get_cpu_capability()}{' and bfloat16' if has_half() else ''}, "
        f"{torch.get_num_threads()} threads",
        "auto": engine_of(folder),
        "comments": len(pairs),
        "tokens_a_comment": sum(lengths) / len(lengths),
        "rounds": count,
        "same_primary_type": same,
        "rows": rows,
    }


def page(found: dict[str, Any]) -> str:
    """What was found as a page of Markdown."""
    head = "| what | µs a token | comments a second | × the pipeline | share of products alone |"
    lines = [head, "|---|---|---|---|---|"]
    for row in found["rows"]:
        share = "" if row["share_of_products"] is None else f"{row['share_of_products']:.0%}"
        lines.append(
            f"| {row['what']} | {row['microseconds_a_token']:.0f} "
            f"| {row['comments_a_processor_second']:.1f} | {row['times_pipeline']:.2f} | {share} |"
        )
    same = ", ".join(f"{share:.1%} by {one}" for one, share in found["same_primary_type"].items())
    told = [
        "# Classification beside what others do with the same weights",
        f"By `tests/benchmarks/classification_speed.py` on {found['comments']} comments of "
        f"{found['tokens_a_comment']:.0f} tokens on average; medians of {found['rounds']} rounds "
        "in which each has its turn; processor seconds, which hold for this machine "
        f"({found['machine']}); ratios are of the same round. `auto` is {found['auto']} here. "
        f"The primary type is that of single precision for {same}.",
        "\n".join(lines),
        "The products alone are what no engine in the same number format can be quicker than; what "
        "they are times the pipeline is therefore the most that an engine can be here.",
    ]
    if found["whole"]:
        shares = ", ".join(f"{name}: {share:.0%}" for name, share in found["whole"].items())
        told.append(f"The whole way (read, rebuild, classify, write), as a share of the speed of "
                    f"classification alone, by wall time: {shares}.")  # fmt: skip
    return "\n\n".join(told) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("threads", nargs="*")
    parser.add_argument("--comments", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads-of-torch", type=int, default=2)
    parser.add_argument("--whole", action="append", default=[], metavar="NAME=FILE",
                        help="threads by which the whole way is timed")  # fmt: skip
    parser.add_argument("-o", "--out", default="reports")
    options = parser.parse_args()
    import torch

    torch.set_num_threads(options.threads_of_torch)
    pairs = (
        of_threads(options.threads, options.comments)
        if options.threads
        else invented(options.comments)
    )
    found = measure(pairs, options.rounds)
    found["whole"] = {}
    for name, _, path in (text.partition("=") for text in options.whole):
        shares = whole(some(path, OFTEN * options.comments), max(1, options.rounds // 3))
        found["whole"][name] = statistics.median(shares)
    print(page(found))
    write_whole(
        Path(options.out) / "benchmark.json", [(json.dumps(found, indent=1) + "\n").encode()]
    )
    write_whole(Path(options.out) / "benchmark.md", [page(found).encode()])


if __name__ == "__main__":
    main()

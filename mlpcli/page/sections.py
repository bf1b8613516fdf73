"""What a report tells beside pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from mlpcli.errors import DataError
from mlpcli.metric import counting
from mlpcli.page import html
from mlpcli.plot.subject import Run
from mlpcli.report.network import layer_lines
from mlpcli.report.tables import cell
from mlpcli.training.session import PARTS

MOST_COLUMNS = 40
"""Features that the summary lists."""


def overview(run: Run) -> str:
    """How the training went."""
    stored, network = run.trained.checkpoint, run.model.network
    members = stored.state.get("members", [stored.state])
    best = [member.get("best", {}).get("epoch") for member in members]
    epochs = int(max(stored.history.get("epoch", ()), default=0))
    facts = {
        "task": run.trained.coding.task,
        "target": ", ".join(run.trained.experiment.data.targets),
        "members": len(members) if len(members) > 1 else None,
        "epochs": f"{epochs}, the best {cell(best[0] if len(best) == 1 else best)}",
        "ended": str(stored.state.get("reason") or "interrupted").replace("_", " "),
        "why": stored.state.get("detail"),
        "time": cell(float(stored.state.get("seconds") or 0.0), "seconds"),
        "parameters": cell(network.size),
        "rows": ", ".join(f"{part} {len(stored.data.partition[part]):,}" for part in PARTS),
    }
    return html.facts(facts)


def metrics(run: Run) -> str:
    """Loss and metrics of each part; tables among them are pictures elsewhere."""
    splits = run.trained.checkpoint.metrics
    if not splits:
        return html.paragraph("Not measured: the training has not ended.")
    return html.table(*_columns(splits), numbers=range(1, len(splits) + 1))


def _columns(splits: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    names = dict.fromkeys(name for values in splits.values() for name in values)
    rows = [[name.replace("_", " "), *(cell(v.get(name), name) for v in splits.values())] for name in names]
    return ["", *(split.replace("_", " ") for split in splits)], rows


def stored_list(run: Run, key: str) -> list[Any] | Mapping[str, Any]:
    """Something that a training may leave in its state, such as the diagnosis."""
    found = run.trained.checkpoint.state.get(key) or getattr(run.trained.checkpoint, key, None)
    return found if isinstance(found, list | Mapping) else []


def findings(run: Run) -> str:
    """The diagnosis: what was noticed, and a change to try."""
    found = stored_list(run, "diagnosis")
    items = "".join(f"<li>{_finding(entry)}</li>\n" for entry in found)
    return f'<ul class="findings">\n{items}</ul>' if items else ""


def _finding(entry: object) -> str:
    if not isinstance(entry, Mapping):
        return html.text(entry)
    name = html.text(str(entry.get("finding", "")).replace("_", " "))
    number, where = entry.get("number"), entry.get("where")
    about = " ".join(
        filter(None, [cell(number) if isinstance(number, int | float) else "", where and f"({where})"])
    )
    change = f"<br>try <code>{html.text(entry['change'])}</code>" if entry.get("change") else ""
    return f"<strong>{name}</strong> {html.text(about)}: {html.text(entry.get('advice', ''))}{change}"


def baselines(run: Run) -> str:
    """What simple methods reach on the same rows, where the training has compared itself with them."""
    found = stored_list(run, "baselines")
    if isinstance(found, Mapping):
        if found and all(isinstance(values, Mapping) for values in found.values()):
            return html.table(*_columns(found), numbers=range(1, len(found) + 1))
        return html.facts({name: cell(value, name) for name, value in found.items()})
    rows = [entry for entry in found if isinstance(entry, Mapping)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return html.table(
        [name.replace("_", " ") for name in names],
        [[cell(row.get(name), name) for name in names] for row in rows],
        [i for i, name in enumerate(names) if any(isinstance(row.get(name), int | float) for row in rows)],
    )


def data(run: Run) -> Iterator[str]:
    """Where the rows are from, what the features are, and how often each class is there."""
    trained = run.trained
    source = trained.experiment.data.source.model_dump(mode="json")
    told = ", ".join(f"{key} {value}" for key, value in source.items() if value is not None)
    yield html.facts({"source": told, "fingerprint": trained.checkpoint.data.fingerprint[:16]})
    try:
        x = run.samples("train").x if len(trained.checkpoint.data.partition["train"]) else None
        yield _classes(run)
    except DataError as error:
        yield html.paragraph(f"The data is not there any more, so it is not summarised: {error}", "soft")
        return
    features = trained.coding.features
    if x is None or (len(features.shape) > 1 and features.width > MOST_COLUMNS):
        yield html.paragraph(f"{features.width:,} inputs of shape {' x '.join(map(str, features.shape))}.")
        return
    shown = slice(0, MOST_COLUMNS)
    values = x[:, shown].astype(np.float64) * features.scale[shown] + features.shift[shown]
    rows = [
        (name, *(f"{number:.4g}" for number in (v.min(), np.median(v), v.mean(), v.max(), v.std())))
        for name, v in zip(features.names, values.T, strict=False)
    ]
    head = ("input", "lowest", "median", "mean", "highest", "deviation")
    yield html.table(head, rows, numbers=range(1, 6))
    if features.width > MOST_COLUMNS:
        yield html.paragraph(f"and {features.width - MOST_COLUMNS:,} inputs more", "soft")
    yield html.paragraph("Of the training rows, in the data's units; filled cells count as filled.", "soft")


def _classes(run: Run) -> str:
    """How many rows of each class there are in each part."""
    head = run.heads[0]
    if len(run.heads) > 1 or head.task not in ("binary", "multiclass"):
        return ""
    parts = [part for part in PARTS if len(run.trained.checkpoint.data.partition[part])]
    labels = [counting.labels(run.samples(part).y).astype(np.intp) for part in parts]
    counts = [np.bincount(own, minlength=len(head.classes)).tolist() for own in labels]
    rows: Sequence[Sequence[object]] = [
        (name, *(f"{own[c]:,}" for own in counts)) for c, name in enumerate(head.classes)
    ]
    return html.table(("class", *parts), rows, numbers=range(1, len(parts) + 1))


def layers(run: Run) -> str:
    """The network, line by line."""
    rows = [
        (line.name, line.description, " × ".join(map(str, line.shape)), f"{line.parameters:,}")
        for line in layer_lines(run.model.network)
    ]
    return html.table(("layer", "", "output", "parameters"), rows, numbers=(3,))


def spec(run: Run) -> Iterator[str]:
    """The spec as it was written, and with every default."""
    stored = run.trained.checkpoint.spec
    yield html.block("\n".join([stored.written.rstrip(), *(f"# --set {o}" for o in stored.overrides)]))
    yield html.folded("with every default", html.block(stored.resolved))


def environment(run: Run) -> str:
    """Versions and machine."""
    return html.facts(dict(run.trained.checkpoint.environment))

"""`mlp kinds`, `mlp explain`, `mlp schema`: the vocabulary, read from the models."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mlpcli.config import load_document
from mlpcli.families import FAMILIES

CONFIGS = sorted((Path(__file__).resolve().parents[2] / "configs").glob("*.yaml"))

VOCABULARY = {
    "activation": "identity sigmoid tanh relu leaky_relu prelu abs maxout softmax probit step",
    "loss": "mse binary_cross_entropy cross_entropy",
    "optimizer": "sgd momentum nesterov adam",
    "schedule": "constant linear polynomial inverse_time inverse_square_root exponential step milestones "
    "cosine cosine_restarts one_cycle warm_up reduce_on_plateau",
    "initialization": "zeros normal glorot_normal glorot_uniform he_normal he_uniform given "
    "uniform lecun_normal lecun_uniform truncated_normal orthogonal sparse checkpoint",
    "regularization": "l1 l2 dropout",
    "architecture": "dense dropout",
    "metric": "accuracy balanced_accuracy precision recall f1 roc_auc log_loss rmse mae r2 confusion_matrix",
    "source": "table npz hdf5 idx builtin",
    "split": "random stratified files",
}
"""What there must be at least, by family."""


def test_kinds_has_all_families_and_kinds(done):
    told = done("kinds", "--json").json
    assert told.keys() >= VOCABULARY.keys()
    for family, kinds in VOCABULARY.items():
        assert told[family].keys() >= set(kinds.split())
    shown = done("kinds").out
    assert all(kind in shown for kinds in VOCABULARY.values() for kind in kinds.split())


@pytest.mark.parametrize("family", FAMILIES)
def test_kinds_of_a_family(done, family):
    kinds = list(FAMILIES[family].kinds)
    assert list(done("kinds", family, "--json").json) == [family]
    assert done("kinds", family, "--quiet").out.split() == kinds
    shown = done("kinds", family).out
    assert all(f"\n| {kind} |" in shown for kind in kinds)
    assert done("kinds", FAMILIES[family].key).out == shown


def test_kinds_of_no_family(refused):
    assert "did you mean 'optimizer'?" in refused(2, "kinds", "optimisers")
    assert "there are activation, loss," in refused(2, "kinds", "xyz")


def test_explain_tells_meaning_range_and_default(done):
    shown = done("explain", "optimizer.learning_rate").out
    for words in ("step size", "a number > 0", "default  {kind: constant, rate: 0.001}", "cosine"):
        assert words in shown
    shown = done("explain", "training.batch_size").out
    assert "a whole number >= 1, or one of: all, auto" in shown
    assert "32" in shown


@pytest.mark.parametrize("key", ["adam", "data.split", "architecture.layers.0.units", "regularization.0"])
def test_explain_other_keys(done, key):
    assert done("explain", key).out.strip()
    assert isinstance(done("explain", key, "--json").json, dict)


def test_explain_what_is_not_there(refused):
    assert "learning_rate" in refused(2, "explain", "optimizer.lerning_rate")


def test_schema_is_a_schema_and_the_specs_keep_to_it(done):
    schema = done("schema", "--json").json
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in CONFIGS:
        spec = load_document(path).value
        validator.validate(spec)
        assert not validator.is_valid({**spec, "optimiser": "adam"})
    assert len(CONFIGS) > 5

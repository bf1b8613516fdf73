"""The examination: what works is said to work, and whatever breaks becomes a line with what to do."""

from __future__ import annotations

import json
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from mlpcli import gradient_check
from mlpcli.cli.main import main
from mlpcli.doctor import Check, examine, machine, packages, selftest

PROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))


def doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["mlp", "doctor", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), capsys.readouterr().out


def test_all_is_well_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(selftest, "SIZE", 64)
    code, out = doctor(monkeypatch, capsys, "--json")
    told = json.loads(out)
    assert (code, told["ok"]) == (0, True)
    checks = {check["name"]: check for check in told["checks"]}
    assert all(set(check) == {"name", "ok", "found", "advice", "needed"} for check in told["checks"])
    for name in (
        "python",
        "cores",
        "memory",
        "numpy",
        "h5py",
        "blas",
        "matrix products",
        "gradients",
        "checkpoint",
    ):
        assert checks[name]["found"], name
    assert checks["numpy"]["found"] == np.__version__
    assert all(check["ok"] for check in told["checks"] if check["needed"])


def test_the_table_is_that_of_the_project() -> None:
    needed = dict(line.split(">=") for line in PROJECT["project"]["dependencies"])
    assert needed == packages.NEEDED
    extras = {
        extra: tuple(line.split(">=")[0] for line in lines)
        for extra, lines in PROJECT["project"]["optional-dependencies"].items()
    }
    assert extras == {extra: names for extra, (_, names) in packages.EXTRAS.items()}


def test_a_broken_package_is_a_line_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def version(name: str) -> str:
        if name == "duckdb":
            raise metadata.PackageNotFoundError(name)
        return "1.9" if name == "numpy" else "99"

    monkeypatch.setattr(selftest, "SIZE", 64)
    monkeypatch.setattr(packages.metadata, "version", version)
    code, out = doctor(monkeypatch, capsys, "--quiet")
    assert code == 1
    assert out.splitlines() == [
        "NOT  numpy: 1.9, older than 2.0",
        "       python -m pip install 'numpy>=2.0'",
        "NOT  duckdb: not installed",
        "       python -m pip install 'duckdb>=1.1'",
    ]


def test_a_package_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise OSError("libz.so.1: cannot open shared object file")

    monkeypatch.setattr(packages.importlib, "import_module", broken)
    check = next(check for check in packages.packages() if check.name == "h5py")
    assert not check.ok
    assert "libz.so.1" in check.found
    assert "--force-reinstall" in check.advice


def test_a_missing_extra_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_version", lambda name: "")
    extras = [check for check in packages.packages() if check.name.startswith("extra")]
    assert [check.ok for check in extras] == [False] * len(packages.EXTRAS)
    assert not any(check.needed for check in extras)
    assert "mlpcli[fast]" in extras[0].advice


def test_wrong_gradients_and_lost_bits_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradient_check, "check", lambda *a: [gradient_check.ArrayError("W", 1e-3)])
    assert not selftest._gradients("gradients").ok
    from mlpcli.training.session import Session

    monkeypatch.setattr(Session, "scores", lambda *a, **k: {"loss": 0.0})
    assert not selftest._checkpoint("checkpoint").ok


def test_a_test_that_breaks_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "SIZE", 64)

    def broken() -> None:
        raise RuntimeError("no table\nof anything")

    monkeypatch.setattr(selftest, "_session", broken)
    checks = {check.name: check for check in selftest.selftests()}
    assert not checks["gradients"].ok
    assert checks["gradients"].found == "RuntimeError: no table"
    assert checks["blas"].ok


def test_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_bytes_of_memory", lambda: (100_000_000, 8_000_000_000))
    assert machine._memory() == Check(
        "memory", False, "0.1 GB free of 8 GB", "close other programs: training may be killed"
    )
    assert not machine._disk("disk", Path("/no/such/folder")).ok


def test_every_check_that_can_fail_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "SIZE", 64)
    assert all(check.advice for check in examine() if not check.ok)

"""Every system call of a save fails in its turn: the old checkpoint stays, and the command line says why.

Once more below Python, where `strace` is there to make the kernel's own calls fail, with

    python -m pytest -m long tests/faults/test_saving.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlpcli.cli.main import main
from mlpcli.store import atomic
from mlpcli.store.checkpoint import load
from mlpcli.store.runs import RunFiles

sys.path.insert(0, str(Path(__file__).parent))

from system import ERRORS, System

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the calls are those of POSIX")

SPEC = "data: {source: xor}\narchitecture: {hidden: [2]}\ntraining: {epochs: 2}\n"
RUN = Path("runs") / "run"
Train = Callable[..., tuple[int, str]]


@pytest.fixture
def train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Train:
    """train(epochs): trains on in `RUN`, or begins; the exit code, and what stderr says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(atomic, "_PAUSES", (0.0,))
    Path("xor.yaml").write_text(SPEC, encoding="utf-8")

    def run(epochs: int) -> tuple[int, str]:
        words = ("train", "xor.yaml", "--name", "run", "--resume", "--quiet")
        monkeypatch.setattr(sys, "argv", ["mlp", *words, "--set", f"training.epochs={epochs}"])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return run


@pytest.fixture
def begun(train: Train, tmp_path: Path) -> Path:
    """A folder with a run of two epochs, to be copied over what a failed save left."""
    assert train(2)[0] == 0
    shutil.copytree("runs", tmp_path / "begun")
    return tmp_path / "begun"


@pytest.fixture
def saving(monkeypatch: pytest.MonkeyPatch) -> Callable[[System], None]:
    """saving(system): from now on that system is the one that saves happen on."""
    save = RunFiles.save

    def install(system: System) -> None:
        def armed(files: RunFiles, checkpoint: Any) -> None:
            with system.installed():
                system.armed = True
                try:
                    save(files, checkpoint)
                finally:
                    system.armed = False

        monkeypatch.setattr(RunFiles, "save", armed)

    return install


def afresh(begun: Path) -> bytes:
    shutil.rmtree("runs")
    shutil.copytree(begun, "runs")
    return (RUN / "checkpoint.h5").read_bytes()


def check(code: int, told: str, old: bytes, calls: list[str]) -> None:
    """What holds after a save in which something was refused."""
    checkpoint = load(RUN)
    assert "Traceback" not in told
    assert "/internal" not in told
    if code:
        assert code == 6
        assert re.search(r"checkpoint\S*\.h5 cannot be (written|removed): \w", told), told
        assert len(told.splitlines()) == 1
    if (RUN / "checkpoint.h5").read_bytes() == old:
        assert code == 6, "nothing was saved, and nothing was said"
        assert checkpoint.state["epoch"] == 2
    else:  # refused behind the renaming, or a thing that a save can do without
        assert checkpoint.state["epoch"] == 3
        assert {"replace", "rename"} & set(calls)


def test_the_calls_are_known(train: Train, begun: Path, saving: Any) -> None:
    """Those that a save must make are among those that are made to fail."""
    system = System()
    saving(system)
    assert train(3)[0] == 0
    assert {"open", "write", "fsync", "close", "replace"} <= set(system.calls)
    assert system.calls.count("fsync") >= (1 if os.name == "nt" else 2)


@pytest.mark.parametrize("name", [*ERRORS, "short"])
def test_every_call_fails_once(train: Train, begun: Path, saving: Any, name: str) -> None:
    system = System(error=ERRORS.get(name, 0), short=name == "short")
    saving(system)
    at, codes, failed = 0, [], []
    while True:
        at += 1
        old = afresh(begun)
        system.at, system.failing, system.calls = at, None, []
        code, told = train(3)
        if len(system.calls) < at:
            break
        check(code, told, old, system.calls)
        codes.append(code)
        failed += [system.calls[at - 1]] if code else []
        torn = [path.name for path in RUN.iterdir() if path.name.endswith(".tmp")]
        assert not torn or "unlink" in system.calls[at - 1 :], torn
    assert at > 10
    if name == "short":
        assert not any(codes), "half a write is no failure: the rest is written"
    else:
        assert {"open", "write", "fsync", "close", "replace"} <= set(failed)


KERNEL = "open,openat,write,fsync,rename,renameat,renameat2,link,linkat,close,unlink,fstat,newfstatat"


@pytest.mark.long
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("name", ERRORS)
def test_every_call_of_the_kernel_fails_once(train: Train, begun: Path, name: str) -> None:
    """Those with the checkpoint's name in them, and those on its descriptor, as strace finds them."""
    command = [sys.executable, "-m", "mlpcli.cli.main", "train", "xor.yaml", "--name", "run", "--resume"]
    command += ["--quiet", "--set", "training.epochs=3"]
    paths = [str((RUN / "checkpoint.h5").absolute()), str(RUN.absolute())]

    def traced(*inject: str) -> tuple[int, str, str]:
        trace = Path("trace")
        strace = ["strace", "-f", "-y", "-o", str(trace), "-e", f"trace={KERNEL}", *inject]
        done = subprocess.run([*strace, *command], capture_output=True, encoding="utf-8", timeout=120)
        return done.returncode, done.stderr, trace.read_text(encoding="utf-8", errors="replace")

    afresh(begun)
    code, _, whole = traced()
    assert code == 0
    place = {"n": 0}
    for line in whole.splitlines():
        call = re.match(r"\d+\s+(\w+)\(", line)
        if call is None:
            continue
        place[call[1]] = place.get(call[1], 0) + 1
        if ".tmp" not in line and not (call[1] == "fsync" and paths[1] in line):
            continue
        old = afresh(begun)
        error = f"inject={call[1]}:error={name}:when={place[call[1]]}"
        code, told, seen = traced("-e", error)
        if "(INJECTED)" in seen and ".tmp" in "".join(re.findall(r".*INJECTED.*", seen)):
            check(code, told, old, ["rename"])

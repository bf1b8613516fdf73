"""Broken specs: whatever is done to a file, the answer is an experiment or a message with a line, at once.

2,000 in CI, 100,000 with `python -m pytest -m long tests/faults/test_specs.py`. The n-th mutation is always
the same: its seed is n.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mlpcli.cli.main import main
from mlpcli.config.experiment import load
from mlpcli.errors import SpecError
from mlpcli.sweep.reading import load_sweep

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
SPECS = [path.read_bytes() for path in sorted(CONFIGS.glob("*.yaml"))]
SWEEPS = [path.read_bytes() for path in sorted((CONFIGS / "sweeps").glob("*.yaml"))]
PLACE = re.compile(r"^[^\n]*spec\.yaml:[1-9]\d*:[1-9]\d*: ")
BLOCK = 500
IN_TIME = 1.0

SCALARS = [
    "true", "null", "~", "''", "-1", "0", "1e308", "-1e999", ".nan", ".inf", "-.inf", "9" * 99, "9" * 5000,
    "0x" + "f" * 90, "1e-400", "01", "1_000", "12:30:45", "2024-01-01", "yes", "[1, [2, [3]]]", "{}", "[]",
    "{kind: }", "{kind: none}", "{kind: adam, kind: sgd}", "[[]]", "*a", "&a 1",
    "!!python/object:os.system x", "!!binary aGk=",
    "<<", "é" * 50, "😀", "\u202e", "\u2028", "\x85", "\x07", "a: b", "|", ">-", "%", "@x", "`",
    '"\\ud800"', '"\\x00"', '"\\u2028"', "'" , '"', "?", "- 1", ": :", "auto", "relu",
    "x" * 5000, "1e3.5", "--1",
]  # fmt: skip


def lines_of(text: bytes) -> list[bytes]:
    return text.splitlines(keepends=True)


def delete_line(text: bytes, chance: random.Random) -> bytes:
    lines = lines_of(text)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def repeat_line(text: bytes, chance: random.Random) -> bytes:
    lines = lines_of(text)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return b"".join(lines)


def swap_sections(text: bytes, chance: random.Random) -> bytes:
    sections = re.split(rb"(?m)^(?=[a-z])", text)
    i, j = chance.randrange(len(sections)), chance.randrange(len(sections))
    sections[i], sections[j] = sections[j], sections[i]
    return b"".join(sections)


def rename_key(text: bytes, chance: random.Random) -> bytes:
    keys = list(re.finditer(rb"[a-z_]+(?=:)", text))
    if not keys:
        return text
    key, other = chance.choice(keys), chance.choice(keys)[0]
    word = key[0]
    at = chance.randrange(len(word))
    new = chance.choice(
        [
            word[:at] + word[at + 1 :],
            word.upper(),
            word + b"s",
            other,
            b"1",
            b"",
            b"~",
            b"[a]",
            b"{a: b}",
            b"? a",
            b"<<",
        ]
    )
    return text[: key.start()] + new + text[key.end() :]


def change_value(text: bytes, chance: random.Random) -> bytes:
    values = list(re.finditer(rb"(?<=: )[^\s,{}\[\]#][^,}\]#\n]*", text))
    if not values:
        return text
    value = chance.choice(values)
    return text[: value.start()] + chance.choice(SCALARS).encode("utf-8", "replace") + text[value.end() :]


def swap_values(text: bytes, chance: random.Random) -> bytes:
    values = list(re.finditer(rb"(?<=: )[^\s,{}\[\]#][^,}\]#\n]*", text))
    if not values:
        return text
    value, other = chance.choice(values), chance.choice(values)
    return text[: value.start()] + other[0] + text[value.end() :]


def move_indent(text: bytes, chance: random.Random) -> bytes:
    lines = lines_of(text)
    i = chance.randrange(len(lines))
    lines[i] = chance.choice([b" ", b"  ", b"\t", b"- ", b"      "]) + lines[i].lstrip(
        b" " * chance.randrange(3)
    )
    return b"".join(lines)


def truncate(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text) + 1)]


def random_bytes(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.randbytes(chance.randint(1, 8)) + text[at + chance.randrange(9) :]


def random_characters(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text) + 1)
    alphabet = "{}[]:,-&*!|>'\"%@`#?\t\n\r \\~<=.0aé\ufeff\x85\u2029😀\ud7ff"
    noise = "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 6)))
    return text[:at] + noise.encode() + text[at + chance.randrange(4) :]


def nest(text: bytes, chance: random.Random) -> bytes:
    depth = chance.choice([3, 70, 5000])
    return swap_into(text, chance, b"[" * depth + b"]" * depth if chance.random() < 0.5 else b"{a: " * depth)


def swap_into(text: bytes, chance: random.Random, new: bytes) -> bytes:
    at = chance.randrange(len(text) + 1)
    return text[:at] + new + text[at:]


def whole_of_another(text: bytes, chance: random.Random) -> bytes:
    return swap_into(text, chance, chance.choice(SPECS))


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    delete_line, repeat_line, swap_sections, rename_key, change_value, swap_values, move_indent, truncate,
    random_bytes, random_characters, nest, whole_of_another,
]  # fmt: skip


def mutated(number: int, specs: Sequence[bytes] = SPECS) -> bytes:
    """The number-th broken spec: a shipped one after one to three mutations."""
    chance = random.Random(number)
    text = chance.choice(specs)
    for _ in range(chance.choice([1, 1, 2, 3])):
        text = chance.choice(MUTATIONS)(text or b"a", chance)
    return text


def ended(path: Path, read: Callable[[Path], object]) -> tuple[SpecError | None, float]:
    """What was wrong with a spec, and the seconds of work that it took to say so."""
    begin = time.process_time()
    try:
        read(path)
    except SpecError as error:
        return error, time.process_time() - begin
    return None, time.process_time() - begin


def check(
    path: Path, number: int, specs: Sequence[bytes] = SPECS, read: Callable[[Path], object] = load
) -> bool:
    """Reads one; whether it was refused."""
    path.write_bytes(mutated(number, specs))
    refused, seconds = ended(path, read)
    if seconds > IN_TIME:  # the collector may have walked through all that this process has ever tested
        refused, seconds = ended(path, read)
    assert seconds < IN_TIME, number
    if refused is None:
        return False
    assert refused.exit_code == 3
    assert refused.problems
    for problem in refused.problems:
        head, *rest = str(problem).splitlines()
        assert PLACE.match(head), (number, head)
        assert len(head) < 1500, (number, head)
        assert len(rest) == 2, (number, head, rest)
    return True


@pytest.mark.parametrize("block", range(4))
def test_a_broken_spec_is_an_experiment_or_a_message_with_a_line(tmp_path: Path, block: int) -> None:
    refused = sum(check(tmp_path / "spec.yaml", block * BLOCK + n) for n in range(BLOCK))
    assert refused > BLOCK / 2


def test_a_broken_sweep_is_a_sweep_or_a_message_with_a_line(tmp_path: Path) -> None:
    refused = sum(check(tmp_path / "spec.yaml", n, SWEEPS, load_sweep) for n in range(300))
    assert refused > 150


@pytest.mark.long
@pytest.mark.parametrize("block", range(1, 50))
def test_a_hundred_thousand(tmp_path: Path, block: int) -> None:
    for n in range(4 * BLOCK):
        check(tmp_path / "spec.yaml", block * 4 * BLOCK + n)


def test_by_the_command_line_the_exit_code_is_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "spec.yaml"
    numbers = [number for number in range(60) if check(path, number)]
    for number in numbers:
        path.write_bytes(mutated(number))
        monkeypatch.setattr(sys, "argv", ["mlp", "check", str(path)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == 3, number
        assert said.out == ""
        assert PLACE.match(said.err), number

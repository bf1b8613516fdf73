"""What can happen to a checkpoint: to its bytes, and behind a seal that somebody put on afterwards."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from mlpcli.store.plain import read_plain
from mlpcli.store.seal import USER_BLOCK, seal
from mlpcli.store.tree import write_tree

Damage = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 10, 100))):
        changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def swapped(data: bytes, dice: random.Random) -> bytes:
    """Two blocks have changed places, as on a disk that lost its map."""
    size = dice.choice((16, 64, 512, 4096))
    one, other = (dice.randrange(max(len(data) // size, 1)) * size for _ in range(2))
    changed = bytearray(data)
    changed[one : one + size], changed[other : other + size] = (
        data[other : other + size],
        data[one : one + size],
    )
    return bytes(changed)


def zeroed(data: bytes, dice: random.Random) -> bytes:
    at, size = dice.randrange(len(data)), dice.choice((1, 8, 512, 4096))
    return data[:at] + bytes(min(size, len(data) - at)) + data[at + size :]


def inserted(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.randbytes(dice.choice((1, 4, 512))) + data[at:]


def cut_out(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice((1, 4, 512)) :]


def header(data: bytes, dice: random.Random) -> bytes:
    """Something else in one of the seal's fields."""
    start, stop = dice.choice(((0, 8), (8, 12), (12, 20), (20, 52), (52, 512)))
    changed = bytearray(data)
    changed[start:stop] = dice.choice(
        (bytes(stop - start), dice.randbytes(stop - start), b"\xff" * (stop - start))
    )
    return bytes(changed)


def without_seal(data: bytes, dice: random.Random) -> bytes:
    """As it is, but nothing vouches for it."""
    return dice.choice((bytes(USER_BLOCK), b"")) + data[USER_BLOCK:]


BYTES: tuple[Damage, ...] = (flipped, truncated, swapped, zeroed, inserted, cut_out, header)
"""What a disk, a transfer or an editor does."""


def forged(data: bytes, dice: random.Random) -> bytes:
    """Damaged behind the user block, and sealed again."""
    payload = dice.choice(BYTES[:-1])(data[USER_BLOCK:], dice)
    return seal(bytes(USER_BLOCK) + payload) if payload else data[:USER_BLOCK]


def forged_tables(data: bytes, dice: random.Random) -> bytes:
    """The same, but near the signatures and headers of HDF5's own tables."""
    changed = bytearray(data)
    word = dice.choice(
        (b"TREE", b"SNOD", b"HEAP", b"\x89HDF", b"\x11\0\x10\0", b"\x08\0\x18\0", b"\x03\0\x08\0")
    )
    places = [i for i in range(USER_BLOCK, len(data)) if data.startswith(word, i)]
    for _ in range(dice.choice((1, 1, 2, 5))):
        at = dice.choice(places or [USER_BLOCK]) + dice.randrange(-16, 64)
        if dice.random() < 0.5:
            changed[at] = dice.choice((0, 1, 255, dice.randrange(256)))
        else:
            changed[at : at + 8] = changed[(j := dice.choice(places or [0])) : j + 8]
    return seal(bytes(USER_BLOCK) + bytes(changed[USER_BLOCK : len(data)]))


def forged_leaves(data: bytes, dice: random.Random) -> bytes:
    """A whole file, sealed, of which a text, a number or an array says something else."""
    tree: dict[str, Any] = dict(read_plain(data))
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        name = dice.choice(sorted(tree))
        leaf = tree[name]
        if isinstance(leaf, str):
            tree[name] = _other_text(leaf, dice)
        elif isinstance(leaf, np.ndarray):
            tree[name] = _other_array(leaf, dice)
        else:
            tree[name] = dice.choice((0, 2, -1, 2**62, 1.5, True, "1"))
        if dice.random() < 0.1:
            del tree[name]
    return seal(write_tree(tree))


STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 7, 2**31, 2**63, 10**40, 0.5, -1e308, float("nan"), float("inf"),
    "", "x", "ä\0", "9" * 5000, [], [1], [[]], {}, {"a": 1}, ["x"] * 50,
)  # fmt: skip


def _other_text(text: str, dice: random.Random) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return _other_characters(text, dice)
    return json.dumps(_other_value(value, dice))


def _other_value(value: Any, dice: random.Random) -> Any:
    """One place in what JSON says, of another kind or gone."""
    if isinstance(value, dict | list) and value and dice.random() < 0.9:
        copy = value.copy()
        key = dice.choice(list(copy) if isinstance(copy, dict) else range(len(copy)))
        if dice.random() < 0.1:
            del copy[key]
        else:
            copy[key] = _other_value(copy[key], dice)
        return copy
    return dice.choice(STRANGE)


def _other_characters(text: str, dice: random.Random) -> str:
    """For YAML: a word is replaced, a line is gone or there twice, a character is another."""
    lines = text.splitlines(keepends=True)
    if not lines:
        return dice.choice(("", "x", "a: 1\n", "\0"))
    i = dice.randrange(len(lines))
    way = dice.randrange(4)
    if way == 0:
        del lines[i]
    elif way == 1:
        lines.insert(dice.randrange(len(lines)), lines[i])
    elif way == 2:
        key, colon, _ = lines[i].partition(":")
        other = dice.choice(("0", "-1", "1e9", "1000000000", "null", "x", "[1]", ".nan", "{}"))
        lines[i] = f"{key}{colon} {other}\n"
    else:
        j = dice.randrange(len(lines[i]))
        lines[i] = lines[i][:j] + dice.choice("0Z\t :-{[\"'\0é\n") + lines[i][j + 1 :]
    return "".join(lines)


def _other_array(array: np.ndarray[Any, Any], dice: random.Random) -> np.ndarray[Any, Any]:
    way = dice.randrange(5)
    if way == 0 or not array.size:
        return np.resize(array, dice.choice(((), (0,), (1,), (2, 3), (array.size + 1,), (1, *array.shape))))
    if way == 1:
        return array.astype(dice.choice(("f2", "f8", ">f4", "i8", "u1", "?")))
    copy = array.copy()
    with np.errstate(all="ignore"):
        places = [dice.randrange(array.size) for _ in range(dice.choice((1, 5)))]
        value = np.array(dice.choice((0, 1, 255, 2**31, -1e30, np.nan, np.inf)))
        copy.flat[places] = value.astype(array.dtype)
    return copy


def unsealed(data: bytes, dice: random.Random) -> bytes:
    """Damaged, and nothing vouches for it: the file's own seal is gone, by accident or not."""
    return without_seal(dice.choice((flipped, swapped, zeroed, truncated))(data, dice), dice)


FORGED: tuple[Damage, ...] = (forged, forged_tables, forged_leaves, forged_leaves)
"""What somebody does who means it: the seal is right."""

KINDS = {"bytes": BYTES, "forged": FORGED, "unsealed": (unsealed,)}

"""The seal: whatever happens to a file, it is noticed, and named."""

from __future__ import annotations

import hashlib
import random
import struct
from pathlib import Path

import h5py
import numpy as np
import pytest

from mlpcli.errors import CheckpointError
from mlpcli.store.seal import FORMAT_VERSION, MAGIC, USER_BLOCK, seal, unseal
from mlpcli.store.tree import write_tree

PAYLOAD = bytes(range(256))
SEALED = seal(bytes(USER_BLOCK) + PAYLOAD)


def test_fields_stand_where_the_table_says() -> None:
    digest = hashlib.sha256(MAGIC + struct.pack("<IQ", FORMAT_VERSION, 256) + PAYLOAD).digest()
    expected = MAGIC + struct.pack("<IQ", FORMAT_VERSION, 256) + digest + bytes(460) + PAYLOAD
    assert expected == SEALED
    assert bytes(unseal(SEALED)) == PAYLOAD


def test_a_sealed_file_is_an_ordinary_hdf5_file(tmp_path: Path) -> None:
    path = tmp_path / "sealed.h5"
    path.write_bytes(seal(write_tree({"a/W": np.eye(2), "note": "für h5py"})))
    assert h5py.is_hdf5(path)
    with h5py.File(path) as file:
        assert file.userblock_size == USER_BLOCK
        assert np.array_equal(file["a/W"], np.eye(2))
        assert file["note"].asstr()[()] == "für h5py"


@pytest.mark.parametrize("bit", range(8))
def test_every_bit_counts(bit: int) -> None:
    for position in range(len(SEALED)):
        flipped = bytearray(SEALED)
        flipped[position] ^= 1 << bit
        with pytest.raises(CheckpointError):
            unseal(bytes(flipped))


@pytest.mark.parametrize("length", [1, 7, 8, 20, 52, 511, 512, 513, len(SEALED) - 1])
def test_truncated(length: int) -> None:
    with pytest.raises(CheckpointError, match="truncated" if length >= len(MAGIC) else "not a checkpoint"):
        unseal(SEALED[:length])


def test_something_appended() -> None:
    with pytest.raises(CheckpointError, match="2 bytes follow its end"):
        unseal(SEALED + b"\0\0")


def test_zeros_as_a_crashed_file_system_leaves_them() -> None:
    with pytest.raises(CheckpointError, match="damaged"):
        unseal(SEALED[:USER_BLOCK] + bytes(256))


def test_a_newer_format_is_not_called_damaged() -> None:
    fields = MAGIC + struct.pack("<IQ", FORMAT_VERSION + 1, 256)
    newer = (fields + hashlib.sha256(fields + PAYLOAD).digest()).ljust(USER_BLOCK, b"\0") + PAYLOAD
    with pytest.raises(
        CheckpointError, match=f"version {FORMAT_VERSION + 1}.* reads version {FORMAT_VERSION}"
    ):
        unseal(newer)
    with pytest.raises(CheckpointError, match="damaged"):
        unseal(newer[:-1] + b"x")


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (b"", "an empty file"),
        (b"name: digits\nseed: 7\n", "a text file that begins with 'name: digits'"),
        ("# über\r\n".encode(), "a text file that begins with '# über'"),
        (("ä" * 600 + "\n").encode()[1:-2], "a binary file"),
        (("x" + "ä" * 600).encode(), "a text file"),  # its first 1,024 bytes end inside a letter
        (b" \n\n", "a text file without text"),
        (b"PK\x03\x04" + bytes(100), "a ZIP archive"),
        (b"\x89HDF\r\n\x1a\n" + bytes(1000), "an HDF5 file of another program"),
        (bytes(512) + b"\x89HDF\r\n\x1a\n" + bytes(100), "an HDF5 file of another program, or one whose"),
        (bytes(1000), "a binary file"),
        (MAGIC.replace(b"\r\n", b"\n") + SEALED[8:], "a binary file"),
        (random.Random(0).randbytes(1000), "a binary file"),
    ],
)
def test_what_a_foreign_file_is_called(data: bytes, description: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        unseal(data)
    assert str(caught.value).startswith(f"is not a checkpoint of mlp: {description}")


def test_seals_only_files_with_an_empty_user_block() -> None:
    for image in (b"", bytes(USER_BLOCK), SEALED):
        with pytest.raises(ValueError, match="512 zeros"):
            seal(image)

"""The seal: 512 bytes before an HDF5 file that tell a reader whether it is ours and whole.

HDF5 leaves room for such a user block and looks for its own signature behind it, so a sealed file is an
ordinary HDF5 file. Of files with flipped bits HDF5 reads many without complaint, loops for ever on some and
crashes on a few; behind the seal it never sees one. The seal guards against accidents, not
against forgery, so what is behind it is read with the same care (mlpcli.store.loader).

    offset  bytes
         0      8   magic word
         8      4   format version, little-endian
        12      8   length of the HDF5 file behind the user block, little-endian
        20     32   SHA-256 of the 20 bytes above and of the HDF5 file
        52    460   zeros

These fields stay where they are in every version to come, so damage can be told from a newer format.
"""

from __future__ import annotations

import hashlib
import struct

from mlpcli import __version__
from mlpcli.errors import CheckpointError

FORMAT_VERSION = 1
"""Of the layout that mlpcli.store.contents draws.

It grows when a reader of today could not make sense of what is written, and only then. A reader refuses
versions after its own, and reads all before it: tests/store/golden keeps files of each.
"""

SIGNATURE = b"\x89HDF\r\n\x1a\n"
"""What every HDF5 file begins with, behind its user block."""

USER_BLOCK = 512
"""Bytes in front of the HDF5 file, the fewest that HDF5 allows."""

MAGIC = b"\x89MLP\r\n\x1a\n"
"""Not text, and spoilt by a transfer that translates line ends (the trick of PNG and HDF5)."""

_FIELDS = struct.Struct("<8sIQ")
_DIGEST = slice(_FIELDS.size, _FIELDS.size + 32)


def seal(image: bytes) -> bytes:
    """The file with its seal; image is a whole HDF5 file with an empty user block.

    >>> sealed = seal(bytes(512) + b"payload")
    >>> bytes(unseal(sealed))
    b'payload'
    """
    if len(image) <= USER_BLOCK or any(image[:USER_BLOCK]):
        raise ValueError(f"expected an HDF5 file behind {USER_BLOCK} zeros")
    payload = memoryview(image)[USER_BLOCK:]
    fields = _FIELDS.pack(MAGIC, FORMAT_VERSION, len(payload))
    block = fields + _digest(fields, payload)
    return b"".join((block.ljust(USER_BLOCK, b"\0"), payload))


def unseal(data: bytes) -> memoryview:
    """What is sealed. Raises CheckpointError, its message a clause whose subject is the file."""
    check_magic(data)
    if len(data) < USER_BLOCK:
        raise CheckpointError(f"is truncated: it ends after {len(data):,} bytes")
    _, version, length = _FIELDS.unpack_from(data)
    payload = memoryview(data)[USER_BLOCK:]
    if len(payload) < length:
        raise CheckpointError(f"is truncated: it has {len(data):,} of {USER_BLOCK + length:,} bytes")
    if len(payload) > length:
        raise CheckpointError(f"is damaged: {len(payload) - length:,} bytes follow its end")
    if data[_DIGEST] != _digest(data[: _FIELDS.size], payload) or any(data[_DIGEST.stop : USER_BLOCK]):
        raise CheckpointError(
            "is damaged: its contents do not match their checksum (or it was changed after it was saved)"
        )
    check_version(version)
    return payload


def check_version(version: int) -> None:
    """Raises CheckpointError unless this mlp reads that format version."""
    if version > FORMAT_VERSION:
        raise CheckpointError(
            f"was written by a newer version of mlp: it has format version {version}, and this mlp "
            f"({__version__}) reads version {FORMAT_VERSION} and older ones; update mlp to use it"
        )
    if version < 1:
        raise CheckpointError(f"is damaged: there never was a format version {version}")


def version_on(sealed: bytes) -> int:
    """The format version on the seal of a file."""
    return int(_FIELDS.unpack_from(sealed)[1])


def check_magic(head: bytes) -> None:
    """Raises CheckpointError, saying what it is instead, unless the bytes begin like a sealed file."""
    if not head.startswith(MAGIC):
        raise CheckpointError(f"is not a checkpoint of mlp: {_described(head[:1024])}")


def _digest(fields: bytes, payload: memoryview) -> bytes:
    digest = hashlib.sha256(fields)
    digest.update(payload)
    return digest.digest()


def _described(head: bytes) -> str:
    """What a file that begins so is, for the message."""
    if not head:
        return "an empty file"
    if head.startswith(SIGNATURE):
        return "an HDF5 file of another program"
    if head[USER_BLOCK:].startswith(SIGNATURE):
        return "an HDF5 file of another program, or one whose first bytes are damaged"
    if head.startswith(b"PK\x03\x04"):
        return "a ZIP archive, as NumPy and PyTorch write them"
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:  # the head may end inside a character
        text = head[: error.start].decode("utf-8") if error.start > len(head) - 4 else ""
    if not text or "\0" in text:
        return "a binary file of another kind"
    line = text.strip().partition("\n")[0].strip()
    return f"a text file that begins with {line[:40]!r}" if line else "a text file without text"

"""Arrays that note what is done with them, and what else a formula may do so that it is noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from mlpcli.arrays import Array, room, settled
from mlpcli.tape.recording import Tape, under_way

KEYWORD_ONLY = (np.maximum, np.minimum)
"""These two deprecate a third positional argument; all others are called faster by one."""

ASK_FORM = (np.ndim, np.shape, np.size, np.iscomplexobj)
"""What they give is no matter of the numbers."""


class RecordingError(Exception):
    """Something was done to a traced array that a list of calls cannot repeat."""


def memory(shape: tuple[int, ...], dtype: Any) -> Array:
    """New memory for a formula's results; while recording it is traced."""
    found = room(shape, dtype)
    return found if under_way() is None else found.view(Traced)


def call(function: Callable[..., Any], **arguments: Any) -> None:
    """Calls something that is no part of NumPy's arithmetic, as a generator that fills memory."""
    arguments = {name: bare(value) for name, value in arguments.items()}
    function(**arguments)
    tape = under_way()
    if tape is not None:
        tape.calls.append(partial(function, **arguments))


class Traced(np.ndarray[Any, Any]):
    """An array that notes on the tape under way what is done with it."""

    def __array_finalize__(self, origin: Any) -> None:
        if isinstance(origin, Traced) and self.base is None:
            raise RecordingError("a copy that was not asked of a function")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        tape, function = _tape(), getattr(ufunc, method)
        given = _with_arrays([bare(value) for value in inputs])
        options = {name: bare(value) for name, value in options.items()}
        if method == "at":
            function(*given, **options)
            tape.calls.append(partial(function, *given, **options))
            return None
        if out is None:
            found = function(*given, **options)
            places = tuple(
                settled(np.asarray(one)) for one in (found if isinstance(found, tuple) else (found,))
            )
            results = tuple(one.view(Traced) for one in places)
        else:
            results = out
            if not all(isinstance(one, Traced) for one in results):
                raise RecordingError("a result in memory that is not traced")
            places = tuple(bare(one) for one in results)
            function(*given, out=places, **options)
        if method == "__call__" and not options and ufunc not in KEYWORD_ONLY:
            tape.calls.append(partial(ufunc, *given, *places))
        elif method == "reduce" and set(options) <= {"axis", "keepdims"}:
            axis, keeps = options.get("axis", 0), options.get("keepdims", False)
            tape.calls.append(partial(function, given[0], axis, None, places[0], keeps))
        else:
            tape.calls.append(partial(function, *given, out=places, **options))
        return results if len(results) > 1 else results[0]

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        given, named = _bare_all(args), {name: _bare_all(value) for name, value in kwargs.items()}
        found = function(*given, **named)
        if function in ASK_FORM:
            return found
        tape = under_way()
        if isinstance(found, np.ndarray):
            into = kwargs.get("out")
            if into is not None:
                found = None
            elif any(np.may_share_memory(found, a) for a in _arrays((given, named))):
                return found.view(Traced)  # a view: there is nothing to compute
        elif found is not None:
            raise RecordingError(f"{function.__name__} gives no array")
        again = partial(function, *given, **named)
        if found is None:
            if tape is not None:
                tape.calls.append(again)
            return kwargs.get("out")
        if tape is not None:
            tape.calls.append(lambda: np.copyto(found, again()))
        return found.view(Traced)

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if not isinstance(found, Traced) or not np.may_share_memory(bare(found), bare(self)):
            raise RecordingError("a choice of entries")
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        plain, key, value = bare(self), _bare_all(key), bare(value)
        plain[key] = value
        _tape().calls.append(partial(plain.__setitem__, key, value))

    def fill(self, value: Any) -> None:
        """As NumPy's; noted."""
        self[...] = value

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """As NumPy's; the conversion is noted."""
        if not kwargs.get("copy", True) and self.dtype == np.dtype(dtype):
            return self
        return self._converted(np.dtype(dtype))

    def copy(self, order: Any = "C") -> Any:
        """As NumPy's; noted."""
        return self._converted(self.dtype)

    def _converted(self, dtype: np.dtype[Any]) -> Any:
        plain = bare(self)
        found = plain.astype(dtype)
        _tape().calls.append(partial(np.copyto, found, plain, "unsafe"))
        return found.view(Traced)

    def _decides(self, *args: Any, **kwargs: Any) -> Any:
        raise RecordingError("a number that is looked at")

    __bool__ = __int__ = __float__ = __complex__ = __index__ = __contains__ = _decides
    item = tolist = tobytes = sort = partition = put = resize = dot = _decides


def traced(array: Array) -> Array:
    """The same memory, whose use is noted while recording."""
    return array.view(Traced)


def bare(value: Any) -> Any:
    """The array as it was before it was traced; anything else as it is."""
    return value.view(np.ndarray) if isinstance(value, Traced) else value


def _tape() -> Tape:
    tape = under_way()
    if tape is None:
        raise RecordingError("nothing is being recorded")
    return tape


def _bare_all(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(_bare_all(one) for one in value)
    return bare(value)


def _arrays(value: Any) -> Iterator[Array]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _arrays(one)
    elif isinstance(value, dict):
        yield from _arrays(list(value.values()))


def _with_arrays(inputs: Sequence[Any]) -> list[Any]:
    """Python's numbers as arrays of no axes, of the type that NumPy would give them beside these arrays.

    It takes half as long to meet an array as to meet a number.
    """
    types = {value.dtype for value in inputs if isinstance(value, np.ndarray)}
    if len(types) != 1:
        return list(inputs)
    (dtype,) = types
    if dtype.kind != "f":
        return list(inputs)
    return [np.array(value, dtype) if type(value) in (int, float) else value for value in inputs]

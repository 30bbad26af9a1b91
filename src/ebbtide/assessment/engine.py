"""Binds rules and loops into runners: as they are, or compiled by Numba. Nothing else names Numba.

The rules stay plain functions. For large work each is copied over a scope in which the
plain functions it calls are replaced by compiled ones. Machine code is kept under the
step's name and a digest of all rule sources, because Numba's own key misses edits in
other modules and would serve stale verdicts in silence.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from ebbtide.assessment import runner
from ebbtide.criteria.parts.records import Lesion, Organ

if TYPE_CHECKING:
    from ebbtide.criteria import Criterion

Function = Callable[..., Any]
OURS: Final = "ebbtide."
WORTH_LOADING: Final = 300_000
WORTH_COMPILING: Final = 2_500_000
RULE_FOLDERS: Final = ("criteria", "terms", "assessment/runner.py", "assessment/engine.py")

# Records and arrays are lent for the length of a loop, which makes none: counting who holds them would take half its
# time, and two threads would wait for each other over every count.
LOOP: Final = {"nogil": True, "_nrt": False}
# Only the loops are called from Python: wrappers for every rule would take most of the compiler's time.
INNER: Final = {
    **LOOP,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "error_model": "numpy",
    "forceinline": True,
}


def can_compile() -> bool:
    """Tell whether Numba is installed (the extra `fast`)."""
    return find_spec("numba") is not None


def has_machine_code() -> bool:
    """Tell whether this edition of the rules was compiled here before."""
    elsewhere = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(elsewhere) if elsewhere else Path(__file__).parent / "__pycache__"
    return next(folder.rglob(f"*judge*{rules_digest()}*.nbi"), None) is not None


def is_worth_compiling(size: int) -> bool:
    """Tell whether machine code pays for so much work: much sooner when it has been made before.

    Args:
        size: Rows times criteria; about 2 µs each interpreted. Loading code takes half a second, making it ten.
    """
    if size < WORTH_LOADING or not can_compile():
        return False
    return size >= WORTH_COMPILING or has_machine_code()


def rule_sources() -> list[Path]:
    """List every file that can change a verdict."""
    root = Path(__file__).parents[1]
    found = [path for name in RULE_FOLDERS for path in (root / name).rglob("*.py")]
    return sorted(found + [root / name for name in RULE_FOLDERS if name.endswith(".py")])


@cache
def rules_digest() -> str:
    """Digest the sources of the rules, so that machine code of another edition is never used."""
    digest = hashlib.sha256()
    for path in rule_sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def rebind(function: FunctionType, scope: dict[str, object], name: str) -> FunctionType:
    """Copy a function over another scope."""
    copy = FunctionType(
        function.__code__, {**function.__globals__, **scope}, name, function.__defaults__, function.__closure__
    )
    copy.__qualname__ = name
    copy.__module__ = function.__module__
    return copy


def names_read(code: CodeType) -> set[str]:
    """List the global names a function's code reads."""
    return set(code.co_names)


@cache
def array_slots() -> dict[str, Function]:
    """Make the access to records that lie in arrays, one row of whole numbers a record."""
    return {
        "lesion_at": array_reader(Lesion),
        "organ_at": array_reader(Organ),
        "point_at": compile_plainly(lambda store, i: store[i]),
        "keep": array_writer(),
    }


def array_reader(record: Any) -> Function:
    """Make a function that loads row `i` of an array as a record.

    Written as machine instructions because Numba's own conversion copies the record once per field.
    """
    from numba.core import types
    from numba.extending import intrinsic

    kind = types.NamedUniTuple(types.int64, len(record._fields), record)

    @intrinsic  # type: ignore[untyped-decorator]
    def load(_context: Any, store: Any, i: Any) -> Any:
        def instructions(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            fields = places(context, builder, signature.args[0], values[0], values[1], len(kind))
            return context.make_tuple(builder, kind, [builder.load(place) for place in fields])

        return kind(store, i), instructions

    def record_at(store: Any, i: Any) -> Any:
        return load(store, i)

    return compile_plainly(record_at)


def array_writer() -> Function:
    """Make a function that stores a record as row `i` of an array."""
    from numba.core import types
    from numba.extending import intrinsic

    @intrinsic  # type: ignore[untyped-decorator]
    def store_row(_context: Any, store: Any, i: Any, record: Any) -> Any:
        def instructions(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            fields = places(context, builder, signature.args[0], values[0], values[1], len(record))
            for j, place in enumerate(fields):
                builder.store(builder.extract_value(values[2], j), place)
            return context.get_dummy_value()

        return types.none(store, i, record), instructions

    def keep(store: Any, i: Any, record: Any) -> None:
        store_row(store, i, record)

    return compile_plainly(keep)


def places(context: Any, builder: Any, kind: Any, array: Any, i: Any, width: int) -> list[Any]:
    """Point to the fields of row `i` of a C-ordered array of int64, or of records of int64."""
    from llvmlite import ir

    data = context.make_array(kind)(context, builder, array).data
    data = builder.bitcast(data, ir.IntType(64).as_pointer())
    row = builder.mul(i, ir.Constant(i.type, width))
    return [builder.gep(data, [builder.add(row, ir.Constant(i.type, j))]) for j in range(width)]


def compile_plainly(function: Function) -> Function:
    """Compile a function of this module."""
    from numba import njit

    return njit(**INNER)(function)  # type: ignore[no-any-return]


@cache
def machine_code(function: FunctionType) -> Function:
    """Compile a plain function, with the plain functions of ours that it calls; the original stays as it was.

    One that several loops call is compiled once for all of them.
    """
    from numba import njit

    slots = array_slots()
    scope: dict[str, object] = {**slots, **compiled_callees(function, slots)}
    return njit(**INNER)(rebind(function, scope, function.__qualname__))  # type: ignore[no-any-return]


def compiled_callees(function: FunctionType, slots: Collection[str]) -> dict[str, Function]:
    """Compile the plain functions of ours that a function calls, but for those in slots."""
    read = {name: function.__globals__.get(name) for name in names_read(function.__code__) - set(slots)}
    return {
        name: machine_code(value)
        for name, value in read.items()
        if isinstance(value, FunctionType) and value.__module__.startswith(OURS)
    }


def bind(function: Function, slots: dict[str, Function]) -> Function:
    """Copy a loop over other slots, interpreted."""
    return rebind(_function(function), dict(slots), function.__name__)


def compiled(function: FunctionType, slots: dict[str, Function], name: str) -> Function:
    """Compile a loop with everything it calls, kept on disk where there is a folder to keep it in."""
    from numba import njit

    scope: dict[str, object] = {**slots, **compiled_callees(function, slots)}
    try:
        return njit(cache=True, **LOOP)(rebind(function, scope, name))  # type: ignore[no-any-return]
    except RuntimeError:
        return njit(**LOOP)(rebind(function, scope, name))  # type: ignore[no-any-return]


@cache
def bind_survey(*, compile_: bool) -> Function:
    """Make the runner of the first fold, readings to facts."""
    if not compile_:
        return runner.survey
    return compiled(_function(runner.survey), array_slots(), f"survey_{rules_digest()}")


@cache
def bind_judge(begin: Function, step: Function, *, compile_: bool) -> Function:
    """Make the runner of one step, facts to calls."""
    if not compile_:
        return bind(runner.judge, {"begin": begin, "step": step})
    own = {"begin": machine_code(_function(begin)), "step": machine_code(_function(step))}
    name = f"judge_{step.__module__}_{rules_digest()}".replace(".", "_")
    return compiled(_function(runner.judge), {**array_slots(), **own}, name)


@cache
def bind_numbering() -> Function:
    """Make the runner that numbers sets of bits."""
    return compiled(_function(runner.number_masks), {}, f"number_masks_{rules_digest()}")


def runner_of(criterion: Criterion, *, compile_: bool) -> Function:
    """Make the runner of one criterion."""
    return bind_judge(criterion.begin, criterion.step, compile_=compile_)


def _function(function: Function) -> FunctionType:
    if not isinstance(function, FunctionType):
        message = f"{function!r} is not a plain function"
        raise TypeError(message)
    return function

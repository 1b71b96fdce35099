"""Numbers of several futures at once: one vector of a processor, as compiled code sees it.

Tables have futures on their last axis, `LANES` at a time. `load` takes those of one place of a
table, `store` puts them back; in between they add, multiply, divide and compare as if they were one
number. Each lane does the same whatever stands in the others, so no result depends on which futures
are solved together. Without compilation the same functions work on rows of NumPy.
"""

# mypy: disable-error-code="no-untyped-call,untyped-decorator,misc"
# Numba has no types of its own.
from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_cast
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import lower_builtin, models, register_model
from numpy.typing import NDArray

from interim.foundation.compiled import inlined

Array = NDArray[np.float64]

LANES = 8
"""Numbers side by side: two vectors of AVX2, one of AVX-512, four of NEON. With sixteen a month of
the game was no faster on AVX2, and the last block of a kind had more lanes that nobody asks for."""
HALF = LANES // 2

Index = tuple[int, ...]


LINE = 64
"""Bytes that a processor takes from memory at once."""


def aligned(*shape: int) -> Array:
    """An array with whatever stood there, of which no vector crosses a line of memory more often
    than it must: a crossing costs as much as a second load."""
    size = math.prod(shape)
    room = np.empty(size + LINE // 8)
    first = -room.ctypes.data % LINE // 8
    return room[first : first + size].reshape(shape)


# --- as NumPy ------------------------------------------------------------------------------


def load(table: Array, index: Index) -> Array:
    """The futures' numbers at a place of a table: (`LANES`,)."""
    return table[index].copy()


def twice(table: Array, index: Index) -> Array:
    """The `HALF` numbers at a place of a table, for each half of the lanes: (`LANES`,)."""
    return np.concatenate([table[index], table[index]])


def store(table: Array, index: Index, numbers: Array) -> None:
    """Put the futures' numbers, (`LANES`,), at a place of a table."""
    table[index] = numbers


def larger(x: Array, y: Array | float) -> Array:
    """The larger of two, lane by lane."""
    return np.maximum(x, y)


def smaller(x: Array, y: Array | float) -> Array:
    """The smaller of two, lane by lane."""
    return np.minimum(x, y)


def where_larger(a: Array | float, b: Array | float, x: Array | float, y: Array | float) -> Array:
    """x where a > b, elsewhere y, lane by lane."""
    return np.where(a > b, x, y)


def spread(number: float) -> Array:
    """The same number in each lane."""
    return np.full(LANES, number)


@inlined
def any_lane(table: Array, row: int) -> bool:
    """Whether a row of a table, (rows, `LANES`), has anything above 0."""
    most = 0.0
    for k in range(LANES):
        most = max(most, table[row, k])
    return most > 0.0


def power_of_two(shifted: Array) -> Array:
    """2^n from n + `SHIFT`, for whole n from -1022 to 1023."""
    return np.ldexp(1.0, (shifted - SHIFT).astype(int))


def times_power_of_two(x: Array, shifted: Array) -> Array:
    """x 2^n from n + `SHIFT`, for whole n and x such that neither x nor that is subnormal."""
    return np.ldexp(x, (shifted - SHIFT).astype(int))


def exponent(x: Array) -> Array:
    """The whole n for which x, which is above 0, lies in 2^n times √1/2 to √2."""
    part, n = np.frexp(x)
    return np.asarray(n - (part < _ROOT), float)


# --- exponentials --------------------------------------------------------------------------

PER_LOG = 1.4426950408889634074
"""exp(x) is 2 to the power of x times this."""
SHIFT = 6755399441055744.0
"""1.5 * 2^52: what is added to it is rounded to a whole number, which stands in its last bits."""
_LOG_2 = 0.6931471805599453
_A, _B, _C, _D, _E = (
    0.24022650695910075, 0.05550410866482158, 0.009618129107618658, 0.0013333558146423209,
    0.0001540353042479538,
)  # fmt: skip
_F, _G, _H, _I, _J = (
    1.5252733820805852e-05, 1.3215451619146607e-06, 1.0178067259946989e-07,
    7.070981083365768e-09, 4.454105125293416e-10,
)  # fmt: skip
"""The polynomial that equals (2^r - 1 - r ln 2) / r^2 in ten Chebyshev points of |r| <= 1/2."""


@inlined
def two_to_the(y: Array) -> Array:
    """2^y for y <= 0, to 1e-15 of it; below -1021 as there, which is 4e-308.

    2^y = 2^n 2^r with |r| <= 1/2, and n goes straight into the exponent's bits.
    """
    y = larger(y, -1021.0)
    shifted = y + SHIFT
    r = y - (shifted - SHIFT)
    # Pairs first, then pairs of pairs: a sum term by term would wait for each.
    square = r * r
    low = (1.0 + r * _LOG_2) + square * (_A + r * _B)
    middle = (_C + r * _D) + square * (_E + r * _F)
    high = (_G + r * _H) + square * (_I + r * _J)
    series = low + (square * square) * (middle + (square * square) * high)
    return times_power_of_two(series, shifted)


# --- logarithms ----------------------------------------------------------------------------

_ROOT = 0.7071067811865476


@inlined
def log_one_plus(z: Array) -> Array:
    """log(1 + z) for z >= 0, to 1e-15 of it however small z is.

    1 + z = 2^n (1 + f) with 1 + f between √1/2 and √2, and log(1 + f) = 2 artanh(f / (2 + f)).
    """
    n = exponent(1.0 + z)
    scale = power_of_two(SHIFT - n)
    f = z * scale + (scale - 1.0)
    s = f / (2.0 + f)
    q = s * s
    # 1 + q / 3 + q^2 / 5 + ..., in pairs as above; q is below 0.03.
    fourth = q * q
    low = (1.0 + q * (1.0 / 3.0)) + fourth * (0.2 + q * (1.0 / 7.0))
    high = (1.0 / 9.0 + q * (1.0 / 11.0)) + fourth * (1.0 / 13.0 + q * (1.0 / 15.0))
    last = 1.0 / 17.0 + q * (1.0 / 19.0)
    eighth = fourth * fourth
    return n * _LOG_2 + (2.0 * s) * (low + eighth * (high + eighth * last))


# --- as compiled code ----------------------------------------------------------------------


class Lanes(types.Type):
    """The type of a vector of `LANES` numbers in double precision."""

    def __init__(self) -> None:
        super().__init__(name="lanes")


_LANES = Lanes()
_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_HALF = ir.VectorType(ir.DoubleType(), HALF)
_BITS = ir.VectorType(ir.IntType(64), LANES)
_FUSED = ("contract",)
"""A product and a sum may be one instruction, with one rounding."""


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    """A vector lives in registers."""

    def __init__(self, manager: Any, kind: Lanes) -> None:
        super().__init__(manager, kind, _VECTOR)


class _Arithmetic(AbstractTemplate):
    """Of lanes, and of lanes and a number, come lanes."""

    def generic(self, args: tuple[Any, ...], _kws: Any) -> Any:
        if _LANES in args and all(a in (_LANES, types.float64) for a in args):
            return signature(_LANES, *([_LANES] * len(args)))
        return None


class _Load(AbstractTemplate):
    def generic(self, args: tuple[Any, ...], _kws: Any) -> Any:
        return signature(_LANES, *args)


class _Store(AbstractTemplate):
    def generic(self, args: tuple[Any, ...], _kws: Any) -> Any:
        return signature(types.none, *args)


class _Spread(AbstractTemplate):
    def generic(self, args: tuple[Any, ...], _kws: Any) -> Any:
        return signature(_LANES, types.float64)


for _function in (
    operator.add, operator.sub, operator.mul, operator.truediv, operator.iadd, operator.isub,
    operator.imul, larger, smaller, where_larger, power_of_two,
    exponent, times_power_of_two,
):  # fmt: skip
    infer_global(_function)(_Arithmetic)
infer_global(load)(_Load)
infer_global(twice)(_Load)
infer_global(store)(_Store)
infer_global(spread)(_Spread)


def _all_lanes(builder: Any, number: Any) -> Any:
    first = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), number, _whole(0))
    places = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(first, ir.Constant(_VECTOR, ir.Undefined), places)


def _whole(number: int) -> Any:
    return ir.Constant(ir.IntType(32), number)


@lower_builtin(spread, types.float64)
def _spread(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    return _all_lanes(builder, args[0])


def _cast(_context: Any, builder: Any, _from: Any, _to: Any, number: Any) -> Any:
    return _all_lanes(builder, number)


lower_cast(types.float64, _LANES)(_cast)


def _place(context: Any, builder: Any, kinds: Any, args: Any, vector: Any = _VECTOR) -> Any:
    """Pointer to the vector at a place of a table; vectors need not begin at whole multiples."""
    table, index = kinds[0], kinds[1]
    array = context.make_array(table)(context, builder, args[0])
    shape = cgutils.unpack_tuple(builder, array.shape)
    offset = context.get_constant(types.intp, 0)
    # The last axis is known to be as long as the vector, and the table to be contiguous.
    for axis, place in enumerate(cgutils.unpack_tuple(builder, args[1])):
        whole = context.cast(builder, place, index[axis], types.intp)
        offset = builder.add(builder.mul(offset, shape[axis]), whole) if axis else whole
    numbers = ir.ArrayType(ir.DoubleType(), vector.count)
    start = builder.bitcast(array.data, numbers.as_pointer())
    return builder.bitcast(builder.gep(start, [offset]), vector.as_pointer())


@lower_builtin(load, types.Array, types.BaseTuple)
def _load(context: Any, builder: Any, kind: Any, args: Any) -> Any:
    return builder.load(_place(context, builder, kind.args, args), align=8)


@lower_builtin(twice, types.Array, types.BaseTuple)
def _twice(context: Any, builder: Any, kind: Any, args: Any) -> Any:
    half = builder.load(_place(context, builder, kind.args, args, _HALF), align=8)
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [*range(HALF)] * 2)
    return builder.shuffle_vector(half, ir.Constant(_HALF, ir.Undefined), lanes)


@lower_builtin(store, types.Array, types.BaseTuple, Lanes)
def _store(context: Any, builder: Any, kind: Any, args: Any) -> Any:
    builder.store(args[2], _place(context, builder, kind.args, args), align=8)
    return context.get_dummy_value()


def _operation(name: str) -> Any:
    def lowered(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return getattr(builder, name)(*args, flags=_FUSED)

    return lowered


for _function, _name in (
    (operator.add, "fadd"), (operator.iadd, "fadd"), (operator.sub, "fsub"),
    (operator.isub, "fsub"), (operator.mul, "fmul"), (operator.imul, "fmul"),
    (operator.truediv, "fdiv"),
):  # fmt: skip
    lower_builtin(_function, Lanes, Lanes)(_operation(_name))


@lower_builtin(larger, Lanes, Lanes)
def _larger(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", *args), *args)


@lower_builtin(smaller, Lanes, Lanes)
def _smaller(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    return builder.select(builder.fcmp_ordered("<", *args), *args)


@lower_builtin(where_larger, Lanes, Lanes, Lanes, Lanes)
def _where_larger(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", args[0], args[1]), args[2], args[3])


@lower_builtin(power_of_two, Lanes)
def _power_of_two(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    bits = builder.bitcast(args[0], _BITS)
    raised = builder.shl(bits, ir.Constant(_BITS, [52] * LANES))
    biased = builder.add(raised, ir.Constant(_BITS, [1023 << 52] * LANES))
    return builder.bitcast(biased, _VECTOR)


@lower_builtin(times_power_of_two, Lanes, Lanes)
def _times_power_of_two(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    # The exponent stands above 52 bits, and what `SHIFT` brings is shifted out.
    x, shifted = (builder.bitcast(arg, _BITS) for arg in args)
    raised = builder.shl(shifted, ir.Constant(_BITS, [52] * LANES))
    return builder.bitcast(builder.add(x, raised), _VECTOR)


@lower_builtin(exponent, Lanes)
def _exponent(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    def whole(number: int) -> Any:
        return ir.Constant(_BITS, [number] * LANES)

    # √1/2 is taken to 1, so that the exponent's bits change at 2^n √1/2; then to a number as SHIFT.
    bits = builder.add(builder.bitcast(args[0], _BITS), whole(_bits_of(1.0) - _bits_of(_ROOT)))
    n = builder.sub(builder.lshr(bits, whole(52)), whole(1023))
    shifted = builder.bitcast(builder.add(n, whole(_bits_of(SHIFT))), _VECTOR)
    return builder.fsub(shifted, ir.Constant(_VECTOR, [SHIFT] * LANES))


def _bits_of(number: float) -> int:
    return int(np.float64(number).view(np.int64))

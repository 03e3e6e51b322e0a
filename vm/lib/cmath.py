"""This module provides access to mathematical functions for complex numbers.

The formulas are Kahan's (Branch cuts for complex elementary functions), which keep precision and the signs of zeros.
"""

import math as _m
from math import e, inf, nan, pi, tau

infj = complex(0.0, inf)
nanj = complex(0.0, nan)

_MAX = 1.7976931348623157e308
_MIN = 2.2250738585072014e-308
_LARGE = _MAX / 4
_SQRT_LARGE = _m.sqrt(_LARGE)
_LOG_LARGE = _m.log(_LARGE)
_SQRT_MIN = _m.sqrt(_MIN)
_LN2 = _m.log(2.0)


def _complex(z):
    if type(z) is complex:
        return z
    if isinstance(z, (str, bytes, bytearray)):
        raise TypeError(f"must be real number, not {type(z).__name__}")
    try:
        return complex(z)
    except TypeError:
        raise TypeError(f"must be real number, not {type(z).__name__}") from None


def _finite(z, result):
    """Finite arguments do not have infinite results."""
    if (_m.isinf(result.real) or _m.isinf(result.imag)) and isfinite(z):
        raise OverflowError("math range error")
    return result


def phase(z, /):
    """Return argument, also known as the phase angle, of a complex."""
    z = _complex(z)
    return _m.atan2(z.imag, z.real)


def polar(z, /):
    """Convert a complex from rectangular coordinates to polar coordinates."""
    z = _complex(z)
    return abs(z), phase(z)


def rect(r, phi, /):
    """Convert from polar coordinates to rectangular coordinates."""
    if phi == 0.0:
        return complex(r, r * phi)
    if _m.isinf(r) and _m.isfinite(phi):
        return complex(_m.copysign(inf, r * _m.cos(phi)), _m.copysign(inf, r * _m.sin(phi)))
    return complex(r * _m.cos(phi), r * _m.sin(phi))


def isfinite(z, /):
    """Return True if both the real and imaginary parts of z are finite, else False."""
    z = _complex(z)
    return _m.isfinite(z.real) and _m.isfinite(z.imag)


def isnan(z, /):
    """Checks if the real or imaginary part of z not a number (NaN)."""
    z = _complex(z)
    return _m.isnan(z.real) or _m.isnan(z.imag)


def isinf(z, /):
    """Checks if the real or imaginary part of z is infinite."""
    z = _complex(z)
    return _m.isinf(z.real) or _m.isinf(z.imag)


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    """Determine whether two complex numbers are close in value."""
    a, b = _complex(a), _complex(b)
    if rel_tol < 0.0 or abs_tol < 0.0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    diff = abs(a - b)
    return diff <= rel_tol * abs(b) or diff <= rel_tol * abs(a) or diff <= abs_tol


def exp(z, /):
    """Return the exponential value e**z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if y == 0.0:
        return complex(_m.exp(x), y)
    if _m.isinf(x) and x < 0.0:
        return complex(_m.copysign(0.0, _m.cos(y)), _m.copysign(0.0, _m.sin(y))) if _m.isfinite(y) else 0j
    if x > _LOG_LARGE and _m.isfinite(x):
        scale = _m.exp(x - 1.0)
        return _finite(z, complex(scale * _m.cos(y) * e, scale * _m.sin(y) * e))
    scale = inf if x == inf else _m.exp(x)
    return complex(scale * _m.cos(y), scale * _m.sin(y))


def _log(z):
    ax, ay = abs(z.real), abs(z.imag)
    if ax > _LARGE or ay > _LARGE:
        real = _m.log(_m.hypot(ax / 2.0, ay / 2.0)) + _LN2
    elif ax < _MIN and ay < _MIN:
        if not ax and not ay:
            raise ValueError("math domain error")
        real = _m.log(_m.hypot(_m.ldexp(ax, 53), _m.ldexp(ay, 53))) - 53 * _LN2
    else:
        h = _m.hypot(ax, ay)
        if 0.71 <= h <= 1.73:
            most, least = max(ax, ay), min(ax, ay)
            real = _m.log1p((most - 1.0) * (most + 1.0) + least * least) / 2.0
        else:
            real = _m.log(h)
    return complex(real, _m.atan2(z.imag, z.real))


def log(z, base=None, /):
    """log(z[, base]) -> the logarithm of z to the given base."""
    result = _log(_complex(z))
    return result if base is None else result / _log(_complex(base))


def log10(z, /):
    """Return the base-10 logarithm of z."""
    result = _log(_complex(z))
    ten = _m.log(10.0)
    return complex(result.real / ten, result.imag / ten)


def sqrt(z, /):
    """Return the square root of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if x == 0.0 and y == 0.0:
        return complex(0.0, y)
    if _m.isinf(y):
        return complex(inf, y)
    ax, ay = abs(x), abs(y)
    if ax < _MIN and ay < _MIN:
        ax = _m.ldexp(ax, 54)
        s = _m.ldexp(_m.sqrt(ax + _m.hypot(ax, _m.ldexp(ay, 54))), -27)
    else:
        ax /= 8.0
        s = 2.0 * _m.sqrt(ax + _m.hypot(ax, ay / 8.0))
    d = ay / (2.0 * s)
    if x >= 0.0:
        return complex(s, _m.copysign(d, y))
    return complex(d, _m.copysign(s, y))


def _huge(z):
    return abs(z.real) > _LARGE or abs(z.imag) > _LARGE


def acos(z, /):
    """Return the arc cosine of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if _huge(z):
        size = _m.log(_m.hypot(x / 2.0, y / 2.0)) + _LN2 * 2.0
        return complex(_m.atan2(abs(y), x), -_m.copysign(size, y))
    a, b = sqrt(complex(1.0 - x, -y)), sqrt(complex(1.0 + x, y))
    return complex(2.0 * _m.atan2(a.real, b.real), _m.asinh(b.real * a.imag - b.imag * a.real))


def acosh(z, /):
    """Return the inverse hyperbolic cosine of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if _huge(z):
        return complex(_m.log(_m.hypot(x / 2.0, y / 2.0)) + _LN2 * 2.0, _m.atan2(y, x))
    a, b = sqrt(complex(x - 1.0, y)), sqrt(complex(x + 1.0, y))
    return complex(_m.asinh(a.real * b.real + a.imag * b.imag), 2.0 * _m.atan2(a.imag, b.real))


def asin(z, /):
    """Return the arc sine of z."""
    z = _complex(z)
    r = asinh(complex(-z.imag, z.real))
    return complex(r.imag, -r.real)


def asinh(z, /):
    """Return the inverse hyperbolic sine of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if _huge(z):
        size = _m.log(_m.hypot(x / 2.0, y / 2.0)) + _LN2 * 2.0
        return complex(_m.copysign(size, x), _m.atan2(y, abs(x)))
    a, b = sqrt(complex(1.0 + y, -x)), sqrt(complex(1.0 - y, x))
    return complex(
        _m.asinh(a.real * b.imag - b.real * a.imag), _m.atan2(y, a.real * b.real - a.imag * b.imag)
    )


def atan(z, /):
    """Return the arc tangent of z."""
    z = _complex(z)
    r = atanh(complex(-z.imag, z.real))
    return complex(r.imag, -r.real)


def atanh(z, /):
    """Return the inverse hyperbolic tangent of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if x < 0.0 or x == 0.0 and _m.copysign(1.0, x) < 0.0:
        return -atanh(-z)
    ay = abs(y)
    if x > _SQRT_LARGE or ay > _SQRT_LARGE:
        h = _m.hypot(x / 2.0, y / 2.0)
        return complex(x / 4.0 / h / h, -_m.copysign(pi / 2.0, -y))
    if x == 1.0 and ay < _SQRT_MIN:
        if ay == 0.0:
            raise ValueError("math domain error")
        real = -_m.log(_m.sqrt(ay) / _m.sqrt(_m.hypot(ay, 2.0)))
        return complex(real, _m.copysign(_m.atan2(2.0, -ay) / 2, y))
    real = _m.log1p(4.0 * x / ((1 - x) * (1 - x) + ay * ay)) / 4.0
    return complex(real, -_m.atan2(-2.0 * y, (1 - x) * (1 + x) - ay * ay) / 2.0)


def cosh(z, /):
    """Return the hyperbolic cosine of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if abs(x) > _LOG_LARGE and _m.isfinite(x):
        less = x - _m.copysign(1.0, x)
        result = complex(_m.cos(y) * _m.cosh(less) * e, _m.sin(y) * _m.sinh(less) * e)
    else:
        result = complex(_m.cos(y) * _m.cosh(x), _m.sin(y) * _m.sinh(x) if y else x * y)
    return _finite(z, result)


def cos(z, /):
    """Return the cosine of z."""
    z = _complex(z)
    return cosh(complex(-z.imag, z.real))


def sinh(z, /):
    """Return the hyperbolic sine of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if abs(x) > _LOG_LARGE and _m.isfinite(x):
        less = x - _m.copysign(1.0, x)
        result = complex(_m.cos(y) * _m.sinh(less) * e, _m.sin(y) * _m.cosh(less) * e)
    else:
        result = complex(_m.cos(y) * _m.sinh(x), _m.sin(y) * _m.cosh(x) if y else y)
    return _finite(z, result)


def sin(z, /):
    """Return the sine of z."""
    z = _complex(z)
    r = sinh(complex(-z.imag, z.real))
    return complex(r.imag, -r.real)


def tanh(z, /):
    """Return the hyperbolic tangent of z."""
    z = _complex(z)
    x, y = z.real, z.imag
    if abs(x) > _LOG_LARGE:
        sign = _m.copysign(1.0, x)
        if _m.isinf(x):
            return complex(sign, _m.copysign(0.0, _m.sin(2.0 * y) if _m.isfinite(y) else y))
        return complex(sign, 4.0 * _m.sin(y) * _m.cos(y) * _m.exp(-2.0 * abs(x)))
    tx, ty = _m.tanh(x), _m.tan(y)
    cx = 1.0 / _m.cosh(x)
    product = tx * ty
    denominator = 1.0 + product * product
    return complex(tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx)


def tan(z, /):
    """Return the tangent of z."""
    z = _complex(z)
    r = tanh(complex(-z.imag, z.real))
    return complex(r.imag, -r.real)

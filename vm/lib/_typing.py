"""The classes under `typing` that the compiler makes instances of: type parameters and type aliases.

What substitution and subscription mean is told in `typing`, which is imported when it is first needed.
"""

import sys
from types import GenericAlias, UnionType as Union

_STRING = 4  # annotationlib.Format.STRING


def _caller():
    """The name of the module that makes a type parameter."""
    try:
        return sys._getframe(2).f_globals.get("__name__")
    except ValueError:
        return None


def _typing():
    import typing

    return typing


@staticmethod
def _idfunc(x, /):
    return x


class NoDefaultType:
    __slots__ = ()
    __module__ = "typing"

    def __new__(cls):
        return NoDefault

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


NoDefault = object.__new__(NoDefaultType)


class _ConstEvaluator:
    """Evaluates to a value that is known."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __call__(self, format=1, /):
        if format == _STRING:
            return _typing()._lazy_annotationlib.type_repr(self.value)
        return self.value

    def __repr__(self):
        return f"<constevaluator {self.value!r}>"


class _Lazy:
    """An attribute that is computed when it is first read."""

    def __init__(self, name, default=None):
        self.key = "_" + name
        self.default = default

    def __get__(self, obj, cls=None):
        if obj is None:
            return self
        state = obj._state
        if self.key not in state:
            evaluate = state.get("evaluate" + self.key)
            if evaluate is None:
                return self.default
            state[self.key] = evaluate(1)
        return state[self.key]

    def __set__(self, obj, value):
        raise AttributeError("readonly attribute")


class _Evaluator:
    """The function that computes such an attribute."""

    def __init__(self, name):
        self.key = "_" + name

    def __get__(self, obj, cls=None):
        if obj is None:
            return self
        state = obj._state
        evaluate = state.get("evaluate" + self.key)
        if evaluate is None and self.key in state:
            evaluate = _ConstEvaluator(state[self.key])
        return evaluate

    def __set__(self, obj, value):
        raise AttributeError("readonly attribute")


class _Parameter:
    """What all type parameters have in common."""

    __default__ = _Lazy("default", NoDefault)
    evaluate_default = _Evaluator("default")

    def __init_subclass__(cls, /, *, own=False):
        if not own:
            name = cls.__mro__[1].__name__
            raise TypeError(f"type 'typing.{name}' is not an acceptable base type")

    def has_default(self):
        return "evaluate_default" in self._state or self.__default__ is not NoDefault

    def __repr__(self):
        if getattr(self, "__infer_variance__", True):
            return self.__name__
        if self.__covariant__:
            return "+" + self.__name__
        return ("-" if self.__contravariant__ else "~") + self.__name__

    def __reduce__(self):
        return self.__name__

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def _set_default(self, default):
        if default is not NoDefault:
            self._state["_default"] = default


def _variances(param, covariant, contravariant, infer_variance):
    if covariant and contravariant:
        raise ValueError("Bivariant types are not supported.")
    if infer_variance and (covariant or contravariant):
        raise ValueError("Variance cannot be specified with infer_variance.")
    param.__covariant__ = bool(covariant)
    param.__contravariant__ = bool(contravariant)
    param.__infer_variance__ = bool(infer_variance)


class TypeVar(_Parameter, own=True):
    """Type variable."""

    __bound__ = _Lazy("bound")
    __constraints__ = _Lazy("constraints", ())
    evaluate_bound = _Evaluator("bound")
    evaluate_constraints = _Evaluator("constraints")

    def __init__(
        self,
        name,
        *constraints,
        bound=None,
        default=NoDefault,
        covariant=False,
        contravariant=False,
        infer_variance=False,
    ):
        self._state = {}
        self.__name__ = name
        _variances(self, covariant, contravariant, infer_variance)
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        if constraints:
            check = _typing()._type_check
            self._state["_constraints"] = tuple(
                check(c, "TypeVar(name, constraint, ...): constraints must be types.") for c in constraints
            )
        if bound is not None:
            self._state["_bound"] = _typing()._type_check(bound, "Bound must be a type.")
        self._set_default(default)
        self.__module__ = _caller()

    def __typing_subst__(self, arg):
        return _typing()._typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        i = alias.__parameters__.index(self)
        if i < len(args):
            return args
        if i == len(args) and self.has_default():
            return (*args, self.__default__)
        raise TypeError(f"Too few arguments for {alias}")


class ParamSpecArgs:
    """The args for a ParamSpec object."""

    _suffix = "args"

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        origin = self.__origin__
        name = origin.__name__ if isinstance(origin, ParamSpec) else repr(origin)
        return f"{name}.{self._suffix}"

    def __eq__(self, other):
        if type(other) is not type(self):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpecKwargs(ParamSpecArgs):
    """The kwargs for a ParamSpec object."""

    _suffix = "kwargs"
    __hash__ = None


class ParamSpec(_Parameter, own=True):
    """Parameter specification variable."""

    __bound__ = _Lazy("bound")

    def __init__(
        self,
        name,
        *,
        bound=None,
        default=NoDefault,
        covariant=False,
        contravariant=False,
        infer_variance=False,
    ):
        self._state = {}
        self.__name__ = name
        _variances(self, covariant, contravariant, infer_variance)
        if bound is not None:
            self._state["_bound"] = _typing()._type_check(bound, "Bound must be a type.")
        self._set_default(default)
        self.__module__ = _caller()

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        return _typing()._paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        return _typing()._paramspec_prepare_subst(self, alias, args)


class TypeVarTuple(_Parameter, own=True):
    """A specialized form of type variable that enables variadic generics."""

    def __init__(self, name, *, default=NoDefault):
        self._state = {}
        self.__name__ = name
        self._set_default(default)
        self.__module__ = _caller()

    def __iter__(self):
        yield _typing().Unpack[self]

    def __typing_subst__(self, arg):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args):
        return _typing()._typevartuple_prepare_subst(self, alias, args)


class TypeAliasType:
    """Type alias."""

    __value__ = _Lazy("value")
    evaluate_value = _Evaluator("value")

    def __init__(self, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError(f"TypeAliasType() argument 'name' must be str, not {type(name).__name__}")
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        self._state = {"_value": value}
        self.__name__ = name
        self.__type_params__ = type_params
        self.__module__ = _caller()

    @property
    def __parameters__(self):
        return tuple(_unpacked(self.__type_params__))

    def __init_subclass__(cls):
        raise TypeError("type 'typing.TypeAliasType' is not an acceptable base type")

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError("Only generic type aliases are subscriptable")
        return GenericAlias(self, args)

    def __iter__(self):
        yield _typing().Unpack[self]

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return self.__name__

    def __reduce__(self):
        return self.__name__


class Generic:
    """Abstract base class for generic types."""

    __slots__ = ()

    @classmethod
    def __class_getitem__(cls, args):
        return _typing()._generic_class_getitem(cls, args)

    @classmethod
    def __init_subclass__(cls, *args, **kwargs):
        _typing()._generic_init_subclass(cls, *args, **kwargs)


for _class in (TypeVar, ParamSpec, ParamSpecArgs, ParamSpecKwargs, TypeVarTuple, TypeAliasType, Generic):
    _class.__module__ = "typing"
del _class


# ---- unions ----


def _union_of(args):
    """`Union[args]`: strings are forward references, nested unions are joined, of equals one is kept."""
    if args == ():
        raise TypeError("Cannot take a Union of no types.")
    if not isinstance(args, tuple):
        args = (args,)
    check, flat = _typing()._type_check, []
    for arg in args:
        arg = type(None) if arg is None else check(arg, "Union[arg, ...]: each arg must be a type.")
        for part in arg.__args__ if isinstance(arg, Union) else (arg,):
            if part not in flat:
                flat.append(part)
    return flat[0] if len(flat) == 1 else Union._from_args(tuple(flat))


def _union_parameters(union):
    return _typing()._collect_type_parameters(union.__args__)


def _union_substituted(union, args):
    params = union.__parameters__
    if not params:
        raise TypeError(f"{union} is not a generic class")
    if not isinstance(args, tuple):
        args = (args,)
    if len(args) != len(params):
        how = "many" if len(args) > len(params) else "few"
        raise TypeError(f"Too {how} arguments for {union}; actual {len(args)}, expected {len(params)}")
    values = dict(zip(params, args))
    parts = []
    for part in union.__args__:
        if part in params:
            part = values[part]
        elif inner := getattr(part, "__parameters__", ()):
            if not isinstance(part, type):
                part = part[tuple(values[p] for p in inner)]
        parts.append(part)
    return _union_of(tuple(parts))


# ---- what the compiler calls ----


def _unpacked(params):
    """Type parameters as arguments: a tuple of types is unpacked."""
    for param in params:
        yield _typing().Unpack[param] if isinstance(param, TypeVarTuple) else param


def _made(cls, name, **state):
    param = cls(name)
    param.__module__ = sys._getframe(2).f_globals.get("__name__")
    if cls is not TypeVarTuple:
        param.__infer_variance__ = True
    param._state.update(state)
    return param


def _type_var(name):
    return _made(TypeVar, name)


def _bound_type_var(name, evaluate):
    return _made(TypeVar, name, evaluate_bound=evaluate)


def _constrained_type_var(name, evaluate):
    return _made(TypeVar, name, evaluate_constraints=evaluate)


def _param_spec(name):
    return _made(ParamSpec, name)


def _type_var_tuple(name):
    return _made(TypeVarTuple, name)


def _with_default(param, evaluate):
    param._state["evaluate_default"] = evaluate
    return param


def _subscript_generic(params):
    return _typing()._GenericAlias(Generic, tuple(_unpacked(params)))


def _type_alias(parts):
    name, params, evaluate = parts
    alias = TypeAliasType(name, None, type_params=params or ())
    alias._state = {"evaluate_value": evaluate}
    alias.__module__ = sys._getframe(1).f_globals.get("__name__")
    return alias

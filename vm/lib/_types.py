"""The builtin types that have no name among the builtins, for `types`."""

import sys as _sys


def _function():
    cell = 1

    def inner():
        return cell

    return inner


def _generator():
    yield


async def _coroutine():
    pass


async def _asynchronous():
    yield


class _Class:
    __slots__ = ("member",)

    def method(self):
        pass


FunctionType = LambdaType = type(_function)
CodeType = type(_function.__code__)
CellType = type(_function().__closure__[0])
GeneratorType = type(_generator())
_running = _coroutine()
CoroutineType = type(_running)
_running.close()
AsyncGeneratorType = type(_asynchronous())
MethodType = type(_Class().method)
BuiltinFunctionType = BuiltinMethodType = type(len)
WrapperDescriptorType = type(object.__init__)
MethodWrapperType = type(object().__str__)
MethodDescriptorType = type(str.join)
ClassMethodDescriptorType = type(dict.__dict__["fromkeys"])
GetSetDescriptorType = type(FunctionType.__code__)
MemberDescriptorType = type(_Class.member)
MappingProxyType = type(type.__dict__)
ModuleType = type(_sys)
SimpleNamespace = type(_sys.implementation)
try:
    raise TypeError
except TypeError as _error:
    TracebackType = type(_error.__traceback__)
    FrameType = type(_error.__traceback__.tb_frame)
GenericAlias = type(list[int])
UnionType = type(int | str)
EllipsisType = type(...)
NoneType = type(None)
NotImplementedType = type(NotImplemented)

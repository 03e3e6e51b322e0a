# try, except, else, finally in every order of events.
def run(action):
    steps = []
    try:
        steps.append("try")
        if action == "raise":
            raise ValueError("v")
        if action == "key":
            {}["k"]
        if action == "return":
            return steps
    except (ValueError, TypeError) as e:
        steps.append(f"except {e!r}")
    except KeyError as e:
        steps.append(f"key {e}")
    else:
        steps.append("else")
    finally:
        steps.append("finally")
    steps.append("after")
    return steps


for action in ("nothing", "raise", "key", "return"):
    print(action, run(action))


def loops():
    out = []
    for i in range(4):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        finally:
            out.append(f"f{i}")
    else:
        out.append("not reached")
    return out


print(loops())


def nested():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raise KeyError("inner")
        finally:
            print("first finally")
    except KeyError as e:
        return repr(e), type(e.__context__).__name__
    finally:
        print("second finally")


print(nested())


def value():
    for i in range(3):
        try:
            return i
        finally:
            print("leaving", i)


print(value())
try:
    e = "kept?"
    raise ValueError
except ValueError as e:
    pass
try:
    e
except NameError as err:
    print(err)
try:
    raise
except RuntimeError as err:
    print(err)
try:
    raise 5
except TypeError as err:
    print(err)
try:
    try:
        raise ValueError("x")
    except 5:
        pass
except TypeError as err:
    print(err)

#: expect
#| nothing ['try', 'else', 'finally', 'after']
#| raise ['try', "except ValueError('v')", 'finally', 'after']
#| key ['try', "key 'k'", 'finally', 'after']
#| return ['try', 'finally']
#| [0, 'f0', 'f1', 2, 'f2', 'f3']
#| first finally
#| second finally
#| ("KeyError('inner')", 'ZeroDivisionError')
#| leaving 0
#| 0
#| name 'e' is not defined
#| No active exception to reraise
#| exceptions must derive from BaseException
#| catching classes that do not inherit from BaseException is not allowed

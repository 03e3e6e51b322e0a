# return, break and continue in finally-less handlers; generators of exceptions; assert.
def find(items):
    for item in items:
        try:
            value = int(item)
        except ValueError:
            continue
        if value > 10:
            break
    else:
        return "none"
    return value


print(find(["a", "5", "20", "b"]), find(["x"]), find([]))


def retry(n):
    attempts = 0
    while True:
        attempts += 1
        try:
            if attempts < n:
                raise ConnectionError(attempts)
            return f"after {attempts}"
        except ConnectionError as e:
            last = e
            if attempts > 5:
                raise RuntimeError("gave up") from last


print(retry(3))
try:
    retry(10)
except RuntimeError as e:
    print(e, repr(e.__cause__))
try:
    assert 1 == 2
except AssertionError as e:
    print(repr(e))
try:
    assert [], "empty"
except AssertionError as e:
    print(e)
assert True, 1 / 0


def deep(n):
    try:
        if n == 0:
            raise ValueError("deep")
        deep(n - 1)
    except ValueError as e:
        e.args += (n,)
        raise


try:
    deep(3)
except ValueError as e:
    print(e.args)

caught = 0
for i in range(200):
    try:
        if i % 3 == 0:
            raise KeyError(i)
        if i % 5 == 0:
            [][i]
    except (KeyError, IndexError):
        caught += 1
print(caught)


class Other(Exception):
    pass


def classes():
    return Other, KeyError


try:
    raise Other
except classes() as e:
    print("caught", type(e).__name__)
try:
    exit_code = None
    raise SystemExit
except BaseException as e:
    print(repr(e), e.code)

#: expect
#| 20 none none
#| after 3
#| gave up ConnectionError(6)
#| AssertionError()
#| empty
#| ('deep', 0, 1, 2, 3)
#| 93
#| caught Other
#| SystemExit() None

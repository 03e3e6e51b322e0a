# What a block prints appears once, when it commits; an undone one prints nothing.
#: cpython no, it has no retry and undoes nothing
import io
import os
import sys
import tempfile

from transaction import atomic, become_inevitable, on_commit, or_else, retry

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "text")

    def content():
        with open(path) as f:
            return f.read()

    out = open(path, "w", buffering=1)

    # A line-buffered stream writes each line at once: not in a block.
    print("before", file=out)
    with atomic:
        print("a", 1, file=out)
        out.write("b\n")
        with atomic:
            out.write("inner ")
        print("c", file=out)
        # A system call makes the block irrevocable, after what it has written.
        early = os.path.getsize(path)
    print(early, repr(content()))

    # An exception commits, so what was printed comes; rollback=True undoes.
    try:
        with atomic:
            print("kept", file=out)
            raise ValueError
    except ValueError:
        pass
    try:
        with atomic(rollback=True):
            print("undone", file=out)
            raise ValueError
    except ValueError:
        pass
    print(repr(content()))

    # A block that is tried again prints once.
    tries = []

    def first():
        print("first way", file=out)
        retry()

    def second():
        print("second way", file=out)

    with atomic:
        print("begin", file=out)
        or_else(first, second)
        print("end", file=out)
    print(repr(content()[-21:]))

    # retry() with a limit: nothing of the block is seen.
    try:
        with atomic:
            print("never", file=out)
            retry(0.01)
    except TimeoutError:
        print("never" in content())

    # Hooks run after the output.
    with atomic:
        print("text", file=out)
        on_commit(lambda: print("in the hook:", content().endswith("text\n")))

    # A flush, a look at the position, a closing make the block irrevocable: what was kept comes first.
    with atomic:
        print("flushed", file=out)
        out.flush()
        print("now" if content().endswith("flushed\n") else "late")
        try:
            retry()
        except RuntimeError as e:
            print(e)
    with atomic:
        out.write("12345")
        become_inevitable("for the test")
        out.write("678\n")
    print(content().endswith("12345678\n"))
    with atomic:
        print("last", file=out)
        out.close()
        print(content().endswith("last\n"))

    # Much output: in order, however it is written.
    with open(path, "w") as out, atomic:
        for i in range(20000):
            print(i, file=out)
    print(content() == "".join(f"{i}\n" for i in range(20000)))

    # Both layers, several streams, a stream over memory.
    memory = io.StringIO()
    with open(path, "w") as out, open(path + "2", "w") as other:
        with atomic:
            print("one", file=out)
            print("uno", file=other)
            print("mem", file=memory)
            out.buffer.write(b"two\n")
            print("three", file=out)
    print(repr(content()), repr(open(path + "2").read()), repr(memory.getvalue()))

    # Errors: encoding at once, a closed stream at once, a failing file when it is written.
    out = open(path, "w", encoding="ascii")
    with atomic:
        try:
            print("\xe9", file=out)
        except UnicodeEncodeError as e:
            print(e.encoding)
    out.close()
    with atomic:
        try:
            print("x", file=out)
        except ValueError as e:
            print(e)
    if os.path.exists("/dev/full"):
        full = open("/dev/full", "w", buffering=1)
        try:
            with atomic:
                print("x", file=full)
                print("no error yet")
        except OSError as e:
            print(e.errno == 28)
        try:
            full.close()
        except OSError:
            pass
    else:
        print("no error yet")
        print(True)

with atomic:
    print("to", end=" ")
    sys.stdout.write("stdout\n")
#: expect
#| 21 'before\na 1\nb\ninner c\n'
#| 'before\na 1\nb\ninner c\nkept\n'
#| 'begin\nsecond way\nend\n'
#| False
#| in the hook: True
#| now
#| retry() in an atomic block that can no longer be undone
#| True
#| True
#| True
#| 'one\ntwo\nthree\n' 'uno\n' 'mem\n'
#| ascii
#| I/O operation on closed file.
#| no error yet
#| True
#| to stdout

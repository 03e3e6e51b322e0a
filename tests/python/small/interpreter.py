# A stack machine and a small language that is compiled to it.
import operator

OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt, "=": operator.eq}


def compile_(source):
    """Forth-like words: numbers, operators, names, [ cond ] while ... end."""
    code, open_ = [], []
    for word in source.split():
        if word.lstrip("-").isdigit():
            code.append(("push", int(word)))
        elif word in OPS:
            code.append(("op", word))
        elif word.startswith(">"):
            code.append(("store", word[1:]))
        elif word == "begin":
            open_.append(len(code))
        elif word == "while":
            open_.append(len(code))
            code.append(None)
        elif word == "end":
            test = open_.pop()
            code.append(("jump", open_.pop()))
            code[test] = ("exit", len(code))
        elif word in ("dup", "drop", "swap", "print"):
            code.append((word, None))
        else:
            code.append(("load", word))
    return code


class Machine:
    def __init__(self, code):
        self.code = code
        self.stack = []
        self.names = {}
        self.steps = 0
        self.out = []

    def run(self):
        pc = 0
        code, stack = self.code, self.stack
        while pc < len(code):
            op, arg = code[pc]
            pc += 1
            self.steps += 1
            if op == "push":
                stack.append(arg)
            elif op == "op":
                b, a = stack.pop(), stack.pop()
                stack.append(OPS[arg](a, b))
            elif op == "jump":
                pc = arg
            elif op == "exit":
                if not stack.pop():
                    pc = arg
            else:
                getattr(self, "do_" + op)(arg)
        return self

    def do_store(self, name):
        self.names[name] = self.stack.pop()

    def do_load(self, name):
        self.stack.append(self.names[name])

    def do_dup(self, _):
        self.stack.append(self.stack[-1])

    def do_drop(self, _):
        self.stack.pop()

    def do_swap(self, _):
        self.stack[-2:] = self.stack[-1], self.stack[-2]

    def do_print(self, _):
        self.out.append(self.stack.pop())


m = Machine(compile_("0 >i 1 >f begin i 25 < while i 1 + >i f i * >f end f print i print")).run()
print(m.out, m.steps)
m = Machine(compile_("0 >a 1 >b 0 >n begin n 60 < while a print b a b + >b >a n 1 + >n end")).run()
print(m.out[-3:], m.steps, sum(m.out))
try:
    Machine(compile_("1 +")).run()
except IndexError as e:
    print(e)
try:
    Machine(compile_("x")).run()
except KeyError as e:
    print(e)


def brainfuck(source, data=""):
    jumps, stack = {}, []
    for i, c in enumerate(source):
        if c == "[":
            stack.append(i)
        elif c == "]":
            jumps[i] = stack.pop()
            jumps[jumps[i]] = i
    tape, p, pc, out, inp = [0] * 30, 0, 0, [], iter(data)
    while pc < len(source):
        c = source[pc]
        if c == ">":
            p += 1
        elif c == "<":
            p -= 1
        elif c == "+":
            tape[p] = (tape[p] + 1) % 256
        elif c == "-":
            tape[p] = (tape[p] - 1) % 256
        elif c == ".":
            out.append(chr(tape[p]))
        elif c == ",":
            tape[p] = ord(next(inp, "\0"))
        elif c == "[" and not tape[p] or c == "]" and tape[p]:
            pc = jumps[pc]
        pc += 1
    return "".join(out)


print(brainfuck("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>."), brainfuck(",[>+.<-]"[:1] + "[.,]", "echo"))

#: expect
#| [15511210043330985984000000, 25] 337
#| [365435296162, 591286729879, 956722026041] 1030 2504730781960
#| pop from empty list
#| 'x'
#| Hello  echo

# The operator module.
import operator as op

print(op.add(1, 2), op.sub(5, 3), op.mul(2, 3), op.truediv(1, 2), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 3), op.neg(1), op.not_(0), op.abs(-1))
print(op.eq(1, 1), op.ne(1, 2), op.lt(1, 2), op.le(2, 2), op.gt(1, 2), op.ge(1, 2), op.is_(None, None), op.is_not(1, None), op.truth([]))
print(op.and_(6, 3), op.or_(6, 3), op.xor(6, 3), op.lshift(1, 3), op.rshift(8, 1), op.inv(5), op.index(True), op.concat([1], [2]), op.contains("abc", "b"))
print(op.itemgetter(1)("abc"), op.itemgetter(0, 2)("abc"), op.itemgetter("k")({"k": 5}), op.itemgetter(slice(1, 3))([1, 2, 3, 4]))


class A:
    class B:
        c = 7

    d = 8

    def m(self, x, k=0):
        return x + k


print(op.attrgetter("d")(A), op.attrgetter("B.c")(A), op.attrgetter("d", "B.c")(A), op.methodcaller("m", 1, k=2)(A()), op.methodcaller("upper")("x"))
x = [1, 2]
op.setitem(x, 0, "s")
op.delitem(x, 1)
print(x, op.getitem(x, 0), op.countOf([1, 1, 2], 1), op.indexOf([5, 6], 6), op.length_hint([1, 2]))
print(op.iadd([1], [2]), sorted([(1, "b"), (2, "a")], key=op.itemgetter(1)), list(map(op.mul, [1, 2], [3, 4])))

#: expect
#| 3 2 6 0.5 3 1 8 -1 True 1
#| True True True True False False True True False
#| 2 7 5 8 4 -6 1 [1, 2] True
#| b ('a', 'c') 5 [2, 3]
#| 8 7 (8, 7) 3 X
#| ['s'] s 2 1 2
#| [1, 2] [(2, 'a'), (1, 'b')] [3, 8]

# unittest, mock and doctest.
import doctest, unittest, io
class T(unittest.TestCase):
    def setUp(self): self.x = 1
    def test_a(self): self.assertEqual(self.x, 1)
    def test_b(self):
        with self.assertRaises(ZeroDivisionError): 1 / 0
    def test_fail(self): self.assertIn(3, [1])
    @unittest.skip('no')
    def test_skip(self): pass
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): self.assertLess(i, 2)
out = io.StringIO(); r = unittest.TextTestRunner(out, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))
print(r.testsRun, len(r.failures), len(r.skipped), r.wasSuccessful())
for line in out.getvalue().split('\n'):
    if not line.startswith(('Ran', '  File')): print(line)
from unittest import mock
m = mock.Mock(return_value=3); print(m(1, a=2), m.call_args, m.called); m.assert_called_once_with(1, a=2)
with mock.patch('io.StringIO') as p: print(io.StringIO() is p.return_value)
def f(x):
    """
    >>> f(2)
    4
    """
    return x * x
print(doctest.run_docstring_examples(f, {'f': f}), doctest.testmod(type(out).__class__ and __import__('sys').modules['__main__']))
#: expect
#| 5 2 1 False
#| test_a (__main__.T.test_a) ... ok
#| test_b (__main__.T.test_b) ... ok
#| test_fail (__main__.T.test_fail) ... FAIL
#| test_skip (__main__.T.test_skip) ... skipped 'no'
#| test_sub (__main__.T.test_sub) ... 
#|   test_sub (__main__.T.test_sub) (i=2) ... FAIL
#|
#| ======================================================================
#| FAIL: test_fail (__main__.T.test_fail)
#| ----------------------------------------------------------------------
#| Traceback (most recent call last):
#|     def test_fail(self): self.assertIn(3, [1])
#|                          ~~~~~~~~~~~~~^^^^^^^^
#| AssertionError: 3 not found in [1]
#|
#| ======================================================================
#| FAIL: test_sub (__main__.T.test_sub) (i=2)
#| ----------------------------------------------------------------------
#| Traceback (most recent call last):
#|     with self.subTest(i=i): self.assertLess(i, 2)
#|                             ~~~~~~~~~~~~~~~^^^^^^
#| AssertionError: 2 not less than 2
#|
#| ----------------------------------------------------------------------
#|
#| FAILED (failures=2, skipped=1)
#|
#| 3 call(1, a=2) True
#| True
#| None TestResults(failed=0, attempted=1)

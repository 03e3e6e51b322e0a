# Warnings: filters, recording, turning into errors.
import warnings, sys
def f(): warnings.warn('old', DeprecationWarning, stacklevel=2)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always'); f(); warnings.warn('u'); print([(str(x.message), x.category.__name__, x.lineno) for x in w])
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try: warnings.warn('err', RuntimeWarning)
    except RuntimeWarning as e: print('raised', e)
with warnings.catch_warnings():
    warnings.filterwarnings('ignore', 'ig.*'); warnings.warn('ignored')
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('default')
    for i in range(3): warnings.warn('once per line')
    print(len(w))
print(warnings.formatwarning('m', UserWarning, 'f.py', 3, 'src'))
@warnings.deprecated('use g')
def old(): return 1
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always'); old(); print(w[0].message, w[0].category.__name__)
#: expect
#| [('old', 'DeprecationWarning', 5), ('u', 'UserWarning', 5)]
#| raised err
#| 1
#| f.py:3: UserWarning: m
#|   src
#|
#| use g DeprecationWarning

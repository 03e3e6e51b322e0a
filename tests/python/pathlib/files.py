# Paths, files, folders, archives.
import os, pathlib, shutil, tempfile, glob, fnmatch
from pathlib import Path, PurePosixPath
p = PurePosixPath('/usr/lib/python3.tar.gz'); print(p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parts, p / 'x', p.with_suffix('.zip'), p.relative_to('/usr'), p.match('*.gz'), p.is_absolute(), repr(p))
print(os.path.join('a', 'b', '/c'), os.path.splitext('a.b.c'), os.path.normpath('a/../b//c'), os.path.basename('/a/b'), os.path.commonpath(['/a/b', '/a/c']), os.path.relpath('/a/b', '/a/c'))
with tempfile.TemporaryDirectory() as d:
    t = Path(d); (t / 'a.txt').write_text('hello\n'); (t / 'sub').mkdir(); (t / 'sub' / 'b.txt').write_bytes(b'xyz')
    print((t / 'a.txt').read_text(), sorted(x.name for x in t.iterdir()), sorted(str(x.relative_to(t)) for x in t.rglob('*.txt')), (t / 'a.txt').stat().st_size, (t / 'nope').exists())
    shutil.copy(t / 'a.txt', t / 'c.txt'); shutil.copytree(t / 'sub', t / 'sub2'); shutil.move(str(t / 'c.txt'), str(t / 'm.txt')); print(sorted(os.listdir(d)))
    print([(os.path.relpath(r, d), sorted(ds), sorted(fs)) for r, ds, fs in sorted(os.walk(d))])
    print(sorted(os.path.basename(x) for x in glob.glob(d + '/*.txt')), fnmatch.filter(['a.py', 'b.c'], '*.py'))
    os.rename(t / 'm.txt', t / 'n.txt'); (t / 'n.txt').unlink(); shutil.rmtree(t / 'sub2'); print(sorted(os.listdir(d)))
    try: (t / 'zz').read_text()
    except FileNotFoundError as e: print(e.errno, e.strerror)
    with tempfile.NamedTemporaryFile('w+', dir=d, suffix='.x') as f: f.write('q'); f.seek(0); print(f.read(), f.name.endswith('.x'))
    f = tempfile.TemporaryFile(); f.write(b'1'); f.close()
    with open(t / 'a.txt', 'a') as f: f.write('more')
    with open(t / 'a.txt') as f: print(f.readlines(), f.closed)
    shutil.make_archive(d + '/arch', 'zip', t / 'sub'); print(os.path.exists(d + '/arch.zip'))
    import zipfile
    print(zipfile.ZipFile(d + '/arch.zip').namelist())
print(os.path.exists(d), Path('a') == Path('a'), sorted([Path('b'), Path('a')]), Path('~').expanduser() != Path('~'), Path('x/../y').resolve().name)
print(shutil.which('sh') is not None, os.environ.get('HOME') is not None, os.getcwd() == str(Path.cwd()))
#: expect
#| python3.tar.gz python3.tar .gz ['.tar', '.gz'] /usr/lib ('/', 'usr', 'lib', 'python3.tar.gz') /usr/lib/python3.tar.gz/x /usr/lib/python3.tar.zip lib/python3.tar.gz True True PurePosixPath('/usr/lib/python3.tar.gz')
#| /c ('a.b', '.c') b/c b /a ../b
#| hello
#|  ['a.txt', 'sub'] ['a.txt', 'sub/b.txt'] 6 False
#| ['a.txt', 'm.txt', 'sub', 'sub2']
#| [('.', ['sub', 'sub2'], ['a.txt', 'm.txt']), ('sub', [], ['b.txt']), ('sub2', [], ['b.txt'])]
#| ['a.txt', 'm.txt'] ['a.py']
#| ['a.txt', 'sub']
#| 2 No such file or directory
#| q True
#| ['hello\n', 'more'] False
#| True
#| ['b.txt']
#| False True [PosixPath('a'), PosixPath('b')] True y
#| True True True

# Command lines: options, subcommands, help, errors.
import argparse
p = argparse.ArgumentParser(prog='tool', description='A tool.')
p.add_argument('file', help='input'); p.add_argument('-n', type=int, default=3, help='a number (default: %(default)s)')
p.add_argument('-v', '--verbose', action='store_true'); p.add_argument('--mode', choices=['a', 'b']); p.add_argument('rest', nargs='*')
print(p.parse_args(['f.txt', 'x', 'y', '-n', '5', '-v'])); print(p.parse_args(['f', '--mode=a']))
print(p.format_help().replace('\x1b', ''))
import sys, contextlib
for bad in (["f", "-n", "x"],):
    try:
        with contextlib.redirect_stderr(sys.stdout): p.parse_args(bad)
    except SystemExit as e: print('exit', e.code)
sp = argparse.ArgumentParser(prog='git', exit_on_error=False); sub = sp.add_subparsers(dest='cmd'); a = sub.add_parser('add'); a.add_argument('paths', nargs='+'); c = sub.add_parser('commit'); c.add_argument('-m', required=True)
print(sp.parse_args(['add', 'a', 'b']), sp.parse_args(['commit', '-m', 'msg']))
g = argparse.ArgumentParser(); m = g.add_mutually_exclusive_group(); m.add_argument('--x', action='count', default=0); m.add_argument('--y', action='append'); print(g.parse_args(['--x', '--x']), g.parse_args(['--y', '1', '--y', '2']), g.parse_known_args(['--q']))
#: expect
#| Namespace(file='f.txt', n=5, verbose=True, mode=None, rest=['x', 'y'])
#| Namespace(file='f', n=3, verbose=False, mode='a', rest=[])
#| usage: tool [-h] [-n N] [-v] [--mode {a,b}] file [rest ...]
#|
#| A tool.
#|
#| positional arguments:
#|   file           input
#|   rest
#|
#| options:
#|   -h, --help     show this help message and exit
#|   -n N           a number (default: 3)
#|   -v, --verbose
#|   --mode {a,b}
#|
#| usage: tool [-h] [-n N] [-v] [--mode {a,b}] file [rest ...]
#| tool: error: argument -n: invalid int value: 'x'
#| exit 2
#| Namespace(cmd='add', paths=['a', 'b']) Namespace(cmd='commit', m='msg')
#| Namespace(x=2, y=None) Namespace(x=0, y=['1', '2']) (Namespace(x=0, y=None), ['--q'])

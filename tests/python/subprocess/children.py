# Programs run as children: output, input, exit codes.
import subprocess, sys
print(subprocess.run(['echo', 'hi'], capture_output=True, text=True)); print(subprocess.check_output('exit 0; echo x', shell=True)); print(subprocess.run(['cat'], input=b'in', stdout=subprocess.PIPE).stdout)
try: subprocess.run(['false'], check=True)
except subprocess.CalledProcessError as e: print(e)
p = subprocess.Popen(['sh', '-c', 'echo out; echo err >&2'], stdout=subprocess.PIPE, stderr=subprocess.PIPE); print(p.communicate(), p.returncode)
try: subprocess.run(['nosuchprog'])
except FileNotFoundError as e: print(e.errno)
try: subprocess.run(['sleep', '5'], timeout=.1)
except subprocess.TimeoutExpired as e: print('timeout')
#: expect
#| CompletedProcess(args=['echo', 'hi'], returncode=0, stdout='hi\n', stderr='')
#| b''
#| b'in'
#| Command '['false']' returned non-zero exit status 1.
#| (b'out\n', b'err\n') 0
#| 2
#| timeout

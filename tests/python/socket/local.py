# Sockets of this machine, with servers in threads.
#: threads
import socket, threading, select, socketserver
a, b = socket.socketpair(); a.sendall(b'hello'); print(b.recv(10)); a.close(); print(b.recv(1), b.fileno() > 0); b.close()
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', 0)); s.listen(); port = s.getsockname()[1]
def serve():
    c, addr = s.accept()
    with c:
        f = c.makefile('rwb'); line = f.readline(); f.write(b'echo ' + line); f.flush(); f.close()
t = threading.Thread(target=serve); t.start()
c = socket.create_connection(('127.0.0.1', port), timeout=5); c.sendall(b'hi there\n'); print(c.makefile().readline()); print(c.getpeername() == ('127.0.0.1', port), c.family, c.type, c.gettimeout()); c.close(); t.join()
s.settimeout(.05)
try: s.accept()
except socket.timeout as e: print('timeout', e)
s.setblocking(False)
try: s.accept()
except BlockingIOError: print('would block')
s.close()
u1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u1.bind(('127.0.0.1', 0)); u2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u2.sendto(b'udp', u1.getsockname()); print(u1.recvfrom(10)[0]); u1.close(); u2.close()
print(socket.inet_aton('1.2.3.4'), socket.inet_ntop(socket.AF_INET6, b'\0' * 15 + b'\1'), socket.htons(1), socket.gethostbyname('127.0.0.1'), socket.getaddrinfo('127.0.0.1', 80, type=socket.SOCK_STREAM)[0][4])
try: socket.create_connection(('127.0.0.1', 1), timeout=1)
except ConnectionRefusedError as e: print(e.errno == 111)
try: socket.socket().connect('x')
except TypeError as e: print(e)
class H(socketserver.StreamRequestHandler):
    def handle(self): self.wfile.write(self.rfile.readline().upper())
with socketserver.ThreadingTCPServer(('127.0.0.1', 0), H) as srv:
    th = threading.Thread(target=srv.serve_forever); th.start()
    with socket.create_connection(srv.server_address) as c: c.sendall(b'abc\n'); print(c.recv(10))
    srv.shutdown(); th.join()
import http.server, urllib.request
class W(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.send_header('Content-Length', '2'); self.end_headers(); self.wfile.write(b'ok')
    def log_message(self, *a): pass
with http.server.ThreadingHTTPServer(('127.0.0.1', 0), W) as srv:
    th = threading.Thread(target=srv.serve_forever); th.start()
    with urllib.request.urlopen('http://127.0.0.1:%d/x' % srv.server_port) as r: print(r.status, r.read(), r.headers['Content-Length'])
    srv.shutdown(); th.join()
#: expect
#| b'hello'
#| b'' True
#| echo hi there
#|
#| True 2 1 5.0
#| timeout timed out
#| would block
#| b'udp'
#| b'\x01\x02\x03\x04' ::1 256 127.0.0.1 ('127.0.0.1', 80)
#| True
#| connect(): AF_INET address must be tuple, not str
#| b'ABC\n'
#| 200 b'ok' 2

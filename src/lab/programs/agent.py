"""The hands of a scenario on one host: sockets that do exactly what they are told, one JSON request a line.

Runs in the host's network namespace. Each request is done in a thread of its own, so that one host can accept while it
connects; the answer bears the request's id. Payload travels as base64.
"""

import base64
import ctypes
import json
import os
import socket
import struct
import sys
import threading
import time

TIMEOUT = 20
MARKER_TYPE = 0x88B5  # IEEE 802 local experimental
SNMP_FILES = ('/proc/self/net/snmp', '/proc/self/net/netstat')
LISTEN = '0A'

sockets: dict[int, socket.socket] = {}
next_id = 1
lock = threading.Lock()


def keep(made: socket.socket) -> int:
    """Keeps a socket under a number: a socket that is forgotten would be closed at once."""
    global next_id
    with lock:
        number, next_id = next_id, next_id + 1
        sockets[number] = made
    return number


def make(request: dict) -> socket.socket:
    """A TCP socket with the options asked for."""
    made = socket.socket(socket.AF_INET6 if ':' in request['address'] else socket.AF_INET, socket.SOCK_STREAM)
    made.settimeout(request.get('timeout', TIMEOUT))
    set_options(made, request.get('options', {}))
    return made


def set_options(made: socket.socket, options: dict) -> None:
    """Sets options by the names socket(7) and tcp(7) give them: SO_RCVBUF, TCP_USER_TIMEOUT, …"""
    for name, value in options.items():
        level = socket.IPPROTO_TCP if name.startswith('TCP_') else socket.SOL_SOCKET
        made.setsockopt(level, getattr(socket, name), value)


def listen(request: dict) -> dict:
    made = make(request)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((request['address'], request['port']))
    made.listen(request['backlog'])
    return {'socket': keep(made)}


def accept(request: dict) -> dict:
    made, peer = sockets[request['socket']].accept()
    made.settimeout(TIMEOUT)
    return {'socket': keep(made), 'address': peer[0], 'port': peer[1]}


def connect(request: dict) -> dict:
    made = make(request)
    try:
        made.bind((request['source'], request['sourcePort']))
        made.connect((request['address'], request['port']))
    except OSError:
        made.close()
        raise
    made.settimeout(TIMEOUT)
    return {'socket': keep(made), 'port': made.getsockname()[1]}


def send(request: dict) -> dict:
    sockets[request['socket']].sendall(base64.b64decode(request['data']))
    return {}


def receive(request: dict) -> dict:
    """Up to `most` bytes; with `exactly` no fewer, unless the stream ends; without `most` everything to its end."""
    made, most, received = sockets[request['socket']], request.get('most'), b''
    while most is None or len(received) < most:
        piece = made.recv(65536 if most is None else most - len(received))
        received += piece
        if not piece or (most is not None and not request.get('exactly')):
            break
    return {'data': base64.b64encode(received).decode()}


def close(request: dict) -> dict:
    sockets.pop(request['socket']).close()
    return {}


def reset(request: dict) -> dict:
    """Closes with SO_LINGER zero: an abort."""
    made = sockets.pop(request['socket'])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    made.close()
    return {}


def shutdown(request: dict) -> dict:
    sockets[request['socket']].shutdown({'read': socket.SHUT_RD, 'write': socket.SHUT_WR}[request['how']])
    return {}


def set_socket_options(request: dict) -> dict:
    set_options(sockets[request['socket']], request['options'])
    return {}


def disconnect(request: dict) -> dict:
    """connect(AF_UNSPEC): the socket lives, the connection is aborted (connect(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.connect(sockets[request['socket']].fileno(), struct.pack('H14x', socket.AF_UNSPEC), 16) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return {}


def await_listener(request: dict) -> dict:
    """Waits until a program listens on the port."""
    wanted = f':{request["port"]:04X}'
    deadline = time.monotonic() + request.get('timeout', TIMEOUT)
    while time.monotonic() < deadline:
        for table in ('/proc/self/net/tcp', '/proc/self/net/tcp6'):
            with open(table, encoding='ascii') as lines:
                if any(words[1].endswith(wanted) and words[3] == LISTEN for words in map(str.split, lines)):
                    return {}
        time.sleep(0.01)
    raise TimeoutError(f'nobody listens on port {request["port"]}')


def read_counters(_request: dict) -> dict:
    """The kernel's counters of this namespace, as nstat names them: TcpExtListenDrops, TcpOutRsts."""
    counters = {}
    for path in SNMP_FILES:
        with open(path, encoding='ascii') as file:
            lines = [line.split() for line in file]
        for names, values in zip(lines[::2], lines[1::2]):
            group = names[0].rstrip(':')
            counters.update({group + name: int(value) for name, value in zip(names[1:], values[1:])})
    return {'counters': {name: value for name, value in counters.items() if name.startswith('Tcp')}}


def send_marker(request: dict) -> dict:
    """A frame of no protocol, so that a tap that has seen it has seen all before it. Goes past every firewall."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
        raw.bind((request['interface'], 0))
        raw.send(b'\xff' * 6 + bytes(6) + struct.pack('!H', MARKER_TYPE) + b'whyclosed'.ljust(46, b'\0'))
    return {}


def send_packet(request: dict) -> dict:
    """A whole IP packet, whoever it says it is from."""
    packet = base64.b64decode(request['data'])
    if packet[0] >> 4 == 4:
        destination = (socket.inet_ntop(socket.AF_INET, packet[16:20]), 0)
        family = socket.AF_INET
    else:
        destination = (socket.inet_ntop(socket.AF_INET6, packet[24:40]), 0)
        family = socket.AF_INET6
    with socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.sendto(packet, destination)
    return {}


OPERATIONS = {
    'listen': listen, 'accept': accept, 'connect': connect, 'send': send, 'receive': receive, 'close': close,
    'reset': reset, 'shutdown': shutdown, 'options': set_socket_options, 'disconnect': disconnect,
    'await-listener': await_listener, 'counters': read_counters, 'marker': send_marker, 'packet': send_packet,
}


def answer(request: dict) -> None:
    """Does one request and says what became of it."""
    try:
        result = OPERATIONS[request['do']](request)
    except Exception as error:  # whatever it is, the scenario is told
        number = getattr(error, 'errno', None)
        code = 'ETIMEDOUT' if isinstance(error, TimeoutError) and number is None else \
            __import__('errno').errorcode.get(number, type(error).__name__)
        result = {'error': str(error), 'code': code}
    line = json.dumps({'id': request['id'], **result})
    with lock:
        sys.stdout.write(line + '\n')
        sys.stdout.flush()


PR_SET_NAME = 15
ctypes.CDLL(None).prctl(PR_SET_NAME, b'application')
for text in sys.stdin:
    threading.Thread(target=answer, args=(json.loads(text),), daemon=True).start()
os._exit(0)

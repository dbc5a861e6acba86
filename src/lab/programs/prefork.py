"""A web server whose master starts a worker again whenever it ends, as gunicorn's does.

    prefork.py ADDRESS PORT timeout SECONDS     one request at a time; a worker that is silent for longer is aborted
    prefork.py ADDRESS PORT max-requests N      a thread a connection; a worker ends after so many requests

`/slow` takes a minute, everything else no time. The words of its log are gunicorn's.
"""

import os
import signal
import socket
import sys
import threading
import time

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n'
SLOW_SECONDS = 60
POLL_SECONDS = 0.05

address, port, way, limit = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
listener = socket.create_server((address, port), family=socket.AF_INET6 if ':' in address else socket.AF_INET)
requests = 0


def log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def serve(connection: socket.socket) -> None:
    """Answers every request of a connection."""
    global requests
    with connection:
        while request := connection.recv(65536):
            requests += 1
            if b' /slow ' in request:
                time.sleep(SLOW_SECONDS)
            connection.sendall(ANSWER)
            if way == 'max-requests' and requests >= limit:
                log('Autorestarting worker after current request.')
                os._exit(0)


def work(alive: int) -> None:
    """A worker. It says through a pipe that it is alive, as long as it waits for connections."""
    log(f'Booting worker with pid: {os.getpid()}')
    listener.settimeout(POLL_SECONDS)
    while True:
        os.write(alive, b'.')
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        os.write(alive, b'.')
        if way == 'timeout':
            serve(connection)
        else:
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


def watch(worker: int, alive: int) -> None:
    """Waits for a worker's end, and brings it about where the worker has been busy for too long."""
    since = time.monotonic()
    while os.waitpid(worker, os.WNOHANG) == (0, 0):
        time.sleep(POLL_SECONDS)
        try:
            os.read(alive, 64)
            since = time.monotonic()
        except BlockingIOError:
            pass
        if way == 'timeout' and time.monotonic() - since > limit:
            log(f'WORKER TIMEOUT (pid:{worker})')
            os.kill(worker, signal.SIGABRT)
            os.waitpid(worker, 0)
            return


while True:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    child = os.fork()
    if child == 0:
        work(writing)
    os.close(writing)
    watch(child, reading)
    os.close(reading)

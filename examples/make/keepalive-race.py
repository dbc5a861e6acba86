"""A server closes a connection that was idle for two seconds, while the client's next request is already on its way.
The FIN and the request cross, and the server answers the request with a reset. The path takes 40 ms each way."""

import threading
import time

from messages import REQUEST, RESPONSE, SECOND_REQUEST
from recording import Lab, Truth, record

IDLE_LIMIT = 2.0
# The client has the response 40 ms after the server sent it and 40 ms are left for the request, so that it is late.
CLIENT_PAUSE = IDLE_LIMIT - 0.060


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    serving = threading.Thread(target=serve, args=(server,))
    serving.start()
    client.sendall(REQUEST)
    client.recv(4096)
    time.sleep(CLIENT_PAUSE)
    client.sendall(SECOND_REQUEST)
    serving.join()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.server, 'R')


def serve(connection) -> None:
    """Answers requests until none has come for the idle limit."""
    connection.settimeout(IDLE_LIMIT)
    try:
        while connection.recv(4096):
            connection.sendall(RESPONSE)
    except TimeoutError:
        connection.close()


record(act, [Truth(50001, 8080, 'keepalive-race', by='server', how='fin')], at=('client', 'server'), delay_ms=40,
       attempts=5)

"""The recording begins when the connection is already there, and shows the last request, its answer, and the
close."""

from messages import LAST_RESPONSE, REQUEST, RESPONSE
from recording import Lab, Truth, record


def act(lab: Lab) -> None:
    listener = lab.server.listen(8080)
    client = lab.client.connect(lab.server, 8080)
    server = lab.server.accept(listener)
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(RESPONSE)
    client.recv(4096)
    lab.wait_for(lab.server, '.', payload=RESPONSE)
    lab.wait_for(lab.client, '.')
    lab.start_recording()
    client.sendall(REQUEST)
    server.recv(4096)
    server.sendall(LAST_RESPONSE)
    server.close()
    while client.recv(4096):
        pass
    client.close()
    lab.wait_for(lab.server, 'F.')
    lab.wait_for(lab.client, 'F.')
    lab.wait_for(lab.server, '.')


record(act, [Truth(50001, 8080, 'capture-started-late', by='server', how='fin', accept={'client': ['normal-close']})])

"""A server that doubles integers, one a line, and has not thought of lines that are none.

    doubler.py ADDRESS PORT

Serves one connection after another. An exception that nobody catches ends it.
"""

import socket
import sys

address, port = sys.argv[1], int(sys.argv[2])
family = socket.AF_INET6 if ':' in address else socket.AF_INET
with socket.create_server((address, port), family=family) as listener:
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile('rwb') as stream:
            for line in stream:
                stream.write(b'%d\n' % (int(line) * 2))
                stream.flush()

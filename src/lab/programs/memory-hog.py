"""A web server that makes its report in memory, more than its control group allows.

    memory-hog.py ADDRESS PORT GROUP MEGABYTES
"""

import socket
import sys

address, port, group, megabytes = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
with open(f'{group}/cgroup.procs', 'w', encoding='ascii') as file:
    file.write('0')
family = socket.AF_INET6 if ':' in address else socket.AF_INET
with socket.create_server((address, port), family=family) as listener:
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            rows = []
            for number in range(megabytes):
                rows.append(bytes([number % 255 + 1]) * 1024 * 1024)
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n')

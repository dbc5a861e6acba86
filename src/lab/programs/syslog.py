"""
A syslog daemon: takes what programs of its host send to /dev/log (syslog(3)) and writes it to a file, as rsyslog does in its
usual form (RSYSLOG_FileFormat): time, host, and what the program sent without its priority and time.

    syslog.py SOCKET FILE HOST
"""
import datetime
import os
import re
import socket
import sys

HEAD = re.compile(rb"<\d{1,3}>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?")
MESSAGE_MAX = 8192

path, target, host = sys.argv[1:]
if os.path.lexists(path):
    os.unlink(path)
inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
inbox.bind(path)
# Any program of the host may write there.
os.chmod(path, 0o666)
print("ready", flush=True)
with open(target, "ab", buffering=0) as log:
    while True:
        message = HEAD.sub(b"", inbox.recv(MESSAGE_MAX), count=1).rstrip(b"\0\n")
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="microseconds")
        log.write(f"{now} {host} ".encode() + message + b"\n")

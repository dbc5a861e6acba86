"""What every script of this folder ends with: act before the taps, keep the captures, write down the truth."""

import json
import os
import pathlib
import shutil
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from container import compress, write_pcapng
from slow_path import SlowPath
from tap import Packet, Tap
from topology import Host, Topology

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent
TRUTH = EXAMPLES / 'truth.jsonl'
PROGRAMS = ('tcpdump', 'ip', 'nft', 'curl', 'openssl')
INTERFACES = {'client': 'eth0', 'server': 'eth0', 'router': 'any'}


@dataclass(frozen=True)
class Truth:
    """What happened to a connection.

    `accept`: by vantage point, other causes that look the same from there. `how_at`: by vantage point, where the ending
    looks different from there.
    """

    client_port: int
    server_port: int
    cause: str
    by: str
    how: str
    server_address: str = ''
    accept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    how_at: Mapping[str, str] = field(default_factory=dict)


class Lab:
    """The topology with its taps: what a script acts on."""

    def __init__(self, version: int, vantages: Sequence[str], nanoseconds: bool, delay_ms: float):
        self.vantages = vantages
        self.nanoseconds = nanoseconds
        self.topology = Topology(version)
        self.client, self.router, self.server = self.topology.client, self.topology.router, self.topology.server
        self.slow_path = SlowPath(self.router, delay_ms) if delay_ms > 0 else None
        self.taps: dict[str, Tap] = {}
        self.start_recording()

    def start_recording(self) -> None:
        """Starts a tcpdump at each vantage point; those that ran before, and what they saw, are dropped."""
        for tap in self.taps.values():
            tap.kill()
        for vantage in self.vantages:
            host: Host = getattr(self, vantage)
            self.taps[vantage] = Tap(host, INTERFACES[vantage], self.nanoseconds)

    def wait_for(self, source: Host | str, flags: str, at: Sequence[str] = (), payload: bytes = b'',
                 timeout: float = 20) -> Packet:
        """Waits until the packet has been recorded at each vantage point (at those given)."""
        address = source if isinstance(source, str) else source.address
        seen = [self.taps[vantage].wait_for(address, flags, timeout, payload) for vantage in at or self.vantages]
        return seen[0]

    def url(self, port: int, scheme: str = 'http') -> str:
        """The address of the server's port as curl takes it."""
        return f'{scheme}://{bracket(self.server.address)}:{port}/'

    def close(self) -> None:
        """Ends all that this lab has started."""
        for tap in self.taps.values():
            tap.kill()
        if self.slow_path is not None:
            self.slow_path.close()
        self.topology.close()


def record(act: Callable[[Lab], None], truths: Sequence[Truth], at: Sequence[str] = ('client',),
           versions: Sequence[int] = (4,), form: str = 'pcap', delay_ms: float = 0, attempts: int = 1) -> None:
    """Records ACT for each IP version at each vantage point, as NAME[-VANTAGE][-ipv6].FORM; NAME is the script's."""
    require_root_and_programs()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    script = pathlib.Path(sys.argv[0])
    for version in versions:
        captures = record_once(act, version, at, form, delay_ms, attempts)
        for vantage, (data, endpoints) in captures.items():
            name = script.stem + (f'-{vantage}' if len(at) > 1 else '') + ('-ipv6' if version == 6 else '') + f'.{form}'
            (EXAMPLES / name).write_bytes(data)
            write_truth(name, [line(name, script.name, vantage, endpoints, truth) for truth in truths])
            print(name, len(data), 'bytes')


def record_once(act: Callable[[Lab], None], version: int, at: Sequence[str], form: str, delay_ms: float,
                attempts: int) -> dict[str, tuple[bytes, tuple[str, str]]]:
    """The captures of one act by vantage point; a race may need several attempts to happen."""
    lab = Lab(version, at, form == 'pcapng', delay_ms)
    try:
        act(lab)
        endpoints = (lab.client.address, lab.server.address)
        return {vantage: (contain(tap, form), endpoints) for vantage, tap in lab.taps.items()}
    except TimeoutError:
        if attempts == 1:
            raise
    finally:
        lab.close()
    return record_once(act, version, at, form, delay_ms, attempts - 1)


def contain(tap: Tap, form: str) -> bytes:
    """The tap's recording in the form asked for."""
    pcap = tap.stop()
    if form == 'pcapng':
        return write_pcapng(tap.packets, int.from_bytes(pcap[20:24], sys.byteorder), tap.interface)
    return compress(pcap) if form == 'pcap.gz' else pcap


def line(name: str, script: str, vantage: str, endpoints: tuple[str, str], truth: Truth) -> dict[str, object]:
    """A line of truth.jsonl."""
    client, server = endpoints
    entry: dict[str, object] = {'file': name, 'client': f'{bracket(client)}:{truth.client_port}',
            'server': f'{bracket(truth.server_address or server)}:{truth.server_port}', 'cause': truth.cause,
            'by': truth.by, 'how': truth.how_at.get(vantage, truth.how), 'vantage': vantage, 'script': script}
    if vantage in truth.accept:
        entry['accept'] = list(truth.accept[vantage])
    return entry


def write_truth(name: str, lines: list[dict[str, object]]) -> None:
    """Replaces what truth.jsonl says of a file."""
    old = [json.loads(text) for text in TRUTH.read_text('utf-8').splitlines()] if TRUTH.exists() else []
    new = sorted([entry for entry in old if entry['file'] != name] + lines, key=lambda entry: entry['file'])
    TRUTH.write_text(''.join(json.dumps(entry) + '\n' for entry in new), 'utf-8')


def bracket(address: str) -> str:
    """The address as it stands before a port."""
    return f'[{address}]' if ':' in address else address


def require_root_and_programs() -> None:
    """Ends with a clear word where recording cannot work."""
    if os.geteuid() != 0:
        sys.exit('Cannot record an example: network namespaces and tcpdump need root')
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        sys.exit(f'Cannot record an example: {", ".join(missing)} not found\n'
                 'On Debian: apt-get install tcpdump iproute2 nftables curl openssl')

/**
 * Who has which address. Networks and addresses are those set aside for documentation (RFC 5737, RFC 3849; Ethernet: RFC
 * 7042 §2.1.2). Runs at the same time take different places in them, so that the kernel's events of one are never taken for
 * another's; a run that is alone always has the first place, so that recordings look the same.
 */

/** Runs at once at most. */
export const PLACES = 7;

/** The hosts a scenario can have. */
export type HostName = 'client' | 'router' | 'server' | 'backend';

/** A host's address on one network, of either IP version. */
export interface Addresses {
  readonly v4: string;
  readonly v6: string;
}

/** A cable between two hosts: the network's first three bytes, and how its interfaces are called. */
export interface Cable {
  readonly near: HostName;
  readonly nearInterface: string;
  readonly far: HostName;
  readonly farInterface: string;
  readonly network: string;
  readonly network6: string;
  /** First five bytes of both MAC addresses; the last is 1 at the near end, 2 at the far. */
  readonly mac: string;
}

/** Every cable there may be; that to the backend is laid only where a scenario has one. */
export const cables: readonly Cable[] = [
  {
    near: 'router',
    nearInterface: 'to-client',
    far: 'client',
    farInterface: 'eth0',
    network: '192.0.2',
    network6: '2001:db8:1',
    mac: '00:00:5e:00:53:1',
  },
  {
    near: 'router',
    nearInterface: 'to-server',
    far: 'server',
    farInterface: 'eth0',
    network: '198.51.100',
    network6: '2001:db8:2',
    mac: '00:00:5e:00:53:2',
  },
  {
    near: 'server',
    nearInterface: 'to-backend',
    far: 'backend',
    farInterface: 'eth0',
    network: '203.0.113',
    network6: '2001:db8:3',
    mac: '00:00:5e:00:53:3',
  },
];

/** Address of the n-th host of a cable's network, for the run in this place. */
export function addressOn({ network, network6 }: Cable, host: number, place: number): Addresses {
  const last = place * 32 + host;
  return { v4: `${network}.${last}`, v6: `${network6}::${last.toString(16)}` };
}

/** Whether a text names an address of the run in this place. */
export function mentionsPlace(text: string, place: number): boolean {
  for (const [, last] of text.matchAll(/\b(?:192\.0\.2|198\.51\.100|203\.0\.113)\.(\d+)/g)) {
    if (Math.floor(Number(last) / 32) === place) return true;
  }
  for (const [, last] of text.matchAll(/\b2001:db8:[123](?:::|:0:0:0:0:|:0000:0000:0000:0000:)([0-9a-f]+)/g)) {
    if (Math.floor(Number.parseInt(last ?? '', 16) / 32) === place) return true;
  }
  return false;
}

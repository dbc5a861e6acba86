/**
 * Sockets that listen, as `netstat -anlv -p tcp` of macOS prints them: those of all users, without root (`lsof` shows only
 * one's own). `-l` keeps IPv6 addresses whole. The first column is `tcp46` where a socket takes both families and `tcp6` where
 * it takes IPv6 alone (inp_vflag, netstat.tproj/inet.c of Apple's network_cmds). With `-v` there is a process id, in a column
 * that has moved and, since macOS 14, bears a name that may have spaces: the headings tell where.
 */
import { isIP } from 'node:net';
import type { Family } from '../model.ts';
import { LISTENERS_MAX, type Listener, type SocketTable } from './listeners.ts';

/** Reads it. Nothing is complete where a line of TCP was not understood, or there is none at all. */
export function parseMacosNetstat(text: string): SocketTable {
  const listeners: Listener[] = [];
  let findProcess: FindProcess = () => undefined;
  let rows = 0;
  let isComplete = true;
  for (const line of text.split('\n')) {
    if (line.startsWith('Proto ')) findProcess = readHeadings(line);
    if (!line.startsWith('tcp')) continue;
    rows += 1;
    const [, kind, place, state, rest] =
      /^tcp(4|6|46)? +\d{1,12} +\d{1,12} +(\S+) +\S+ +([A-Z\d_]+)(?: (.*))?$/.exec(line) ?? [];
    if (place === undefined) isComplete = false;
    if (state !== 'LISTEN') continue;
    const listener = listeners.length >= LISTENERS_MAX ? undefined : readPlace(place!, kind ?? '');
    if (listener === undefined) {
      isComplete = false;
      continue;
    }
    const processId = findProcess(rest ?? '');
    listeners.push({ ...listener, ...(processId === undefined ? {} : { processId }) });
  }
  return { listeners, isComplete: isComplete && rows > 0 };
}

/** `*.8080`, `127.0.0.1.8080`, `fe80::1%lo0.8080`. A star is of the family of the first column. */
function readPlace(place: string, kind: string): Listener | undefined {
  const [, host, digits] = /^(.+)\.(\d{1,5})$/.exec(place) ?? [];
  if (host === undefined || Number(digits) > 65_535) return undefined;
  const port = Number(digits);
  if (host === '*') {
    if (kind === '4') return { family: 4, address: '0.0.0.0', port };
    return kind === '' ? undefined : { family: 6, address: '::', port, v6Only: kind === '6' };
  }
  const address = host.replace(/%.*$/, '');
  const family = isIP(address);
  return family === 0 ? undefined : { family: family as Family, address, port };
}

/** Finds the process id in what follows the state. */
type FindProcess = (rest: string) => number | undefined;

/** More columns of numbers than any release has. */
const COLUMNS_MAX = 16;

function readHeadings(line: string): FindProcess {
  const headings = line.split(/ +/);
  const after = headings.slice(headings.indexOf('(state)') + 1);
  const at = after.findIndex((heading) => heading === 'pid' || heading === 'process:pid');
  if (at < 0 || at > COLUMNS_MAX) return () => undefined;
  const before = `^(?: *\\d+ ){${at}} *`;
  const pattern =
    after[at] === 'pid' ? new RegExp(`${before}(\\d{1,10})(?: |$)`) : new RegExp(`${before}\\D.*?:(\\d{1,10}) `);
  return (rest) => {
    const found = Number(pattern.exec(rest)?.[1] ?? 0);
    return found === 0 ? undefined : found;
  };
}

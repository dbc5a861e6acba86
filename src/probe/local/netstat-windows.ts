/**
 * Sockets that listen, as `netstat -ano -p TCP` and `-p TCPv6` of Windows print them: those of all users, without rights
 * (learn.microsoft.com/windows-server/administration/windows-commands/netstat). Headings and states are in the language of the
 * system, `ABHÖREN` for LISTENING: a listener is told by its other end, which is no place at all. Whether an IPv6 socket takes
 * IPv4, too, it does not say.
 */
import { LISTENERS_MAX, type Listener, parsePlace, type SocketTable } from './listeners.ts';

/** The other end of a socket that listens. */
const NOWHERE: ReadonlySet<string> = new Set(['0.0.0.0:0', '[::]:0']);

/** Reads it. Nothing is complete where a line of TCP was not understood. */
export function parseWindowsNetstat(text: string): SocketTable {
  const listeners: Listener[] = [];
  let isComplete = true;
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] !== 'TCP') continue;
    const [, here = '', there = ''] = words;
    const id = words.at(-1)!;
    const place = parsePlace(here);
    const isUnderstood = place !== undefined && parsePlace(there) !== undefined && /^\d{1,10}$/.test(id);
    if (!isUnderstood || listeners.length >= LISTENERS_MAX) isComplete = false;
    else if (NOWHERE.has(there)) listeners.push({ ...place, processId: Number(id) });
  }
  return { listeners, isComplete };
}

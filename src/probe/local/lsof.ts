/**
 * Sockets that listen, with the processes that hold them, as `lsof -nP -iTCP -sTCP:LISTEN -F pcftPnT` prints them: a field a
 * line, its letter first, files after their process (lsof(8), OUTPUT FOR OTHER PROGRAMS). Without root lsof shows no processes
 * of others, so that what is missing here may listen all the same. `*` of type IPv6 may take IPv4, too: that it does not say.
 */
import { LISTENERS_MAX, type Listener, parsePlace } from './listeners.ts';

/** Arguments that give such a text. */
export const lsofArguments: readonly string[] = ['-nP', '-iTCP', '-sTCP:LISTEN', '-F', 'pcftPnT'];

/** Reads it. What is no socket that listens is passed over. */
export function parseLsof(text: string): readonly Listener[] {
  const listeners: Listener[] = [];
  let process: Record<string, string> = {};
  let file: Record<string, string> = {};
  const finish = (): void => {
    const listener = toListener(process, file);
    if (listener !== undefined && listeners.length < LISTENERS_MAX) listeners.push(listener);
    file = {};
  };
  for (const line of text.split('\n')) {
    const [letter = ''] = line;
    const value = line.slice(1);
    if (letter === 'p' || letter === 'f') finish();
    if (letter === 'p') process = { p: value };
    else if (letter === 'c') process['c'] = value;
    else if (/^[tPn]$/.test(letter)) file[letter] = value;
    else if (line.startsWith('TST=')) file['state'] = line.slice('TST='.length);
  }
  finish();
  return listeners;
}

function toListener({ p = '', c = '' }: Record<string, string>, file: Record<string, string>): Listener | undefined {
  const { n: name = '', t: type, P: protocol, state } = file;
  if (protocol !== 'TCP' || state !== 'LISTEN' || !/^\d{1,10}$/.test(p)) return undefined;
  if (type !== 'IPv4' && type !== 'IPv6') return undefined;
  const place = parsePlace(name.replace(/^\*:/, type === 'IPv4' ? '0.0.0.0:' : '[::]:'));
  if (place === undefined) return undefined;
  return { ...place, processId: Number(p), ...(c === '' ? {} : { processName: c.slice(0, 64) }) };
}

/**
 * Sockets of netstat with what lsof knows of their processes, and those that lsof alone has seen. Where several processes hold
 * one, it is the one that netstat names, else the oldest.
 */
export function addHolders(listeners: readonly Listener[], held: readonly Listener[]): readonly Listener[] {
  const byPlace = new Map<string, Listener[]>();
  for (const entry of held) {
    const holders = byPlace.get(placeOf(entry));
    if (holders === undefined) byPlace.set(placeOf(entry), [entry]);
    else holders.push(entry);
  }
  const known = new Set(listeners.map(placeOf));
  const joined = listeners.map((listener) => {
    const holders = byPlace.get(placeOf(listener)) ?? [];
    const holder = holders.find(({ processId }) => processId === listener.processId) ?? oldest(holders);
    return holder === undefined ? listener : { ...holder, ...listener, processId: holder.processId! };
  });
  return [...joined, ...held.filter((entry) => !known.has(placeOf(entry)))];
}

function placeOf({ family, address, port }: Listener): string {
  return `${family} ${address} ${port}`;
}

function oldest(holders: readonly Listener[]): Listener | undefined {
  return [...holders].sort((a, b) => a.processId! - b.processId!)[0];
}

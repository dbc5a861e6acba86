/** Readings of what the connection tracking of devices counts. Two readings in one file say what it counted between them. */
import { type ConntrackReading, readConntrackReading } from '../logs/_conntrack-statistics.ts';
import type { LineReference } from '../model/witness.ts';
import type { ConntrackStatisticsFact } from '../model/witness-fact.ts';

type Said = Omit<ConntrackStatisticsFact, 'packets'>;
type Reading = ConntrackReading & LineReference;

/** The first and the last of a processor; the last alone where it counts anew. */
interface Readings {
  readonly first: Reading;
  readonly last: Reading;
}

/** Gathers readings, which stand in a file in the order in which they were made. */
export class ConntrackStatistics {
  /** By file, each of one device, and processor. */
  readonly #devices = new Map<string, Map<number, Readings>>();

  /** Whether the line is one of such a reading. */
  take(text: string, place: LineReference): boolean {
    const reading = readConntrackReading(text);
    if (reading === undefined) return false;
    const last = { ...reading, ...place };
    const device = this.#devices.get(place.file) ?? new Map<number, Readings>();
    const known = device.get(reading.cpu);
    const goesOn = known !== undefined && known.last.clashed <= reading.clashed;
    device.set(reading.cpu, { first: goesOn ? known.first : last, last });
    this.#devices.set(place.file, device);
    return true;
  }

  /** What the device says that counted the most, rather between two readings than since its start. */
  facts(): Said[] {
    const told = [...this.#devices.values()].map(toFact).filter(({ clashed }) => clashed > 0);
    const [most] = told.sort((a, b) => Number(b.isGrowth) - Number(a.isGrowth) || b.clashed - a.clashed);
    return most === undefined ? [] : [most];
  }
}

function toFact(device: ReadonlyMap<number, Readings>): Said {
  const processors = [...device.values()];
  const isGrowth = processors.every(({ first, last }) => first !== last);
  const counted = processors.map(({ first, last }) => last.clashed - (isGrowth ? first.clashed : 0));
  const { file, line } = processors[counted.indexOf(Math.max(...counted))]!.last;
  const clashed = counted.reduce((sum, one) => sum + one, 0);
  return { kind: 'conntrack-statistics', clashed, isGrowth, said: { file, line } };
}

/** ICMP errors about the connection, by meaning (RFC 792; RFC 1812 §5.2.7.1; RFC 4443 §3.1). */
import type { Connection, IcmpError } from '../model/connection.ts';
import type { IcmpFact, IcmpMeaning } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { addressOf, refer } from './_packets.ts';

const UNREACHABLE_4: readonly IcmpMeaning[] = [
  'network-unreachable',
  'host-unreachable',
  'protocol-unreachable',
  'port-unreachable',
  'packet-too-big',
  'other',
  'network-unreachable',
  'host-unreachable',
  'host-unreachable',
  'admin-prohibited',
  'admin-prohibited',
  'network-unreachable',
  'host-unreachable',
  'admin-prohibited',
  'admin-prohibited',
  'admin-prohibited',
];

const UNREACHABLE_6: readonly IcmpMeaning[] = [
  'network-unreachable',
  'admin-prohibited',
  'other',
  'host-unreachable',
  'port-unreachable',
  'admin-prohibited',
  'admin-prohibited',
];

export const extractor: Extractor = {
  id: 'icmp',
  extract: (connection) => {
    if (connection.icmp.length === 0) return [];
    const byMeaning = new Map<IcmpMeaning, IcmpError[]>();
    for (const error of connection.icmp) {
      const meaning = meaningOf(error);
      const alike = byMeaning.get(meaning);
      if (alike === undefined) byMeaning.set(meaning, [error]);
      else alike.push(error);
    }
    return [...byMeaning].map(([meaning, errors]) => describe(connection, meaning, errors));
  },
};

function meaningOf({ version, type, code }: IcmpError): IcmpMeaning {
  if (version === 4) {
    if (type === 3) return UNREACHABLE_4[code] ?? 'other';
    return type === 11 ? 'time-exceeded' : 'other';
  }
  if (type === 1) return UNREACHABLE_6[code] ?? 'other';
  if (type === 2) return 'packet-too-big';
  return type === 3 ? 'time-exceeded' : 'other';
}

function describe(connection: Connection, meaning: IcmpMeaning, errors: readonly IcmpError[]): IcmpFact {
  // The map never holds an empty list.
  const first = errors[0] as IcmpError;
  return {
    kind: 'icmp',
    meaning,
    type: first.type,
    code: first.code,
    version: first.version,
    from: first.from,
    fromTarget: first.from === addressOf(connection, first.about === 'client' ? 'server' : 'client'),
    fromSender: first.from === addressOf(connection, first.about),
    about: first.about,
    timeNs: first.timeNs,
    mtu: first.mtu,
    packets: refer(connection, ...errors.slice(0, 4).map((error) => error.number)),
  };
}

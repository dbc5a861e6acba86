/** Address and port of an end of a connection, as its record and the prefix pool have them. `ofServer` is 1 for the server. */
import { formatIpv4, formatIpv6 } from '../bytes/address.ts';
import { type HostKey, hostKeyAt } from '../bytes/host-key.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { type ConnectionRecord, IPV6 } from './record.ts';
import type { RecordStore } from './record-store.ts';

/** An address is put together here before it is written. */
const scratch = new DataView(new ArrayBuffer(16));

/** What the host is looked up by. */
export function hostKeyOf(record: ConnectionRecord, store: RecordStore, ofServer: number): HostKey {
  if (!record.has(IPV6)) return ofServer === 1 ? record.serverAddress : record.clientAddress;
  readIpv6(record, store, ofServer);
  return hostKeyAt(scratch, 0);
}

/** The end as plain data. */
export function describeEndpoint(record: ConnectionRecord, store: RecordStore, ofServer: number): Endpoint {
  const port = ofServer === 1 ? record.ports & 0xffff : record.ports >>> 16;
  if (record.has(IPV6)) {
    readIpv6(record, store, ofServer);
    return { address: formatIpv6(scratch, 0), port };
  }
  scratch.setInt32(0, ofServer === 1 ? record.serverAddress : record.clientAddress, true);
  return { address: formatIpv4(scratch, 0), port };
}

/** Puts the address together. */
function readIpv6(record: ConnectionRecord, store: RecordStore, ofServer: number): void {
  const prefixes = store.prefixView(record.slot);
  const from = store.prefixOffset(record.slot) + 12 * ofServer;
  for (let i = 0; i < 12; i += 4) scratch.setInt32(i, prefixes.getInt32(from + i));
  scratch.setInt32(12, ofServer === 1 ? record.serverAddress : record.clientAddress, true);
}

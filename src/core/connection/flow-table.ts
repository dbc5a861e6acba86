/**
 * Finds the connection of a packet: from its two endpoints to the record, and which end sent it. The index knows slots by
 * hash; that the endpoints are the same is read in the record.
 */
import { FlowHash } from './flow-hash.ts';
import { FlowIndex } from './flow-index.ts';
import { type ConnectionRecord, IN_USE, IPV6 } from './record.ts';
import { CLIENT_ADDRESS, MARKS, PORTS, SERVER_ADDRESS } from './record-layout.ts';
import type { RecordStore } from './record-store.ts';

/** What packets and ICMP quotes have in common: where they came from and went. */
export interface FlowKey {
  readonly view: DataView;
  readonly ipVersion: 4 | 6;
  readonly sourceOffset: number;
  readonly destinationOffset: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

const PREFIX = 12;

/** The index of all connections held. */
export class FlowTable {
  readonly #store: RecordStore;
  readonly #hash: FlowHash;
  #index = new FlowIndex();

  constructor(store: RecordStore, seed: number) {
    this.#store = store;
    this.#hash = new FlowHash(seed);
  }

  /** Moves the cursor to the packet's connection: 0 where the client sent it, 1 the server; −1 where there is none. */
  find(record: ConnectionRecord, key: FlowKey): number {
    // Packets of a connection come in bursts: mostly it is the one that the cursor is at.
    const sender = record.has(IN_USE) ? this.#senderOf(record, key) : -1;
    return sender >= 0 ? sender : this.#lookUp(record, key);
  }

  #lookUp(record: ConnectionRecord, key: FlowKey): number {
    const index = this.#index;
    const hash = this.#hashOf(key);
    for (let cell = index.first(hash); ; cell = index.next(cell)) {
      const slot = index.slotAt(cell);
      if (slot < 0) return -1;
      if (index.hashAt(cell) !== hash) continue;
      this.#store.moveTo(record, slot);
      const sender = this.#senderOf(record, key);
      if (sender >= 0) return sender;
    }
  }

  /** Takes a record for the packet's endpoints and moves the cursor to it. */
  add(record: ConnectionRecord, key: FlowKey, byServer: number): void {
    const { view, sourceOffset, destinationOffset, sourcePort, destinationPort } = key;
    const slot = this.#store.take(record);
    const client = byServer === 1 ? destinationOffset : sourceOffset;
    const server = byServer === 1 ? sourceOffset : destinationOffset;
    record.ports = byServer === 1 ? (destinationPort << 16) | sourcePort : (sourcePort << 16) | destinationPort;
    const isV6 = key.ipVersion === 6;
    const last = isV6 ? PREFIX : 0;
    record.clientAddress = view.getInt32(client + last, true);
    record.serverAddress = view.getInt32(server + last, true);
    if (isV6) {
      this.#store.takePrefixes(record);
      const prefixes = this.#store.prefixView(slot);
      const at = this.#store.prefixOffset(slot);
      for (let i = 0; i < PREFIX; i += 4) {
        prefixes.setInt32(at + i, view.getInt32(client + i));
        prefixes.setInt32(at + PREFIX + i, view.getInt32(server + i));
      }
    }
    this.#index.insert(this.#hashOf(key), slot);
  }

  /** Removes the record the cursor is at from the index. */
  remove(record: ConnectionRecord): void {
    this.#index.remove(this.#hashOfRecord(record), record.slot);
  }

  /** Removes all there are. */
  clear(): void {
    this.#index = new FlowIndex();
  }

  /** The record the cursor is at lay in another slot before. */
  moved(record: ConnectionRecord, fromSlot: number): void {
    this.#index.replace(this.#hashOfRecord(record), fromSlot, record.slot);
  }

  /** Exchanges client and server. */
  swap(record: ConnectionRecord): void {
    const { clientAddress, ports } = record;
    record.clientAddress = record.serverAddress;
    record.serverAddress = clientAddress;
    record.ports = (ports << 16) | (ports >>> 16);
    if (!record.has(IPV6)) return;
    const prefixes = this.#store.prefixView(record.slot);
    const at = this.#store.prefixOffset(record.slot);
    for (let i = 0; i < PREFIX; i += 4) {
      const word = prefixes.getInt32(at + i);
      prefixes.setInt32(at + i, prefixes.getInt32(at + PREFIX + i));
      prefixes.setInt32(at + PREFIX + i, word);
    }
  }

  #senderOf(record: ConnectionRecord, key: FlowKey): number {
    const { view, sourceOffset, destinationOffset } = key;
    const { words, at } = record;
    const ports = words[(at + PORTS) >> 2];
    const client = words[(at + CLIENT_ADDRESS) >> 2];
    const server = words[(at + SERVER_ADDRESS) >> 2];
    const isV6 = key.ipVersion === 6;
    if (((words[(at + MARKS) >> 2] as number) & IPV6) !== (isV6 ? IPV6 : 0)) return -1;
    const last = isV6 ? PREFIX : 0;
    const source = view.getInt32(sourceOffset + last, true);
    const destination = view.getInt32(destinationOffset + last, true);
    const { sourcePort, destinationPort } = key;
    if (source === client && destination === server && ((sourcePort << 16) | destinationPort) === ports) {
      if (!isV6 || this.#samePrefixes(record, view, sourceOffset, destinationOffset)) return 0;
    }
    if (source === server && destination === client && ((destinationPort << 16) | sourcePort) === ports) {
      if (!isV6 || this.#samePrefixes(record, view, destinationOffset, sourceOffset)) return 1;
    }
    return -1;
  }

  #samePrefixes(record: ConnectionRecord, view: DataView, client: number, server: number): boolean {
    const prefixes = this.#store.prefixView(record.slot);
    const at = this.#store.prefixOffset(record.slot);
    for (let i = 0; i < PREFIX; i += 4) {
      if (prefixes.getInt32(at + i) !== view.getInt32(client + i)) return false;
      if (prefixes.getInt32(at + PREFIX + i) !== view.getInt32(server + i)) return false;
    }
    return true;
  }

  #hashOf(key: FlowKey): number {
    const { view, sourceOffset, destinationOffset, sourcePort, destinationPort } = key;
    const hash = this.#hash;
    if (key.ipVersion === 4) {
      const source = hash.endpoint(view.getInt32(sourceOffset, true), sourcePort);
      return hash.pair(source, hash.endpoint(view.getInt32(destinationOffset, true), destinationPort));
    }
    const source = hash.longEndpoint(view, sourceOffset, view.getInt32(sourceOffset + PREFIX, true), sourcePort);
    const destinationWord = view.getInt32(destinationOffset + PREFIX, true);
    return hash.pair(source, hash.longEndpoint(view, destinationOffset, destinationWord, destinationPort));
  }

  #hashOfRecord(record: ConnectionRecord): number {
    const { clientAddress, serverAddress, ports } = record;
    const hash = this.#hash;
    const clientPort = ports >>> 16;
    const serverPort = ports & 0xffff;
    if (!record.has(IPV6))
      return hash.pair(hash.endpoint(clientAddress, clientPort), hash.endpoint(serverAddress, serverPort));
    const prefixes = this.#store.prefixView(record.slot);
    const at = this.#store.prefixOffset(record.slot);
    return hash.pair(
      hash.longEndpoint(prefixes, at, clientAddress, clientPort),
      hash.longEndpoint(prefixes, at + PREFIX, serverAddress, serverPort),
    );
  }
}

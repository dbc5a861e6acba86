/**
 * The TCP state machine, as seen from the wire: one table, and nothing else decides states.
 *
 * Theory of operation. Each end is in one of Zeek's endpoint states (src/analyzer/protocol/tcp/TCP_Endpoint.h,
 * transitions: TCPSessionAdapter.cc, UpdateStateMachine). A segment moves the end that sent it, and sometimes the other
 * end too: a SYN-ACK establishes both. What happens depends on what the segment is (its event), who sent it, and the
 * states both are in. The first rule that fits is taken; where none fits nothing changes. The rules are written for
 * reading and compiled into a lookup table when this file is loaded.
 *
 * The word of a connection packs, four bits each: client state, server state, and the state each was in before.
 */
import type { ConnectionState } from '../model/connection.ts';

/** States of an end. `partial`: no SYN seen, but other segments were. */
type EndpointState = 'inactive' | 'syn-sent' | 'syn-ack-sent' | 'partial' | 'established' | 'closed' | 'reset';

const STATE_NAMES: readonly EndpointState[] = [
  'inactive',
  'syn-sent',
  'syn-ack-sent',
  'partial',
  'established',
  'closed',
  'reset',
];

export const INACTIVE = 0;
export const SYN_SENT = 1;
export const PARTIAL = 3;
export const ESTABLISHED = 4;
export const CLOSED = 5;
export const RESET = 6;

/** What a segment is to the machine: the strongest of its flags. */
type SegmentEvent = 'syn' | 'syn-ack' | 'fin' | 'rst' | 'data' | 'ack' | 'none';

const EVENT_NAMES: readonly SegmentEvent[] = ['syn', 'syn-ack', 'fin', 'rst', 'data', 'ack', 'none'];

type Sender = 'client' | 'server';

/** If `event` comes from `by`, which is in `from`, while the other is in `peer`: sender goes `to`, the other `peerTo`. */
interface Rule {
  readonly event: readonly SegmentEvent[];
  readonly by?: Sender;
  readonly from: readonly EndpointState[];
  readonly peer?: readonly EndpointState[];
  readonly to: EndpointState | 'same';
  readonly peerTo?: EndpointState;
}

const OPENING: readonly EndpointState[] = ['syn-sent', 'syn-ack-sent'];
const OPEN: readonly EndpointState[] = ['established', 'partial'];

const rules: readonly Rule[] = [
  { event: ['rst'], from: ['inactive', ...OPENING, ...OPEN], to: 'reset' },
  // After both FINs a reset changes nothing: the streams were closed.
  { event: ['rst'], from: ['closed'], peer: ['closed'], to: 'same' },
  { event: ['rst'], from: ['closed'], to: 'reset' },
  { event: ['fin'], from: ['inactive', ...OPENING, ...OPEN], to: 'closed' },
  // Captured out of order: its SYN-ACK came first.
  { event: ['syn'], by: 'client', from: ['inactive'], peer: ['established'], to: 'established' },
  { event: ['syn'], by: 'client', from: ['inactive'], to: 'syn-sent' },
  { event: ['syn-ack'], by: 'client', from: ['inactive'], to: 'syn-ack-sent' },
  // The answer to a SYN, or a simultaneous open.
  {
    event: ['syn', 'syn-ack'],
    by: 'server',
    from: ['inactive'],
    peer: ['syn-sent'],
    to: 'established',
    peerTo: 'established',
  },
  { event: ['syn', 'syn-ack'], by: 'server', from: ['inactive'], to: 'established' },
  { event: ['syn'], from: ['partial'], peer: ['inactive'], to: 'syn-sent' },
  // A bare ACK to a SYN: some servers send one before they answer.
  { event: ['ack', 'none'], by: 'server', from: ['inactive'], peer: ['syn-sent'], to: 'same' },
  // The SYN was missed, the SYN-ACK was not.
  { event: ['ack', 'data'], from: ['inactive'], peer: ['established'], to: 'established' },
  { event: ['ack', 'data', 'none'], from: ['inactive'], to: 'partial' },
];

const STATES = 8;

/** Sender's and peer's next state, four bits each, by event, sender and both states. */
const transitions: Uint8Array = compile();

function indexOf(event: number, byServer: number, from: number, peer: number): number {
  return ((event * 2 + byServer) * STATES + from) * STATES + peer;
}

function compile(): Uint8Array {
  const table = new Uint8Array(EVENT_NAMES.length * 2 * STATES * STATES);
  for (const [event, eventName] of EVENT_NAMES.entries()) {
    for (const [byServer, by] of (['client', 'server'] as const).entries()) {
      for (const [from, fromName] of STATE_NAMES.entries()) {
        for (const [peer, peerName] of STATE_NAMES.entries()) {
          const rule = rules.find((one) => fits(one, eventName, by, fromName, peerName));
          const to = rule === undefined || rule.to === 'same' ? from : STATE_NAMES.indexOf(rule.to);
          const peerTo = rule?.peerTo === undefined ? peer : STATE_NAMES.indexOf(rule.peerTo);
          table[indexOf(event, byServer, from, peer)] = to | (peerTo << 4);
        }
      }
    }
  }
  return table;
}

function fits(rule: Rule, event: SegmentEvent, by: Sender, from: EndpointState, peer: EndpointState): boolean {
  return (
    rule.event.includes(event) &&
    (rule.by === undefined || rule.by === by) &&
    rule.from.includes(from) &&
    (rule.peer === undefined || rule.peer.includes(peer))
  );
}

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

function eventOf(flags: number, payloadLength: number): number {
  if (flags & RST) return 3;
  if (flags & FIN) return 2;
  if (flags & SYN) return flags & ACK ? 1 : 0;
  if (!(flags & ACK)) return 6;
  return payloadLength > 0 ? 4 : 5;
}

/** Both ends established and nothing unusual: no ordinary segment changes this. */
export const BOTH_ESTABLISHED = 0x44;

export function clientState(states: number): number {
  return states & 15;
}
export function serverState(states: number): number {
  return (states >> 4) & 15;
}
/** State of the sender, and of the other end. */
export function stateOf(states: number, byServer: number): number {
  return (states >> (byServer * 4)) & 15;
}
/** State the end was in before its present one. */
export function previousState(states: number, ofServer: number): number {
  return (states >> (8 + ofServer * 4)) & 15;
}

/** The word after a segment. `byServer` is 1 where the server sent it. */
export function nextStates(states: number, byServer: number, flags: number, payloadLength: number): number {
  const from = stateOf(states, byServer);
  const peer = stateOf(states, 1 - byServer);
  const step = transitions[indexOf(eventOf(flags, payloadLength), byServer, from, peer)] as number;
  let next = enter(states, byServer, step & 15);
  next = enter(next, 1 - byServer, step >> 4);
  // A FIN, then a reset, then the other's FIN: that was an ordinary ending after all.
  if (flags & FIN && !(flags & RST) && from !== CLOSED && from !== RESET && from !== INACTIVE) {
    if (peer === RESET && previousState(states, 1 - byServer) === CLOSED) next = enter(next, 1 - byServer, CLOSED);
  }
  return next;
}

function enter(states: number, ofServer: number, state: number): number {
  const shift = ofServer * 4;
  const old = (states >> shift) & 15;
  if (old === state) return states;
  const cleared = states & ~(15 << shift) & ~(15 << (shift + 8));
  return cleared | (state << shift) | (old << (shift + 8));
}

/** The word with the ends' roles exchanged. */
export function swapStates(states: number): number {
  return ((states & 0x0f0f) << 4) | ((states >> 4) & 0x0f0f);
}

/** Whether an end is open, or closed in order after it had been: what Zeek asks before it believes a gap. */
export function isClean(states: number, ofServer: number): boolean {
  const state = stateOf(states, ofServer);
  return state === ESTABLISHED || (state === CLOSED && previousState(states, ofServer) === ESTABLISHED);
}

/** Zeek's conn_state (scripts/base/protocols/conn/main.zeek, function conn_state). `empty`: no stream byte either way. */
export function connectionState(states: number, history: string, empty: boolean): ConnectionState {
  const client = clientState(states);
  const server = serverState(states);
  const clientUnknown = client === INACTIVE || client === PARTIAL;
  const serverUnknown = server === INACTIVE || server === PARTIAL;
  if (server === RESET) {
    if (client === SYN_SENT || client === 2 || (client === RESET && empty)) return 'REJ';
    return clientUnknown ? 'RSTRH' : 'RSTR';
  }
  if (client === RESET) {
    if (!serverUnknown) return 'RSTO';
    return /^\^?S[^HAFGIQ]*R/.test(history) ? 'RSTOS0' : 'OTH';
  }
  if (client === CLOSED) {
    if (server === CLOSED) return 'SF';
    return serverUnknown ? 'SH' : 'S2';
  }
  if (server === CLOSED) return clientUnknown ? 'SHR' : 'S3';
  if (client === SYN_SENT && server === INACTIVE) return 'S0';
  return client === ESTABLISHED && server === ESTABLISHED ? 'S1' : 'OTH';
}

/**
 * Which end is the server where a connection is met in its midst: what the ports settle, they settle; else the first segment’s own
 * words tell, for a request comes from a client; and else the ports may still be more like one than the other.
 */
import type { Segment } from '../packet/segment.ts';
import { recognise } from '../protocols/_recognition.ts';
import { rpcSpeaker } from '../protocols/_rpc.ts';
import { typeOf } from '../protocols/_tls-handshake-bits.ts';
import { detailOf, kindOf } from '../protocols/_utterance-code.ts';
import { isSentByServer, isSettledByPorts } from './server-ports.ts';

/** Handshake messages that one end alone sends (RFC 8446 §4, RFC 5246 §7.4). */
const OF_CLIENT: ReadonlySet<number> = new Set([1, 16]);
const OF_SERVER: ReadonlySet<number> = new Set([2, 12, 13, 14]);

/** Whether this segment, the first of its connection in the capture and no SYN, was rather sent by the server. */
export function isFirstByServer(segment: Segment): boolean {
  const { sourcePort, destinationPort } = segment;
  const speaker = isSettledByPorts(sourcePort, destinationPort) ? undefined : speakerOf(segment);
  return speaker === undefined ? isSentByServer(sourcePort, destinationPort) : speaker === 'server';
}

function speakerOf({ view, payloadOffset, capturedPayload }: Segment): 'client' | 'server' | undefined {
  if (capturedPayload <= 0) return undefined;
  const end = payloadOffset + capturedPayload;
  const code = recognise(view, payloadOffset, end);
  switch (kindOf(code)) {
    case 'http-request':
    case 'http2-preface':
    case 'proxy-header':
    case 'command':
      return 'client';
    case 'http-response':
    case 'text-greeting':
    case 'stated-error':
      return 'server';
    case 'tls-handshake':
      return handshakeSpeaker(typeOf(detailOf(code)));
    case 'unknown':
      return rpcSpeaker(view, payloadOffset, end);
    default:
      return undefined;
  }
}

function handshakeSpeaker(type: number): 'client' | 'server' | undefined {
  if (OF_CLIENT.has(type)) return 'client';
  return OF_SERVER.has(type) ? 'server' : undefined;
}

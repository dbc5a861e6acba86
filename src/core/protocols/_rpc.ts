/** ONC RPC over TCP (RFC 5531 §9, §11): NFS and its helpers. */

const MARK = 4;
const LAST_FRAGMENT = 0x8000_0000;
const CALL = 0;
const CALL_HEAD = 24;
const RPC_VERSION = 2;
/** Programs that IANA gives out (RFC 5531 §8.4.1); NFSv4’s callbacks, which a server calls, have one beyond. */
const FIRST_PROGRAM = 100_000;
const BEYOND_PROGRAMS = 0x2000_0000;
const REPLY = 1;
const REPLY_HEAD = 20;
const VERIFIER_MAX = 400;

/** Which end says this: who calls is the client, who replies the server; undefined where these bytes begin no RPC message. */
export function rpcSpeaker(view: DataView, start: number, end: number): 'client' | 'server' | undefined {
  const length = end - start - MARK;
  if (length < REPLY_HEAD) return undefined;
  const mark = view.getUint32(start);
  // The message may go on in later segments, and another may follow a short one; what it says of itself is no less than a head.
  if (mark < LAST_FRAGMENT + REPLY_HEAD || mark > LAST_FRAGMENT + 0x7f_ffff) return undefined;
  const body = start + MARK + 4;
  const type = view.getUint32(body);
  if (type === CALL && length >= CALL_HEAD) return isCall(view, body + 4) ? 'client' : undefined;
  return type === REPLY && isReply(view, body + 4) ? 'server' : undefined;
}

function isCall(view: DataView, at: number): boolean {
  const program = view.getUint32(at + 4);
  return view.getUint32(at) === RPC_VERSION && program >= FIRST_PROGRAM && program < BEYOND_PROGRAMS;
}

/** Accepted, with a verifier and what became of it, or denied with the reason. */
function isReply(view: DataView, at: number): boolean {
  const state = view.getUint32(at);
  if (state === 1) return view.getUint32(at + 4) <= 1;
  return state === 0 && view.getUint32(at + 8) <= VERIFIER_MAX && view.getUint32(at + 4) < 0x10_0000;
}

/**
 * What is said on a connection before it is left idle, and what to see later whether it still works. Where a protocol has
 * nothing harmless to say, this end closes its direction (FIN): a server that is still there closes the other in answer.
 */
import type { Step } from '../talks/_talk.ts';
import type { Measuring } from './measure-options.ts';

/** What is said. */
export interface IdleTalk {
  readonly first: readonly Step[];
  /** What uses the connection; absent where its closing does. */
  readonly use?: Step;
  /** How it is used, in words. */
  readonly useText: string;
  /** Nothing is asked and nobody logs in, so the server waits no longer than for that. */
  readonly beforeLogin: boolean;
}

/** What to say to a target. */
export function idleTalkOf({ target, talk, talkOptions }: Measuring): IdleTalk {
  const steps = talk.steps(target, { ...talkOptions, keepAlive: true });
  const [first, second, third] = steps;
  switch (talk.id) {
    case 'http':
    case 'redis':
      return again(first!);
    case 'smtp':
      // RFC 5321 §4.1.1.9: "This command does not affect any parameters".
      return {
        first: [first!, second!],
        use: { asked: 'NOOP', send: Buffer.from('NOOP\r\n'), read: third!.read },
        useText: 'NOOP',
        beforeLogin: false,
      };
    case 'tcp':
      return talkOptions.send === undefined ? closing([]) : again(first!);
    case 'mqtt':
      // A second client of the same name would end the first (MQTT 3.1.1 §3.1.4).
      return closing([]);
    default:
      return closing([first!]);
  }
}

function again(step: Step): IdleTalk {
  return { first: [step], use: step, useText: step.asked ?? 'what was said first', beforeLogin: false };
}

function closing(first: readonly Step[]): IdleTalk {
  return { first, useText: 'closed from here, to see whether the server closes in answer', beforeLogin: true };
}

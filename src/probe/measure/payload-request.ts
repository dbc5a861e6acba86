/** A harmless request of any size, with a small answer. */
import type { Step } from '../talks/_talk.ts';
import type { Measuring } from './measure-options.ts';

/** Sizes in bytes. Above 8,000 web servers refuse a header line (nginx: large_client_header_buffers 8k). */
export const paddingLimits = { min: 250, max: 8000 } as const;

/** The request; `undefined` where the protocol has none. It is as long as was asked, or as it is without padding. */
export function paddedStep({ target, talk, talkOptions }: Measuring, bytes: number): Step | undefined {
  if (talkOptions.send !== undefined) return undefined;
  const [step] = talk.steps(target, talkOptions);
  if (step?.send === undefined) return undefined;
  const text = Buffer.from(step.send).toString('latin1');
  const padded = talk.id === 'http' ? padHttp(text, bytes) : talk.id === 'redis' ? padRedis(text, bytes) : undefined;
  return padded === undefined ? undefined : { ...step, send: Buffer.from(padded, 'latin1') };
}

function padHttp(request: string, bytes: number): string {
  const name = 'X-Padding: ';
  const room = bytes - request.length - name.length - 2;
  if (room < 1) return request;
  return `${request.slice(0, -2)}${name}${'x'.repeat(room)}\r\n\r\n`;
}

/** An inline command: blanks between its words do not count (Redis, "Inline commands"). */
function padRedis(command: string, bytes: number): string {
  return `${command.slice(0, -2)}${' '.repeat(Math.max(0, bytes - command.length))}\r\n`;
}

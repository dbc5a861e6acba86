/** Lines of programs that are not known: what is read of them, and the many that only sound like it. */
import { describe, expect, it } from 'vitest';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';

const AT = '2026-11-26T10:42:15.123Z';

describe('a message that was none', () => {
  it.each([
    [`${AT} malformed message from 192.0.2.2:50001: 40 bytes, not 64`, 'a program', '192.0.2.2', 50_001],
    [`${AT} malformed message from [2001:db8::2]:50001: 40 bytes, not 64`, 'a program', '2001:db8::2', 50_001],
    ['Nov 26 10:42:15 host tickerd[9]: bad packet length 40 from 192.0.2.2:50001', 'tickerd', '192.0.2.2', 50_001],
    ['2026-11-26 10:42:15,123 WARN Invalid frame header (client=192.0.2.2:50001)', 'a program', '192.0.2.2', 50_001],
    ['[2026-11-26 10:42:15] protocol error: peer 192.0.2.2 port 50001', 'a program', '192.0.2.2', 50_001],
    [`${AT} [192.0.2.2:50001] failed to decode message, closing connection`, 'a program', '192.0.2.2', 50_001],
    [`${AT} 192.0.2.2:50001: unexpected opcode 0x7f`, 'a program', '192.0.2.2', 50_001],
    [`${AT} message too short from 192.0.2.2:50001.`, 'a program', '192.0.2.2', 50_001],
  ])('%s', (line, program, address, port) => {
    expect(readLogLine(line)).toMatchObject({ meaning: 'malformed', program, client: { address, port } });
  });

  it.each([
    ['without a time', 'malformed message from 192.0.2.2:50001: 40 bytes, not 64'],
    ['without a port', `${AT} malformed message from 192.0.2.2`],
    ['without a peer', `${AT} malformed message: 40 bytes, not 64`],
    ['with a port that cannot be', `${AT} malformed message from 192.0.2.2:70000`],
    ['with two peers', `${AT} malformed message from 192.0.2.2:50001 for 192.0.2.3:50002`],
    ['that was sent', `${AT} sent malformed message to 192.0.2.2:50001`],
    ['that was passed over', `${AT} ignoring malformed message from 192.0.2.2:50001`],
    ['of a peer that had gone', `${AT} unexpected EOF in message header from 192.0.2.2:50001`],
    ['of a peer that reset', `${AT} bad message: connection reset by 192.0.2.2:50001`],
    ['about a password', `${AT} invalid password in message from 192.0.2.2:50001`],
    ['about a certificate', `${AT} bad certificate message from 192.0.2.2:50001`],
    ['about an answer', `${AT} malformed header in response from 192.0.2.2:50001`],
    ['about a limit', `${AT} message too large from 192.0.2.2:50001`],
    ['about a request that is well formed', `${AT} invalid request from 192.0.2.2:50001: no such account`],
    ['about nothing', `${AT} no malformed messages from 192.0.2.2:50001`],
    ['about something else', `${AT} accepted connection from 192.0.2.2:50001`],
    ['about a close', `${AT} closing connection from 192.0.2.2:50001: idle`],
    ['about a time', `${AT} protocol timeout from 192.0.2.2:50001`],
  ])('is not one %s', (_, line) => {
    expect(readLogLine(line)).toBeUndefined();
  });

  it('is looked for in so much of a line, in a time that grows with it alone', () => {
    const begin = performance.now();
    for (const piece of ['bad ', 'invalid message ', 'from 1.2.3.4:5 ', 'from ::', '1:', '[', 'message is ']) {
      for (let round = 0; round < 50; round += 1) readLogLine(`${AT} ${piece.repeat(8192 / piece.length)}`);
    }
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

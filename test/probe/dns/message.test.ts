import { describe, expect, test } from 'vitest';
import { encodeQuestion, readAnswer } from '../../../src/probe/dns/message.ts';
import { answerTo, NO_SUCH_NAME, REFUSED } from './answers.ts';

const question = encodeQuestion('server.example', 4, 0x1234)!;
const good = answerTo(question, { address: '192.0.2.7' });

test('a question is as RFC 1035 has it', () => {
  expect(encodeQuestion('a.example.', 6, 0x1234)!.toString('hex')).toBe(
    '123401000001000000000000' + '0161' + '076578616d706c65' + '00' + '001c0001',
  );
});

test.each(['', '.', 'a..example', `${'a'.repeat(64)}.example`, `${'a.'.repeat(127)}a`, 'b\u0000.example', 'ä.example'])(
  'is no name: %j',
  (name) => {
    expect(encodeQuestion(name, 4, 1)).toBeUndefined();
  },
);

describe('an answer', () => {
  test('has addresses', () => {
    expect(readAnswer(good, question, 4)).toEqual({ outcome: 'known', addresses: ['192.0.2.7'] });
  });

  test('has those that an alias leads to, and of the family alone', () => {
    const asked = encodeQuestion('server.example', 6, 1)!;
    const alias = [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 4, 1, 0x61, 0xc0, 19];
    const address = [0xc0, 44, 0, 28, 0, 1, 0, 0, 0, 9, 0, 16, 0x20, 1, 0x0d, 0xb8, ...Array(11).fill(0), 7];
    const other = [0xc0, 44, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 9];
    const message = Buffer.concat([answerTo(asked, {}), Buffer.from([...alias, ...address, ...other])]);
    message.writeUInt16BE(3, 6);
    expect(readAnswer(message, asked, 6)).toEqual({ outcome: 'known', addresses: ['2001:db8::7'] });
  });

  test('repeats the name in its own letters', () => {
    const message = Buffer.from(good);
    message[13] = 'S'.charCodeAt(0);
    expect(readAnswer(message, question, 4)?.outcome).toBe('known');
  });

  test.each([
    ['no such name', answerTo(question, { code: NO_SUCH_NAME }), { outcome: 'unknown', addresses: [] }],
    ['no address of the family', answerTo(question, {}), { outcome: 'unknown', addresses: [] }],
    ['refused', answerTo(question, { code: REFUSED }), { outcome: 'failed', addresses: [], code: 'EREFUSED' }],
    ['a code without a name', answerTo(question, { code: 9 }), { outcome: 'failed', addresses: [], code: 'code 9' }],
  ])('says: %s', (_, message, wanted) => {
    expect(readAnswer(message, question, 4)).toEqual(wanted);
  });

  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(good);
    change(bytes);
    return bytes;
  };

  test.each([
    ['another id', changed((bytes) => bytes.writeUInt16BE(0x4321, 0))],
    ['the question itself', question],
    ['another question', answerTo(encodeQuestion('server.invalid', 4, 0x1234)!, { address: '192.0.2.7' })],
    ['another type', answerTo(encodeQuestion('server.example', 6, 0x1234)!, {})],
    ['no question', changed((bytes) => bytes.writeUInt16BE(0, 4))],
    ['more records than there are', changed((bytes) => bytes.writeUInt16BE(2, 6))],
  ])('is none: %s', (_, message) => {
    expect(readAnswer(message, question, 4)).toBeUndefined();
  });

  test('that is cut off is none, wherever it is', () => {
    for (let length = 0; length < good.length; length++) {
      expect(readAnswer(good.subarray(0, length), question, 4)).toBeUndefined();
    }
  });

  test('whose bytes are wrong does no harm', () => {
    for (let at = 0; at < good.length; at++) {
      for (const value of [0, 0x3f, 0x40, 0xc0, 0xff]) {
        const bytes = changed((copy) => copy.writeUInt8(value, at));
        expect(['known', 'unknown', 'failed', undefined]).toContain(readAnswer(bytes, question, 4)?.outcome);
      }
    }
  });
});

/** Which ended connections are read in whole because their last words may be a goodbye of TLS. */
import { describe, expect, it } from 'vitest';
import { ConnectionTracker } from '../../src/core/connection/tracker.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { pushCapture } from './track.ts';

const GOODBYE = 'len 24 hex 1703030013aabbccdd';
const ANSWER = 'len 900 hex 170303037faabbcc';

/** A TLS session with one exchange at second 1, and what comes after it. */
function mayHaveTakenLeave(...rest: readonly string[]): boolean {
  const rows = [
    'client 192.0.2.1:40001 server 198.51.100.2:443',
    '0.000 C S mss 1460',
    '0.010 S S. mss 1460',
    '0.011 C .',
    '0.012 C P. len 300 hex 16030100c8010000c40303',
    '0.030 S P. len 900 hex 160303037f020000440303',
    '1.000 C P. len 300 hex 1703030127aabbcc',
    ...rest,
  ].join('\n');
  const answers: boolean[] = [];
  const tracker = new ConnectionTracker({ onEnded: (ended) => answers.push(ended.mayHaveTakenLeave) });
  pushCapture(tracker, toPcap(parseRows(rows)));
  tracker.finish();
  expect(answers).toHaveLength(1);
  return answers[0] === true;
}

describe('mayHaveTakenLeave', () => {
  it.each<[string, readonly string[]]>([
    ['the server says goodbye long after its answer', [`1.1 S P. ${ANSWER}`, `5.0 S P. ${GOODBYE}`, '5.0 S F.']],
    ['the client does', [`1.1 S P. ${ANSWER}`, `5.0 C P. ${GOODBYE}`, '5.0 C F.']],
    ['both do', [`1.1 S P. ${ANSWER}`, `5.0 S P. ${GOODBYE}`, `5.1 C P. ${GOODBYE}`, '5.2 S F.']],
    ['the alert is in plain text', [`1.1 S P. ${ANSWER}`, '5.0 C P. len 7 hex 15030300020100', '5.0 C F.']],
    // Too soon after the answer to be looked at as another message.
    ['the goodbye follows closely, the close does not', [`1.1 S P. ${ANSWER}`, `1.4 S P. ${GOODBYE}`, '2.1 S F.']],
    [
      'a long answer ends well before the goodbye',
      [`1.1 S P. ${ANSWER}`, '2.2 S P. len 900', `4.41 S P. ${GOODBYE}`, '4.41 S F.'],
    ],
    ['the client asked again too late', [`1.1 S P. ${ANSWER}`, `5 S P. ${GOODBYE}`, '5 S F.', `5.01 C P. ${ANSWER}`]],
  ])('is so where %s', (_what, rest) => {
    expect(mayHaveTakenLeave(...rest)).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ['the server closes right after its answer', [`1.1 S P. ${ANSWER}`, '1.1 S F.']],
    ['the client closes right after it', [`1.1 S P. ${ANSWER}`, '1.2 C F.']],
    ['a goodbye follows at once', [`1.1 S P. ${ANSWER}`, `1.2 C P. ${GOODBYE}`, '1.2 C F.']],
    [
      'a long answer ends right before the goodbye',
      [`1.1 S P. ${ANSWER}`, '2.2 S P. len 900', '2.4 S P. len 86', `2.41 S P. ${GOODBYE}`, '2.41 S F.'],
    ],
    ['nothing was said right before', [`1.1 S P. ${ANSWER}`, '5.0 S F.']],
    ['nobody closed it', [`1.1 S P. ${ANSWER}`]],
  ])('is not so where %s', (_what, rest) => {
    expect(mayHaveTakenLeave(...rest)).toBe(false);
  });
});

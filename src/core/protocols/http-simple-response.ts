/**
 * The error page of a web server that took what it could not read for a request of HTTP/0.9, whose answers have neither status
 * nor head (RFC 1945 §6: Simple-Response): nginx, Apache and Python’s http.server send a page alone then. Only in answer to
 * something else than a request of HTTP, as the first that the server says, and where the page itself names its status.
 */
import { hasText, threeDigits } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { kindOf } from './_utterance-code.ts';

const BEGINNINGS: readonly string[] = ['<!doctype html', '<html'];
/** What stands before the status: in a title, or in the page of Python. */
const BEFORE_STATUS: readonly string[] = ['<title>', 'error code: '];
/** The page says it in its first lines. */
const SEARCHED = 400;

const CLIENT_ERROR = 400;
const BEYOND_ERRORS = 600;

export const protocol: Protocol = {
  id: 'http-simple-response',
  kind: 'http-response',
  firstBytes: [0x3c],
  matches: (view, start, end, own, other) => {
    if (own !== 0 || other === 0 || kindOf(other) === 'http-request') return -1;
    if (!BEGINNINGS.some((words) => hasText(view, start, end, words))) return -1;
    return statusIn(view, start, Math.min(end, start + SEARCHED));
  },
};

/** The status of an error that the page names; −1 where it names none. */
function statusIn(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const before = BEFORE_STATUS.find((words) => hasText(view, at, end, words));
    if (before === undefined) continue;
    const status = threeDigits(view, at + before.length, end);
    if (status >= CLIENT_ERROR && status < BEYOND_ERRORS) return status;
  }
  return -1;
}

/**
 * The progress line on a terminal: shown only once the work has lasted a second, redrawn a few times a second, and gone
 * without a trace at the end.
 */
import { type PageStyle, shortenText } from '../core/report/page.ts';
import type { Output } from './output.ts';

/** How far the reading is. */
export interface ReadingProgress {
  /** The file being read, as the user named it. */
  readonly file: string;
  /** Bytes read so far, of all files. */
  readonly bytes: number;
  /** Bytes there are in all, where that is known. */
  readonly totalBytes?: number;
}

const FIRST_AFTER_MS = 1000;
const REDRAW_MS = 100;
const ERASE_LINE = '\r\u001b[K';

/** Draws the progress line. */
export class ProgressLine {
  readonly #output: Output;
  readonly #style: PageStyle;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  #nextMs: number;
  #isDrawn = false;

  constructor(output: Output, style: PageStyle, nowMs: () => number) {
    this.#output = output;
    this.#style = style;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
    this.#nextMs = this.#startMs + FIRST_AFTER_MS;
  }

  /** Redraws the line, if it is time to. */
  update(progress: ReadingProgress): void {
    const now = this.#nowMs();
    if (now < this.#nextMs) return;
    this.#nextMs = now + REDRAW_MS;
    const text = describeProgress(progress, now - this.#startMs, this.#style);
    this.#output.write(`${ERASE_LINE}${text}`);
    this.#output.flush();
    this.#isDrawn = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#output.write(ERASE_LINE);
    this.#output.flush();
    this.#isDrawn = false;
  }
}

/** `1.24 GB of 2.10 GB  59%  980 MB/s  1 s left  big.pcap`, shortened to less than the terminal's width. */
export function describeProgress(progress: ReadingProgress, elapsedMs: number, style: PageStyle): string {
  const { file, bytes, totalBytes } = progress;
  const bytesPerSecond = elapsedMs <= 0 ? 0 : (bytes * 1000) / elapsedMs;
  const parts = [`${formatBytes(bytesPerSecond)}/s`];
  if (totalBytes === undefined || totalBytes <= 0 || bytes > totalBytes) {
    parts.unshift(formatBytes(bytes));
  } else {
    const percent = Math.floor((100 * bytes) / totalBytes);
    parts.unshift(`${formatBytes(bytes)} of ${formatBytes(totalBytes)}`, `${percent}%`);
    if (bytesPerSecond > 0) parts.push(`${formatSeconds((totalBytes - bytes) / bytesPerSecond)} left`);
  }
  // A full line would make some terminals scroll.
  return shortenText(`Reading ${file}: ${parts.join(', ')}`, style.width - 1, style);
}

/** Bytes with three significant digits in decimal units: `1.24 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? Math.round(value) : value.toPrecision(3)} ${units[unit]}`;
}

function formatSeconds(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

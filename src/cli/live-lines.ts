/**
 * Lines that fill in: on a terminal they are drawn over when they change, elsewhere each is written once, when it and all
 * before it are as they will stay.
 */
import { type Line, type PageStyle, paintPage } from '../core/report/page.ts';
import type { Output } from './output.ts';

/** One entry: its lines, and whether they will change. */
export interface LiveEntry {
  readonly lines: readonly Line[];
  readonly isFinal: boolean;
}

/** Draws entries, again and again. */
export class LiveLines {
  readonly #output: Output;
  readonly #style: PageStyle;
  /** Entries that were written and stay. */
  #written = 0;
  /** Lines on the terminal that will be drawn over. */
  #loose = 0;

  constructor(output: Output, style: PageStyle) {
    this.#output = output;
    this.#style = style;
  }

  /** Draws what has changed. Entries are always the same ones, with new ones at the end. */
  draw(entries: readonly LiveEntry[]): void {
    let final = this.#written;
    while (entries[final]?.isFinal === true) final++;
    const settled = entries.slice(this.#written, final).flatMap(({ lines }) => lines);
    const loose = this.#output.isTerminal ? entries.slice(final).flatMap(({ lines }) => lines) : [];
    if (settled.length === 0 && loose.length === 0 && this.#loose === 0) return;
    // ECMA-48: CUU moves up so many lines, ED erases from there to the end of the screen.
    const back = this.#loose === 0 ? '' : `\u001b[${this.#loose}A\u001b[J`;
    this.#output.write(back + paintPage([...settled, ...loose], this.#style));
    this.#output.flush();
    this.#written = final;
    this.#loose = loose.length;
  }
}

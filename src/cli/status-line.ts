/** One line of progress on a terminal that is written over and in the end wiped away; elsewhere nothing is shown. */
import { type PageStyle, shortenText } from '../core/report/page.ts';
import type { Output } from './output.ts';

/** The line. */
export class StatusLine {
  readonly #output: Output;
  readonly #style: PageStyle;
  #shown = '';

  constructor(output: Output, style: PageStyle) {
    this.#output = output;
    this.#style = style;
  }

  /** Shows a text instead of the one before. */
  show(text: string): void {
    const line = shortenText(text, this.#style.width - 1, this.#style);
    if (!this.#output.isTerminal || line === this.#shown) return;
    this.#shown = line;
    // ECMA-48: EL erases from the start of the line to its end.
    this.#output.write(`\r\u001b[K${line}`);
    this.#output.flush();
  }

  /** Wipes it away. */
  clear(): void {
    if (this.#shown === '') return;
    this.#shown = '';
    this.#output.write('\r\u001b[K');
    this.#output.flush();
  }
}

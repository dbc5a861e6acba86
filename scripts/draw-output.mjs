/**
 * Draws what a command prints on a terminal as an SVG, for the README: coloured text on standard input (ECMA-48 SGR codes,
 * as `--color always` writes them), the command line as the only argument, the picture on standard output. The card has
 * its own background, light or dark as the reader prefers, so it can be read on any page. Lines and arrows are drawn and
 * every run of text is given its width, so that no reader's font can tear the columns apart.
 */
import process from 'node:process';
import { text } from 'node:stream/consumers';

const CELL_WIDTH = 7.2;
const CELL_HEIGHT = 17;
const PADDING = 20;

/**
 * The classes of the style below, by SGR code; what is not here leaves the text as it is.
 *
 * @type {Record<string, string>}
 */
const CLASSES = { 1: 'strong', 2: 'faint', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' };

const STYLE = `
    rect { fill: #ffffff; stroke: #d0d7de }
    text { fill: #1f2328; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace }
    path { stroke: #1f2328; fill: #1f2328 }
    text.faint { fill: #656d76 } path.faint { stroke: #656d76; fill: #656d76 }
    text.cyan { fill: #0b6e8a } path.cyan { stroke: #0b6e8a; fill: #0b6e8a }
    text.green { fill: #1a7f37 } text.yellow { fill: #8a5a00 }
    text.red { fill: #c01c28 } path.red { stroke: #c01c28; fill: #c01c28 }
    .strong { font-weight: 700 }
    @media (prefers-color-scheme: dark) {
      rect { fill: #0d1117; stroke: #30363d }
      text { fill: #e6edf3 } path { stroke: #e6edf3; fill: #e6edf3 }
      text.faint { fill: #8d96a0 } path.faint { stroke: #8d96a0; fill: #8d96a0 }
      text.cyan { fill: #56c8e0 } path.cyan { stroke: #56c8e0; fill: #56c8e0 }
      text.green { fill: #3fb950 } text.yellow { fill: #e3b341 }
      text.red { fill: #ff7b72 } path.red { stroke: #ff7b72; fill: #ff7b72 }
    }`;

/**
 * What is drawn, since fonts differ too much in it: x to r across, y to b down, c and m in the middle of both.
 *
 * @type {Record<string, (at: Record<'x' | 'r' | 'c' | 'y' | 'b' | 'm', number>) => string>}
 */
const SHAPES = {
  '─': ({ x, r, m }) => `M${x} ${m}H${r}`,
  '│': ({ c, y, b }) => `M${c} ${y}V${b}`,
  '┊': ({ c, y }) => `M${c} ${y + 1}v3m0 3v3m0 3v3`,
  '▶': ({ x, r, m }) => `M${x} ${m - 3}L${r} ${m}L${x} ${m + 3}z`,
  '◀': ({ x, r, m }) => `M${r} ${m - 3}L${x} ${m}L${r} ${m + 3}z`,
};

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}

/** @param {string} text */
function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A line as runs of one look each.
 *
 * @param {string} line
 * @returns {{ text: string, look: string }[]}
 */
function splitRuns(line) {
  const runs = [];
  let look = '';
  for (const [, codes, text] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
    if (text !== undefined) runs.push({ text, look });
    else {
      const names = (codes ?? '').split(';').flatMap((code) => CLASSES[code] ?? []);
      look = names.join(' ');
    }
  }
  return runs;
}

/**
 * A run as one text element for each stretch of words, and one path for all that is drawn.
 *
 * @param {{ text: string, look: string }} run
 * @param {number} column where it starts
 * @param {number} row
 * @returns {string[]}
 */
function drawRun({ text, look }, column, row) {
  const y = PADDING + row * CELL_HEIGHT;
  const attribute = look === '' ? '' : ` class="${look}"`;
  const elements = [];
  let path = '';
  for (const match of text.matchAll(/─+|[│┊▶◀]|[^─│┊▶◀\s]+(?: [^─│┊▶◀\s]+)*/g)) {
    const [words] = match;
    const x = round(PADDING + (column + [...text.slice(0, match.index)].length) * CELL_WIDTH);
    const width = round([...words].length * CELL_WIDTH);
    const shape = SHAPES[words.charAt(0)];
    if (shape !== undefined) {
      const r = round(x + width);
      path += shape({ x, r, c: round(x + CELL_WIDTH / 2), y, b: y + CELL_HEIGHT, m: y + CELL_HEIGHT / 2 });
    } else {
      elements.push(
        `<text${attribute} x="${x}" y="${y + 13}" textLength="${width}" lengthAdjust="spacingAndGlyphs">` +
          `${escapeXml(words)}</text>`,
      );
    }
  }
  if (path !== '') elements.push(`<path${attribute} d="${path}"/>`);
  return elements;
}

/**
 * The picture.
 *
 * @param {string} command as it was typed
 * @param {string} output with its colours
 * @returns {string}
 */
function drawOutput(command, output) {
  const lines = [`\u001b[2m$ \u001b[0m\u001b[1m${command}\u001b[0m`, '', ...output.trimEnd().split('\n')];
  const rows = lines.map(splitRuns);
  const columns = Math.max(...rows.map((runs) => runs.reduce((sum, { text }) => sum + [...text].length, 0)));
  const width = Math.ceil(2 * PADDING + columns * CELL_WIDTH);
  const height = 2 * PADDING + rows.length * CELL_HEIGHT;
  const elements = rows.flatMap((runs, row) => {
    let column = 0;
    return runs.flatMap((run) => {
      const drawn = drawRun(run, column, row);
      column += [...run.text].length;
      return drawn;
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `  <title>${escapeXml(command)}</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...elements.map((element) => `  ${element}`),
    '</svg>',
    '',
  ].join('\n');
}

const [command] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('Usage: whyclosed … --color always | node scripts/draw-output.mjs COMMAND-LINE\n');
  process.exitCode = 2;
} else {
  process.stdout.write(drawOutput(command, await text(process.stdin)));
}

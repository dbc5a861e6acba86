/**
 * What may reach a terminal or a log. Names, paths and texts can hold bytes an attacker chose, so every string passes one
 * of these functions on its way out. Escaped: control characters (C0, DEL, C1), bidirectional controls (Unicode TR 36
 * §3.1, CVE-2021-42574), zero-width and other invisible characters, line separators, private and unassigned code points,
 * lone surrogates, and piles of combining marks. Escaping what is escaped changes nothing.
 */

const PRINTABLE_ASCII = /^[ -~]*$/;

// Printable in every Unicode version; it decides most texts in one pass, which the properties below would not.
const SURELY_SAFE = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff]*$/;

const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\p{M}{3,}/gu;

const NOT_ASCII = /[^ -~]/gu;

// JSON.stringify has escaped C0 and lone surrogates by itself.
const UNSAFE_IN_JSON = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const ASCII_SPELLINGS: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '…': '...',
  '·': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '×': 'x',
  '≈': '~',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '±': '+/-',
  '§': 'section ',
  µ: 'u',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};

/** The text with every character that could disturb a terminal written out, as `\n`, `\x1b` or `\u{202e}`. */
export function escapeText(text: string): string {
  if (SURELY_SAFE.test(text)) return text;
  return text.replace(UNSAFE, escapeCharacters);
}

/** The text in printable ASCII alone: typographic signs are spelt out (`→` as `->`), anything else is escaped. */
export function escapeToAscii(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(NOT_ASCII, (character) => ASCII_SPELLINGS[character] ?? escapeCharacters(character));
}

/** JSON text (without indentation) in which C1, bidirectional and invisible characters are `\u` escapes too: the same value. */
export function escapeJson(json: string): string {
  if (SURELY_SAFE.test(json)) return json;
  return json.replace(UNSAFE_IN_JSON, (character) => {
    let escaped = '';
    for (let i = 0; i < character.length; i++) escaped += `\\u${hex(character.charCodeAt(i)).padStart(4, '0')}`;
    return escaped;
  });
}

function escapeCharacters(characters: string): string {
  let escaped = '';
  for (const character of characters) {
    const code = character.codePointAt(0)!;
    const long = code < 0x100 ? `\\x${hex(code).padStart(2, '0')}` : `\\u{${hex(code)}}`;
    escaped += SHORT_ESCAPES[character] ?? long;
  }
  return escaped;
}

function hex(code: number): string {
  return code.toString(16);
}

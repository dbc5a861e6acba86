/**
 * The filter language of `--where`, in the manners of BPF (pcap-filter(7)) and Wireshark: terms such as `host 192.0.2.1`
 * or `cause=closed-port`, joined by `and`, `or`, `not` and parentheses; `and` binds closer than `or`. After `or` a value
 * alone repeats the field before it: `port 80 or 443`.
 *
 *     filter  = all { ("or" | "||") all }
 *     all     = ( one | value ) { ("and" | "&&") one }
 *     one     = ("not" | "!") one | "(" filter ")" | field [ "=" | "==" | "eq" | "!=" | "ne" ] value
 */
import { type FilterField, filterFields, type Predicate } from './filter-term.ts';
import { findNearest } from './nearest.ts';

/** A filter that was understood. */
export interface Filter {
  readonly kind: 'filter';
  readonly matches: Predicate;
  /** Whether it asks for a stream, cause or severity, and so for benign endings too. */
  readonly wantsBenign: boolean;
}

/** Why a filter was not understood. */
export interface FilterMistake {
  readonly kind: 'mistake';
  readonly message: string;
  readonly hint?: string;
  /** Offset in the filter's text, in UTF-16 units, and how many of them are meant; at the text's end 0. */
  readonly position: number;
  readonly length: number;
}

interface Token {
  readonly text: string;
  readonly position: number;
  readonly length: number;
  /** Quoted text is a value, whatever it says. */
  readonly quoted: boolean;
}

const TOKEN = /\s*(?:"([^"]*)"|'([^']*)'|(&&|\|\||==|!=|[()!=])|([^\s()!="'&|]+|["'&|]))/y;
const MAX_DEPTH = 100;
const EQUALS: readonly string[] = ['=', '==', 'eq'];
const DIFFERS: readonly string[] = ['!=', 'ne'];

/** Reads a filter; `causes` are the ids that exist. */
export function parseFilter(text: string, causes: readonly string[]): Filter | FilterMistake {
  const parser = new FilterParser(text, causes);
  try {
    return parser.parse();
  } catch (mistake) {
    if (mistake instanceof Refusal) return mistake.mistake;
    throw mistake;
  }
}

/** Unwinds the descent; never leaves this file. */
class Refusal extends Error {
  readonly mistake: FilterMistake;

  constructor(mistake: FilterMistake) {
    super(mistake.message);
    this.mistake = mistake;
  }
}

function splitTokens(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [whole, double, single, sign, word] = match;
    const blanks = whole.length - whole.trimStart().length;
    const position = match.index + blanks;
    const quoted = double !== undefined || single !== undefined;
    tokens.push({ text: double ?? single ?? sign ?? word ?? '', position, length: whole.length - blanks, quoted });
  }
  return tokens;
}

/** A descent over the tokens, one method a rule of the grammar. */
class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  readonly #causes: readonly string[];
  #next = 0;
  #depth = 0;
  #negated = false;
  #wantsBenign = false;
  #lastField: string | undefined;

  constructor(text: string, causes: readonly string[]) {
    this.#tokens = splitTokens(text);
    this.#end = { text: '', position: text.trimEnd().length, length: 0, quoted: false };
    this.#causes = causes;
  }

  parse(): Filter {
    const open = this.#tokens.find(({ text, quoted }) => !quoted && (text === '"' || text === "'"));
    if (open !== undefined) this.#refuse(open, 'this quote is not closed');
    const matches = this.#parseFilter();
    const rest = this.#peek();
    if (rest !== this.#end) {
      const hint = rest.text === ')' ? undefined : 'join terms with "and" or "or"';
      this.#refuse(rest, `"${rest.text}" was not expected here`, hint);
    }
    return { kind: 'filter', matches, wantsBenign: this.#wantsBenign };
  }

  #parseFilter(): Predicate {
    const terms = [this.#parseAll()];
    while (this.#take('or', '||')) {
      terms.push(this.#parseAll(!this.#startsTerm(this.#peek())));
    }
    return terms.length === 1 ? terms[0]! : (diagnosis) => terms.some((matches) => matches(diagnosis));
  }

  #parseAll(repeatsField: boolean = false): Predicate {
    const terms = [repeatsField ? this.#repeatField() : this.#parseOne()];
    while (this.#take('and', '&&')) terms.push(this.#parseOne());
    return terms.length === 1 ? terms[0]! : (diagnosis) => terms.every((matches) => matches(diagnosis));
  }

  #parseOne(): Predicate {
    const token = this.#peek();
    if (++this.#depth > MAX_DEPTH) this.#refuse(token, 'the filter is nested too deeply');
    const predicate = this.#parseNested();
    this.#depth--;
    return predicate;
  }

  #parseNested(): Predicate {
    if (this.#take('not', '!')) {
      this.#negated = !this.#negated;
      const inner = this.#parseOne();
      this.#negated = !this.#negated;
      return (diagnosis) => !inner(diagnosis);
    }
    const open = this.#peek();
    if (!this.#take('(')) return this.#parseTerm();
    const inner = this.#parseFilter();
    if (!this.#take(')'))
      this.#refuse(this.#peek() === this.#end ? open : this.#peek(), 'this parenthesis is not closed');
    return inner;
  }

  #parseTerm(): Predicate {
    const token = this.#peek();
    if (token === this.#end)
      this.#refuse(token, 'something is missing here', 'a term is a field and a value, such as "port 443"');
    const name = token.text.toLowerCase();
    const field = token.quoted ? undefined : fieldOf(name);
    if (field === undefined) {
      const nearest = findNearest(name, Object.keys(filterFields));
      const fields = Object.keys(filterFields).join(', ');
      this.#refuse(
        token,
        `"${token.text}" is no field`,
        nearest === undefined ? `fields: ${fields}` : `did you mean ${nearest}?`,
      );
    }
    this.#next++;
    this.#lastField = name;
    const differs = this.#take(...DIFFERS);
    if (!differs) this.#take(...EQUALS);
    const test = this.#parseValue(name, field, differs);
    return differs ? (diagnosis) => !test(diagnosis) : test;
  }

  #repeatField(): Predicate {
    const name = this.#lastField;
    const field = name === undefined ? undefined : fieldOf(name);
    if (name === undefined || field === undefined) return this.#parseTerm();
    return this.#parseValue(name, field, false);
  }

  #parseValue(name: string, field: FilterField, differs: boolean): Predicate {
    const token = this.#peek();
    if (token === this.#end || (!token.quoted && /^[()!=&|]/.test(token.text))) {
      this.#refuse(token, `${name} needs a value`, field.values);
    }
    this.#next++;
    const term = field.parse(token.text, this.#causes);
    if (term.kind === 'refusal') this.#refuse(token, term.message, term.hint);
    if (field.wantsBenign && this.#negated === differs) this.#wantsBenign = true;
    return term.test;
  }

  /** Whether a token starts a term of its own, rather than being one more value of the field before. */
  #startsTerm(token: Token): boolean {
    if (token === this.#end || token.quoted) return token === this.#end;
    const word = token.text.toLowerCase();
    if (['(', '!', 'not'].includes(word)) return true;
    const next = this.#tokens[this.#next + 1]?.text;
    // A mistyped field is followed by its value or a sign; a further value by a joining word, ")" or the end.
    return (
      fieldOf(word) !== undefined ||
      !(next === undefined || ['or', '||', 'and', '&&', ')'].includes(next.toLowerCase()))
    );
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#end;
  }

  #take(...words: readonly string[]): boolean {
    const token = this.#peek();
    if (token === this.#end || token.quoted || !words.includes(token.text.toLowerCase())) return false;
    this.#next++;
    return true;
  }

  #refuse(token: Token, message: string, hint?: string): never {
    const { position, length } = token;
    throw new Refusal({ kind: 'mistake', message, position, length, ...(hint === undefined ? {} : { hint }) });
  }
}

function fieldOf(name: string): FilterField | undefined {
  return Object.hasOwn(filterFields, name) ? filterFields[name] : undefined;
}

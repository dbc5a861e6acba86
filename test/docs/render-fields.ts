/** The fields of the public record as Markdown tables, from its JSON Schema. */
import schema from '../../schema/record.schema.json' with { type: 'json' };

/** As much of JSON Schema as the record's uses. */
interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

const definitions: Readonly<Record<string, Schema>> = schema.$defs;

/** A section for each kind of line, a row for each field. */
export function renderFields(): string {
  const sections = [
    ['connection', 'A connection'],
    ['probe', 'A probe'],
    ['measurement', 'A measurement'],
    ['explanation', 'An explained text'],
    ['summary', 'The summary'],
  ] as const;
  return sections.map(([name, title]) => `\n## ${title}\n\n${renderTable(definitions[name] ?? {})}\n`).join('');
}

function renderTable(object: Schema): string {
  return ['| field | type | what it says |', '|---|---|---|', ...rowsOf(object, '')].join('\n');
}

function rowsOf(object: Schema, prefix: string): string[] {
  return Object.entries(object.properties ?? {}).flatMap(([name, property]) => {
    const isOptional = object.required?.includes(name) !== true;
    const path = `${prefix}${name}${property.type === 'array' ? '[]' : ''}`;
    const value = resolve(property.items ?? property);
    const description = property.items === undefined ? value.description : property.description;
    const type = `${typeOf(value)}${isOptional ? ', may be absent' : ''}`;
    const row = `| \`${path}\` | ${type} | ${escapeCell(description ?? '')} |`;
    return [row, ...rowsOf(value, `${path}.`)];
  });
}

/** What a reference stands for, described by what is said beside it; how a text has to look is said there, too. */
function resolve({ $ref, ...own }: Schema): Schema {
  if ($ref === undefined) return own;
  const definition = definitions[$ref.slice('#/$defs/'.length)] ?? {};
  const descriptions = definition.pattern === undefined ? [own.description] : [own.description, definition.description];
  const description = descriptions.filter((text) => text !== undefined).join(' ') || (definition.description ?? '');
  return { ...definition, description };
}

function typeOf(value: Schema): string {
  if (value.const !== undefined) return `\`${JSON.stringify(value.const)}\``;
  if (value.enum !== undefined) return value.enum.map((word) => `\`${word}\``).join(' ');
  return value.type ?? '';
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

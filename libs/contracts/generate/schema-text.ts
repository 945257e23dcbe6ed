/** These keywords come first; the others follow by name. */
const FIRST = ['$schema', '$id', 'title', 'x-title', 'description', 'type', 'const', 'enum', 'required', 'properties'];
/** Keywords whose members are field names, not keywords. */
const OF_NAMES = ['properties', 'patternProperties'];

/** Keywords whose members are values, not schemas. Examples keep the order of their fields. */
const AS_WRITTEN: Readonly<Record<string, (member: readonly string[]) => readonly unknown[]>> = {
  required: (member) => [...member].sort(),
  examples: (member) => member,
};

/**
 * A JSON Schema as indented text with a line feed at the end. Keywords and fields have a fixed order, independent of the code,
 * so that equal schemas have equal text.
 */
export const schemaText = (schema: unknown): string => `${JSON.stringify(ordered(JSON.parse(JSON.stringify(schema)), false), null, 2)}\n`;

const ordered = (value: unknown, names: boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => ordered(item, false));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (names ? 0 : rank(a) - rank(b)) || (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, member]) => [
      key,
      names || !AS_WRITTEN[key] ? ordered(member, !names && OF_NAMES.includes(key)) : AS_WRITTEN[key](member as readonly string[]),
    ]),
  );
};

const rank = (keyword: string): number => (FIRST.includes(keyword) ? FIRST.indexOf(keyword) : FIRST.length);

import { madeByServer, type AnyAct, type TSchema } from '@minglu/kernel';
import { examplesOf, type Exemplary } from './examples.js';
import type { Generator } from './generator.js';
import { schemaText } from './schema-text.js';

/** The parts of an act that its contract describes. */
type ActContract = Pick<AnyAct, 'command' | 'title' | 'legalBasis' | 'payload' | 'sealed' | 'by' | 'newId'> & Exemplary;

/** The payload of a command as JSON Schema 2020-12, with its roles, its legal basis and its examples. */
const commandSchema = (act: ActContract) => {
  const { command, title, legalBasis, payload, sealed = [], by } = act;
  const examples = examplesOf(act);
  const optional = madeByServer(act as AnyAct);
  return {
    ...payload,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:minglu:command:${command}`,
    title: title.zh,
    'x-title': title,
    'x-legalBasis': legalBasis,
    'x-roles': Object.keys(by).sort(),
    required: ((payload.required ?? []) as readonly string[]).filter((field) => !optional.includes(field)),
    properties: Object.fromEntries(
      Object.entries(payload.properties as Record<string, TSchema>).map(([field, schema]) => [
        field,
        sealed.includes(field as never) ? sealedField(schema) : optional.includes(field) ? newIdField(schema) : schema,
      ]),
    ),
    ...(examples.length > 0 ? { examples } : {}),
  };
};

/** A field for the vault: the command carries it in clear text, and no event returns it. */
const sealedField = (schema: TSchema) => ({ ...schema, writeOnly: true, 'x-sealed': true });

/** The id of the thing that the command makes. Where the caller gives none, the server makes one. */
const newIdField = (schema: TSchema) => ({ ...schema, 'x-made-by-server': true });

/** One file per command. */
export const commandSchemas = (acts: readonly ActContract[]): Generator => ({
  name: 'commands',
  files: () => acts.map((act) => ({ path: `libs/contracts/commands/${act.command}.json`, content: schemaText(commandSchema(act)) })),
});

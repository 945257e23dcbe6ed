import type { AnyAct, TSchema } from '@minglu/kernel';
import { examplesOf, type Exemplary } from './examples.js';
import type { Generator } from './generator.js';
import { schemaText } from './schema-text.js';

/** The parts of an act that its contract describes. */
type ActContract = Pick<AnyAct, 'command' | 'title' | 'legalBasis' | 'payload' | 'sealed' | 'by'> & Exemplary;

/** The payload of a command as JSON Schema 2020-12, with its roles, its legal basis and its examples. */
const commandSchema = (act: ActContract) => {
  const { command, title, legalBasis, payload, sealed = [], by } = act;
  const examples = examplesOf(act);
  return {
    ...payload,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:minglu:command:${command}`,
    title: title.zh,
    'x-title': title,
    'x-legalBasis': legalBasis,
    'x-roles': Object.keys(by).sort(),
    properties: Object.fromEntries(
      Object.entries(payload.properties as Record<string, TSchema>).map(([field, schema]) => [
        field,
        sealed.includes(field as never) ? sealedField(schema) : schema,
      ]),
    ),
    ...(examples.length > 0 ? { examples } : {}),
  };
};

/** A field for the vault: the command carries it in clear text, and no event returns it. */
const sealedField = (schema: TSchema) => ({ ...schema, writeOnly: true, 'x-sealed': true });

/** One file per command. */
export const commandSchemas = (acts: readonly ActContract[]): Generator => ({
  name: 'commands',
  files: () => acts.map((act) => ({ path: `libs/contracts/commands/${act.command}.json`, content: schemaText(commandSchema(act)) })),
});

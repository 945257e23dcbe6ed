import type { EventDefinition, TSchema } from '@minglu/kernel';
import { isPublic } from './async-api.js';
import type { Generator } from './generator.js';
import { publicFields } from './public-fields.js';
import { readersSchema } from './readers-schema.js';
import { schemaText } from './schema-text.js';

const FOLDER = 'libs/contracts/events';
const pathOf = (type: string, version: number): string => `${FOLDER}/${type}.v${version}.json`;

/** The payload of an event in its current version as JSON Schema 2020-12, for readers. Generators of code name its class by `title`. */
const eventSchema = (definition: EventDefinition<string, TSchema>) => {
  const { type, version, title, payload, classification, internal, releases } = definition;
  const schema = readersSchema(payload);
  return {
    ...schema,
    ...(isPublic(definition) ? { properties: publicFields(schema['properties'] as never, definition) } : {}),
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:minglu:event:${type}:v${version}`,
    title: type,
    description: `${title.zh} / ${title.en}`,
    'x-title': title,
    'x-classification': typeof classification === 'function' ? 'BY-PAYLOAD' : classification,
    // On the public topic and the feed these fields have the value given here; null: they are absent.
    ...(internal ? { 'x-internal': internal } : {}),
    ...(releases ? { 'x-releases': releases } : {}),
  };
};

/**
 * One file per event type and version, the contract for subscribers. The code has only the current version. Files of older
 * versions stay, because the log contains their events.
 */
export const eventSchemas = (definitions: readonly EventDefinition<string, TSchema>[]): Generator => ({
  name: 'events',
  files: () =>
    definitions.map((definition) => ({ path: pathOf(definition.type, definition.version), content: schemaText(eventSchema(definition)) })),
  keeps: () => definitions.flatMap(({ type, version }) => Array.from({ length: version - 1 }, (_, index) => pathOf(type, index + 1))),
});

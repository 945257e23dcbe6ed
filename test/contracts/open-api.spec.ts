import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { routesOf } from '@minglu/kernel';
import { acts } from '@minglu/system';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>>;
}
const contract = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../libs/contracts/${name}.json`, import.meta.url), 'utf8'));
const document = contract('openapi') as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const { paths } = document;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
);

/** The classes of answers and questions in the sources, by file. */
const classesOf = (folder: URL): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^(?:export )?(?:abstract )?class (\w+Dto)\b/gm)])
    .map(([, name]) => name!);

describe('openapi.json', () => {
  it('has a schema of its own for each class: of two with one name, one would describe the answers of both', () => {
    const names = ['../../libs/', '../../apps/'].flatMap((folder) => classesOf(new URL(folder, import.meta.url)));
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });
  it.each(operations)('%s requires no header and names none twice', (_, { parameters = [] }) => {
    const headers = parameters.filter((one) => one.in === 'header');
    expect(headers.filter(({ required }) => required).map(({ name }) => name)).toEqual([]);
    const names = headers.map(({ name }) => name.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
  });
  it.each(operations)('%s describes each parameter and has a schema for each answer', (_, { parameters = [], responses }) => {
    const undescribed = parameters.filter(
      (one) => '$ref' in one === false && typeof (one as { description?: unknown }).description !== 'string',
    );
    expect(undescribed.map(({ name }) => name)).toEqual([]);
    const withoutSchema = Object.entries(responses).filter(
      ([status, answer]) =>
        !/^(?:204|3)/.test(status) &&
        !('$ref' in answer) &&
        Object.values(answer.content ?? { none: { schema: undefined } }).some(({ schema }) => schema === undefined),
    );
    expect(withoutSchema.map(([status]) => status)).toEqual([]);
  });
  it.each(Object.entries(document.components['schemas']!))('describes each field of %s', (_, schema) => {
    const undescribed: string[] = [];
    eachField(schema, '', (place, field) => {
      if (typeof field['description'] !== 'string' && typeof field['$ref'] !== 'string') undescribed.push(place);
    });
    expect(undescribed).toEqual([]);
  });
  it.each(operations)('%s describes each field of its path', (name, { parameters = [] }) => {
    const fields = [...name.matchAll(/\{(\w+)\}/g)].map(([, field]) => field);
    expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(fields);
  });
  it('lets a field that may be null be null also where its schema is a reference', () => {
    const both = JSON.stringify(document.components['schemas']).match(/\{[^{}]*"null"[^{}]*"allOf"/g);
    expect(both).toBeNull();
  });
  it('says where no token is needed', () => {
    const securityOf = (path: string) => (paths[path]!['get'] as unknown as { readonly security: readonly object[] }).security;
    expect(securityOf('/dossiers')).toContainEqual({});
    expect(securityOf('/log')).not.toContainEqual({});
  });
  it('describes the page of the feed, with the attributes of the public topic, and the stream', () => {
    const { content } = paths['/feed']!['get']!.responses['200']!;
    expect(Object.keys(content!)).toEqual(['application/json', 'text/event-stream']);
    expect(content!['application/json']!.schema).toMatchObject({
      required: ['items', 'next', 'cursor'],
      properties: {
        items: {
          items: {
            required: [
              'specversion',
              'id',
              'type',
              'source',
              'subject',
              'time',
              'datacontenttype',
              'dataschema',
              'publicversion',
              'logid',
              'epoch',
              'data',
            ],
          },
        },
      },
    });
  });
});

type Json = Readonly<Record<string, unknown>>;
interface ActOperation {
  readonly operationId: string;
  readonly 'x-roles': readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly {
    readonly name?: string;
    readonly description?: string;
    readonly schema?: object;
    readonly example?: unknown;
  }[];
  readonly requestBody: {
    readonly content: {
      readonly 'application/json': {
        readonly schema: { readonly $ref: string };
        readonly examples?: Readonly<Record<string, { readonly value: object }>>;
      };
    };
  };
  readonly responses: Readonly<
    Record<string, Json & { readonly 'x-refusals'?: readonly { readonly code: string; readonly legalBasis: object }[] }>
  >;
}
const operationOf = (path: string) => paths[path]!['post'] as unknown as ActOperation;
const routes = routesOf(acts);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'api');
const takes = (pointer: string) => ajv.getSchema(`api${pointer}`)!;

/** Calls back with each schema of a field and its place. */
const eachField = (schema: unknown, place: string, found: (place: string, field: Json) => void): void => {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [keyword, member] of Object.entries(schema)) {
    if (keyword === 'properties')
      for (const [name, field] of Object.entries(member as Json)) {
        found(`${place}/${name}`, field as Json);
        eachField(field, `${place}/${name}`, found);
      }
    else if (!['enum', 'const', 'example', 'examples'].includes(keyword)) eachField(member, `${place}/${keyword}`, found);
  }
};

describe('the description of the routes of acts', () => {
  it('is OpenAPI 3.1, whose references all lead somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const text = JSON.stringify(document);
    expect(text).not.toContain('"nullable":true');
    const missing = [...new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer!))].filter(
      (pointer) => pointer.split('/').reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document) === undefined,
    );
    expect(missing).toEqual([]);
  });
  it('names each operation once', () => {
    const names = operations.map(([, operation]) => (operation as unknown as { readonly operationId: string }).operationId);
    expect(names).toEqual([...new Set(names)]);
  });
  it.each(routes)(
    '$path has a named body in both languages, a description of each field and an example that it takes',
    ({ path, act, roles, fields }) => {
      const operation = operationOf(path);
      const { schema, examples } = operation.requestBody.content['application/json'];
      const [, , , name] = schema.$ref.split('/');
      const body = document.components['schemas']![name!] as Json;
      expect(body).toMatchObject({ title: name, description: `${act.title.zh} / ${act.title.en}`, 'x-title': act.title });
      const undescribed: string[] = [];
      eachField(body, '', (place, field) => {
        if (typeof field['description'] !== 'string' && typeof field['$ref'] !== 'string') undescribed.push(place);
      });
      expect(undescribed).toEqual([]);
      expect(Object.keys(examples ?? {})).not.toEqual([]);
      for (const { value } of Object.values(examples!)) {
        const isTaken = takes(schema.$ref)(value);
        expect({ value, isTaken, errors: takes(schema.$ref).errors }).toEqual({ value, isTaken: true, errors: null });
      }
      expect(operation['x-roles']).toEqual(roles);
      expect(operation.security).toEqual([{ bearer: [] }, { session: [] }, ...(roles.includes('public') ? [{}] : [])]);
      for (const field of fields)
        expect(operation.parameters.find((one) => one.name === field)).toMatchObject({
          description: expect.any(String),
          example: expect.anything(),
        });
    },
  );
  it('has each refusal of the catalogue under its status, with its provisions', () => {
    const catalogue = contract('refusals') as readonly { command: string; code: string; legalBasis: readonly string[]; details?: object }[];
    const refusals = catalogue.filter(({ details }) => details !== undefined);
    const told = new Set(
      routes.flatMap(({ act, path }) =>
        Object.values(operationOf(path).responses).flatMap(({ 'x-refusals': some = [] }) =>
          some.map(({ code }) => `${act.command} ${code}`),
        ),
      ),
    );
    const untold = refusals
      .filter(({ command }) => routes.some(({ act }) => act.command === command))
      .filter(({ command, code }) => !told.has(`${command} ${code}`));
    expect(untold).toEqual([]);
  });
  it('has schemas for the receipt, the dry run and the problem document', () => {
    const message = { zh: '受理', en: 'accepted' };
    const receipt = {
      commandId: 'c',
      after: 'x',
      events: [{ eventId: 'e', type: 'A' }],
      warnings: [{ code: 'a', legalBasis: [], message }],
      created: { caseId: 'c' },
      repeated: false,
    };
    expect(takes('#/components/schemas/CommandReceipt')(receipt)).toBe(true);
    expect(takes('#/components/schemas/CommandReceipt')({ ...receipt, created: undefined })).toBe(false);
    expect(takes('#/components/schemas/CommandTrial')({ dryRun: true, events: [{ type: 'A' }], warnings: [], created: {} })).toBe(true);
    expect(
      takes('#/components/schemas/Problem')({
        type: 'urn:minglu:problem:a',
        title: 'a',
        status: 422,
        detail: '一',
        code: 'a',
        legalBasis: [],
        provisions: [],
        message,
        details: {},
      }),
    ).toBe(true);
  });
});

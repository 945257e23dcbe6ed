import { readFileSync } from 'node:fs';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>>;
}
const { paths } = JSON.parse(readFileSync(new URL('../../libs/contracts/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
);

describe('openapi.json', () => {
  it.each(operations)('%s requires no header and names none twice', (_, { parameters = [] }) => {
    const headers = parameters.filter((one) => one.in === 'header');
    expect(headers.filter(({ required }) => required).map(({ name }) => name)).toEqual([]);
    const names = headers.map(({ name }) => name.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
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

import { dossierActs } from '@minglu/dossier';
import { freshWorld, publicityClosed } from '@minglu/dossier/testing';
import { decoder, defineEvent, id, record, Type, type EventDefinition, type TSchema } from '@minglu/kernel';
import { acts, events as allEvents } from '@minglu/system';
import { difference } from './difference.js';
import { eventSchemas } from './event-schemas.js';
import { generatedFiles } from './generators.js';
import { schemaText } from './schema-text.js';

const contents = new Map(generatedFiles().map(({ path, content }) => [path, content]));
const contract = (path: string) => JSON.parse(contents.get(`libs/contracts/${path}.json`)!) as TSchema & Readonly<Record<string, unknown>>;
const definitions = Object.values(allEvents) as unknown as readonly EventDefinition<string, TSchema>[];

describe('the generated files', () => {
  it('are the same each time, end with one line feed, and contain no path of this machine', () => {
    expect(generatedFiles()).toEqual([...contents].map(([path, content]) => ({ path, content })));
    const odd = [...contents].filter(
      ([, content]) => !/[^\n]\n$/.test(content) || content.includes('\r') || content.includes(process.cwd()),
    );
    expect(odd).toEqual([]);
  });
  it('are a contract for every event and every command, the table of states, and the divisions', () => {
    expect([...contents.keys()].sort()).toEqual(
      expect.arrayContaining([
        ...definitions.map(({ type, version }) => `libs/contracts/events/${type}.v${version}.json`),
        ...acts.map(({ command }) => `libs/contracts/commands/${command}.json`),
        'libs/contracts/state-matrix.md',
        'libs/regulation/src/divisions-data.ts',
      ]),
    );
  });
  it('are an error when two generators make the same file', () => {
    const one = { name: 'one', files: () => [{ path: 'a', content: '' }] };
    expect(() => generatedFiles([one, one])).toThrow('a is generated twice');
  });
});

describe('the contract of an event', () => {
  it('has its title and its classification', () => {
    expect(contract('events/ApplicationWithdrawn.v2')).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:minglu:event:ApplicationWithdrawn:v2',
      title: 'ApplicationWithdrawn',
      description: '申请已撤回 / Application withdrawn',
      'x-title': { zh: '申请已撤回', en: 'Application withdrawn' },
      'x-classification': 'BY-PAYLOAD',
      'x-internal': { reasons: null },
      'x-releases': ['open-dossier'],
      required: ['caseId', 'closedOn'],
    });
    expect(contract('events/CreationStarted.v1')['x-classification']).toBe('BY-PAYLOAD');
    expect(contract('events/ReviewRequested.v1')['x-classification']).toBe('INTERNAL');
  });
  it('accepts every event of a played case, and none without a required field', () => {
    const events = [...publicityClosed().events(), ...freshWorld().events()];
    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(10);
    for (const { type, data } of events) {
      const takes = decoder(contract(`events/${type}.v1`));
      expect({ type, issues: takes.issues(data) }).toEqual({ type, issues: [] });
      const [first] = contract(`events/${type}.v1`)['required'] as string[];
      expect(takes({ ...(data as object), [first!]: undefined })).toBe(false);
    }
  });
  it('stays for versions before the current one', () => {
    const third = defineEvent({
      type: 'Third',
      version: 3,
      title: { zh: '三', en: 'Third' },
      classification: 'PUBLIC',
      payload: record({}),
    });
    const { files, keeps } = eventSchemas([third]);
    expect(files().map(({ path }) => path)).toEqual(['libs/contracts/events/Third.v3.json']);
    expect(keeps!()).toEqual(['libs/contracts/events/Third.v1.json', 'libs/contracts/events/Third.v2.json']);
  });
});

describe('the contract of a command', () => {
  it('has its roles, its legal basis and its sealed fields', () => {
    const { properties, ...rest } = contract('commands/FileObjection') as unknown as {
      properties: Record<string, Record<string, unknown>>;
    };
    expect(rest).toMatchObject({
      $id: 'urn:minglu:command:FileObjection',
      'x-legalBasis': ['measure-2022/18', 'measure-2022/19'],
      'x-roles': ['ministry-officer', 'public'],
      required: expect.not.arrayContaining(['name', 'contact']),
    });
    const sealed = Object.entries(properties).filter(([, schema]) => schema['x-sealed'] === true && schema['writeOnly'] === true);
    expect(sealed.map(([field]) => field)).toEqual(['contact', 'evidence', 'grounds', 'name']);
  });
  it('marks exactly the sealed fields of every act', () => {
    for (const { command, sealed = [] } of acts as readonly { command: string; sealed?: readonly string[] }[]) {
      const properties = contract(`commands/${command}`)['properties'] as Record<string, Record<string, unknown>>;
      expect({ command, sealed: Object.keys(properties).filter((field) => properties[field]!['x-sealed']) }).toEqual({
        command,
        sealed: [...sealed].sort(),
      });
    }
  });
});

describe('the examples of a command', () => {
  const examplesOf = (command: string) => (contract(`commands/${command}`)['examples'] ?? []) as readonly object[];
  it('are payloads that its contract accepts, and each act of a case has one', () => {
    for (const { command } of dossierActs) {
      const takes = decoder(contract(`commands/${command}`));
      expect({ command, of: examplesOf(command).map((one) => takes.issues(one)) }).toEqual({
        command,
        of: examplesOf(command).map(() => []),
      });
      expect({ command, none: examplesOf(command).length === 0 }).toEqual({ command, none: false });
    }
  });
  it('differ where the act differs: between a city and a park, and between statuses', () => {
    expect(examplesOf('SubmitSelfAssessment')).toMatchObject([{ indicatorVersion: '168-2022' }, { indicatorVersion: 'none' }]);
    expect(examplesOf('ServePriorNotice')).toMatchObject([{ proposedDecision: 'cancel-qualification' }, { proposedDecision: 'exit' }]);
    expect(examplesOf('PassDeadline')).toMatchObject([{ kind: 'publicity-window' }, { kind: 'rectification', evaluationYear: 2025 }]);
    expect(examplesOf('WithdrawApplication')).toHaveLength(1);
  });
});

describe('the text of a schema', () => {
  it('does not depend on the order of its fields in the code', () => {
    const ab = record({ a: id(), b: Type.Array(record({ c: id(), d: Type.Integer() })) });
    const ba = record({ b: Type.Array(record({ d: Type.Integer(), c: id() })), a: id() });
    expect(schemaText(ab)).toBe(schemaText(ba));
  });
  it('distinguishes a field named like a keyword from the keyword, and keeps the order of words and provisions', () => {
    const text = schemaText({
      properties: { type: { enum: ['b', 'a'], type: 'string' }, required: { type: 'string' }, a: {} },
      required: ['type', 'a'],
      'x-legalBasis': ['b/2', 'a/1'],
      type: 'object',
    });
    expect(text).toBe(
      `${JSON.stringify({ type: 'object', required: ['a', 'type'], properties: { a: {}, required: { type: 'string' }, type: { type: 'string', enum: ['b', 'a'] } }, 'x-legalBasis': ['b/2', 'a/1'] }, null, 2)}\n`,
    );
  });
});

describe('the difference of two texts', () => {
  it('is the lines between their common start and end', () => {
    expect(difference('a\nb\nc\n', 'a\nx\ny\nc\n')).toBe('@@ line 2\n- b\n+ x\n+ y');
    expect(difference('a\n', 'a\nb\n')).toBe('@@ line 2\n+ b');
    expect(difference('a\na\na\n', 'a\na\n')).toBe('@@ line 3\n- a');
  });
  it('is empty for equal texts, and truncated when it is long', () => {
    expect(difference('a', 'a')).toBe('');
    const lines = difference(Array.from({ length: 40 }, (_, n) => `old ${n}`).join('\n'), 'new').split('\n');
    expect(lines.slice(-2)).toEqual(['  … 28 more', '+ new']);
  });
  it('shows carriage returns', () => expect(difference('a\r\n', 'a\n')).toBe('@@ line 1\n- a\\r\n+ a'));
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { refuse, warn } from '../act.js';
import { catalogue } from './catalogue.js';

const { refusal } = refuse('taken', 'house/2', '已住人', 'taken', { room: '1' });
const warning = warn('late', 'house/4', '已晚', 'late');
const ENTRIES = [
  { command: 'Let', code: 'taken', legalBasis: ['house/2'], zh: '已住人', en: 'taken', details: { room: '1' } },
  { command: 'Let', code: 'late', legalBasis: ['house/4'], zh: '已晚', en: 'late' },
];

describe('a catalogue of refusals and warnings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-catalogue-'));
  const file = pathToFileURL(join(folder, 'refusals.json'));
  const outside = process.env['MINGLU_REFUSALS'];
  beforeEach(() => {
    delete process.env['MINGLU_REFUSALS'];
    writeFileSync(file, JSON.stringify(ENTRIES));
  });
  afterEach(() => {
    delete process.env['MINGLU_REFUSALS'];
    if (outside !== undefined) process.env['MINGLU_REFUSALS'] = outside;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has each refusal and each warning as it was committed', () => {
    const reads = catalogue(file);
    expect(() => [refusal, warning].forEach((said) => reads('Let', said))).not.toThrow();
  });
  it.each([
    ['another text in Chinese', { message: { zh: '有人住', en: 'taken' } }],
    ['another text in English', { message: { zh: '已住人', en: 'let' } }],
    ['another basis', { legalBasis: ['house/3'] }],
    ['other details', { details: {} }],
    ['another code', { code: 'full' }],
  ])('has none with %s', (_, more) => {
    const reads = catalogue(file);
    expect(() => reads('Let', { ...refusal, ...more })).toThrow('not in the catalogue of refusals and warnings');
  });
  it('shows the entries that the command has with this code', () => {
    const reads = catalogue(file);
    expect(() => reads('Let', { ...refusal, details: {} })).toThrow(`which has with this code:\n  ${JSON.stringify(ENTRIES[0])}\n`);
    expect(() => reads('Leave', refusal)).toThrow('which has none with this code');
  });
  it('is not read but recorded while it is written', () => {
    const records = mkdtempSync(join(folder, 'records-'));
    process.env['MINGLU_REFUSALS'] = records;
    const reads = catalogue(pathToFileURL(join(folder, 'absent.json')));
    for (const said of [refusal, warning]) reads('Let', said);
    const lines = readdirSync(records).flatMap((name) => readFileSync(join(records, name), 'utf8').trimEnd().split('\n'));
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(ENTRIES);
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseOf, FOLDERS, gitIn } from './base.js';
import { breaksBetween, brokenPromises, type Break, type JsonSchema } from './breaks.js';
import { strictForm } from './strict-form.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const git = gitIn(root);
/** A release pipeline may set it to the last release. */
const BASE = process.env['CONTRACTS_BASE'] ?? baseOf(git);

/** Path → schema of every contract in the base; null without git, without that commit or without contracts in it. */
const committedContracts = (): ReadonlyMap<string, JsonSchema> | null => {
  const paths = git('ls-tree', '-r', '--name-only', BASE, '--', ...FOLDERS)
    ?.split('\n')
    .filter((path) => path.endsWith('.json'));
  if (!paths?.length) return null;
  return new Map(paths.map((path) => [path, JSON.parse(git('show', `${BASE}:${path}`)!) as JsonSchema]));
};

const present = FOLDERS.flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`));

const breaksOf = (path: string, old: JsonSchema): readonly Break[] => {
  if (!existsSync(join(root, path))) return [{ path: '', kind: 'file-removed', detail: 'its users are no longer understood' }];
  const next = JSON.parse(readFileSync(join(root, path), 'utf8')) as JsonSchema;
  // Others write commands and this system reads them. It writes events, others read them, and the log keeps them for ever.
  // An event is stored by the strict form of its schema, and read by the committed one.
  if (!path.startsWith('libs/contracts/events/')) return breaksBetween(old, next);
  return [...breaksBetween(strictForm(old), strictForm(next)), ...brokenPromises(old, next)];
};

describe('the contracts', () => {
  it('are compatible with the contracts before their last change', () => {
    const committed = committedContracts();
    if (committed === null) {
      process.stdout.write(`contracts: not compared, because git has no contracts at ${BASE}\n`);
      return;
    }
    expect([...committed].map(([path, old]) => ({ path, breaks: breaksOf(path, old) })).filter(({ breaks }) => breaks.length)).toEqual([]);
  });
  it('have file names that follow from their ids, and versions without a gap', () => {
    for (const path of present) {
      const { $id } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { $id: string };
      const [, kind, name, version] = /^urn:minglu:(event|command):(\w+)(?::v(\d+))?$/.exec($id)!;
      expect(path).toBe(kind === 'event' ? `libs/contracts/events/${name}.v${version}.json` : `libs/contracts/commands/${name}.json`);
      if (kind === 'event' && version !== '1') expect(present).toContain(`libs/contracts/events/${name}.v${Number(version) - 1}.json`);
    }
  });
});

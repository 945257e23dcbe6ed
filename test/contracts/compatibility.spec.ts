import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseOf, FOLDERS, gitIn } from './base.js';
import { breaksBetween, promisesBroken, type Break, type JsonSchema } from './breaks.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const git = gitIn(root);
/** A release pipeline may name the last release. */
const BASE = process.env['CONTRACTS_BASE'] ?? baseOf(git);

/** Path → schema of every contract in the base; null where there is no git, no such commit, or no contract in it. */
const committedContracts = (): ReadonlyMap<string, JsonSchema> | null => {
  const paths = git('ls-tree', '-r', '--name-only', BASE, '--', ...FOLDERS)
    ?.split('\n')
    .filter((path) => path.endsWith('.json'));
  if (!paths?.length) return null;
  return new Map(paths.map((path) => [path, JSON.parse(git('show', `${BASE}:${path}`)!) as JsonSchema]));
};

const present = FOLDERS.flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`));

const breaksOf = (path: string, old: JsonSchema): readonly Break[] => {
  if (!existsSync(join(root, path))) return [{ path: '', kind: 'file-removed', detail: 'who wrote by it is not understood any more' }];
  const next = JSON.parse(readFileSync(join(root, path), 'utf8')) as JsonSchema;
  // Commands are written by others and read by us; events are written by us, read by others, and stay in the log for ever.
  return [...breaksBetween(old, next), ...(path.startsWith('libs/contracts/events/') ? promisesBroken(old, next) : [])];
};

describe('the contracts', () => {
  it(`are all compatible with those committed before them`, () => {
    const committed = committedContracts();
    if (committed === null) {
      process.stdout.write(`contracts: not compared, for git has no contracts at ${BASE}\n`);
      return;
    }
    expect([...committed].map(([path, old]) => ({ path, breaks: breaksOf(path, old) })).filter(({ breaks }) => breaks.length)).toEqual([]);
  });
  it('are named after what they describe, in versions without a gap', () => {
    for (const path of present) {
      const { $id } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { $id: string };
      const [, kind, name, version] = /^urn:minglu:(event|command):(\w+)(?::v(\d+))?$/.exec($id)!;
      expect(path).toBe(kind === 'event' ? `libs/contracts/events/${name}.v${version}.json` : `libs/contracts/commands/${name}.json`);
      if (kind === 'event' && version !== '1') expect(present).toContain(`libs/contracts/events/${name}.v${Number(version) - 1}.json`);
    }
  });
});

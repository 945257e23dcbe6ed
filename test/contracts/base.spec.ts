import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { baseOf, gitIn } from './base.js';

describe('the contracts to compare with', () => {
  let folder: string;
  const git = (...args: string[]): string | null => gitIn(folder)(...args);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (): string => {
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', 'commit', '-qm', 'c');
    return git('rev-parse', 'HEAD')!.trim();
  };
  const EVENT = 'libs/contracts/events/A.v1.json';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minglu-base-'));
    git('init', '-q');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are those of the last commit while they are edited, and those before it once they are committed, whatever is committed later', () => {
    write(EVENT, '{"first":true}');
    const first = commit();
    write(EVENT, '{"second":true}');
    expect(baseOf(git)).toBe('HEAD');
    commit();
    write('elsewhere', 'x');
    commit();
    expect(git('show', `${baseOf(git)}:${EVENT}`)).toBe('{"first":true}');
    expect(git('rev-parse', baseOf(git))!.trim()).toBe(first);
  });
  it('are those of HEAD where there never were any, and nothing where git knows nothing', () => {
    expect(baseOf(git)).toBe('HEAD');
    write('elsewhere', 'x');
    commit();
    expect(baseOf(git)).toBe('HEAD');
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { baseOf, gitIn } from './base.js';

describe('the base of the comparison of contracts', () => {
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

  it('is HEAD while the contracts are edited, and then the parent of their last commit', () => {
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
  it('is the state before a merge, whatever states the merged branch went through', () => {
    write(EVENT, '{"first":true}');
    const first = commit();
    const trunk = git('symbolic-ref', '--short', 'HEAD')!.trim();
    git('checkout', '-qb', 'branch');
    write(EVENT, '{"draft":true}');
    commit();
    write(EVENT, '{"second":true}');
    commit();
    git('checkout', '-q', trunk);
    write('elsewhere', 'x');
    const before = commit();
    git('-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', 'merge', '-q', '--no-ff', '-m', 'm', 'branch');
    expect(git('rev-parse', baseOf(git))!.trim()).toBe(before);
    expect(git('show', `${baseOf(git)}:${EVENT}`)).toBe('{"first":true}');
    expect(first).not.toBe(before);
  });
  it('is HEAD if no commit changed the contracts', () => {
    expect(baseOf(git)).toBe('HEAD');
    write('elsewhere', 'x');
    commit();
    expect(baseOf(git)).toBe('HEAD');
  });
});

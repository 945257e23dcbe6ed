import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planLinks, rebuildLinks } from './links.js';

const entry = { source: 'native/lib/libpq.so.5.15', target: 'native/lib/libpq.so.5' };

describe('the links of the PostgreSQL package', () => {
  it('are relative, so that the folder can be moved', () => {
    expect(planLinks([entry])).toEqual([{ path: 'native/lib/libpq.so.5', pointsTo: 'libpq.so.5.15' }]);
  });

  it('may point into another folder of the package', () => {
    expect(planLinks([{ ...entry, target: 'native/bin/libpq' }])).toEqual([{ path: 'native/bin/libpq', pointsTo: '../lib/libpq.so.5.15' }]);
  });

  it.each(['../outside', '/etc/passwd', 'native/../../outside'])('never point outside it: %s', (target) => {
    expect(() => planLinks([{ ...entry, target }])).toThrow('leads out of its package');
  });

  describe('on disk', () => {
    const dir = mkdtempSync(join(tmpdir(), 'minglu-links-'));
    afterAll(() => rmSync(dir, { recursive: true }));

    it('are made where they are missing, and kept where they exist', () => {
      mkdirSync(join(dir, 'native/lib'), { recursive: true });
      writeFileSync(join(dir, 'native/lib/libpq.so.5.15'), 'library');
      const other = { ...entry, target: 'native/lib/libpq.so' };
      writeFileSync(join(dir, 'native/pg-symlinks.json'), JSON.stringify([entry, other]));
      symlinkSync('elsewhere', join(dir, other.target));
      rebuildLinks(dir);
      rebuildLinks(dir);
      expect(readlinkSync(join(dir, entry.target))).toBe('libpq.so.5.15');
      expect(readlinkSync(join(dir, other.target))).toBe('elsewhere');
    });

    it('are not made for a package without a list', () => {
      rebuildLinks(join(dir, 'native'));
      expect(existsSync(join(dir, 'native/native'))).toBe(false);
    });
  });
});

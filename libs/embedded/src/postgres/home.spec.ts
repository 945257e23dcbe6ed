import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHome, homeAt } from './home.js';

describe('the home of the database of a data folder', () => {
  let base: string;
  let folder: string;
  let elsewhere: string;

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'minglu-home-'));
    folder = join(base, 'data');
    elsewhere = join(base, 'elsewhere');
    mkdirSync(folder);
    mkdirSync(elsewhere);
  });
  afterEach(() => rmSync(base, { recursive: true }));

  const placeElsewhere = () => {
    writeFileSync(join(folder, 'postgres.location'), `${elsewhere}\n`);
    writeFileSync(join(elsewhere, 'belongs-to'), `${folder}\n`);
  };

  it('does not exist at first', () => {
    expect(findHome(folder)).toBeNull();
  });

  it('is the data folder with a cluster', () => {
    mkdirSync(join(folder, 'postgres'));
    expect(findHome(folder)).toEqual(homeAt(folder));
  });

  it('is the folder that the data folder names', () => {
    placeElsewhere();
    expect(findHome(folder)).toEqual(homeAt(elsewhere));
  });

  it('belongs to a data folder that was moved', () => {
    placeElsewhere();
    renameSync(folder, join(base, 'moved'));
    expect(findHome(join(base, 'moved'))).toEqual(homeAt(elsewhere));
  });

  it('belongs to the original when a data folder was copied', () => {
    placeElsewhere();
    cpSync(folder, join(base, 'copy'), { recursive: true });
    expect(findHome(join(base, 'copy'))).toBeNull();
    expect(findHome(folder)).toEqual(homeAt(elsewhere));
  });

  it('is an error when the named folder is gone', () => {
    placeElsewhere();
    rmSync(elsewhere, { recursive: true });
    expect(() => findHome(folder)).toThrow('but that is gone');
  });
});

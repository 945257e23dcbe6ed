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

  it('is not there at first', () => {
    expect(findHome(folder)).toBeNull();
  });

  it('is the data folder that has one', () => {
    mkdirSync(join(folder, 'postgres'));
    expect(findHome(folder)).toEqual(homeAt(folder));
  });

  it('is the place that the data folder names', () => {
    placeElsewhere();
    expect(findHome(folder)).toEqual(homeAt(elsewhere));
  });

  it('goes along with a data folder that was moved', () => {
    placeElsewhere();
    renameSync(folder, join(base, 'moved'));
    expect(findHome(join(base, 'moved'))).toEqual(homeAt(elsewhere));
  });

  it('stays with the first when a data folder was copied', () => {
    placeElsewhere();
    cpSync(folder, join(base, 'copy'), { recursive: true });
    expect(findHome(join(base, 'copy'))).toBeNull();
    expect(findHome(folder)).toEqual(homeAt(elsewhere));
  });

  it('is missed loudly when the place is gone', () => {
    placeElsewhere();
    rmSync(elsewhere, { recursive: true });
    expect(() => findHome(folder)).toThrow('but that is gone');
  });
});

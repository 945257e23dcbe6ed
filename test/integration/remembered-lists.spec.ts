import { parseInstant, type Actor } from '@minglu/kernel';
import { admin, auditor, city, command, filing, on, posting, province, someone } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { currentStateQueries, readModelEntities } from '@minglu/projections/adapters';
import { DataSource } from 'typeorm';
import {
  given,
  givenCorrection,
  inPublicity,
  passedReview,
  rejectedCase,
  revision,
  systemOnDatabase,
  type SystemOnDatabase,
} from './support.js';

const VIEWERS: readonly Actor[] = [auditor, city('330100'), province('330000'), province('340000'), someone];

describeOnPostgres('A list that remembers what it has shown', () => {
  let one: SystemOnDatabase;
  let source: DataSource;
  beforeAll(async () => {
    one = await systemOnDatabase();
    source = await new DataSource({
      type: 'postgres',
      url: one.database.connection.connectionString!,
      entities: readModelEntities,
    }).initialize();
  }, 60_000);
  afterAll(async () => {
    await source?.destroy();
    await one?.close();
  }, 60_000);

  it('shows what one that has shown nothing yet shows, after each change', async () => {
    const { system } = one;
    let now = on('2025-09-26');
    const model = () => currentStateQueries(source, () => parseInstant(now)!);
    const warm = model();
    const shown = async (at: string) => {
      now = at;
      await system.runUntil(parseInstant(at)!);
      const pages = [];
      for (const viewer of VIEWERS) {
        const [page, cold] = [await warm.dossiers(viewer), await model().dossiers(viewer)];
        expect(page).toEqual(cold);
        // The second time all of it is remembered.
        expect(await warm.dossiers(viewer)).toEqual(cold);
        pages.push(page.items);
      }
      return pages;
    };
    const seen = [];
    await given(system.casework, ...inPublicity('a', '330100', '2025-09-26', 'p1'), ...rejectedCase('b', '340100'));
    seen.push(await shown(on('2025-09-26')));
    await given(system.casework, filing('o1', on('2025-09-28'), { caseId: 'a', publicityId: 'p1' }));
    seen.push(await shown(on('2025-09-28')));
    await givenCorrection(system, ['k1', 'PublicityStarted', 'applicantName', '乙市'], '2025-09-29');
    seen.push(await shown(on('2025-09-29', '12:00:00')));
    await given(system.casework, revision(2025, on('2025-09-30'), ['2025-10-09']));
    seen.push(await shown(on('2025-09-30')));
    await given(
      system.casework,
      command(admin, on('2025-10-01'), 'RecordDivisionChange', {
        kind: 'renamed',
        code: '340100',
        newCode: '340100',
        newName: '新肥市',
        effectiveDate: '2025-10-03',
        documentNumber: '国函〔2025〕1号',
      }),
    );
    // The change counts from its own day on.
    expect(await shown(on('2025-10-02'))).toEqual(seen.at(-1));
    seen.push(await shown(on('2025-10-03')));
    await given(system.casework, ...passedReview('c', '350100', '2025-10-04'), posting('p2', ['c'], on('2025-10-04')));
    seen.push(await shown(on('2025-10-04')));
    // Each step changed a page of some viewer.
    for (const [index, step] of seen.entries()) if (index > 0) expect([index, step]).not.toEqual([index, seen[index - 1]]);
  });
});

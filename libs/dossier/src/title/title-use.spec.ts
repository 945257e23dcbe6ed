import type { World } from '@minglu/kernel/testing';
import {
  announcing,
  approver,
  city,
  command,
  dossierOf,
  exited,
  exitProposed,
  freshWorld,
  material,
  officer,
  on,
  opened,
  publicityClosed,
  serving,
  statementClosed,
  statusOf,
  titled,
} from '../testing/index.js';

const authorising = (more: Record<string, unknown> = {}, at = on('2025-10-22')) =>
  command(officer, at, 'AuthoriseTitleUse', { authorisationId: 'u1', titleId: 't-a', scope: '宣传册', from: '2025-10-22', ...more });
const ending = (authorisationId = 'u1', at = on('2025-11-03')) =>
  command(officer, at, 'EndTitleUse', { authorisationId, reasons: '活动结束' });
const inUse = (more: Record<string, unknown> = {}): World => titled().given(authorising(more));
const leaving = (it: World): World => statementClosed(exitProposed(it).given(serving('exit')));

describe('AuthoriseTitleUse (article 26)', () => {
  it('records the scope and the period of the use', () => {
    const it = titled();
    const [event] = it.when(authorising()).then('TitleUseAuthorised').thenWarns().events;
    expect(event!.data).toEqual({ caseId: 'a', titleId: 't-a', authorisationId: 'u1', scope: '宣传册', from: '2025-10-22', until: null });
    expect(dossierOf(it).title?.uses).toEqual([{ id: 'u1', until: null }]);
    it.when(authorising({ authorisationId: 'u2', until: '2025-12-31' })).then('TitleUseAuthorised');
    expect(dossierOf(it).title?.uses).toEqual([
      { id: 'u1', until: null },
      { id: 'u2', until: '2025-12-31' },
    ]);
  });
  it('is possible for a single day, and refuses an end before the beginning', () => {
    titled()
      .when(authorising({ until: '2025-10-22' }))
      .then('TitleUseAuthorised');
    const { refusal } = titled()
      .when(authorising({ until: '2025-10-21' }))
      .thenRefused('ends-before-it-begins', 'measure-2022/26');
    expect(refusal!.details).toEqual({ from: '2025-10-22', until: '2025-10-21' });
  });
  it('begins with the title, and is not over when it is authorised (decisions 27)', () => {
    titled()
      .when(authorising({ from: '2025-10-20' }))
      .thenRefused('use-before-the-title', 'measure-2022/26');
    titled()
      .when(authorising({ from: '2025-10-21' }))
      .then('TitleUseAuthorised');
    titled()
      .when(authorising({ from: '2025-10-21', until: '2025-10-21' }))
      .thenRefused('use-already-over', 'measure-2022/26');
  });
  it('refuses an id in use, even of an ended authorisation', () => {
    inUse().when(authorising()).thenRefused('id-taken');
    inUse().given(ending()).when(authorising()).thenRefused('id-taken');
  });
  it('needs a standing title', () => {
    exitProposed()
      .when(authorising({}, on('2026-03-05')))
      .thenRefused('not-in-this-state', 'measure-2022/26');
    exited()
      .when(authorising({}, on('2026-03-20')))
      .thenRefused('not-in-this-state', 'measure-2022/26');
    publicityClosed().when(authorising()).thenRefused('unknown-id');
  });
  it('is possible only for the ministry', () => {
    for (const by of [city('330100'), approver])
      titled()
        .when({ ...authorising(), by })
        .thenRefused('not-authorised', 'measure-2022/26');
  });
});

describe('EndTitleUse', () => {
  it('ends one use and leaves the others', () => {
    const it = inUse().given(authorising({ authorisationId: 'u2' }));
    const [event] = it.when(ending()).then('TitleUseEnded').events;
    expect(event!.data).toEqual({ caseId: 'a', titleId: 't-a', authorisationId: 'u1', cause: 'ended', reasons: '活动结束' });
    expect(dossierOf(it).title?.uses.map(({ id }) => id)).toEqual(['u2']);
  });
  it('needs a use in force', () => {
    const again = inUse().given(ending()).when(ending()).thenRefused('use-not-in-force', 'measure-2022/26');
    expect(again.refusal!.details).toEqual({ authorisationId: 'u1' });
    titled().when(ending()).thenRefused('unknown-id');
    const until = { until: '2025-11-03' };
    inUse(until).when(ending()).then('TitleUseEnded');
    inUse(until)
      .when(ending('u1', on('2025-11-04', '00:00:00')))
      .thenRefused('use-not-in-force', 'measure-2022/26');
  });
  it('is possible while an exit is proposed, for an officer', () => {
    exitProposed(inUse())
      .when(ending('u1', on('2026-03-05')))
      .then('TitleUseEnded');
    inUse()
      .when({ ...ending(), by: city('330100') })
      .thenRefused('not-authorised', 'measure-2022/26');
  });
});

describe('the exit (decision 12)', () => {
  it('ends every use in force, each by an event of its own', () => {
    const it = leaving(inUse().given(authorising({ authorisationId: 'u2', until: '2027-12-31' })));
    const [, first, second] = it.when(announcing()).then('ExitAnnounced', 'TitleUseEnded', 'TitleUseEnded').events;
    expect(first).toMatchObject({
      legalBasis: ['measure-2022/26'],
      data: { caseId: 'a', titleId: 't-a', authorisationId: 'u1', cause: 'exit', reasons: '称号已公告退出' },
    });
    expect(second!.data).toMatchObject({ authorisationId: 'u2', cause: 'exit' });
    expect(dossierOf(it).title?.uses).toEqual([]);
  });
  it('ends a use on its last day, but no use that has passed or was ended', () => {
    const announced = (more: Record<string, unknown>) => leaving(inUse(more)).when(announcing({}, on('2026-03-16')));
    announced({ until: '2026-03-16' }).then('ExitAnnounced', 'TitleUseEnded');
    announced({ until: '2026-03-15' }).then('ExitAnnounced');
    leaving(inUse().given(ending())).when(announcing()).then('ExitAnnounced');
  });
  it('ends a use that begins later', () => {
    leaving(inUse({ from: '2027-01-01' }))
      .when(announcing())
      .then('ExitAnnounced', 'TitleUseEnded');
  });
  it('leaves no use to end', () => {
    leaving(inUse())
      .given(announcing())
      .when(ending('u1', on('2026-03-20')))
      .thenRefused('not-in-this-state', 'measure-2022/26');
  });
});

describe('RecordTitleMisuse (article 26: no use without consent)', () => {
  const misuse = (more: Record<string, unknown>, at = on('2026-03-20')) =>
    command(officer, at, 'RecordTitleMisuse', { where: '某展会', evidence: [material('evidence')], ...more });
  it('is recorded by the title, and changes nothing', () => {
    const it = titled();
    const [event] = it
      .when(misuse({ titleId: 't-a' }))
      .then('TitleMisuseRecorded')
      .thenWarns().events;
    expect(event!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      where: '某展会',
      evidence: [material('evidence')],
      description: null,
    });
    expect(dossierOf(it)).toEqual(dossierOf(titled()));
  });
  it('is recorded by the city, with the title that it holds or last held', () => {
    const of = (it: World) => it.when(misuse({ cityCode: '330100' })).then('TitleMisuseRecorded').events[0]!.data;
    expect(of(titled())).toMatchObject({ titleId: 't-a' });
    expect(of(exited())).toMatchObject({ titleId: 't-a' });
    expect(of(publicityClosed())).toMatchObject({ titleId: null });
  });
  it('accepts evidence in words', () => {
    const [event] = titled()
      .when(misuse({ titleId: 't-a', evidence: '网页截图已存档' }))
      .then('TitleMisuseRecorded').events;
    expect(event!.data).toMatchObject({ evidence: [], description: '网页截图已存档' });
  });
  it('accepts evidence as files and words, like an objection', () => {
    const { sha256 } = material('evidence');
    const evidence = [material('other'), { name: '照片.jpg', sha256 }, '网页截图', '来电记录'];
    const [event] = titled()
      .when(misuse({ titleId: 't-a', evidence }))
      .then('TitleMisuseRecorded').events;
    expect(event!.data).toMatchObject({
      evidence: [material('other'), { kind: 'evidence', name: '照片.jpg', sha256 }],
      description: '网页截图\n来电记录',
    });
    const words = (last: string) => ['x'.repeat(500), 'x'.repeat(500), 'x'.repeat(500), last];
    titled()
      .when(misuse({ titleId: 't-a', evidence: words('x'.repeat(497)) }))
      .then('TitleMisuseRecorded');
    const { refusal } = titled()
      .when(misuse({ titleId: 't-a', evidence: words('x'.repeat(498)) }))
      .thenRefused('invalid-payload', 'measure-2022/26');
    expect(refusal!.details).toEqual({ longest: 2000 });
    const [none] = titled()
      .when(misuse({ titleId: 't-a', evidence: [] }))
      .then('TitleMisuseRecorded').events;
    expect(none!.data).toMatchObject({ evidence: [], description: null });
  });
  it('is recorded for a city that never had a dossier, and opens none', () => {
    const it = freshWorld();
    const [event] = it.when(misuse({ cityCode: '450100' })).then('TitleMisuseRecorded').events;
    expect(event!.data).toMatchObject({ caseId: '450100', titleId: null, where: '某展会' });
    it.when(misuse({ cityCode: '450100' })).then('TitleMisuseRecorded');
    expect(statusOf(it, '450100')).toBe('NONE');
  });
  it('needs a known title or city', () => {
    const { refusal } = freshWorld()
      .when(misuse({ cityCode: '999999' }))
      .thenRefused('unknown-id');
    expect(refusal!.details).toEqual({ cityCode: '999999' });
    freshWorld()
      .when(misuse({ titleId: 't-a' }))
      .thenRefused('unknown-id');
    titled().when(misuse({})).thenRefused('invalid-payload', 'measure-2022/26');
  });
  it('is possible only for an officer', () => {
    opened()
      .when({ ...misuse({ cityCode: '441900' }), by: city('441900') })
      .thenRefused('not-authorised', 'measure-2022/26');
  });
});

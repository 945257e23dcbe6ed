import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import {
  admin,
  allPassed,
  anonymous,
  answering,
  city,
  command,
  conferring,
  contested,
  dossierOf,
  filing,
  inPublicity,
  objection,
  officer,
  on,
  passing,
  posting,
  publicityClosed,
  someone,
  statusOf,
  throughReview,
  titled,
  underReview,
  withdrawingNotice,
  withdrawn,
} from '../testing/index.js';

const byOfficer = (at: string, more: Record<string, unknown> = {}) =>
  command(officer, at, 'FileObjection', objection('o1', 'a', 'p1', more));
const reasonOf = (events: readonly { data: unknown }[]) => (events[0]?.data as { reason?: string }).reason;

describe('FileObjection (articles 18 and 19)', () => {
  it('records an objection under a real name within the window, with its content sealed', () => {
    const it = inPublicity();
    const [event] = it.when(filing()).then('ObjectionFiled').thenWarns().events;
    expect(event?.data).toMatchObject({ timely: true, nameMode: 'real-name', channel: 'online', receivedAt: '2025-10-09T02:00:00.000Z' });
    expect(JSON.stringify(event)).not.toMatch(/某某|13800000000|数据不符/);
    expect(statusOf(it)).toBe('PUBLICITY_OPEN');
  });
  it('keeps the digests of the files of its sealed evidence, without their names', () => {
    const [first, second] = ['a'.repeat(64), 'b'.repeat(64)];
    const evidence = [{ kind: 'evidence', name: '张三的发票.jpg', sha256: first }, '见附件', { name: '照片.png', sha256: second }];
    const [event] = inPublicity()
      .when(filing('o1', on('2025-10-09'), { evidence }))
      .then('ObjectionFiled').events;
    expect(event!.data).toMatchObject({ files: [{ sha256: first }, { sha256: second }] });
    expect(JSON.stringify(event)).not.toMatch(/发票|照片/);
    const [clue] = inPublicity()
      .when(filing('o1', on('2025-10-09'), { ...anonymous, evidence: ['见附件'] }))
      .then('ClueRecorded').events;
    expect(clue!.data).not.toHaveProperty('files');
  });
  it('accepts until the last second of the last day', () => {
    inPublicity()
      .when(filing('o1', on('2025-10-10', '23:59:59')))
      .then('ObjectionFiled');
    const late = inPublicity()
      .when(filing('o1', on('2025-10-11', '00:00:00')))
      .then('ClueRecorded')
      .thenWarns('recorded-as-clue');
    expect(reasonOf(late.events)).toBe('late');
  });
  it('records an anonymous one as a clue, for which nothing waits', () => {
    const it = inPublicity();
    const outcome = it
      .when(filing('o1', on('2025-10-09'), anonymous))
      .then('ClueRecorded')
      .thenWarns('recorded-as-clue');
    expect(outcome.events[0]?.data).toMatchObject({ reason: 'anonymous', identity: { name: null, contact: null } });
    it.when(passing(it, 'publicity-window')).then('PublicityClosed');
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('records an anonymous one as a clue even with a name or contact, and seals both', () => {
    const { events } = inPublicity()
      .when(filing('o1', on('2025-10-09'), { nameMode: 'anonymous', name: undefined }))
      .then('ClueRecorded');
    expect(events[0]?.data).toMatchObject({ reason: 'anonymous', identity: { name: null, contact: { ref: 'vault-contact' } } });
  });
  it.each([[{ name: undefined }], [{ contact: undefined }]])('refuses an incomplete name: %j', (more) => {
    inPublicity()
      .when(filing('o1', on('2025-10-09'), more))
      .thenRefused('name-and-contact', 'measure-2022/18');
  });
  it('takes a limited number of clues over the internet, and still every letter and every objection in time (decisions 45)', () => {
    const limit = command(admin, on('2025-10-09', '08:00:00'), 'SetPolicy', {
      key: 'policy/clues-per-case',
      value: 1,
      documentNumber: '1号',
    });
    const it = inPublicity().given(limit, filing('c1', on('2025-10-09'), anonymous));
    it.when(filing('c2', on('2025-10-09'), anonymous)).thenRefused('too-many-clues', 'measure-2022/18', 'policy/clues-per-case');
    it.when(filing('o1', on('2025-10-09'))).then('ObjectionFiled');
    it.when(byOfficer(on('2025-10-09'), { objectionId: 'c3', ...anonymous })).then('ClueRecorded');
    it.when(filing('o2', on('2025-10-11'))).thenRefused('too-many-clues', 'measure-2022/18', 'policy/clues-per-case');
  });
  it('refuses a case that is not in the notice', () => {
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { publicityId: 'p9' }))
      .thenRefused('not-in-this-notice', 'measure-2022/18');
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { caseId: 'zzz' }))
      .thenRefused('not-in-this-notice', 'measure-2022/18');
    underReview().when(filing()).thenRefused('not-in-this-notice', 'measure-2022/18');
    withdrawn().when(filing()).thenRefused('not-in-this-notice', 'measure-2022/18');
  });
  it('refuses an id in use, in this dossier or in another', () => {
    inPublicity()
      .given(filing())
      .when(filing('o1', on('2025-10-09', '11:00:00')))
      .thenRefused('id-taken');
    inPublicity()
      .given(filing('o1', on('2025-10-09'), anonymous))
      .when(filing('o1', on('2025-10-09', '11:00:00')))
      .thenRefused('id-taken');
    const two = allPassed({ a: '330100', b: '340100' }, '2025-09-25').given(posting('p1', ['a', 'b']), filing());
    two.when(command(someone, on('2025-10-09'), 'FileObjection', objection('o1', 'b', 'p1'))).thenRefused('id-taken');
  });
  it('is open to the public, not to a city under its own name', () => {
    inPublicity()
      .when({ ...filing(), by: city('340100') })
      .thenRefused('not-authorised', 'measure-2022/18');
  });
  it('produces an event that only the ministry sees', () => {
    for (const type of ['ObjectionFiled', 'ClueRecorded', 'ObjectionWithdrawn', 'ObjectionResolved'] as const)
      expect(classify(dossierEvents[type], null)).toBe('RESTRICTED');
  });
});

describe('the same person on the same grounds (decisions 43)', () => {
  const again = (more: Record<string, unknown> = {}) =>
    inPublicity()
      .given(filing('o1'))
      .when(filing('o2', on('2025-10-09', '11:00:00'), more));
  it.each([
    ['word for word', {}],
    ['in another spelling', { name: ' 某\u3000某', contact: '１３８０００００００0', grounds: '數據\u200B不符 ' }],
    ['with other evidence', { evidence: ['见附件'] }],
  ])('is recorded once more %s, with a warning and a link to the first', (_, more) => {
    const [event] = again(more).then('ObjectionFiled').thenWarns('same-objection').events;
    expect(event!.data).toMatchObject({ objectionId: 'o2', sameAs: 'o1', matter: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
  it.each([
    ['person', { name: '另一人' }],
    ['contact', { contact: '13900000000' }],
    ['grounds', { grounds: '程序不符' }],
  ])('is an objection of its own with another %s', (_, more) => {
    const [event] = again(more).then('ObjectionFiled').thenWarns().events;
    expect(event!.data).not.toHaveProperty('sameAs');
  });
  it('links a third to the first, and each waits for an answer or a withdrawal of its own', () => {
    const it = inPublicity().given(filing('o1'), filing('o2'));
    const [third] = it.when(filing('o3')).then('ObjectionFiled').thenWarns('same-objection').events;
    expect(third!.data).toMatchObject({ sameAs: 'o1' });
    expect(dossierOf(it).publicity?.objections.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['o1', null],
      ['o2', null],
      ['o3', null],
    ]);
  });
  it('leaves an anonymous clue without a digest of its content', () => {
    const [event] = inPublicity()
      .when(filing('o1', on('2025-10-09'), anonymous))
      .then('ClueRecorded').events;
    expect(event!.data).not.toHaveProperty('matter');
  });
});

describe('a letter that an officer enters', () => {
  it('is timely by its postmark, even if it arrives after the window', () => {
    const it = publicityClosed();
    const [event] = it
      .when(byOfficer(on('2025-10-13'), { receivedAt: on('2025-10-13', '09:00:00'), postmarkedOn: '2025-10-10' }))
      .then('ObjectionFiled').events;
    expect(event?.data).toMatchObject({ channel: 'paper', postmarkedOn: '2025-10-10' });
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
    it.when(conferring()).thenRefused('not-in-this-state', 'measure-2022/19');
    it.when(answering('o1', { outcome: 'dismissed' })).then('ObjectionResolved');
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('is timely if it was handed in within the window, even if it is entered later', () => {
    publicityClosed()
      .when(byOfficer(on('2025-10-13'), { receivedAt: on('2025-10-10', '17:00:00') }))
      .then('ObjectionFiled');
  });
  it('may arrive on the day of its postmark', () => {
    inPublicity()
      .when(byOfficer(on('2025-10-10'), { receivedAt: on('2025-10-10', '09:00:00'), postmarkedOn: '2025-10-10' }))
      .then('ObjectionFiled');
  });
  it('is late with a postmark after the window', () => {
    expect(
      reasonOf(
        publicityClosed()
          .when(byOfficer(on('2025-10-14'), { postmarkedOn: '2025-10-11' }))
          .then('ClueRecorded').events,
      ),
    ).toBe('late');
  });
  it('is timely if it was posted on the day of the notice', () => {
    inPublicity()
      .when(byOfficer(on('2025-09-28'), { postmarkedOn: '2025-09-26' }))
      .then('ObjectionFiled');
  });
  it('is no objection if it was posted before the notice', () => {
    expect(
      reasonOf(
        inPublicity()
          .when(byOfficer(on('2025-09-28'), { postmarkedOn: '2025-09-25' }))
          .then('ClueRecorded').events,
      ),
    ).toBe('before-window');
  });
  it('is recorded as paper even without stated dates', () => {
    expect(
      inPublicity()
        .when(byOfficer(on('2025-10-09')))
        .then('ObjectionFiled').events[0]?.data,
    ).toMatchObject({ channel: 'paper', postmarkedOn: null });
  });
  it('is a clue with a warning after the conferral', () => {
    const it = titled();
    it.when(byOfficer(on('2025-10-22'), { postmarkedOn: '2025-10-10' }))
      .then('ClueRecorded')
      .thenWarns('recorded-as-clue', 'title-already-conferred');
    expect(statusOf(it)).toBe('TITLED');
  });
  it('is an objection while another one is checked', () => {
    contested()
      .when(byOfficer(on('2025-10-13'), { objectionId: 'o2', postmarkedOn: '2025-10-10' }))
      .then('ObjectionFiled');
  });
  it('is a clue without a further warning if it was posted late and comes after the conferral', () => {
    titled()
      .when(byOfficer(on('2025-10-22'), { postmarkedOn: '2025-10-11' }))
      .then('ClueRecorded')
      .thenWarns('recorded-as-clue');
  });
  it('is too early before the minute of the notice, and timely in it', () => {
    const received = (time: string) => byOfficer(on('2025-09-28'), { receivedAt: on('2025-09-26', time) });
    expect(reasonOf(inPublicity().when(received('09:59:59')).then('ClueRecorded').events)).toBe('before-window');
    inPublicity().when(received('10:00:00')).then('ObjectionFiled');
  });
  it('counts to the notice that replaced one withdrawn after another, from the first of them', () => {
    const it = inPublicity().given(
      withdrawingNotice('p1', on('2025-09-28')),
      posting('p2', ['a'], on('2025-09-28', '11:00:00')),
      withdrawingNotice('p2', on('2025-09-29')),
      posting('p3', ['a'], on('2025-09-29', '11:00:00')),
    );
    const [event] = it.when(byOfficer(on('2025-09-30'), { postmarkedOn: '2025-09-27' })).then('ObjectionFiled').events;
    expect(event?.data).toMatchObject({ publicityId: 'p3' });
  });
  it('is timely after a provisional end, until the end is definite', () => {
    const it = allPassed({ a: '330100' }, '2026-12-28').given(posting('p1', ['a'], on('2026-12-28')));
    it.when(byOfficer(on('2027-01-20'))).then('ObjectionFiled');
    const voided = it.given(withdrawingNotice('p1', on('2027-01-19')));
    expect(reasonOf(voided.when(byOfficer(on('2027-01-20'), { objectionId: 'o2' })).then('ClueRecorded').events)).toBe('late');
  });
  it('is a clue if the conferral was denied, even under a later notice', () => {
    const it = contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
    const letter = byOfficer(on('2025-12-02'), { objectionId: 'o2', receivedAt: on('2025-10-22'), postmarkedOn: '2025-10-10' });
    it.fork().when(letter).then('ClueRecorded').thenWarns('recorded-as-clue');
    it.given(...throughReview('a', '330100', '2025-11-28'), posting('p2', ['a'], on('2025-12-01')));
    it.when(letter).then('ClueRecorded');
    it.when({ ...letter, with: { ...letter.with, publicityId: 'p2', postmarkedOn: '2025-12-01', receivedAt: undefined } }).thenRefused(
      'id-taken',
    );
  });
  it('is refused with a date in the future', () => {
    inPublicity()
      .when(byOfficer(on('2025-10-09'), { receivedAt: on('2025-10-10') }))
      .thenRefused('received-in-future', 'measure-2022/18');
    inPublicity()
      .when(byOfficer(on('2025-10-09'), { receivedAt: on('2025-10-08'), postmarkedOn: '2025-10-09' }))
      .thenRefused('received-in-future', 'measure-2022/18');
  });
  it('may be dated only by an officer', () => {
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { receivedAt: on('2025-10-09') }))
      .thenRefused('not-authorised', 'measure-2022/18');
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { postmarkedOn: '2025-10-08' }))
      .thenRefused('not-authorised', 'measure-2022/18');
  });
  it('keeps its id in use after the window has closed', () => {
    expect(dossierOf(contested()).publicity?.objections).toMatchObject([{ id: 'o1', outcome: null, investigationId: null }]);
  });
});

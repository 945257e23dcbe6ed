import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import {
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
  withdrawn,
} from '../testing/index.js';

const byOfficer = (at: string, more: Record<string, unknown> = {}) =>
  command(officer, at, 'FileObjection', objection('o1', 'a', 'p1', more));
const reasonOf = (events: readonly { data: unknown }[]) => (events[0]?.data as { reason?: string }).reason;

describe('FileObjection (第十八、十九条)', () => {
  it('by name and in the window is an objection; nothing of it is in the clear', () => {
    const it = inPublicity();
    const [event] = it.when(filing()).then('ObjectionFiled').thenWarns().events;
    expect(event?.data).toMatchObject({ timely: true, nameMode: 'real-name', channel: 'online', receivedAt: '2025-10-09T02:00:00.000Z' });
    expect(JSON.stringify(event)).not.toMatch(/某某|13800000000|数据不符/);
    expect(statusOf(it)).toBe('PUBLICITY_OPEN');
  });
  it('is in time to the last second of the last day', () => {
    inPublicity()
      .when(filing('o1', on('2025-10-10', '23:59:59')))
      .then('ObjectionFiled');
    const late = inPublicity()
      .when(filing('o1', on('2025-10-11', '00:00:00')))
      .then('ClueRecorded')
      .thenWarns('recorded-as-clue');
    expect(reasonOf(late.events)).toBe('late');
  });
  it('anonymous is a clue, and holds nothing up', () => {
    const it = inPublicity();
    const outcome = it
      .when(filing('o1', on('2025-10-09'), anonymous))
      .then('ClueRecorded')
      .thenWarns('recorded-as-clue');
    expect(outcome.events[0]?.data).toMatchObject({ reason: 'anonymous', identity: { name: null, contact: null } });
    it.when(passing(it, 'publicity-window')).then('PublicityClosed');
    expect(statusOf(it)).toBe('CLEARED');
  });
  it('is a clue when it is anonymous, though a name or a contact was given: both are kept sealed', () => {
    const { events } = inPublicity()
      .when(filing('o1', on('2025-10-09'), { nameMode: 'anonymous', name: undefined }))
      .then('ClueRecorded');
    expect(events[0]?.data).toMatchObject({ reason: 'anonymous', identity: { name: null, contact: { ref: 'vault-contact' } } });
  });
  it.each([[{ name: undefined }], [{ contact: undefined }]])('refuses half a name: %j', (more) => {
    inPublicity()
      .when(filing('o1', on('2025-10-09'), more))
      .thenRefused('name-and-contact', 'measure-2022/18');
  });
  it('is about a case of that notice', () => {
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { publicityId: 'p9' }))
      .thenRefused('not-in-this-notice', 'measure-2022/18');
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { caseId: 'zzz' }))
      .thenRefused('not-in-this-notice', 'measure-2022/18');
    underReview().when(filing()).thenRefused('not-in-this-notice', 'measure-2022/18');
    withdrawn().when(filing()).thenRefused('not-in-this-notice', 'measure-2022/18');
  });
  it('has an id of its own, in this dossier and in all', () => {
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
  it('is open to the public, not to a city in its own name', () => {
    inPublicity()
      .when({ ...filing(), by: city('340100') })
      .thenRefused('not-authorised', 'measure-2022/18');
  });
  it('and what comes of it is for the ministry alone', () => {
    for (const type of ['ObjectionFiled', 'ClueRecorded', 'ObjectionWithdrawn', 'ObjectionResolved'] as const)
      expect(classify(dossierEvents[type], null)).toBe('RESTRICTED');
  });
});

describe('a letter entered by an officer', () => {
  it('is timely when postmarked in the window, though it comes after', () => {
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
  it('handed in while the window was open is timely, entered when it may', () => {
    publicityClosed()
      .when(byOfficer(on('2025-10-13'), { receivedAt: on('2025-10-10', '17:00:00') }))
      .then('ObjectionFiled');
  });
  it('may come on the day it was posted', () => {
    inPublicity()
      .when(byOfficer(on('2025-10-10'), { receivedAt: on('2025-10-10', '09:00:00'), postmarkedOn: '2025-10-10' }))
      .then('ObjectionFiled');
  });
  it('postmarked after the window is late', () => {
    expect(
      reasonOf(
        publicityClosed()
          .when(byOfficer(on('2025-10-14'), { postmarkedOn: '2025-10-11' }))
          .then('ClueRecorded').events,
      ),
    ).toBe('late');
  });
  it('posted on the day of the notice is in time', () => {
    inPublicity()
      .when(byOfficer(on('2025-09-28'), { postmarkedOn: '2025-09-26' }))
      .then('ObjectionFiled');
  });
  it('posted before the notice is no objection to it', () => {
    expect(
      reasonOf(
        inPublicity()
          .when(byOfficer(on('2025-09-28'), { postmarkedOn: '2025-09-25' }))
          .then('ClueRecorded').events,
      ),
    ).toBe('before-window');
  });
  it('is paper also when the officer leaves the days to the clock', () => {
    expect(
      inPublicity()
        .when(byOfficer(on('2025-10-09')))
        .then('ObjectionFiled').events[0]?.data,
    ).toMatchObject({ channel: 'paper', postmarkedOn: null });
  });
  it('after the conferral is a clue and an alert', () => {
    const it = titled();
    it.when(byOfficer(on('2025-10-22'), { postmarkedOn: '2025-10-10' }))
      .then('ClueRecorded')
      .thenWarns('recorded-as-clue', 'title-already-conferred');
    expect(statusOf(it)).toBe('TITLED');
  });
  it('to a notice whose conferral was denied is a clue, also once a later notice stands', () => {
    const it = contested().given(answering('o1', { outcome: 'upheld', category: 'standard-unmet' }));
    const letter = byOfficer(on('2025-12-02'), { objectionId: 'o2', receivedAt: on('2025-10-22'), postmarkedOn: '2025-10-10' });
    it.fork().when(letter).then('ClueRecorded').thenWarns('recorded-as-clue');
    it.given(...throughReview('a', '330100', '2025-11-28'), posting('p2', ['a'], on('2025-12-01')));
    it.when(letter).then('ClueRecorded');
    it.when({ ...letter, with: { ...letter.with, publicityId: 'p2', postmarkedOn: '2025-12-01', receivedAt: undefined } }).thenRefused(
      'id-taken',
    );
  });
  it('does not come from the future', () => {
    inPublicity()
      .when(byOfficer(on('2025-10-09'), { receivedAt: on('2025-10-10') }))
      .thenRefused('received-in-future', 'measure-2022/18');
    inPublicity()
      .when(byOfficer(on('2025-10-09'), { receivedAt: on('2025-10-08'), postmarkedOn: '2025-10-09' }))
      .thenRefused('received-in-future', 'measure-2022/18');
  });
  it('is dated by the officer alone', () => {
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { receivedAt: on('2025-10-09') }))
      .thenRefused('not-authorised', 'measure-2022/18');
    inPublicity()
      .when(filing('o1', on('2025-10-09'), { postmarkedOn: '2025-10-08' }))
      .thenRefused('not-authorised', 'measure-2022/18');
  });
  it('keeps its id when the window has closed on it', () => {
    expect(dossierOf(contested()).publicity?.objections).toEqual([{ id: 'o1', outcome: null, investigationId: null }]);
  });
});

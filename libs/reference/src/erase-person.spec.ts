import type { NamedPerson } from '@minglu/kernel';
import { freePerson, type World } from '@minglu/kernel/testing';
import { erasure } from './erasure.js';
import { fresh } from './testing/fresh.js';

const person = (role: string, name: string) => ({ role, org: 'MIIT', person: name });
const [officer, approver] = [person('ministry-officer', 'officer-1'), person('ministry-approver', 'approver-1')];
const send = (by: typeof officer, name: string, data: object, more: object = {}) => ({
  by,
  at: '2026-01-02T09:00:00+08:00',
  do: name,
  with: { ...data },
  ...more,
});
const report = { reportId: 'r1', name: '某某', contact: '13800000000', content: '虚报' };
/** A world whose first event is a report. */
const reported = (): World => fresh().given(send(officer, 'FileReport', report));
const propose = (about: Partial<NamedPerson> | null = {}, by = officer) =>
  send(
    by,
    'ProposeErasure',
    { erasureId: 'e1', eventId: '1', ground: 'purpose-achieved' },
    { person: about && { ...freePerson, ...about } },
  );
const erase = (about: Partial<NamedPerson> | null = {}, by = approver) =>
  send(by, 'ErasePerson', { erasureId: 'e1', eventId: '1' }, { person: about && { ...freePerson, ...about } });
const matter = (endedOn: string | null) =>
  ({ matters: [{ of: 'r1', endedOn, about: [], recused: [] }] }) as unknown as Partial<NamedPerson>;

describe('the erasure of a person (pipl/47)', () => {
  it('is proposed by one officer and carried out by a second person, under the pseudonym alone', () => {
    const it = reported();
    const [proposed] = it.when(propose()).then('ErasureProposed').events;
    expect(proposed!.data).toEqual({
      erasureId: 'e1',
      eventId: '1',
      subject: 'person-1',
      ground: 'purpose-achieved',
      proposedBy: 'officer-1',
    });
    const [erased] = it.when(erase()).then('PersonErased').events;
    expect(erased!.data).toEqual({
      erasureId: 'e1',
      eventId: '1',
      subject: 'person-1',
      ground: 'purpose-achieved',
      key: 'key-1',
      texts: 2,
      erasedBy: 'approver-1',
    });
    expect(it.state(erasure('e1'))).toMatchObject({ isDone: true });
    it.when(erase()).thenRefused('already-erased', 'pipl/47');
  });

  it('has an id of its own', () => {
    reported().given(propose()).when(propose()).thenRefused('id-taken');
    reported().when(erase()).thenRefused('unknown-id');
  });

  it.each([
    ['the person who proposed it', person('ministry-approver', 'officer-1')],
    ['his delegate', { ...approver, onBehalfOf: 'officer-1' }],
  ])('is not carried out by %s', (_, by) => {
    reported().given(propose()).when(erase({}, by)).thenRefused('four-eyes', 'pipl/47');
  });

  it('needs an event that names who filed', () => {
    reported().when(propose(null)).thenRefused('no-person', 'pipl/47');
    // A second person whom an officer named did not file.
    reported()
      .when(propose({ filed: false }))
      .thenRefused('no-person', 'pipl/47');
    reported()
      .given(propose())
      .when(erase({ subject: 'person-2' }))
      .thenRefused('another-person', 'pipl/47');
  });

  it.each(['proposal', 'execution'])('is refused at its %s while something needs the data', (step) => {
    const at = (about: Partial<NamedPerson>) =>
      step === 'proposal' ? reported().when(propose(about)) : reported().given(propose()).when(erase(about));
    at({ key: null }).thenRefused('already-erased', 'pipl/47');
    at({ legalHolds: ['hold-1'] }).thenRefused('person-on-hold', 'pipl/47');
    at(matter(null)).thenRefused('matter-open', 'pipl/47');
    at(matter('2025-12-01')).thenRefused('retention-not-over', 'pipl/47', 'policy/personal-data-days');
  });

  it('may begin on the day after the time to keep the data', () => {
    // 183 days after 2025-07-02 is 2026-01-01.
    reported()
      .when(propose(matter('2025-07-02')))
      .then('ErasureProposed');
    const refused = reported()
      .when(propose(matter('2025-07-03')))
      .thenRefused('retention-not-over', 'pipl/47');
    expect(refused.refusal!.details).toEqual({ until: '2026-01-03' });
  });

  it.each(['ministry-approver', 'ministry-admin', 'auditor'])('is not proposed by %s', (role) => {
    reported()
      .when(propose({}, person(role, 'x')))
      .thenRefused('not-authorised', 'pipl/47');
  });
});

import type { NamedPerson } from '@minglu/kernel';
import { freePerson, type World } from '@minglu/kernel/testing';
import { fresh } from './testing/fresh.js';
import { unmasking } from './unmasking.js';

const person = (role: string, name: string) => ({ role, org: 'MIIT', person: name });
const [officer, approver] = [person('ministry-officer', 'officer-1'), person('ministry-approver', 'approver-1')];
const AT = '2026-01-02T09:00:00+08:00';
const send = (by: typeof officer, name: string, data: object, more: object = {}) => ({ by, at: AT, do: name, with: { ...data }, ...more });
const report = { reportId: 'r1', name: '某某', contact: '13800000000', content: '虚报', cityCode: '330100' };
const reported = (): World => fresh().given(send(officer, 'FileReport', report));
const ofMatter = { matters: [{ of: 'r1', endedOn: null, about: ['330100', '330000'], recused: ['officer-3'] }] };
const known = (about: Partial<NamedPerson> | null) => ({ person: about && { ...freePerson, ...ofMatter, ...about } });
const request = (by = officer, about: Partial<NamedPerson> | null = {}) =>
  send(by, 'RequestUnmasking', { unmaskingId: 'u1', eventId: '1', ground: '联系核实' }, known(about));
const approve = (by = approver, about: Partial<NamedPerson> | null = {}, eventId = '1') =>
  send(by, 'ApproveUnmasking', { unmaskingId: 'u1', eventId }, known(about));
/** A role of a person for an organisation, from today. */
const granted = (name: string, org: string) =>
  send(person('security-admin', 'security-1'), 'GrantRole', {
    person: name,
    grantId: `g-${name}`,
    role: 'municipal-authority',
    org,
    reasons: '兼任',
  });

describe('the reading of an identity (pipl/51)', () => {
  it('is requested with a ground by one officer, and approved by a second person for some hours', () => {
    const it = reported();
    const [requested] = it.when(request()).then('UnmaskingRequested').events;
    expect(requested!.data).toEqual({ unmaskingId: 'u1', eventId: '1', ground: '联系核实', requestedBy: 'officer-1' });
    const [approved] = it.when(approve()).then('UnmaskingApproved').events;
    const until = '2026-01-03T01:00:00.000Z';
    expect(approved!.data).toEqual({ unmaskingId: 'u1', eventId: '1', requestedBy: 'officer-1', approvedBy: 'approver-1', until });
    expect(it.state(unmasking('u1'))).toMatchObject({ approval: { approvedBy: 'approver-1', until } });
    it.when(approve()).thenRefused('already-approved', 'pipl/51');
  });

  it('has an id of its own, and concerns one event', () => {
    reported().given(request()).when(request()).thenRefused('id-taken');
    reported().when(approve()).thenRefused('unknown-id');
    const two = reported().given(send(officer, 'FileReport', { ...report, reportId: 'r2' }), request());
    two.when(approve(approver, {}, '2')).thenRefused('unknown-id');
  });

  it.each([
    ['the person who requested it', person('ministry-approver', 'officer-1')],
    ['his delegate', { ...approver, onBehalfOf: 'officer-1' }],
  ])('is not approved by %s', (_, by) => {
    reported().given(request()).when(approve(by)).thenRefused('four-eyes', 'pipl/51');
  });

  it('needs a name under a seal that is not erased', () => {
    reported().when(request(officer, null)).thenRefused('no-person', 'pipl/51');
    reported()
      .when(request(officer, { key: null }))
      .thenRefused('already-erased', 'pipl/47');
    reported()
      .given(request())
      .when(approve(approver, { key: null }))
      .thenRefused('already-erased', 'pipl/47');
  });

  it('is open to the name of a second person too', () => {
    reported()
      .when(request(officer, { filed: false, matters: [] }))
      .then('UnmaskingRequested');
  });

  it('is refused to an officer who is recused in the case', () => {
    reported()
      .when(request(person('ministry-officer', 'officer-3')))
      .thenRefused('officer-recused', 'pipl/51', 'measure-2022/17');
    reported()
      .given(request())
      .when(approve(person('ministry-approver', 'officer-3')))
      .thenRefused('officer-recused', 'pipl/51');
    // Who is recused between the request and its approval does not read either.
    const since = { matters: [{ ...ofMatter.matters[0]!, recused: ['officer-1'] }] } as Partial<NamedPerson>;
    reported().given(request()).when(approve(approver, since)).thenRefused('officer-recused', 'pipl/51');
  });

  it.each(['330100', '330000'])('is refused to a person with a role for %s, which the report is about', (org) => {
    reported().given(granted('officer-1', org)).when(request()).thenRefused('of-the-concerned-unit', 'pipl/51');
    reported().given(request(), granted('approver-1', org)).when(approve()).thenRefused('of-the-concerned-unit', 'pipl/51');
    reported().given(request(), granted('officer-1', org)).when(approve()).thenRefused('of-the-concerned-unit', 'pipl/51');
    reported().given(granted('officer-1', '440300')).when(request()).then('UnmaskingRequested');
  });

  it.each(['ministry-approver', 'ministry-admin', 'auditor', 'municipal-authority', 'applicant', 'public'])(
    'is not requested by %s',
    (role) => {
      reported()
        .when(request(person(role, 'x')))
        .thenRefused('not-authorised', 'pipl/51');
    },
  );
});

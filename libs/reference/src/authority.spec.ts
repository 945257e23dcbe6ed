import { authorities, authority, delegationTo, isInForce, roleFault, type Authority } from './authority.js';
import { fresh } from './testing/fresh.js';

const AT = '2026-03-02T01:00:00Z';
const TODAY = '2026-03-02';
const security = { role: 'security-admin', org: 'MIIT', person: 'security-1' };
const officer = { role: 'ministry-officer', org: 'MIIT', person: 'officer-1' };
const grant = (person: string, role: string, more: object = {}, by = security) => ({
  by,
  at: AT,
  do: 'GrantRole',
  with: { person, grantId: `${person}-${role}`, role, org: 'MIIT', reasons: '任职', ...more },
});
const revoke = (person: string, role: string, by = security) => ({
  by,
  at: AT,
  do: 'RevokeRole',
  with: { person, role, org: 'MIIT', reasons: '离任' },
});
const delegate = (more: object = {}, by = officer) => ({
  by,
  at: AT,
  do: 'DelegateTasks',
  with: { person: by.person, delegationId: 'd1', to: 'officer-2', until: '2026-03-13', reasons: '年休假', ...more },
});
const end = (by = officer, more: object = {}) => ({
  by,
  at: AT,
  do: 'EndDelegation',
  with: { person: 'officer-1', delegationId: 'd1', ...more },
});
const stateOf = (it: ReturnType<typeof fresh>, person: string): Authority => it.state(authority(person));

describe('a grant (decisions 46)', () => {
  it('is recorded from today, without an end, where no days are given', () => {
    const it = fresh();
    it.when(grant('p1', 'ministry-officer')).then('RoleGranted');
    expect(stateOf(it, 'p1').grants).toEqual([
      { grantId: 'p1-ministry-officer', role: 'ministry-officer', org: 'MIIT', from: TODAY, until: null },
    ]);
  });
  it.each([
    ['system-admin', 'security-admin'],
    ['security-admin', 'audit-admin'],
    ['audit-admin', 'system-admin'],
  ])('makes nobody both %s and %s', (one, other) => {
    fresh().given(grant('p1', one)).when(grant('p1', other)).thenRefused('roles-incompatible', 'measure-2022/4');
    // The first role may be still to come.
    fresh()
      .given(grant('p1', one, { from: '2026-05-01' }))
      .when(grant('p1', other))
      .thenRefused('roles-incompatible');
    fresh().given(grant('p1', one), revoke('p1', one)).when(grant('p1', other)).then('RoleGranted');
    fresh()
      .given(grant('p1', one, { until: '2026-03-31' }))
      .when(grant('p1', other, { from: '2026-04-01' }))
      .then('RoleGranted');
  });
  it('is given by the security administrator of the ministry, and never to himself', () => {
    fresh().when(grant('security-1', 'ministry-officer')).thenRefused('four-eyes', 'measure-2022/4');
    fresh()
      .when(grant('p1', 'ministry-officer', {}, { ...security, org: '340000' }))
      .thenRefused('not-authorised');
    fresh()
      .when(grant('p1', 'ministry-officer', {}, { ...security, role: 'ministry-admin' }))
      .thenRefused('not-authorised');
  });
  it('keeps a role of the ministry in the ministry', () => {
    fresh()
      .when(grant('p1', 'auditor', { org: '340000' }))
      .thenRefused('wrong-organisation');
    fresh()
      .when(grant('p1', 'applicant', { org: '340100' }))
      .then('RoleGranted');
  });
  it('has days in order, from today on, and is not given twice', () => {
    fresh()
      .when(grant('p1', 'expert', { from: '2026-03-01' }))
      .thenRefused('date-in-past');
    fresh()
      .when(grant('p1', 'expert', { until: '2026-03-01' }))
      .thenRefused('ends-before-it-begins');
    fresh()
      .given(grant('p1', 'expert'))
      .when(grant('p1', 'expert', { grantId: 'g2' }))
      .thenRefused('already-granted');
  });
});

describe('a revocation (decisions 46)', () => {
  it('bars a role that was granted or that the identity provider gave, until it is granted again', () => {
    const it = fresh();
    it.when(revoke('p1', 'ministry-officer')).then('RoleRevoked');
    expect(roleFault(stateOf(it, 'p1'), { role: 'ministry-officer', org: 'MIIT' }, TODAY, false)?.code).toBe('role-revoked');
    expect(roleFault(stateOf(it, 'p1'), { role: 'ministry-approver', org: 'MIIT' }, TODAY, false)).toBeNull();
    it.when(grant('p1', 'ministry-officer')).then('RoleGranted');
    expect(roleFault(stateOf(it, 'p1'), { role: 'ministry-officer', org: 'MIIT' }, TODAY, true)).toBeNull();
  });
  it('is not given twice, and not by the person himself', () => {
    fresh().given(revoke('p1', 'expert')).when(revoke('p1', 'expert')).thenRefused('already-revoked');
    fresh().when(revoke('security-1', 'security-admin')).thenRefused('four-eyes');
  });
  it('ends the delegations of that role', () => {
    const it = fresh();
    it.given(delegate(), revoke('officer-1', 'ministry-officer'));
    expect(stateOf(it, 'officer-1').delegations).toEqual([]);
  });
});

describe('the roles of a token', () => {
  const held = (...grants: Authority['grants']): Authority => ({ ...authorities.initial, grants });
  const systemAdmin = { grantId: 'g', role: 'system-admin', org: 'MIIT', from: '2026-01-01', until: null };

  it('count without a grant, unless grants are needed: then those of the ministry do not', () => {
    const of = (role: string, org: string, isGrantNeeded: boolean) => roleFault(held(), { role, org }, TODAY, isGrantNeeded)?.code ?? null;
    expect([of('auditor', 'MIIT', false), of('auditor', 'MIIT', true), of('audit-admin', 'MIIT', true)]).toEqual([
      null,
      'role-not-granted',
      'role-not-granted',
    ]);
    expect(of('applicant', '340100', true)).toBeNull();
  });
  it('count only within the days of a grant, where grants are needed', () => {
    const granted = held({ ...systemAdmin, role: 'auditor', until: '2026-03-01' });
    const on = (day: string) => roleFault(granted, { role: 'auditor', org: 'MIIT' }, day, true)?.code ?? null;
    expect([on('2025-12-31'), on('2026-01-01'), on('2026-03-01'), on('2026-03-02')]).toEqual([
      'role-not-granted',
      null,
      null,
      'role-not-granted',
    ]);
  });
  it('do not make an administrator of one kind one of another', () => {
    expect(roleFault(held(systemAdmin), { role: 'audit-admin', org: 'MIIT' }, TODAY, false)?.code).toBe('roles-incompatible');
    expect(roleFault(held(systemAdmin), { role: 'system-admin', org: 'MIIT' }, TODAY, true)).toBeNull();
  });
});

describe('a delegation (decisions 47)', () => {
  it('passes the work of one role to another person of the organisation, for a time', () => {
    const it = fresh();
    it.when(delegate()).then('TasksDelegated');
    const state = stateOf(it, 'officer-1');
    expect(delegationTo(state, { person: 'officer-2', org: 'MIIT' }, TODAY)).toMatchObject({ role: 'ministry-officer', org: 'MIIT' });
    expect(delegationTo(state, { person: 'officer-2', org: 'MIIT' }, '2026-03-14')).toBeUndefined();
    expect(delegationTo(state, { person: 'officer-2', org: '340000' }, TODAY)).toBeUndefined();
    expect(delegationTo(state, { person: 'officer-3', org: 'MIIT' }, TODAY)).toBeUndefined();
    expect(delegationTo(state, { person: 'officer-2', org: 'MIIT' }, TODAY, 'ministry-approver')).toBeUndefined();
  });
  it('is given in person, for oneself, to another', () => {
    fresh()
      .when(delegate({ to: 'officer-1' }))
      .thenRefused('four-eyes');
    fresh()
      .when(delegate({ person: 'officer-9' }))
      .thenRefused('not-authorised');
    fresh()
      .when(delegate({}, { ...officer, onBehalfOf: 'officer-9' } as never))
      .thenRefused('not-authorised');
    fresh()
      .when(delegate({}, { role: 'expert', org: '某大学', person: 'e1' }))
      .thenRefused('not-authorised');
  });
  it('lasts no longer than the policy says', () => {
    fresh()
      .when(delegate({ until: '2026-06-01' }))
      .then('TasksDelegated');
    fresh()
      .when(delegate({ until: '2026-06-02' }))
      .thenRefused('delegation-too-long', 'policy/delegation-days');
    fresh()
      .when(delegate({ from: '2026-03-01' }))
      .thenRefused('date-in-past');
    fresh()
      .when(delegate({ until: '2026-03-01' }))
      .thenRefused('ends-before-it-begins');
  });
  it('is ended by its giver or by the security administrator, and by no other person', () => {
    for (const by of [officer, security]) {
      const it = fresh();
      it.given(delegate()).when(end(by)).then('DelegationEnded');
      expect(stateOf(it, 'officer-1').delegations).toEqual([]);
    }
    fresh()
      .given(delegate())
      .when(end({ ...officer, person: 'officer-2' }))
      .thenRefused('not-authorised');
    fresh()
      .given(delegate())
      .when(end(officer, { delegationId: 'd2' }))
      .thenRefused('unknown-id');
  });
  it('is not given by a person whose role was revoked', () => {
    fresh().given(revoke('officer-1', 'ministry-officer')).when(delegate()).thenRefused('role-revoked');
  });
  it('counts on its first and last day', () => {
    const days = { from: '2026-03-02', until: '2026-03-03' };
    expect(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'].map((on) => isInForce(days, on))).toEqual([false, true, true, false]);
  });
});

describe('a sign-in (decisions 46)', () => {
  const login = (by: object, more: object = {}) => ({
    by: by as never,
    at: AT,
    do: 'RecordLogin',
    with: { person: 'officer-1', loginId: 'l1', ...more },
  });
  it('is recorded by the person himself', () => {
    const it = fresh();
    it.when(login(officer)).then('LoggedIn');
    it.when({ ...login(officer), do: 'RecordLogout' }).then('LoggedOut');
    fresh()
      .when(login(officer, { person: 'officer-2' }))
      .thenRefused('not-authorised');
    fresh()
      .when(login({ ...officer, onBehalfOf: 'officer-2' }))
      .thenRefused('not-authorised');
  });
});

import { ref } from '@minglu/kernel';
import { campaign } from './campaign.js';
import { confirmations } from './single-handed.js';
import { fresh } from './testing/fresh.js';

const person = (role: string, name: string, org = 'MIIT') => ({ role, org, person: name });
const admin = person('ministry-admin', 'admin-1');
const send = (by: typeof admin, name: string, data: object) => ({ by, at: '2025-01-02T09:00:00+08:00', do: name, with: { ...data } });
const policy = (more: object = {}, by = admin) =>
  send(by, 'SetPolicy', { key: 'policy/panel-minimum', value: 7, documentNumber: '3号', ...more });
const opening = {
  campaignId: 'c',
  programme: 'city',
  track: 'evaluation',
  year: 2025,
  documentNumber: '1号',
  opensAt: '2025-01-02T00:00:00+08:00',
  closesAt: '2025-02-01T00:00:00+08:00',
};
const confirm = (by = person('ministry-approver', 'approver-1'), eventId = '1') => send(by, 'ConfirmSingleHanded', { eventId });

describe('an act that needs two persons (decisions 40)', () => {
  it('is accepted from one person, and recorded as such', () => {
    const [set] = fresh().when(policy()).then('PolicySet').events;
    expect(set!.data).toMatchObject({ singleHanded: true });
    const it = fresh();
    const [opened] = it.when(send(admin, 'OpenCampaign', opening)).then('CampaignOpened').events;
    expect(opened!.data).toMatchObject({ singleHanded: true });
    expect(it.state(campaign('c'))).not.toHaveProperty('singleHanded');
  });
  it.each(['admin-1', 'admin-2'])('remains unconfirmed although its actor has typed the name %s, which is sealed', (approvedBy) => {
    const [set] = fresh().when(policy({ approvedBy })).then('PolicySet').events;
    expect(set!.data).toMatchObject({ singleHanded: true, approvedBy: { ref: 'vault-approvedBy' } });
  });
  it('has no mark if the system acted', () => {
    const [set] = fresh()
      .when(policy({}, person('system', 'system')))
      .then('PolicySet').events;
    expect(set!.data).not.toHaveProperty('singleHanded');
  });
});

describe('ConfirmSingleHanded', () => {
  it.each([person('ministry-approver', 'approver-1'), person('ministry-admin', 'admin-2')])('is the act of a second person: %j', (by) => {
    const it = fresh().given(policy());
    const [event] = it.when(confirm(by)).then('SingleHandedConfirmed').events;
    expect(event!.data).toEqual({ eventId: '1', targetType: 'PolicySet', confirmedBy: by.person });
    expect(it.state(ref(confirmations, '1'))).toBe(by.person);
    it.when(confirm(person('ministry-admin', 'admin-3'))).thenRefused('already-confirmed', 'measure-2022/4');
  });
  it.each(['ministry-admin', 'ministry-approver'])('is refused to the person who acted, also as %s', (role) => {
    fresh()
      .given(policy({ approvedBy: 'admin-2' }))
      .when(confirm(person(role, 'admin-1')))
      .thenRefused('four-eyes', 'measure-2022/4');
  });
  it('concerns an event that was recorded as single-handed', () => {
    fresh()
      .given(policy({}, person('system', 'system')))
      .when(confirm())
      .thenRefused('not-single-handed', 'measure-2022/4');
    fresh().given(policy()).when(confirm(undefined, '99')).thenRefused('unknown-id', 'measure-2022/4');
  });
  it.each([person('ministry-officer', 'officer-1'), person('auditor', 'auditor-1'), person('ministry-approver', 'x', '440000')])(
    'is not that of %j',
    (by) => {
      fresh().given(policy()).when(confirm(by)).thenRefused('not-authorised', 'measure-2022/4');
    },
  );
});

import { classify, ref } from '@minglu/kernel';
import { correctionEvents, corrections, correctionsIn, withCorrection } from './correction.js';
import { fresh } from './testing/fresh.js';

const person = (role: string, name: string, org = 'MIIT') => ({ role, org, person: name });
const officer = person('ministry-officer', 'officer-1');
const approver = person('ministry-approver', 'approver-1');
const send = (by: typeof officer, name: string, data: object) => ({ by, at: '2025-01-02T09:00:00+08:00', do: name, with: { ...data } });
const policy = send(person('ministry-admin', 'admin-1'), 'SetPolicy', { key: 'policy/panel-minimum', value: 7, documentNumber: '3号' });
const calendar = send(person('ministry-admin', 'admin-1'), 'PublishWorkCalendar', {
  year: 2030,
  noticeNumber: '2030',
  offDays: ['2030-01-01', '2030-02-04'],
  makeupWorkdays: ['2030-02-09'],
});
const policyNamingAnother = () => ({ ...policy, with: { ...policy.with, approvedBy: 'admin-2' } });
/** Event 1 sets a policy, event 2 publishes a calendar. */
const given = () => fresh().given(policy, calendar);
const propose = (more: object = {}, by = officer) =>
  send(by, 'CorrectRecord', { correctionId: 'k1', targetEventId: '1', field: 'documentNumber', newValue: '4号', reason: '笔误', ...more });
const approve = (by = approver, correctionId = 'k1') => send(by, 'ApproveCorrection', { correctionId });
const sealed = (field: string) => ({ ref: `vault-${field}`, commitment: '0'.repeat(64) });
const kept = {
  correctionId: 'k1',
  targetEventId: '1',
  field: 'documentNumber',
  newValue: sealed('newValue'),
  reason: sealed('reason'),
  targetType: 'PolicySet',
  value: '4号',
};
const proposed = { ...kept, targetStream: 'policy/national', proposedBy: 'officer-1' };

describe('CorrectRecord', () => {
  it('leaves the record unchanged and seals the new value in the vault', () => {
    const it = given();
    const before = it.events();
    const [event] = it.when(propose()).then('RecordCorrectionProposed').events;
    expect(event!.data).toEqual(proposed);
    expect(it.events().slice(0, before.length)).toEqual(before);
    expect(it.state(ref(corrections, 'k1'))).toEqual({ proposal: proposed, approved: [] });
  });
  it.each(['offDays', 'offDays[0]', 'offDays[1]', 'makeupWorkdays[0]', 'noticeNumber'])('finds the field %s', (field) => {
    given()
      .when(propose({ targetEventId: '2', field }))
      .then('RecordCorrectionProposed');
  });
  it.each([
    'offDays[2]',
    'offDays.length',
    'offDays[0].length',
    'offDays]',
    'offDays[',
    'offDays[x]',
    'toString',
    'noticeNumber[0]',
    'none',
  ])('finds no field %j', (field) => {
    const { refusal } = given()
      .when(propose({ targetEventId: '2', field }))
      .thenRefused('unknown-field', 'measure-2022/4');
    expect(refusal).toMatchObject({
      details: { field, type: 'WorkCalendarPublished' },
      message: { zh: `所指事件没有字段 ${field}`, en: `the event WorkCalendarPublished has no field ${field}` },
    });
  });
  it.each(['none', 'value.none', 'documentNumber.length'])('finds no field %j in a policy', (field) => {
    given().when(propose({ field })).thenRefused('unknown-field');
  });
  it.each(['.documentNumber', '[0].documentNumber', 'documentNumber]x', '.'])(
    'takes no path that begins or ends otherwise: %j',
    (field) => {
      given().when(propose({ field })).thenRefused('unknown-field');
    },
  );
  it('refers to an existing event, with an unused id', () => {
    given()
      .when(propose({ targetEventId: '99' }))
      .thenRefused('unknown-id');
    const { refusal } = given()
      .given(propose())
      .when(propose({ field: 'value' }))
      .thenRefused('id-taken');
    expect(refusal).toMatchObject({ legalBasis: [], details: { kind: 'correction', id: 'k1' }, message: { zh: '更正标识 k1 已被使用' } });
    given()
      .given(propose())
      .when(propose({ correctionId: 'k2' }))
      .then('RecordCorrectionProposed');
  });
  it('is reserved to an officer of the ministry', () => {
    for (const by of [approver, person('ministry-officer', 'o', '440000'), person('applicant', 'c', '330100')])
      given().when(propose({}, by)).thenRefused('not-authorised', 'measure-2022/4');
  });
});

describe('ApproveCorrection', () => {
  it('records the approver and the proposal', () => {
    const it = given().given(propose());
    const [event] = it.when(approve()).then('RecordCorrected').events;
    expect(event!.data).toEqual({ ...kept, approvedBy: 'approver-1' });
    expect(it.state(correctionsIn('policy/national'))).toMatchObject({ approved: ['k1'] });
  });
  it('is possible once, for a proposal', () => {
    const again = given().given(propose(), approve()).when(approve()).thenRefused('already-approved', 'measure-2022/4');
    expect(again.refusal!.details).toEqual({ correctionId: 'k1' });
    const none = given().given(propose()).when(approve(approver, 'k9')).thenRefused('unknown-id');
    expect(none.refusal).toMatchObject({ legalBasis: [], details: { kind: 'correction', id: 'k9' } });
    given().when(approve()).thenRefused('unknown-id');
  });
  it('needs a person other than the proposer', () => {
    const same = given()
      .given(propose())
      .when(approve(person('ministry-approver', 'officer-1')))
      .thenRefused('same-person', 'measure-2022/4');
    given()
      .given(propose())
      .when(approve({ ...person('ministry-approver', 'deputy'), onBehalfOf: 'officer-1' } as never))
      .thenRefused('same-person');
    expect(same.refusal!.details).toEqual({ correctionId: 'k1' });
  });
  it('is reserved to an approver of the ministry', () => {
    for (const by of [officer, person('ministry-approver', 'x', '440000')])
      given().given(propose()).when(approve(by)).thenRefused('not-authorised', 'measure-2022/4');
  });
});

describe('the correction of a public record (decisions 35)', () => {
  it('is public, without the reason, the persons and the sealed value', () => {
    const it = given().given(propose({ targetEventId: '2', field: 'offDays[0]', newValue: '2030-01-02' }));
    const [internal, published] = it.when(approve()).then('RecordCorrected', 'CorrectionPublished').events;
    expect(internal!.data).toMatchObject({ value: '2030-01-02', public: true, approvedBy: 'approver-1' });
    expect(published!.data).toEqual({
      correctionId: 'k1',
      targetEventId: '2',
      targetType: 'WorkCalendarPublished',
      field: 'offDays[0]',
      value: '2030-01-02',
    });
    expect(classify(correctionEvents.RecordCorrected, internal!.data)).toBe('RESTRICTED');
    expect(classify(correctionEvents.CorrectionPublished, published!.data)).toBe('PUBLIC');
  });
  it('is for the ministry if the record is not public', () => {
    const [event] = given().given(propose()).when(approve()).events;
    expect(classify(correctionEvents.RecordCorrected, event!.data)).toBe('RESTRICTED');
  });
  it('is for the ministry if the field stays inside (decisions 39)', () => {
    const year = { programme: 'city', track: 'evaluation', year: 2025, documentNumber: '9号' };
    const window = { opensAt: '2025-02-01T00:00:00+08:00', closesAt: '2025-03-01T00:00:00+08:00' };
    const it = given().given(send(person('ministry-admin', 'admin-1'), 'OpenCampaign', { campaignId: 'c', ...year, ...window }));
    it.given(propose({ targetEventId: '3', field: 'singleHanded', newValue: false }))
      .when(approve())
      .then('RecordCorrected');
    it.given(propose({ correctionId: 'k2', targetEventId: '3', newValue: '10号' }))
      .when(approve(approver, 'k2'))
      .then('RecordCorrected', 'CorrectionPublished');
  });
  it('seals a value that is sealed in the record', () => {
    const it = given().given(policyNamingAnother());
    const [event] = it.when(propose({ targetEventId: '3', field: 'approvedBy', newValue: 'admin-3' })).events;
    expect(event!.data).not.toHaveProperty('value');
    const [inside] = it.when(propose({ correctionId: 'k2', targetEventId: '3', field: 'approvedBy.ref', newValue: 'r' })).events;
    expect(inside!.data).not.toHaveProperty('value');
  });
});

describe('withCorrection', () => {
  it('replaces the value of a field in a copy', () => {
    const data = { a: [{ b: 1 }], c: 'x' };
    expect(withCorrection(data, 'a[0].b', 2)).toEqual({ a: [{ b: 2 }], c: 'x' });
    expect(withCorrection(data, 'c', null)).toEqual({ a: [{ b: 1 }], c: null });
    expect(data).toEqual({ a: [{ b: 1 }], c: 'x' });
    expect(withCorrection(data, 'a[1].b', 2)).toBe(data);
    expect(withCorrection(data, 'a[0].b.c', 2)).toBe(data);
    expect(withCorrection({ a: null }, 'a.b', 2)).toEqual({ a: null });
    const many = { a: Array.from({ length: 11 }, (_, at) => at) };
    expect(withCorrection(many, 'a[10]', 'x').a[10]).toBe('x');
  });
});

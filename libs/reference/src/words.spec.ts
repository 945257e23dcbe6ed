import { world } from '@minglu/kernel/testing';
import { referenceActs, referenceCategories } from './index.js';
import { admissionOf } from './words.js';

const person = (role: string, name: string, org = 'MIIT') => ({ role, org, person: name });
const approver = person('ministry-approver', 'approver-1');
const officer = person('ministry-officer', 'officer-1');
const send = (by: typeof approver, name: string, data: object) => ({ by, at: '2025-01-02T09:00:00+08:00', do: name, with: { ...data } });
const fresh = () => world(referenceActs as never, referenceCategories as never);

describe('IssueInterpretation, RecordLegalRuling (第二十七条)', () => {
  const word = { interpretationId: 'x1', question: '何谓每年', answer: '自然年', documentNumber: '1号', effectiveFrom: '2025-01-01' };
  const ruling = { rulingId: 'r1', question: '缺一年是否连续', ruling: '不连续', documentNumber: '2号' };
  it('are said once, under an id of their own', () => {
    const issue = send(approver, 'IssueInterpretation', word);
    fresh().when(issue).then('InterpretationIssued');
    fresh().given(issue).when(issue).thenRefused('id-taken');
    const record = send(approver, 'RecordLegalRuling', ruling);
    fresh().when(record).then('LegalRulingRecorded');
    fresh()
      .when(send(approver, 'RecordLegalRuling', { ...ruling, appliesTo: 't1' }))
      .then('LegalRulingRecorded');
    fresh().given(record).when(record).thenRefused('id-taken');
  });
  it('are the approver’s', () => {
    fresh()
      .when(send(officer, 'IssueInterpretation', word))
      .thenRefused('not-authorised', 'measure-2022/27');
    fresh()
      .when(send(officer, 'RecordLegalRuling', ruling))
      .thenRefused('not-authorised', 'measure-2022/27');
  });
});

describe('RecordLegalRuling on a prefecture that is no city (第七条；decisions 17)', () => {
  const ruling = (rulingId: string, more: object = {}) =>
    send(approver, 'RecordLegalRuling', { rulingId, question: '自治州可否申请', ruling: '可以申请', documentNumber: '2号', ...more });
  const admitted = (it: ReturnType<typeof fresh>, code = '532900') => it.state(admissionOf(code)).said;
  it('lets it apply, and says so to who recorded it', () => {
    for (const appliesTo of ['532900', ['532900', 'measure-2022/7', '532900']]) {
      const it = fresh();
      expect(admitted(it)).toBe(false);
      const { events, warnings } = it.when(ruling('r1', { appliesTo })).then('LegalRulingRecorded');
      expect(events[0]?.data).toMatchObject({ admits: ['532900'] });
      expect(warnings.map(({ code }) => code)).toEqual(['admits-to-application']);
      expect([admitted(it), admitted(it, '532300')]).toEqual([true, false]);
    }
  });
  it('may come a second time, and admits only whom no ruling has admitted', () => {
    const it = fresh().given(ruling('r1', { appliesTo: '532900' }));
    const [event] = it.when(ruling('r2', { appliesTo: ['532900', '152200'] })).then('LegalRulingRecorded').events;
    expect(event?.data).toMatchObject({ appliesTo: ['532900', '152200'], admits: ['152200'] });
    expect(it.when(ruling('r3', { appliesTo: '532900' })).then('LegalRulingRecorded').warnings).toEqual([]);
  });
  it('does not admit where it rules against it, nor a county-level city, a city or a case', () => {
    const it = fresh();
    for (const more of [{ appliesTo: '532900', eligible: false }, { appliesTo: ['320583', '330100', 't1'] }, {}]) {
      const { events, warnings } = it.when(ruling(`r-${JSON.stringify(more).length}`, more)).then('LegalRulingRecorded');
      expect(events[0]?.data).not.toHaveProperty('admits');
      expect(events[0]?.data).not.toHaveProperty('eligible');
      expect(warnings).toEqual([]);
    }
    expect([admitted(it), admitted(it, '320583')]).toEqual([false, false]);
  });
});

describe('CorrectRecord, ApproveCorrection', () => {
  const policy = send(person('ministry-admin', 'a1'), 'SetPolicy', { key: 'policy/panel-minimum', value: 7, documentNumber: '3号' });
  const propose = (more: object = {}) =>
    send(officer, 'CorrectRecord', {
      correctionId: 'k1',
      targetEventId: '1',
      field: 'documentNumber',
      newValue: '4号',
      reason: '笔误',
      ...more,
    });
  const approve = (by = approver) => send(by, 'ApproveCorrection', { correctionId: 'k1' });
  it('stand beside a record that exists, in a field that it has', () => {
    const it = fresh().given(policy);
    it.when(propose()).then('RecordCorrectionProposed');
    it.when(approve()).then('RecordCorrected');
    it.when(approve()).thenRefused('already-approved');
    it.when(propose()).thenRefused('id-taken');
    fresh()
      .given(policy)
      .when(propose({ targetEventId: '99' }))
      .thenRefused('unknown-id');
    for (const field of ['none', 'value.none', 'documentNumber.length'])
      fresh().given(policy).when(propose({ field })).thenRefused('unknown-field');
  });
  it('take two persons', () => {
    fresh()
      .given(policy, propose())
      .when(approve(person('ministry-approver', 'officer-1')))
      .thenRefused('same-person');
    fresh().when(approve()).thenRefused('unknown-id');
  });
});

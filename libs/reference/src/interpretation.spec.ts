import { classify } from '@minglu/kernel';
import { admissionOf, rulingEvents, rulingOf } from './interpretation.js';
import { fresh } from './testing/fresh.js';

const person = (role: string, name: string, org = 'MIIT') => ({ role, org, person: name });
const approver = person('ministry-approver', 'approver-1');
const officer = person('ministry-officer', 'officer-1');
const send = (by: typeof approver, name: string, data: object) => ({ by, at: '2025-01-02T09:00:00+08:00', do: name, with: { ...data } });

describe('IssueInterpretation, RecordLegalRuling (第二十七条)', () => {
  const word = { interpretationId: 'x1', question: '何谓每年', answer: '自然年', documentNumber: '1号', effectiveFrom: '2025-01-01' };
  const ruling = { rulingId: 'r1', question: '缺一年是否连续', ruling: '不连续', documentNumber: '2号' };
  it('are issued once, with an unused id', () => {
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
  it('keep to whom a ruling applies, and restrict one on a case', () => {
    const applied = (appliesTo?: string) => {
      const it = fresh();
      const [event] = it.when(send(approver, 'RecordLegalRuling', { ...ruling, appliesTo })).then('LegalRulingRecorded').events;
      const { appliesTo: kept } = it.state(rulingOf('r1'));
      return [classify(rulingEvents.LegalRulingRecorded, event!.data), kept, 'appliesTo' in (event!.data as object)];
    };
    expect(applied('t1')).toEqual(['RESTRICTED', ['t1'], true]);
    expect(applied()).toEqual(['INTERNAL', [], false]);
    expect(fresh().state(rulingOf('r9'))).toEqual({ issued: false, appliesTo: [] });
    expect(classify(rulingEvents.LegalRulingRecorded, { appliesTo: [] } as never)).toBe('INTERNAL');
  });
  it('are reserved to the approver', () => {
    fresh()
      .when(send(officer, 'IssueInterpretation', word))
      .thenRefused('not-authorised', 'measure-2022/27');
    fresh()
      .when(send(officer, 'RecordLegalRuling', ruling))
      .thenRefused('not-authorised', 'measure-2022/27');
  });
});

describe('RecordLegalRuling on a prefecture that is not a city (第七条; decisions 17)', () => {
  const ruling = (rulingId: string, more: object = {}) =>
    send(approver, 'RecordLegalRuling', { rulingId, question: '自治州可否申请', ruling: '可以申请', documentNumber: '2号', ...more });
  const admitted = (it: ReturnType<typeof fresh>, code = '532900') => it.state(admissionOf(code)).issued;
  it('lets it apply, and warns the approver of that', () => {
    for (const appliesTo of ['532900', ['532900', 'measure-2022/7', '532900']]) {
      const it = fresh();
      expect(admitted(it)).toBe(false);
      const { events } = it.when(ruling('r1', { appliesTo })).then('LegalRulingRecorded').thenWarns('admits-to-application');
      expect(events[0]?.data).toMatchObject({ admits: ['532900'] });
      expect([admitted(it), admitted(it, '532300')]).toEqual([true, false]);
    }
  });
  it('names each prefecture that it lets apply', () => {
    fresh()
      .when(ruling('r1', { appliesTo: ['532900', '152200'] }))
      .thenWarns('admits-to-application');
  });
  it('admits only prefectures that no earlier ruling has admitted', () => {
    const it = fresh().given(ruling('r1', { appliesTo: '532900' }));
    const [event] = it.when(ruling('r2', { appliesTo: ['532900', '152200'] })).then('LegalRulingRecorded').events;
    expect(event?.data).toMatchObject({ appliesTo: ['532900', '152200'], admits: ['152200'] });
    it.when(ruling('r3', { appliesTo: '532900' }))
      .then('LegalRulingRecorded')
      .thenWarns();
  });
  it('admits no prefecture that it rules against, and no county-level city, city or case', () => {
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

import { formerDivisions } from '@minglu/regulation';
import { succession } from './succession.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const NOW = '2025-05-06T09:00:00+08:00';
const merging = { kind: 'merged', code: '370900', newCode: '370100', effectiveDate: '2025-06-01', documentNumber: '国函〔2025〕1号' };
let n = 0;
const record = (more: object = {}, by = admin, at = NOW) => ({
  by,
  at,
  do: 'RecordDivisionChange',
  with: { changeId: `c${(n += 1)}`, ...merging, ...more },
});
const recoding = { kind: 'recoded', code: '371600', newCode: '373000' };
const renaming = { kind: 'renamed', code: '420600', newCode: undefined, newName: '襄樊市' };
const upgrading = { kind: 'upgraded', code: '522700', newCode: '525000', newName: '黔南市' };

describe('RecordDivisionChange (decisions 38)', () => {
  it.each([
    ['a merger, with the name of the successor', {}, { newCode: '370100', newName: '济南市' }],
    ['a new code, with the name as it was', recoding, { newCode: '373000', newName: '滨州市' }],
    ['a new code with a new name', { ...recoding, newName: '渤海市' }, { newCode: '373000', newName: '渤海市' }],
    ['a new name, with the code as it was', renaming, { newCode: '420600', newName: '襄樊市' }],
    ['an upgrade to a city', upgrading, { newCode: '525000', newName: '黔南市' }],
    [
      'an upgrade to a direct municipality',
      { kind: 'upgraded', code: '210200', newCode: '830000', newClass: 'direct-municipality' },
      { newCode: '830000', newName: '大连市', newClass: 'direct-municipality' },
    ],
    [
      'an upgrade that keeps the code',
      { kind: 'upgraded', code: '450100', newCode: undefined, newClass: 'sub-provincial-city' },
      { newCode: '450100' },
    ],
    ['a county that becomes part of a city', { code: '370983', newCode: '370100' }, { newName: '济南市' }],
  ])('records %s', (_, more, expected) => {
    const it = fresh();
    const [event] = it.when(record(more)).then('DivisionChanged').thenWarns().events;
    expect(event!.data).toMatchObject({ effectiveDate: '2025-06-01', documentNumber: '国函〔2025〕1号', ...expected });
    expect(it.state(succession).divisions.slice(formerDivisions.length)).toEqual([event!.data]);
  });
  it('warns of a change that took effect before it is recorded', () => {
    fresh()
      .when(record({ effectiveDate: '2025-05-05' }))
      .then('DivisionChanged')
      .thenWarns('recorded-after-its-day');
    fresh()
      .when(record({ effectiveDate: '2025-05-06' }))
      .then('DivisionChanged')
      .thenWarns();
  });
  it('refuses an id in use', () => {
    fresh()
      .given(record({ changeId: 'x' }))
      .when(record({ ...recoding, changeId: 'x' }))
      .thenRefused('id-taken');
  });
  it('is reserved to the ministry administrator', () => {
    fresh()
      .when(record({}, { ...admin, role: 'ministry-officer' }))
      .thenRefused('not-authorised', 'measure-2022/7');
    fresh()
      .when(record({}, { ...admin, org: '370000' }))
      .thenRefused('not-authorised', 'measure-2022/7');
  });

  it.each([
    ['a code that never was', { code: '379900' }, 'unknown-division'],
    ['a successor that does not exist', { newCode: '379900' }, 'unknown-division'],
    ['a successor in a province that does not exist', { ...recoding, newCode: '993000' }, 'unknown-division'],
    ['a merger into itself', { newCode: '370900' }, 'successor-is-itself'],
    ['a merger without a successor', { newCode: undefined }, 'successor-is-itself'],
    ['a new code that is the old one', { ...recoding, newCode: '371600' }, 'successor-is-itself'],
    ['a new code that is a division already', { ...recoding, newCode: '370100' }, 'division-code-in-use'],
    ['an upgrade to a code in use', { ...upgrading, newCode: '520100' }, 'division-code-in-use'],
    ['a new code of another level', { ...recoding, newCode: '373001' }, 'division-level-wrong'],
    ['a merger into a lower level', { newCode: '370983' }, 'division-level-wrong'],
    ['an upgrade to a lower level', { ...upgrading, newCode: '525001' }, 'division-level-wrong'],
    ['the name that it has', { ...renaming, newName: '襄阳市' }, 'division-unchanged'],
    ['a new name that is not given', { ...renaming, newName: undefined }, 'division-unchanged'],
    ['an upgrade that changes nothing', { ...upgrading, newCode: undefined }, 'division-unchanged'],
    ['a change of name that changes the code', { ...renaming, newCode: '420699' }, 'renamed-keeps-its-code'],
    ['a class without an upgrade', { ...renaming, newClass: 'county-unit' }, 'class-without-upgrade'],
  ])('refuses %s', (_, more, code) => {
    fresh().when(record(more)).thenRefused(code, 'measure-2022/7');
  });

  it('refuses a second successor, on that day or another one', () => {
    const it = fresh().given(record());
    for (const effectiveDate of ['2025-05-20', '2025-06-01', '2025-07-01'])
      it.fork()
        .when(record({ newCode: '371100', effectiveDate }))
        .thenRefused('division-succeeded', 'measure-2022/7');
    it.when(record({ ...recoding, code: '370900', effectiveDate: '2025-05-20' })).thenRefused('division-succeeded', 'measure-2022/7');
  });
  it('lets the name change until the day of the succession, not after it', () => {
    const it = fresh().given(record());
    const named = { kind: 'renamed', newCode: undefined, newName: '岱宗市' };
    it.fork()
      .when(record({ ...named, effectiveDate: '2025-05-31' }))
      .then('DivisionChanged');
    it.when(record({ ...named, effectiveDate: '2025-06-01' })).thenRefused('division-succeeded', 'measure-2022/7');
  });
  it('refuses a successor that has a successor itself on that day', () => {
    const it = fresh().given(record());
    const into = { code: '371100', newCode: '370900' };
    it.fork()
      .when(record({ ...into, effectiveDate: '2025-05-31' }))
      .then('DivisionChanged');
    it.when(record(into)).thenRefused('division-succeeded', 'measure-2022/7');
  });
  it('refuses a circle, however long', () => {
    const it = fresh().given(record({ code: '371100', newCode: '370900' }), record());
    it.when(record({ code: '370100', newCode: '371100', effectiveDate: '2025-05-20' })).thenRefused('succession-cycle', 'measure-2022/7');
    it.when(record({ ...recoding, code: '370100', newCode: '370900' })).thenRefused('succession-cycle', 'measure-2022/7');
    it.when(record({ ...upgrading, code: '370100', newCode: '370900' })).thenRefused('succession-cycle', 'measure-2022/7');
  });
  it('refuses a code that a change has introduced already', () => {
    fresh()
      .given(record(recoding))
      .when(record({ ...recoding, code: '371500' }))
      .thenRefused('division-code-in-use', 'measure-2022/7');
  });
  it('takes a code that a change has introduced as a division from its day on', () => {
    const it = fresh().given(record(recoding));
    it.fork()
      .when(record({ code: '373000', effectiveDate: '2025-06-01' }))
      .then('DivisionChanged');
    it.when(record({ code: '373000', effectiveDate: '2025-05-31' })).thenRefused('unknown-division', 'measure-2022/7');
  });
  it('refuses a day further ahead than the ministry allows', () => {
    fresh()
      .when(record({ effectiveDate: '2025-08-06' }))
      .then('DivisionChanged');
    fresh()
      .when(record({ effectiveDate: '2025-08-07' }))
      .thenRefused('effective-too-far-ahead', 'measure-2022/7', 'policy/effect-ahead-days');
  });
});

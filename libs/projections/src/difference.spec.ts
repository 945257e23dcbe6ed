import fc from 'fast-check';
import { dossiers } from '@minglu/dossier';
import { inWords } from './replay.js';
import { changed, differenceOf, keyed, type Change } from './difference.js';
import { sentenceOf } from './difference-words.js';
import { descriptionOfField, nameOfField } from './field-names.js';
import { wordOf, WORDS } from './names.js';

type Tree = { readonly [name: string]: Tree | readonly unknown[] | string | number | null };
const tree = fc.letrec<{ tree: Tree; leaf: string | number | null }>((tie) => ({
  leaf: fc.oneof(fc.constantFrom('a', 'b'), fc.nat(3), fc.constant(null)),
  tree: fc.dictionary(
    fc.constantFrom('x', 'y', 'z'),
    fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('tree'), fc.array(tie('leaf'), { maxLength: 3 })) as never,
    {
      noNullPrototype: true,
    },
  ) as never,
})).tree;

const back = (changes: readonly Change[]): readonly Change[] =>
  changes.map(({ path, before, after }) => ({
    path,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  }));

describe('the difference between two pieces of data', () => {
  it('leads from the one to the other, and backwards to the first', () => {
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        const changes = differenceOf(one, other);
        expect(changed(keyed(one), changes)).toEqual(keyed(other));
        expect(changed(keyed(other), back(changes))).toEqual(keyed(one));
        expect(differenceOf(other, one)).toEqual(expect.arrayContaining([...back(changes)]));
      }),
    );
  });
  it('is empty between equal data', () => {
    fc.assert(fc.property(tree, (one) => expect(differenceOf(one, structuredClone(one))).toEqual([])));
  });
  it('knows the items of a list by their facts, so that their order counts for nothing', () => {
    const figure = (indicator: string, value: string) => ({ indicator, value, unit: '亿元', dataYear: 2024 });
    const [one, two] = [figure('A1.1', '812.40'), figure('A2.1', '13.1')];
    expect(differenceOf([one, two], [two, one])).toEqual([]);
    expect(differenceOf({ figures: [one, two] }, { figures: [two, figure('A1.1', '900'), figure('B1', '1')] })).toEqual([
      { path: ['figures', 'A1.1 2024', 'value'], before: '812.40', after: '900' },
      { path: ['figures', 'B1 2024'], after: figure('B1', '1') },
    ]);
  });
  it('tells items apart that have the same facts', () => {
    expect(differenceOf(['a', 'a'], ['a'])).toEqual([{ path: ['a #2'], before: 'a' }]);
  });
});

describe('a change in words', () => {
  it.each([
    [{ path: ['status'], before: 'CREATING', after: 'REVIEW_REQUESTED' }, '状态：由“创建中”改为“已申请评审”。'],
    [{ path: ['flags', 'OVERDUE'], after: 'OVERDUE' }, '标记“创建逾期”：增加“创建逾期”。'],
    [
      { path: ['deadlines', 'publicity-window p-1', 'lastDay'], before: '2025-10-10', after: '2025-10-13' },
      '期限“公示期满 p-1”的最后一日：由“2025-10-10”改为“2025-10-13”。',
    ],
    [
      { path: ['plans', 'plan', 'goals', '软件业务收入 2025', 'target'], before: '1000 亿元', after: '900 亿元' },
      '计划的发展提升计划的发展目标“软件业务收入 2025”的目标值：由“1000 亿元”改为“900 亿元”。',
    ],
    [{ path: ['titleId'], before: 't-1', after: null }, '称号：不再有“t-1”。'],
    [
      { path: ['materials', '申请书'], after: { name: '申请书', size: null, at: '2025-03-01T01:00:00.000Z' } },
      '材料“申请书”：增加（名称“申请书”，at“2025-03-01 09:00”）。',
    ],
    [{ path: ['disclosed'], before: false, after: true }, '已公开：由“否”改为“是”。'],
  ])('is a sentence in Chinese: %j', (change, zh) => expect(sentenceOf(change).zh).toBe(zh));
  it('has English beside it', () => {
    expect(inWords({ path: ['deadlines', 'publicity-window p-1', 'lastDay'], before: '2025-10-10', after: '2025-10-13' })).toMatchObject({
      path: ['deadlines', 'publicity-window p-1', 'lastDay'],
      sentence: { en: 'deadlines › “publicity-window p-1” › last day: from “2025-10-10” to “2025-10-13”.' },
    });
  });
  it('has a Chinese name for every field of every event of a dossier', () => {
    const fieldsOf = (schema: unknown): readonly string[] => {
      if (typeof schema !== 'object' || schema === null) return [];
      const { properties = {}, items, anyOf = [] } = schema as { properties?: object; items?: unknown; anyOf?: readonly unknown[] };
      return [...Object.keys(properties), ...[...Object.values(properties), items, ...anyOf].flatMap(fieldsOf)];
    };
    const fields = new Set(Object.values(dossiers.events).flatMap(({ payload }) => fieldsOf(payload)));
    expect(fields.size).toBeGreaterThan(150);
    expect([...fields].filter((field) => nameOfField(field) === undefined)).toEqual([]);
  });
  it('has a Chinese word for every code in every event of a dossier', () => {
    // A closed set of codes says them as constants or as examples. Numbers, dates and formulas are no codes.
    const codesOf = (schema: unknown): readonly string[] => {
      if (typeof schema !== 'object' || schema === null) return [];
      const {
        properties = {},
        items,
        anyOf = [],
        const: one,
        examples = [],
        enum: several = [],
      } = schema as {
        readonly [keyword: string]: readonly unknown[] | undefined;
      };
      const own = [one, ...examples, ...several].filter(
        (code): code is never => typeof code === 'string' && /^[A-Za-z][A-Za-z-]*$/.test(code),
      );
      return [...own, ...[...Object.values(properties), items, ...anyOf].flatMap(codesOf)];
    };
    const codes = new Set(Object.values(dossiers.events).flatMap(({ payload }) => codesOf(payload)));
    expect(codes.size).toBeGreaterThan(100);
    expect([...codes].filter((code) => !/\p{Script=Han}/u.test(wordOf(code)))).toEqual([]);
    expect(Object.values(WORDS).filter((word) => !/\p{Script=Han}/u.test(word))).toEqual([]);
  });
  it('says the kinds of papers and the events of a decision in Chinese', () => {
    const change: Change = {
      path: ['materials', 'written-application-report 报告.pdf'],
      after: { kind: 'written-application-report', name: '报告.pdf' },
    };
    expect(sentenceOf(change).zh).toBe('材料“书面申请报告 报告.pdf”：增加（种类“书面申请报告”，名称“报告.pdf”）。');
    expect(sentenceOf({ path: ['decision'], after: 'FormalReviewRejected' }).zh).not.toContain('FormalReviewRejected');
  });

  it('takes names and descriptions of fields from one table', () => {
    expect([nameOfField('comment'), descriptionOfField('comment')]).toEqual(['评语', '评语 / comment']);
    expect([nameOfField('caseId'), descriptionOfField('caseId')]).toEqual(['案卷', '案卷标识 / id of the dossier']);
    // Fields of dossiers that no payload has, of payloads that no dossier has, and no field.
    expect([nameOfField('overdue'), descriptionOfField('overdue')]).toEqual(['逾期', undefined]);
    expect([nameOfField('offDays'), descriptionOfField('offDays')]).toEqual([undefined, '放假日 / days off']);
    expect([nameOfField('constructor'), descriptionOfField('constructor')]).toEqual([undefined, undefined]);
  });
});

import { accept, dayOf, id, newEvent, record, refuse, text, Type, warn, type Day, type Refused, type Static } from '@minglu/kernel';
import {
  DIVISION_CHANGE_NAMES,
  divisionChangeFields,
  divisionCode,
  divisionOn,
  levelOf,
  LEVELS,
  type Division,
  type DivisionChange,
} from '@minglu/regulation';
import { byMinistryAdmin, idTaken, referenceAct } from './act.js';
import { effectAhead } from './date-limits.js';
import { policies, tooFarAhead } from './policy.js';
import { CHANGE, divisionSucceeded, succession, successionEvents } from './succession.js';

const BASIS = 'measure-2022/7';
const payload = record({
  changeId: id(),
  kind: divisionChangeFields.kind,
  code: divisionCode(),
  newCode: Type.Optional(divisionCode()),
  newName: Type.Optional(text(200)),
  newClass: divisionChangeFields.newClass,
  effectiveDate: divisionChangeFields.effectiveDate,
  documentNumber: text(200),
});
type Given = Static<typeof payload>;

/**
 * Records that a document renames, recodes, merges or upgrades a division (decisions 38). From `effectiveDate` on its cases and
 * titles belong to the successor. A merged division passes into `newCode`, which exists; a recoded one gets a code of its own.
 */
export const recordDivisionChange = referenceAct({
  command: 'RecordDivisionChange',
  route: 'POST /division-changes',
  newId: 'changeId',
  title: { zh: '登记行政区划变更', en: 'Record a change of a division' },
  legalBasis: [BASIS, 'measure-2022/9'],
  payload,
  dates: { effectiveDate: { notAfter: [effectAhead], effect: 'the successor, the name or the place counts from the day' } },
  example: () => ({ kind: 'renamed', code: '441900', newName: '新东莞市', effectiveDate: '2026-01-01', documentNumber: '国函〔2025〕1号' }),
  by: byMinistryAdmin,
  on: () => [succession],
  reads: () => ({ policies }),
  decide: ({ data, at }, { state: { divisions, changeIds } }, { policies: set }) => {
    if (changeIds.includes(data.changeId)) return idTaken(CHANGE, data.changeId);
    const on = data.effectiveDate;
    const was = divisionOn(divisions, data.code, on);
    if (was === null) return unknownDivision(data.code);
    const change = { ...data, newCode: data.newCode ?? data.code, newName: data.newName ?? was.name };
    const refused =
      alreadySucceeded(divisions, change, was) ??
      RULES[data.kind](divisions, change, was) ??
      classWithoutUpgrade(data) ??
      tooFarAhead(on, at, BASIS, set.state);
    if (refused) return refused;
    const newName = change.kind === 'merged' ? divisionOn(divisions, change.newCode, on)!.name : change.newName;
    return accept(
      [newEvent(successionEvents.DivisionChanged, { ...change, newName })],
      on < dayOf(at)
        ? [
            warn(
              'recorded-after-its-day',
              BASIS,
              '变更自更早之日起生效，其后已办事项不变',
              'it takes effect on an earlier day; acts since then stand',
            ),
          ]
        : [],
    );
  },
});

type Change = Given & Pick<DivisionChange, 'newCode' | 'newName'>;
type Rule = (divisions: readonly DivisionChange[], change: Change, was: Division) => Refused | null;

const unknownDivision = (code: string): Refused =>
  refuse('unknown-division', BASIS, `该日没有行政区划 ${code}`, `there is no division ${code} on that day`, { code });

/** A division has one successor at most. Its name may change until the day of the succession. */
const alreadySucceeded: Rule = (divisions, { kind, code }, was) => {
  if (was.code !== code) return divisionSucceeded(BASIS, code, was);
  const later = kind === 'renamed' ? undefined : divisions.find((one) => one.code === code && one.newCode !== code);
  return later ? divisionSucceeded(BASIS, code, { code: later.newCode, name: later.newName }) : null;
};

const classWithoutUpgrade = ({ kind, newClass }: Given): Refused | null =>
  newClass === undefined || kind === 'upgraded'
    ? null
    : refuse('class-without-upgrade', BASIS, '只有升格变更类别', 'only an upgrade changes the class', { kind, newClass });

const itself: Rule = (_, { code, newCode }) =>
  code === newCode
    ? refuse('successor-is-itself', BASIS, '承继的行政区划不能是其本身', 'a division cannot succeed itself', { code })
    : null;

/** The successors of `newCode`, followed to their end, lead back to `code`. */
const cycle: Rule = (divisions, { code, newCode }) => {
  const passed = new Set<string>();
  for (let next: string | undefined = newCode; next !== undefined && !passed.has(next);) {
    if (next === code)
      return refuse('succession-cycle', BASIS, `${newCode} 已由 ${code} 承继，不能互相承继`, `${code} already follows ${newCode}`, {
        code,
        newCode,
      });
    passed.add(next);
    next = divisions.find((one) => one.code === next && one.newCode !== next)?.newCode;
  }
  return null;
};

/** A new code must be new, and lie in a province that exists. */
const newCodeOf: Rule = (divisions, { newCode, effectiveDate }) => {
  const used = divisionOn(divisions, newCode, LAST_DAY) ?? divisions.find((one) => one.newCode === newCode);
  if (used)
    return refuse(
      'division-code-in-use',
      BASIS,
      `代码 ${newCode} 已有行政区划；并入现有行政区划的，类别为“${DIVISION_CHANGE_NAMES.merged}”`,
      `${newCode} is a division already; a division that becomes part of it is merged`,
      { newCode },
    );
  const province = `${newCode.slice(0, 2)}0000`;
  return province === newCode || divisionOn(divisions, province, effectiveDate) ? null : unknownDivision(province);
};
const LAST_DAY = '2199-12-31' as Day;

/** 0 for the highest level. */
const rank = (level: Division['level']): number => LEVELS.indexOf(level);

const unchanged = refuse('division-unchanged', BASIS, '名称、代码和类别均未变更', 'neither the name nor the code nor the class changes');
const wrongLevel = (kind: Change['kind']): Refused =>
  refuse(
    'division-level-wrong',
    BASIS,
    `新代码的层级与类别“${DIVISION_CHANGE_NAMES[kind]}”不符`,
    `the level of the new code does not fit the kind ${kind}`,
    {
      kind,
    },
  );

const RULES: Readonly<Record<Change['kind'], Rule>> = {
  renamed: (_, { code, newCode, newName }, was) => {
    if (newCode !== code)
      return refuse('renamed-keeps-its-code', BASIS, '更名不变更代码；代码变更的，类别为“代码变更”', 'a renamed division keeps its code', {
        newCode,
      });
    return newName === was.name ? unchanged : null;
  },
  recoded: (divisions, change, was) =>
    itself(divisions, change, was) ??
    cycle(divisions, change, was) ??
    newCodeOf(divisions, change, was) ??
    (levelOf(change.newCode) === was.level ? null : wrongLevel('recoded')),
  merged: (divisions, change, was) => {
    const barred = itself(divisions, change, was) ?? cycle(divisions, change, was);
    if (barred) return barred;
    const into = divisionOn(divisions, change.newCode, change.effectiveDate);
    if (into === null) return unknownDivision(change.newCode);
    if (into.code !== change.newCode) return divisionSucceeded(BASIS, change.newCode, into);
    return rank(into.level) > rank(was.level) ? wrongLevel('merged') : null;
  },
  upgraded: (divisions, change, was) => {
    if (change.newCode === change.code) return (change.newClass ?? was.class) === was.class ? unchanged : null;
    return (
      cycle(divisions, change, was) ??
      newCodeOf(divisions, change, was) ??
      (rank(levelOf(change.newCode)) > rank(was.level) ? wrongLevel('upgraded') : null)
    );
  },
};

import { inShanghai, type Bilingual, type EventMetadata } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { isPolicyKey, isProvision, policyValue, provisionTitle, type ControlCheck, type Deadline, type Figure } from '@minglu/regulation';
import type { ChainLink } from './chain.js';
import type { Visibility } from './visibility.js';

/** The grounds of a decision, for a reader who was not there: provisions, parameters and data, by name and by value. */
export interface Receipt {
  readonly provisions: readonly ({ readonly id: string } & Bilingual)[];
  /** Parameters on which the text is silent, each with its value at the time. */
  readonly policies: readonly ({ readonly key: string; readonly value: unknown; readonly isDefault: boolean } & Bilingual)[];
  readonly rulePackage: string;
  /** Version of the work calendar by which dates were counted; null if none was read. */
  readonly calendarVersion: number | null;
  readonly indicatorSystem: string | null;
  /** Versions of the streams of reference data that were read. */
  readonly versions: Readonly<Record<string, number>>;
  readonly figures: readonly Figure[];
  readonly controls: readonly ControlCheck[];
  readonly deadline: Deadline | null;
  /** An act that needed two persons and had one (decisions 40); `confirmedBy` is null until a second person confirms it. Null for others. */
  readonly singleHanded: { readonly confirmedBy: string | null } | null;
  /** The steps to a decision against a party and after it, as far as the viewer may see them; empty for other events. */
  readonly chain: readonly ChainLink[];
  readonly sentence: Bilingual;
}

/**
 * The receipt of an event, for a viewer who may see the event.
 * The public does not see the parameters by which the ministry fills the gaps of the text.
 *
 * @param confirmedBy the second person who confirmed a single-handed act; null if it is not confirmed
 * @param chain the steps of the process that the event belongs to, see `chainOf`
 */
export const receiptOf = (
  { type, data }: DossierEvent,
  metadata: EventMetadata,
  title: Bilingual,
  visibility: Visibility,
  confirmedBy: string | null = null,
  chain: readonly ChainLink[] = [],
): Receipt => {
  const { reliedOn, legalBasis, rulePackage, calendarVersion, occurredAt } = metadata;
  const fields = data as Readonly<Record<string, unknown>>;
  const deadline = (fields['deadline'] ?? null) as Deadline | null;
  const basis = [...new Set([...legalBasis, ...(deadline?.rule.basis ?? [])])];
  const used = visibility === 'public' ? {} : (reliedOn?.parameters ?? {});
  const facts: Omit<Receipt, 'sentence'> = {
    provisions: basis
      .filter((one) => !isPolicyKey(one))
      .map((id) => ({ id, ...(isProvision(id) ? provisionTitle(id) : { zh: id, en: id }) })),
    policies: Object.entries(used).map(([key, value]) => ({
      key,
      value,
      isDefault: isPolicyKey(key) && JSON.stringify(policyValue({}, key)) === JSON.stringify(value),
      ...(isPolicyKey(key) ? provisionTitle(key) : { zh: key, en: key }),
    })),
    rulePackage,
    calendarVersion,
    indicatorSystem: (fields['indicatorVersion'] ?? fields['indicatorSystem'] ?? null) as string | null,
    versions: visibility === 'public' ? {} : (reliedOn?.versions ?? {}),
    figures: (fields['figures'] ?? []) as readonly Figure[],
    controls: (fields['controlChecks'] ?? fields['controlsCheck'] ?? []) as readonly ControlCheck[],
    deadline,
    singleHanded: visibility === 'all' && fields['singleHanded'] === true ? { confirmedBy } : null,
    chain: visibility === 'all' ? chain : chain.map((link) => ({ ...link, by: [] })),
  };
  return { ...facts, sentence: sentenceOf(type, title, occurredAt, facts) };
};

const UNITS: Readonly<Record<Deadline['rule']['unit'], Bilingual>> = {
  'working-days': { zh: '个工作日', en: 'working days' },
  days: { zh: '日', en: 'days' },
  months: { zh: '个月', en: 'months' },
  years: { zh: '年', en: 'years' },
  stated: { zh: '', en: '' },
};

const sentenceOf = (type: string, title: Bilingual, occurredAt: string, facts: Omit<Receipt, 'sentence'>): Bilingual => {
  const parts: readonly (Bilingual | null)[] = [
    { zh: `${inShanghai(occurredAt).slice(0, 10)}，${title.zh}`, en: `${inShanghai(occurredAt).slice(0, 10)}: ${title.en} (${type})` },
    facts.provisions.length > 0
      ? {
          zh: `依据${facts.provisions.map(({ id, zh }) => `${zh}（${id}）`).join('、')}`,
          en: `by ${facts.provisions.map(({ id, en }) => `${en} (${id})`).join(', ')}`,
        }
      : null,
    facts.deadline && deadlineClause(facts.deadline),
    facts.indicatorSystem ? { zh: `适用指标体系 ${facts.indicatorSystem}`, en: `by the indicator system ${facts.indicatorSystem}` } : null,
    facts.controls.length > 0
      ? {
          zh: `控制性指标：${facts.controls.map(({ control, value, threshold, outcome }) => `${control} ${value ?? '未报'}（标准 ${threshold ?? '未知'}，${OUTCOMES[outcome].zh}）`).join('，')}`,
          en: `control indicators: ${facts.controls.map(({ control, value, threshold, outcome }) => `${control} ${value ?? 'not reported'} (threshold ${threshold ?? 'unknown'}, ${OUTCOMES[outcome].en})`).join(', ')}`,
        }
      : null,
    facts.singleHanded &&
      (facts.singleHanded.confirmedBy === null
        ? { zh: '单人办理，待第二人确认', en: 'done by one person, not yet confirmed by a second' }
        : {
            zh: `单人办理，已由 ${facts.singleHanded.confirmedBy} 确认`,
            en: `done by one person, confirmed by ${facts.singleHanded.confirmedBy}`,
          }),
    facts.chain.length > 1 ? chainClause(facts.chain) : null,
    facts.policies.length > 0
      ? {
          zh: `适用口径：${facts.policies.map(({ zh, value, isDefault }) => `${zh}＝${wordFor(value).zh}${isDefault ? '（默认）' : ''}`).join('，')}`,
          en: `parameters: ${facts.policies.map(({ en, value, isDefault }) => `${en} = ${wordFor(value).en}${isDefault ? ' (default)' : ''}`).join(', ')}`,
        }
      : null,
  ];
  const clauses = parts.filter((part) => part !== null);
  return { zh: `${clauses.map(({ zh }) => zh).join('；')}。`, en: `${clauses.map(({ en }) => en).join('; ')}.` };
};

const chainClause = (chain: readonly ChainLink[]): Bilingual => ({
  zh: `过程：${chain.map(({ title, on, until }) => `${on} ${title.zh}${until ? `（至 ${until}）` : ''}`).join('，')}`,
  en: `the process: ${chain.map(({ title, on, until }) => `${on} ${title.en}${until ? ` (until ${until})` : ''}`).join(', ')}`,
});

const deadlineClause = ({ rule, lastDay, workingDays, provisional }: Deadline): Bilingual => {
  if (rule.unit === 'stated') return { zh: `期限载明至 ${lastDay}`, en: `the deadline is stated as ${lastDay}` };
  const counted = workingDays.length > 0;
  return {
    zh: `期限自 ${rule.from} 起 ${rule.amount} ${UNITS[rule.unit].zh}，当日不计，至 ${lastDay} 24 时${provisional ? '（暂定，待放假安排公布）' : ''}${counted ? `，计入 ${workingDays.join('、')}` : ''}`,
    en: `the deadline counts ${rule.amount} ${UNITS[rule.unit].en} from ${rule.from}, that day not counted, to the end of ${lastDay}${provisional ? ' (provisional until the calendar is published)' : ''}${counted ? `: ${workingDays.join(', ')}` : ''}`,
  };
};

const OUTCOMES: Readonly<Record<ControlCheck['outcome'], Bilingual>> = {
  met: { zh: '达到', en: 'met' },
  unmet: { zh: '未达到', en: 'not met' },
  'not-reported': { zh: '未填报', en: 'not reported' },
  'no-reference': { zh: '无参照值', en: 'no reference value' },
};
const wordFor = (value: unknown): Bilingual =>
  value === null
    ? { zh: '无', en: 'none' }
    : value === true
      ? { zh: '是', en: 'yes' }
      : value === false
        ? { zh: '否', en: 'no' }
        : { zh: String(value), en: String(value) };

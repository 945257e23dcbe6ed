import { dayOf, fold, type Day, type RecordedEvent, type Ref } from '@minglu/kernel';
import {
  evaluationYears,
  policies,
  standards,
  succession,
  systemInForce,
  workCalendar,
  type StandardEvent,
  type Succession,
} from '@minglu/reference';
import { POLICY_KEYS, policyValue, provisionTitle } from '@minglu/regulation';
import { asOf, type Bitemporal } from './dossier-view.js';
import type { ReminderSettings } from './reminders.js';

/** The streams of reference data on which an answer about the past rests. */
export const REFERENCE = { policies, workCalendar, evaluationYears, standards, succession } as const;
/** The recorded events of each of them. */
export type ReferenceHistory = Readonly<Record<keyof typeof REFERENCE, readonly RecordedEvent[]>>;

/** The rules of one instant, as they were known at another. */
export interface InForce {
  /** The rule package (规则包) in force; null if none was known. */
  readonly rulePackage: string | null;
  /** The indicator system (指标体系) of software cities in force; null if none was known. */
  readonly indicatorSystem: string | null;
  /** The version of the work calendar (放假安排) and its years. */
  readonly calendar: { readonly version: number; readonly years: readonly number[] };
  /** The policies (办理口径) with their values; empty for the public. */
  readonly policies: readonly {
    readonly key: string;
    readonly zh: string;
    readonly en: string;
    readonly value: unknown;
    readonly isDefault: boolean;
  }[];
}

export interface ReferenceThen {
  readonly settings: ReminderSettings;
  readonly succession: Succession;
  readonly inForce: InForce;
}

/**
 * The reference data of an instant, as it was known at another. A change of a division or park, an indicator system and a rule package
 * state the day from which they hold. Only the knowledge of them has a recorded instant. All else holds from its record on.
 */
export const referenceThen = (history: ReferenceHistory, { at, knownAt }: Bitemporal): ReferenceThen => {
  const on = dayOf(at);
  const held = <S>({ category }: Ref<S>, events: readonly RecordedEvent[]): S =>
    fold(category, asOf(events, at, knownAt).map(eventOf)) as S;
  const known = <S>({ category }: Ref<S>, events: readonly RecordedEvent[]): S =>
    fold(category, asOf(events, LAST, knownAt).map(eventOf)) as S;
  const set = held(policies, history.policies);
  const calendar = held(workCalendar, history.workCalendar);
  return {
    settings: { policies: set, calendar, notHeld: held(evaluationYears, history.evaluationYears).notHeld },
    succession: known(succession, history.succession),
    inForce: {
      rulePackage: packageInForce(asOf(history.standards, LAST, knownAt) as readonly RecordedEvent<StandardEvent>[], on),
      indicatorSystem: systemInForce(known(standards, history.standards), on)?.versionId ?? null,
      calendar: { version: calendar.version, years: Object.keys(calendar.years).map(Number) },
      policies: POLICY_KEYS.map((key) => ({
        key,
        ...provisionTitle(key),
        value: policyValue(set, key),
        isDefault: set[key] === undefined,
      })),
    },
  };
};

/** The state of a stream by all its events: the one on which a decision of now rests. */
export const stateBy = <S>({ category }: Ref<S>, events: readonly RecordedEvent[]): S => fold(category, events.map(eventOf)) as S;

/** No event takes effect after it. */
const LAST = '9999-12-31T23:59:59.999Z';
const eventOf = ({ event }: RecordedEvent) => event;

/** The package with the latest first day that is not after the day; one without a first day has always been in force. */
const packageInForce = (published: readonly RecordedEvent<StandardEvent>[], on: Day): string | null => {
  let best: { readonly rulePackage: string; readonly from: Day } | null = null;
  for (const { event } of published) {
    if (event.type !== 'RulePackagePublished') continue;
    const from = event.data.validFrom ?? '0000-01-01';
    if (from <= on && (best === null || from >= best.from)) best = { rulePackage: event.data.rulePackage, from };
  }
  return best?.rulePackage ?? null;
};

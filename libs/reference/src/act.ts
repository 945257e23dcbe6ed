import {
  addDays,
  dayOf,
  epochMs,
  instantOf,
  refuse,
  type Act,
  type Bilingual,
  type DateRules,
  type DomainEvent,
  type Instant,
  type Refused,
  type TProperties,
} from '@minglu/kernel';
import { policyValue, type PolicyValues } from '@minglu/regulation';

const ofMinistry = (actor: { org: string }) => actor.org === 'MIIT';
/** The ministry administrator keeps the reference data (Measure, art. 4 and 5: 工业和信息化部负责). */
export const byMinistryAdmin = { 'ministry-admin': ofMinistry, system: () => true } as const;
/** An approver issues interpretations and rulings, and approves corrections. */
export const byMinistryApprover = { 'ministry-approver': ofMinistry } as const;
export const byMinistryOfficer = { 'ministry-officer': ofMinistry } as const;

/** A command on reference data with all that its dates may depend on. */
interface DatedCommand<S> {
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Instant;
  readonly state: S;
  readonly policies: PolicyValues;
}
type ReferenceAct<S, E extends DomainEvent, P extends TProperties, R, K extends PropertyKey, G> = Act<S, E, P, R, K, G> & {
  /** The limits of each date and instant of the payload. Specs fail on a date without a rule, and drive each limit. */
  readonly dates?: DateRules<DatedCommand<NoInfer<S>>>;
};

/** Gives an act on reference data its type; returns the act unchanged. */
export const referenceAct = <S, E extends DomainEvent, P extends TProperties, R, G, K extends keyof P = never>(
  act: ReferenceAct<S, E, P, R, K, G>,
): ReferenceAct<S, E, P, R, K, G> => act;

/** The first instant after one. */
export const after = (instant: Instant): Instant => instantOf(epochMs(instant) + 1);
export const today = (code = 'date-in-future') => ({
  words: 'the day of the act',
  code,
  of: ({ at }: { readonly at: Instant }) => dayOf(at),
});
/** The last day on which a recorded change may take effect. */
export const effectAhead = {
  words: '`policy/effect-ahead-days` after the day of the act',
  code: 'effective-too-far-ahead',
  of: ({ at, policies }: { readonly at: Instant; readonly policies: PolicyValues }) =>
    addDays(dayOf(at), policyValue(policies, 'policy/effect-ahead-days')),
};
export const justAfterNow = {
  words: 'the instant of the act, exclusive',
  code: 'deadline-passed',
  of: ({ at }: { readonly at: Instant }) => after(at),
};

export const idTaken = (kind: Bilingual, id: string): Refused =>
  refuse('id-taken', [], `${kind.zh}标识 ${id} 已被使用`, `the ${kind.en} id ${id} is taken`, { kind: kind.en, id });
export const unknownId = (kind: Bilingual, id: string): Refused =>
  refuse('unknown-id', [], `没有标识为 ${id} 的${kind.zh}`, `there is no ${kind.en} ${id}`, { kind: kind.en, id });

import {
  record,
  refuse,
  type Act,
  type Bilingual,
  type CommandRoutes,
  type DateRules,
  type DomainEvent,
  type Instant,
  type Refused,
  type TObject,
  type TProperties,
} from '@minglu/kernel';
import { MINISTRY, type PolicyValues } from '@minglu/regulation';
import { documentDates } from './date-limits.js';
import { documentField, withDocument, wrongDocument, type Carried } from './document.js';

const ofMinistry = (actor: { org: string }) => actor.org === MINISTRY;
/** The ministry administrator keeps the reference data (Measure, art. 4 and 5: 工业和信息化部负责). */
export const byMinistryAdmin = { 'ministry-admin': ofMinistry, system: () => true } as const;
/** An approver issues interpretations and rulings, and approves corrections. */
export const byMinistryApprover = { 'ministry-approver': ofMinistry } as const;
export const byMinistryOfficer = { 'ministry-officer': ofMinistry } as const;
/** The security administrator (安全管理员) keeps the roles of persons (decisions 46). */
export const bySecurityAdmin = { 'security-admin': ofMinistry } as const;

/** A command on reference data with all that its dates may depend on. */
interface DatedCommand<S> {
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Instant;
  readonly state: S;
  readonly policies: PolicyValues;
}
type ReferenceAct<S, E extends DomainEvent, P extends TProperties, R, K extends PropertyKey, G> = Act<S, E, P, R, K, G> & {
  readonly route: CommandRoutes;
  /** A payload as a caller writes it, for the published contracts. */
  readonly example: () => object;
  /** The limits of each date and instant of the payload. Specs fail on a date without a rule, and drive each limit. */
  readonly dates?: DateRules<DatedCommand<NoInfer<S>>>;
};

/** The acts that are papers of the ministry or of a province, and the event that keeps the document of each (decisions 34). */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  PublishWorkCalendar: ['WorkCalendarPublished'],
  ReviseWorkCalendar: ['WorkCalendarRevised'],
  PublishRulePackage: ['RulePackagePublished'],
  PublishIndicatorSystem: ['IndicatorSystemPublished'],
  SetNationalAverage: ['NationalAverageSet'],
  OpenCampaign: ['CampaignOpened'],
  ExtendCampaign: ['CampaignWindowExtended'],
  CloseCampaign: ['CampaignClosed'],
  ForwardNotice: ['NoticeForwardedToGovernment'],
  SetInternalDeadline: ['InternalDeadlineSet'],
  RegisterPark: ['ParkRegistered'],
  RecordDivisionChange: ['DivisionChanged'],
  RecordParkChange: ['ParkChanged'],
  RecordEvaluationNotHeld: ['EvaluationNotHeld'],
  SetPolicy: ['PolicySet'],
  IssueInterpretation: ['InterpretationIssued'],
  RecordLegalRuling: ['LegalRulingRecorded'],
  ApproveCorrection: ['RecordCorrected'],
  AcceptReport: ['ReportAccepted'],
  RefuseReport: ['ReportRefused'],
  ExtendReportHandling: ['ReportHandlingExtended'],
  HandleReport: ['ReportHandled'],
};

/** An act on reference data or on a report. The document that it may carry is checked first and kept with its event. */
export const referenceAct = <S, E extends DomainEvent, P extends TProperties, R, G, K extends keyof P = never>(
  act: ReferenceAct<S, E, P, R, K, G>,
): ReferenceAct<S, E, P, R, K, G> => {
  const types = DOCUMENTED[act.command];
  if (!types) return act;
  return {
    ...act,
    payload: record({ ...act.payload.properties, ...documentField }) as unknown as TObject<P>,
    dates: { ...documentDates, ...act.dates },
    decide: (input, target, reads) => {
      const { document, ...data } = input.data as typeof input.data & Carried;
      const carried: Carried = { ...data, document };
      return (
        wrongDocument(carried, input.at, act.legalBasis) ??
        withDocument(act.decide({ ...input, data: data as typeof input.data }, target, reads), types, carried, input.at)
      );
    },
  };
};

export const idTaken = (kind: Bilingual, id: string): Refused =>
  refuse('id-taken', [], `${kind.zh}标识 ${id} 已被使用`, `the ${kind.en} id ${id} is taken`, { kind: kind.en, id });
export const unknownId = (kind: Bilingual, id: string): Refused =>
  refuse('unknown-id', [], `没有标识为 ${id} 的${kind.zh}`, `there is no ${kind.en} ${id}`, { kind: kind.en, id });

import { authorities, authorityEvents } from './authority.js';
import { campaignEvents, campaigns } from './campaign.js';
import { forwardNotice, setInternalDeadline } from './campaign-duties.js';
import { clockEvents, clocks, recordClockFault } from './clock-fault.js';
import { closeCampaign, extendCampaign, openCampaign } from './campaign-window.js';
import { configurationEvents, configurations, recordConfiguration } from './configuration.js';
import { approveCorrection, correctedRecords, correctionEvents, corrections, correctRecord } from './correction.js';
import { delegateTasks, endDelegation } from './delegation.js';
import { declineHandOver, handOverAct, handOverEvents, handOvers, takeBackHandOver } from './hand-over.js';
import { grantRole, revokeRole } from './grants.js';
import { loginEvents, logins, recordLogin, recordLogout } from './login.js';
import { erasePerson, proposeErasure } from './erase-person.js';
import { erasureEvents, erasures } from './erasure.js';
import { evaluationYearEvents, evaluationYearsCategory, recordEvaluationNotHeld } from './evaluation-year.js';
import { interpretationEvents, interpretations, issueInterpretation, recordLegalRuling, rulingEvents, rulings } from './interpretation.js';
import { recordDivisionChange } from './division-change.js';
import { recordRefusedSignIns, refusedSignInEvents, refusedSignIns } from './refused-sign-ins.js';
import { parkEvents, parks } from './park.js';
import { recordParkChange } from './park-change.js';
import { policiesCategory, policyEvents, setPolicy } from './policy.js';
import { registerPark } from './register-park.js';
import { recordSelfCheckFinding, selfCheckEvents, selfChecks } from './self-check.js';
import { reportEvents, reports } from './report.js';
import { extendReportHandling, handleReport } from './report-handling.js';
import { acceptReport, fileReport, refuseReport } from './report-intake.js';
import { confirmations, confirmSingleHanded, singleHandedEvents } from './single-handed.js';
import { publishIndicatorSystem, publishRulePackage, setNationalAverage, standardEvents, standardsCategory } from './standards.js';
import { successionEvents, successions } from './succession.js';
import { approveUnmasking, requestUnmasking } from './unmask-person.js';
import { unmaskingEvents, unmaskings } from './unmasking.js';
import { withdrawChange } from './withdraw-change.js';
import { publishWorkCalendar, reviseWorkCalendar, workCalendarEvents, workCalendars } from './work-calendar.js';

export { authorities, delegationTo, roleFault, type Authority, type AuthorityEvent, HELD_ROLES } from './authority.js';
export { dateInFuture, documentDates, effectAhead, today } from './date-limits.js';
export { sharedId } from './shared-id.js';
export { campaign, campaigns, campaignsAbout, isOpen, windowBasis, type Campaign, type CampaignEvent } from './campaign.js';
export { correctionsIn, topOf, valueAt, withCorrection, type CorrectionEvent } from './correction.js';
export { colleaguesOf, type Colleague } from './colleagues.js';
export {
  DOCUMENT_TEXT,
  documentField,
  evidence,
  evidenceFiles,
  filesIn,
  withDocument,
  withFields,
  withText,
  wrongDocument,
  type Carried,
} from './document.js';
export { recordClockFault } from './clock-fault.js';
export { evaluatedYear, evaluationYears, type EvaluationYears } from './evaluation-year.js';
export { admissionsOf, rulingOf, type Ruling } from './interpretation.js';
export { park, parks, type Park, type ParkEvent } from './park.js';
export { policies, tooFarAhead, type PolicyEvent } from './policy.js';
export {
  isTold,
  REMEDIES_TEXT,
  remediesField,
  remediesFrom,
  remediesNotTold,
  remediesToldField,
  type Remedies,
  type RemediesTold,
} from './remedies.js';
export { endOfHandOver, handOvers, isInLink, type HandOver, type HandOverEvent } from './hand-over.js';
export { NAMED_SOURCES } from './refused-sign-ins.js';
export { isReportDeadlineOpen, reports, type Report, type ReportEvent } from './report.js';
export { shippedReferenceData } from './seed.js';
export type { FindingKind } from './self-check.js';
export {
  confirmations,
  secondPerson,
  singleHanded,
  singleHandedFields,
  singleHandedMark,
  type ConfirmationEvent,
} from './single-handed.js';
export { standards, systemInForce, systemOf, type StandardEvent, type Standards } from './standards.js';
export {
  divisionSucceeded,
  operatorOn,
  parkIdsOf,
  parkOn,
  succession,
  successions,
  type Succession,
  type SuccessionEvent,
} from './succession.js';
export { barredFromIdentity } from './unmask-person.js';
export { unmaskings } from './unmasking.js';
export { workCalendar, type WorkCalendarEvent } from './work-calendar.js';

/** All acts on reference data. */
export const referenceActs = [
  publishWorkCalendar,
  reviseWorkCalendar,
  publishRulePackage,
  publishIndicatorSystem,
  setNationalAverage,
  openCampaign,
  extendCampaign,
  closeCampaign,
  forwardNotice,
  setInternalDeadline,
  registerPark,
  recordParkChange,
  recordDivisionChange,
  withdrawChange,
  recordEvaluationNotHeld,
  setPolicy,
  issueInterpretation,
  recordLegalRuling,
  correctRecord,
  approveCorrection,
  confirmSingleHanded,
  proposeErasure,
  erasePerson,
  requestUnmasking,
  approveUnmasking,
  fileReport,
  acceptReport,
  refuseReport,
  extendReportHandling,
  handleReport,
  recordClockFault,
  grantRole,
  revokeRole,
  delegateTasks,
  endDelegation,
  handOverAct,
  takeBackHandOver,
  declineHandOver,
  recordLogin,
  recordLogout,
  recordConfiguration,
  recordRefusedSignIns,
  recordSelfCheckFinding,
] as const;
export const referenceEvents = {
  ...workCalendarEvents,
  ...campaignEvents,
  ...standardEvents,
  ...policyEvents,
  ...parkEvents,
  ...successionEvents,
  ...evaluationYearEvents,
  ...interpretationEvents,
  ...rulingEvents,
  ...correctionEvents,
  ...singleHandedEvents,
  ...erasureEvents,
  ...unmaskingEvents,
  ...reportEvents,
  ...clockEvents,
  ...authorityEvents,
  ...handOverEvents,
  ...loginEvents,
  ...configurationEvents,
  ...refusedSignInEvents,
  ...selfCheckEvents,
};
export const referenceCategories = [
  workCalendars,
  campaigns,
  standardsCategory,
  policiesCategory,
  parks,
  successions,
  evaluationYearsCategory,
  interpretations,
  rulings,
  corrections,
  correctedRecords,
  confirmations,
  erasures,
  unmaskings,
  reports,
  clocks,
  authorities,
  handOvers,
  logins,
  configurations,
  refusedSignIns,
  selfChecks,
] as const;

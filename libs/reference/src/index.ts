import { campaignEvents, campaigns } from './campaign.js';
import { forwardNotice, setInternalDeadline } from './campaign-duties.js';
import { closeCampaign, extendCampaign, openCampaign } from './campaign-window.js';
import { approveCorrection, correctionEvents, corrections, correctRecord } from './correction.js';
import { evaluationYearEvents, evaluationYearsCategory, recordEvaluationNotHeld } from './evaluation-year.js';
import { interpretationEvents, interpretations, issueInterpretation, recordLegalRuling, rulingEvents, rulings } from './interpretation.js';
import { parkEvents, parks, registerPark } from './park.js';
import { policiesCategory, policyEvents, setPolicy } from './policy.js';
import { publishIndicatorSystem, publishRulePackage, setNationalAverage, standardEvents, standardsCategory } from './standards.js';
import { publishWorkCalendar, reviseWorkCalendar, workCalendarEvents, workCalendars } from './work-calendar.js';

export { campaign, campaigns, campaignsAbout, isOpen, windowBasis, type Campaign, type CampaignEvent } from './campaign.js';
export { evaluatedYear, evaluationYears } from './evaluation-year.js';
export { admissionOf } from './interpretation.js';
export { park, type Park } from './park.js';
export { policies } from './policy.js';
export { shippedReferenceData } from './seed.js';
export { standards, systemInForce, systemOf, type Standards } from './standards.js';
export { workCalendar } from './work-calendar.js';

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
  recordEvaluationNotHeld,
  setPolicy,
  issueInterpretation,
  recordLegalRuling,
  correctRecord,
  approveCorrection,
] as const;
export const referenceEvents = {
  ...workCalendarEvents,
  ...campaignEvents,
  ...standardEvents,
  ...policyEvents,
  ...parkEvents,
  ...evaluationYearEvents,
  ...interpretationEvents,
  ...rulingEvents,
  ...correctionEvents,
};
export const referenceCategories = [
  workCalendars,
  campaigns,
  standardsCategory,
  policiesCategory,
  parks,
  evaluationYearsCategory,
  interpretations,
  rulings,
  corrections,
] as const;

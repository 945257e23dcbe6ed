import { announceExit } from './accountability/announce-exit.js';
import { cancelQualification } from './accountability/cancel-qualification.js';
import { addEvidence, closeInvestigation, openInvestigationAct } from './accountability/investigation.js';
import { noteReviewOrLitigation } from './accountability/note-remedy.js';
import { reviewStatement, servePriorNotice, submitStatement, waiveStatement } from './accountability/prior-notice.js';
import { changeWorkingBody } from './application/change-working-body.js';
import { passFormalReview, rejectFormalReview } from './application/formal-review.js';
import { openApplication } from './application/open-application.js';
import { recordAuthorityOpinion } from './application/record-authority-opinion.js';
import { notePriority } from './application/note-priority.js';
import { recordProvincialConsent, refuseProvincialConsent } from './application/record-provincial-consent.js';
import { requestSupplement } from './application/request-supplement.js';
import { submitApplication } from './application/submit-application.js';
import { submitSummaryTable } from './application/submit-summary-table.js';
import { submitSupplement } from './application/submit-supplement.js';
import { withdrawApplication } from './application/withdraw-application.js';
import { decideCycleShortening, requestCycleShortening } from './creation/cycle-shortening.js';
import { importLegacyCreation } from './creation/import-legacy-creation.js';
import { importPilotPark } from './creation/import-pilot-park.js';
import { endCreation, extendCreation } from './creation/overrun.js';
import { fileTargetBreakdown, reportProgress } from './creation/report-progress.js';
import { recordSupervision } from './creation/record-supervision.js';
import { requestReview } from './creation/request-review.js';
import { startCreation } from './creation/start-creation.js';
import { submitSelfAssessment } from './creation/submit-self-assessment.js';
import { passDeadline, recomputeDeadlines } from './deadlines/clock.js';
import { correctEvaluationResult } from './evaluation/correct-evaluation-result.js';
import { publishEvaluationResults } from './evaluation/publish-evaluation-results.js';
import { acceptRectification, orderRectification, submitRectification } from './evaluation/rectification.js';
import { settleStreak } from './evaluation/settle-streak.js';
import { startEvaluationPublicity } from './evaluation/start-evaluation-publicity.js';
import { submitEvaluation } from './evaluation/submit-evaluation.js';
import { correctPublicity } from './publicity/correct-publicity.js';
import { fileObjection } from './publicity/file-objection.js';
import { resolveObjection, withdrawObjection } from './publicity/resolve-objection.js';
import { startPublicity } from './publicity/start-publicity.js';
import { approveMaterials, returnMaterials } from './check-materials.js';
import { concludeReview } from './review/conclude-review.js';
import { convenePanel } from './review/convene-panel.js';
import { recordReviewMethod } from './review/record-review-method.js';
import { returnReviewMaterials } from './review/return-review-materials.js';
import { scoreIndicators } from './review/score-indicators.js';
import { conferTitle } from './title/confer-title.js';
import { importLegacyTitle } from './title/import-legacy-title.js';
import { fileEnhancementPlan } from './title/file-enhancement-plan.js';
import { reportMonitoringData } from './title/report-monitoring-data.js';
import { authoriseTitleUse, endTitleUse, recordTitleMisuse } from './title/title-use.js';
import { withdrawExitProposal } from './title/withdraw-exit-proposal.js';

const acts = [
  openApplication,
  changeWorkingBody,
  recordProvincialConsent,
  refuseProvincialConsent,
  recordAuthorityOpinion,
  submitApplication,
  notePriority,
  requestSupplement,
  submitSupplement,
  passFormalReview,
  rejectFormalReview,
  withdrawApplication,
  importLegacyCreation,
  importPilotPark,
  startCreation,
  fileTargetBreakdown,
  reportProgress,
  recordSupervision,
  requestCycleShortening,
  decideCycleShortening,
  extendCreation,
  endCreation,
  submitSelfAssessment,
  requestReview,
  approveMaterials,
  returnMaterials,
  submitSummaryTable,
  returnReviewMaterials,
  convenePanel,
  recordReviewMethod,
  scoreIndicators,
  concludeReview,
  startPublicity,
  correctPublicity,
  fileObjection,
  withdrawObjection,
  resolveObjection,
  conferTitle,
  importLegacyTitle,
  fileEnhancementPlan,
  reportMonitoringData,
  submitEvaluation,
  startEvaluationPublicity,
  publishEvaluationResults,
  correctEvaluationResult,
  settleStreak,
  orderRectification,
  submitRectification,
  acceptRectification,
  openInvestigationAct,
  addEvidence,
  closeInvestigation,
  servePriorNotice,
  submitStatement,
  waiveStatement,
  reviewStatement,
  cancelQualification,
  announceExit,
  withdrawExitProposal,
  noteReviewOrLitigation,
  authoriseTitleUse,
  endTitleUse,
  recordTitleMisuse,
  recomputeDeadlines,
  passDeadline,
] as const;

/** Every act on a dossier, in the order of the Measure. A spec sees that the table of states names exactly these. */
export const dossierActs: readonly (typeof acts)[number][] = acts;

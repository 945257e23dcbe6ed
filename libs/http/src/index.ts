export { Access, Caller, EVERYONE, namesCallerTwice, notAuthenticated } from './access.js';
export { consistencyTokens, type ConsistencyTokens, type TokenContent, type TokenKind, type TokenPosition } from './consistency-token.js';
export { CommandRequests, TrialDto, type CommandHeaders } from './command-requests.js';
export { notAuthorised } from './auth/claims.js';
export { NotStrictJson, parseStrictJson } from './strict-json.js';
export { otherBranch, tokenNotIssued } from './token-problems.js';
export type { Receipts } from './receipts.controller.js';
export { countRequests } from './http-metrics.js';
export { processFigures, type Metric, type MetricSource } from './metrics.controller.js';
export { createHttpApp, openApiDocument, serviceModule, type AddRoutes, type ServiceOptions } from './service.js';
export { ScenarioClockController } from './scenario-clock.controller.js';
export { SystemCommandsController, type SystemCommandResponse } from './system-commands.controller.js';
export { ACTS, CONSISTENCY_TOKENS, INTERNAL_TOKENS, MOVE_CLOCK, SYSTEM_ACTOR } from './injection-tokens.js';
export { instantFrom, momentFrom } from './instant-from.js';
export { cutUnfinishedRequests, MAX_BODY, roomFor, serverOptions } from './server.js';
export { isUpload } from './uploads.js';
export { ServedBy, type Elsewhere, type RoutedService } from './served-by.js';
export { EDGE, isEventStream, protectEdge, type EdgeSettings } from './edge.js';
export { proofOfWork, type EntryCheck } from './proof-of-work.js';
export type { UseProof } from './proof-of-work.js';
export { refusedSignIns, type RefusedMinute, type RefusedSignIns } from './refused-sign-ins.js';
export { sharedCounts, type SharedCounts, type Usage } from './shared-counts.js';
export { outcomeUnknown, ProblemException, TAKES_COMMAND, requestProblem, statusOfProblem } from './problem.js';
export { shownPath } from './shown-path.js';
export { ANSWER_MS, Time, type RequestTime } from './request-time.js';
export { turns } from './turns.js';
export { internalTokenIssuer, internalTokens, type InternalTokenIssuer } from './auth/internal-tokens.js';
export type { RoleRules } from './auth/claims.js';
export { accessTokens, notDelegated, type AccessTokens, type AuthorityCheck } from './auth/access-tokens.js';
export { oidcIssuer, type OidcIssuer, type OidcSettings } from './auth/oidc-issuer.js';
export { accessTokenIssuer, AUDIENCE, ownIssuer } from './auth/own-issuer.js';
export type { TrustedIssuer } from './auth/trusted-issuer.js';
export { publicKeyOf } from './auth/ed25519.js';
export type { HealthProbe } from './health.controller.js';
export { boundedLogHooks, repeatedLines } from './repeated-lines.js';
export { addDevelopmentIssuer, DEVELOPMENT_CLIENT } from './auth/development-issuer.js';
export type { RoleNames, SamplePerson } from './auth/development-page.js';
export { browserClient } from './session/browser-client.js';
export { sendProblem, unknownRoute } from './send-problem.js';
export { addSessions, type LoginRecord } from './session/sessions.js';
export { EventIdDto, type Disclosures } from './disclosures.controller.js';
export type { Opening } from './openings.dto.js';
export type { Identities } from './identities.controller.js';
export {
  HeldForLine,
  LeavesLine,
  LeavesNoLine,
  lineOf,
  READ_ACTS,
  traceOf,
  type AccessLine,
  type CaseOfEvent,
  type ReadAccess,
  type ReadAct,
} from './read-access.js';
export { addPages } from './pages.js';

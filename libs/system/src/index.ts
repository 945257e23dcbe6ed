export { receiptsOf } from './receipts.js';
export { anyIds, ownIds } from './service/chosen-ids.js';
export { acts, categories, commandHandlerOf, SYSTEM } from './command-handler.js';
export { events, isKnown, registry } from './registry.js';
export { statusOfProblem } from '@minglu/http';
export { progressFrom, progressText } from './check/verified-text.js';
export { redeem, type PromiseVerdict } from './redeem.js';
export { VERIFIED_PARTS, verifyWhole, type LogVerdict, type VerifiedPart } from './check/verify.js';
export { findingsWatch } from './check/findings.js';
export { materialsPart, permissionsPart, readModelPart, timersPart, topicsPart, vaultPart, type Sampling } from './check/parts.js';
export { checkMetrics, checkProbe, checkSchedule } from './check/schedule.js';
export { locationOf } from './location.js';
export { openSystem, type System } from './system.js';
export { asAuditor } from './replays.js';
export { exportOnCommandLine } from './evidence/command-line.js';
export { evidencePackages } from './evidence/evidence-packages.js';
export { insistent } from './insistent.js';
export { seed } from './seed.js';
export { simulate } from './simulation.js';
export { startBackgroundWork } from './background-work.js';
export { readModelWaiters } from './read-model-waiters.js';
export { serviceDescription, wholeService } from './whole-service.js';
export { givenKafka, givenKafkaPasswords, newKafkaPasswords, serviceAccess, type AccessOf } from './kafka-logins.js';
export { givenPasswords, loginPasswords, loginUrls, migrateWithLogins, newPasswords } from './logins.js';
export { compareTopics, parkedEvents, rebuildReadModel, reconcileTopics, refillTopics, type Reconciliation } from './maintenance.js';
export { DamagedSchema } from './catalog/check.js';
export { allMigrations, migrateAll } from './migrations.js';
export { beginEpoch, logState, openLog, type LogState } from './log-operations.js';
export { READ_MODEL } from './read-model.js';
export { checkPoolAs, logAs, logProbe, poolAs, probe, probeAppend, readModelSource } from './service/connections.js';
export { hasNoData, keyStates, proveKeys } from './service/key-checks.js';
export { rewrapVault } from './service/rewrap-vault.js';
export { repeatErasures } from './service/vault-rows.js';
export { checkDatabase, runOnDatabase } from './service/start-checks.js';
export { databaseProbe } from './service/database-health.js';
export {
  branchProbe,
  consumerMetrics,
  consumerState,
  metricPerKey,
  logMetrics,
  MAXIMUM_LAG,
  parkedAndInvalidMetrics,
  parkedProbe,
  subscriptionMetrics,
} from './service/metrics.js';
export { deadlineMetrics, deadlineProbe, isClockWrong, timeMetrics, timeProbe } from './service/clock.js';
export { cleanup } from './service/cleanup.js';
export { runService, type OpenService, type ServiceContext } from './service/run-service.js';
export { asOwner } from './service/connections.js';
export { caseOfEvent } from './service/case-of-event.js';
export { checkedMaterials, fileMetrics, fileProbes, filesFrom, filesOf } from './service/files.js';
export { disclosuresOf } from './service/disclosures.js';
export { identitiesOf } from './service/identities.js';
export { accessLines } from './service/access-lines.js';
export { investigationTimeline } from './service/timeline.js';
export { authorityCheck, authorityInLog } from './service/authority.js';
export { tableWorld } from './service/table-world.js';
export { namedInLog } from './service/events-naming.js';
export { materialSettings, openMaterialStore, type MaterialSettings } from './service/material-settings.js';
export { logCheck, logCheckMetrics, logCheckProbe } from './check/log-check.js';
export { logKeys, openSequencer, transparencyMetrics, transparencyProbe, transparencyRoutes } from './service/transparency.js';
export { administrationWatch, recordSettings, refusalsOfProcess, reportRefusals, reportSettings } from './service/administration.js';
export { recordsAdministration, shownSettings } from './service/shown-settings.js';
export { sharedLimits } from './service/shared-limits.js';
export { serve } from './service/serve.js';
export { keyVariables, serviceEnvironments } from './service/environments.js';
export { assertMayListen, listenFault, reachDatabase } from './service/first-contact.js';
export {
  areMaterialsChecked,
  databaseSetting,
  kafkaSettings,
  edgeSettings,
  entryCheck,
  portSetting,
  listenSettings,
  millisecondsFrom,
  recordPublicKeys,
  recordSigning,
  requiredKey,
  secondsFrom,
  urlSetting,
  type ListenSettings,
  type ServiceSettings,
} from './service/settings.js';
export { identitySettings, localAddress, trustedIssuer, type IdentitySettings } from './service/identity.js';
export { browserRoutes, browserSettings, type BrowserSettings } from './service/browser.js';
export { ROLE_RULES } from './service/role-rules.js';
export {
  ADMINISTRATION_VARIABLE,
  CLIENT_VARIABLES,
  IDENTITY_VARIABLES,
  MATERIAL_VARIABLES,
  STORE_VARIABLES,
  KAFKA_LOGINS,
  PREVIOUS_CHECKPOINT_KEY,
  PREVIOUS_VAULT_KEY,
  SERVICE_VARIABLES,
} from './service/variables.js';

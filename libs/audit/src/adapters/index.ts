export type { LeafSources } from './leaf-deriver.js';
export { auditMigrations } from './migrations.js';
export { ownSigners, promiseName, promiser } from './own-signers.js';
export { ProofsController, TRANSPARENCY_LOG } from './proofs.controller.js';
export { LOG_KEYS, PublicLogController } from './public-log.controller.js';
export { sequencer, type Sequencer } from './sequencer.js';
export { transparencyLog } from './transparency-log.js';

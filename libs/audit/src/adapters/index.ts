export { auditMigrations } from './migrations.js';
export { sequencer, type Sequencer } from './sequencer.js';
export type { CheckpointSigners } from './sign-heads.js';
export type { LeafSources } from './leaf-deriver.js';

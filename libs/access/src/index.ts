export { ACCESS_LINES, AccessLinesController, type AccessLines } from './access-lines.controller.js';
export { brokenLine, linesAfter, readAccess, type RecordedLine } from './access-log.js';
export { accessMigrations } from './migrations.js';
export { TIMELINE, TimelineController } from './timeline.controller.js';
export { mergedTimeline, type EvidenceReference, type Timeline } from './timeline.js';

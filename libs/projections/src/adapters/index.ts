export { readModelEntities } from './entities.js';
export { calendarMigrations, projectionMigrations } from './migrations.js';
export { projector } from './projector.js';
export { currentStateQueries } from './current-state-queries.js';
export { historyQueries } from './history-queries.js';
export { SORT_FIELDS, type ListPosition } from './list-question.js';
export {
  readModel,
  type CurrentStateQueries,
  type EventDifference,
  type HistoryPage,
  type HistoryQueries,
  type MomentDifference,
  type ReadModel,
} from './read-model.js';
export { calendarFeeds, type CalendarFeeds } from './calendar-feeds.js';
export { calendarRoutes } from './calendar.controller.js';
export { type Change, type ChangePlace } from './change-queries.js';
export { ChangesController } from './changes.controller.js';
export { READ_MODEL } from './dossier-queries.js';
export { asList } from './dossiers.dto.js';
export { ReadRequests } from './read-requests.js';
export { queryRoutes } from './dossiers.controller.js';
export { LOG_READER, LogController } from './log.controller.js';
export { FeedController } from './feed.controller.js';
export { FIGURE_QUERIES, FiguresController } from './figures.controller.js';
export { figureQueries } from './figure-queries.js';
export { FINDING_QUERIES, FindingsController } from './findings.controller.js';
export { findingQueries, type FindingQueries } from './finding-queries.js';
export { REFERENCE_QUERIES, ReferenceController } from './reference.controller.js';
export { referenceQueries } from './reference-queries.js';
export { RECORD_KEYS, RecordsController, WATERMARKS } from './records.controller.js';
export { compareModel } from './compare-model.js';
export { rebuild, type RebuildOptions } from './rebuild.js';

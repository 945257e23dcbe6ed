import { categoryOf, type Actor, type Projection } from '@minglu/kernel';
import { isReportDeadlineOpen, reports, type Report, type ReportEvent } from '@minglu/reference';
import type { RecordedDeadline } from './dossier-view.js';
import { seesAll } from './visibility.js';

/** A report from the public (举报). */
export interface ReportView {
  readonly streamId: string;
  readonly state: Report;
  readonly position: number;
}

export const reportProjection: Projection<ReportView, ReportEvent> = {
  name: 'reports',
  version: 1,
  key: ({ streamId }) => (categoryOf(streamId) === reports.name ? streamId : null),
  apply: (row, { event, position, streamId }) => {
    const state = reports.evolve(row?.state ?? null, event);
    return state && { streamId, state, position };
  },
};

/** The deadlines of a report, for the ministry and the auditors alone. */
export const reportDeadlines = (viewer: Actor, report: Report): readonly RecordedDeadline[] =>
  seesAll(viewer) ? report.deadlines.map((one) => ({ ...one, open: isReportDeadlineOpen(report, one) })) : [];

import { streamId } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import type { EventStore } from '@minglu/event-store';
import { idOfReceipt, receiptNumber } from '@minglu/casework';
import type { Receipts } from '@minglu/http';
import { reports } from '@minglu/reference';
import { eventsIn, stateIn } from './state-in-log.js';

/**
 * The receipts of objections, clues and reports.
 *
 * @param key the request key, which no other service holds
 */
export const receiptsOf = (key: Uint8Array, store: Pick<EventStore, 'within'>): Receipts => ({
  numberOf: ({ objectionId, reportId }) => {
    const id = objectionId ?? reportId;
    return id === undefined ? null : receiptNumber(key, id);
  },
  find: async (number, signal) => {
    const id = idOfReceipt(key, number);
    if (id === null) return null;
    const log = store.within(signal);
    const holder = await log.findClaim('objection', id);
    if (holder) {
      // The state keeps no objection to a notice that another has replaced.
      const own = (await eventsIn<DossierEvent>(log, holder.streamId)).flatMap(({ type, data }) => {
        const { clueId, objectionId } = data as { readonly clueId?: string; readonly objectionId?: string };
        return clueId === id || objectionId === id ? [type] : [];
      });
      if (own.includes('ClueRecorded')) return { kind: 'clue', state: 'registered' };
      const ended = own.includes('ObjectionResolved') ? 'answered' : own.includes('ObjectionWithdrawn') ? 'withdrawn' : 'registered';
      return own.includes('ObjectionFiled') ? { kind: 'objection', state: ended } : null;
    }
    const report = await stateIn(log, reports, streamId(reports, id));
    return report && { kind: 'report', state: report.status === 'handled' || report.status === 'refused' ? 'answered' : 'registered' };
  },
});

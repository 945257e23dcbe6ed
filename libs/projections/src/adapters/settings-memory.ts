import type { Instant, Ref } from '@minglu/kernel';
import { evaluationYears, policies, succession, workCalendar } from '@minglu/reference';
import type { ReminderSettings } from '../reminders.js';
import type { Moment } from '../visibility.js';
import type { SettingsRow } from './entities.js';
import { shared, type Prepared } from './prepared.js';

/** The settings by which reminders are counted, and the divisions and parks of today. */
export interface CurrentReference {
  readonly settings: ReminderSettings;
  readonly now: Moment;
}

/** The version of the rows of settings: it changes with each write of one of them. An SQL expression. */
export const SETTINGS_STAMP = `(SELECT string_agg(s.stream_id || ' ' || s.xmin || ' ' || s.ctid, ',' ORDER BY s.stream_id) FROM query.settings s)`;

/**
 * The settings, parsed once for each version of their rows. The calendar alone has a thousand days, and an answer needs few of them.
 * Each answer compares the version first, so it never rests on settings that the table no longer has.
 */
export const settingsMemory = (sql: Prepared, clock: () => Instant) => {
  let kept: { readonly stamp: string | null; readonly reference: Omit<CurrentReference, 'now'> & Pick<Moment, 'succession'> } | null = null;
  const read = async () => {
    const rows = await sql<SettingsRow & { stamp: string | null }>(
      'settings',
      `SELECT stream_id AS "streamId", view, ${SETTINGS_STAMP} AS stamp FROM query.settings`,
      [],
    );
    const stateOf = <S>({ category, id }: Ref<S>): S =>
      (rows.find(({ streamId }) => streamId === `${category.name}/${id}`)?.view.state as S | undefined) ?? category.initial;
    const settings = { policies: stateOf(policies), calendar: stateOf(workCalendar), notHeld: stateOf(evaluationYears).notHeld };
    kept = { stamp: rows[0]?.stamp ?? null, reference: { settings, succession: stateOf(succession) } };
    return kept;
  };
  /** @param stamp the {@link SETTINGS_STAMP} that was read with the rows of the answer */
  const at = async (stamp: string | null): Promise<CurrentReference> => {
    const { reference } = kept?.stamp === stamp ? kept : await read();
    return { settings: reference.settings, now: { at: clock(), succession: reference.succession } };
  };
  const stamp = shared(async () => (await sql<{ stamp: string | null }>('stamp', `SELECT ${SETTINGS_STAMP} AS stamp`, []))[0]!.stamp);
  return { at, now: async (): Promise<CurrentReference> => at(await stamp()) };
};

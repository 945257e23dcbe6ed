import { dossiers, type Dossier, type Subject } from '@minglu/dossier';
import { forMoment } from '../for-moment.js';
import { standingAt, type Moment } from '../visibility.js';
import { shared, type Prepared } from './prepared.js';

/** Whom dossiers are about, as recorded when they opened, with the key under which their rows are listed. The name of the city is empty. */
export interface RecordedPlace {
  readonly place: string;
  readonly subject: Subject;
}

export interface PlacesMemory {
  readonly recordedPlaces: () => Promise<readonly RecordedPlace[]>;
  /** A place by the divisions and parks of a moment. */
  readonly placeToday: (place: RecordedPlace, now: Moment) => Dossier;
}

const STAMP = `SELECT count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) AS stamp FROM query.places`;

/**
 * The places of the lists: some hundreds, which rarely change, while every question of a province goes through all of them. They are read
 * again when the table has changed.
 */
export const placesMemory = (sql: Prepared): PlacesMemory => {
  let kept: { readonly stamp: string; readonly places: readonly RecordedPlace[] } = { stamp: '', places: [] };
  const stampNow = shared(async () => (await sql<{ stamp: string }>('places-stamp', STAMP, []))[0]!.stamp);
  const remembered = forMoment(() => new WeakMap<RecordedPlace, Dossier>());
  return {
    recordedPlaces: async () => {
      // The version comes before the rows: rows that are newer than it are read again the next time.
      const stamp = await stampNow();
      if (stamp !== kept.stamp) {
        const places = await sql<RecordedPlace>(
          'places',
          `SELECT place, json_build_object('programme', programme, 'applicant', applicant, 'cityCode', city_code, 'provinceCode', province_code,
                                           'applicantName', applicant_name, 'cityName', '', 'cityClass', '', 'caseId', '') AS subject
           FROM query.places ORDER BY place`,
          [],
        );
        kept = { stamp, places };
      }
      return kept.places;
    },
    placeToday: (place, now) => {
      const standing = remembered(now);
      const found = standing.get(place) ?? standingAt({ ...dossiers.initial, subject: place.subject }, now);
      standing.set(place, found);
      return found;
    },
  };
};

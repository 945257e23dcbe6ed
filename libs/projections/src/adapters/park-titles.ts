import { dayOf, type Day } from '@minglu/kernel';
import { correctedView } from '../corrected-view.js';
import type { ApprovedCorrection } from '../corrections-view.js';
import { titleDays, type ParkTitle } from '../priority.js';
import { inOneCity, placesWithin, type Place } from '../territory.js';
import { standingAt, type Moment } from '../visibility.js';
import type { DossierRow } from './entities.js';

/** The facts of a dossier on which its titled parks depend. */
export interface ParksQuestion extends Place {
  /** The cities whose parks may count; none for a park. */
  readonly cities: readonly string[];
  readonly on: Day;
}

interface ParkRows {
  readonly titledParks: (cities: readonly string[]) => Promise<readonly DossierRow[]>;
  readonly correctionsOf: (rows: readonly DossierRow[]) => Promise<(row: DossierRow) => readonly ApprovedCorrection[]>;
}

/** The titled parks of dossiers. They count for a city by the territory of the day of its application. */
export const parkTitles = ({ titledParks, correctionsOf }: ParkRows) => {
  const within = placesWithin();
  const questionOf = ({ applicant, cityCode, view: { state } }: DossierRow, now: Moment): ParksQuestion => ({
    applicant,
    cityCode,
    cities: state.subject?.programme === 'city' ? [cityCode, ...within(standingAt(state, now).subject!.cityCode, now)] : [],
    on: state.application?.submittedOn ?? dayOf(now.at),
  });
  /** The parks that count for each of these dossiers. */
  const titles = async (of: readonly ParksQuestion[], now: Moment): Promise<readonly (readonly ParkTitle[])[]> => {
    const parks = await titledParks([...new Set(of.flatMap(({ cities }) => cities))]);
    if (parks.length === 0) return of.map(() => []);
    const corrections = await correctionsOf(parks);
    const days = parks.flatMap(({ applicant, cityCode, ...park }) =>
      titleDays(correctedView(park.view, corrections({ applicant, cityCode, ...park })).view).map((one) => ({
        ...one,
        applicant,
        cityCode,
      })),
    );
    return of.map((city) => (city.cities.length === 0 ? [] : days.filter((park) => inOneCity(park, city, now.succession, city.on))));
  };
  return { questionOf, titles };
};

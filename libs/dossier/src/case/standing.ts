import { addDays, dayOf, type Day, type Instant } from '@minglu/kernel';
import { operatorOn, parkOn, type Succession } from '@minglu/reference';
import { divisionOn, inEffect } from '@minglu/regulation';
import type { Dossier, Subject } from './dossier.js';

/**
 * Whom a dossier is about on a day: the division or park that its applicant has become by then (decisions 38). The log keeps the
 * applicant as it was when the dossier opened.
 */
export const subjectOn = (subject: Subject, { divisions, parks }: Succession, on: Day): Subject => {
  if (divisions.length === 0 && parks.length === 0) return subject;
  const place = { parkId: subject.applicant, name: subject.applicantName, cityCode: subject.cityCode };
  const { parkId, name, cityCode } = subject.programme === 'park' ? parkOn(parks, place, on) : place;
  const found = divisionOn(divisions, cityCode, on);
  // Without a change of this division, the record says its name, as it may have been corrected.
  const city = cityCode === subject.cityCode && found === divisionOn([], cityCode, on) ? null : found;
  const territory = city && {
    cityCode: city.code,
    cityName: city.name,
    cityClass: city.class as Subject['cityClass'],
    provinceCode: city.provinceCode,
  };
  const applicant =
    subject.programme === 'park'
      ? { applicant: parkId, applicantName: name }
      : { applicant: city?.code ?? subject.applicant, applicantName: city?.name ?? subject.applicantName };
  return { ...subject, ...applicant, ...territory };
};

/** A name that an applicant had until a day. */
export interface FormerName {
  readonly name: string;
  /** The first day of the next name. */
  readonly until: Day;
}

/** The earlier names of an applicant, oldest first: its own, and before a merger those of the division or park that was merged. */
export const formerNames = (subject: Subject, succession: Succession, on: Day): readonly FormerName[] => {
  const days = [...new Set([...inEffect(succession.divisions, on), ...inEffect(succession.parks, on)].map((one) => one.effectiveDate))];
  const [first] = days.sort();
  if (first === undefined) return [];
  // A name changes on these days alone: that of one day is that of the eve of the next.
  const names = [addDays(first, -1), ...days].map((day) => subjectOn(subject, succession, day).applicantName);
  return days.flatMap((until, index) => (names[index] === names[index + 1] ? [] : [{ name: names[index]!, until }]));
};

/** The organisation that acts as the applicant: the city, or the operator of the park. */
export const applicantOrg = ({ programme, applicant }: Pick<Subject, 'programme' | 'applicant'>, { parks }: Succession, on: Day): string =>
  programme === 'park' ? operatorOn(parks, applicant, on) : applicant;

/** A dossier as it stands at an instant, by the changes that are in effect then. */
export const standing = (dossier: Dossier, succession: Succession, at: Instant): Dossier => {
  if (dossier.subject === null) return dossier;
  const on = dayOf(at);
  const subject = subjectOn(dossier.subject, succession, on);
  return { ...dossier, subject, applicantOrg: applicantOrg(subject, succession, on) };
};

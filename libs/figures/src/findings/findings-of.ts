import { contradictions } from './contradictions.js';
import { digitFindings } from './digits.js';
import { FINDING_CODES, type ApplicantFigures, type Finding } from './finding.js';
import { growthFindings } from './growth.js';
import { identicalFigures, type SharedFigure } from './identical.js';
import type { Relations } from './relations.js';
import { valueFindings } from './values.js';

/**
 * The consistency findings (一致性提示) of an applicant: a list for a person to judge, never an accusation. In the order of the codes, then of the
 * indicators and years.
 *
 * @param figures with indicators by their ids: see `indicatorNames`
 * @param shared the figures that other applicants state too
 */
export const findingsOf = (figures: ApplicantFigures, relations: Relations, shared: readonly SharedFigure[] = []): readonly Finding[] =>
  [
    ...contradictions(figures),
    ...growthFindings(figures, relations),
    ...valueFindings(figures, relations),
    ...identicalFigures(figures, shared),
    ...digitFindings(figures),
  ].sort(
    (a, b) =>
      FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code) ||
      compareTexts(a.indicator ?? '', b.indicator ?? '') ||
      (a.dataYear ?? 0) - (b.dataYear ?? 0),
  );
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import { conferred, dossierActs, dossiers, mayHappen, STATUSES, type Dossier, type Status, type Subject } from '@minglu/dossier';
import type { Day, Instant } from '@minglu/kernel';

/** The part of an act that makes an example payload for a case. */
export interface Exemplary {
  readonly command: string;
  readonly example?: (about: object) => object;
}

const CASE = { caseId: 'case-1', titleId: 'title-1', cityCode: '441900', day: '2025-10-21' };
const subjectOf = (programme: Subject['programme']): Subject => ({
  caseId: CASE.caseId,
  programme,
  applicant: programme === 'city' ? CASE.cityCode : 'park-1',
  applicantName: programme === 'city' ? '东莞市' : '某软件园',
  cityCode: CASE.cityCode,
  cityName: '东莞市',
  cityClass: 'prefecture-unit',
  provinceCode: '440000',
});
const title = conferred(CASE.titleId, CASE.day as Day);
const rectification = {
  kind: 'rectification',
  of: CASE.titleId,
  evaluationYear: 2025,
  endsAt: '2026-12-31T16:00:00.000Z' as Instant,
} as Dossier['deadlines'][number];

/** The state of a case, as far as the examples depend on it. */
const dossierIn = (status: Status, programme: Subject['programme']): Dossier => ({
  ...dossiers.initial,
  status,
  ...(status === 'NONE' ? {} : { subject: subjectOf(programme) }),
  ...(['TITLED', 'EXIT_PROPOSED'].includes(status) ? { title, deadlines: [rectification] } : {}),
});

/** The distinct examples of an act in the statuses that allow it, for a city and for a park; empty for an act without examples. */
export const examplesOf = ({ command, example }: Exemplary): readonly object[] => {
  if (!example) return [];
  // An act on reference data has one example, because it depends on no case.
  if (!dossierActs.some((act) => act.command === command)) return [example(CASE)];
  const dossiersBefore = STATUSES.filter((status) => mayHappen(command, status)).flatMap((status) =>
    (['city', 'park'] as const).map((programme) => dossierIn(status, programme)),
  );
  const texts = dossiersBefore.map((dossier) => JSON.stringify(example({ ...CASE, dossier })));
  return [...new Set(texts)].map((text) => JSON.parse(text) as object);
};

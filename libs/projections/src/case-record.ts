import type { Dossier } from '@minglu/dossier';

/** The parts of a dossier that its chapters keep. Objections and clues are counted. */
export type CaseRecord = Pick<
  Dossier,
  'application' | 'creation' | 'review' | 'title' | 'evaluation' | 'investigations' | 'proceedings' | 'papers' | 'closedOn'
> & {
  readonly publicity:
    | (Omit<NonNullable<Dossier['publicity']>, 'objections' | 'clues'> & {
        /** How many objections have which outcome; `open` without one. */
        readonly objections: Readonly<Record<string, number>>;
        readonly clues: number;
      })
    | null;
};

export const caseRecord = (dossier: Dossier): CaseRecord => {
  const { application, creation, review, publicity, title, evaluation, investigations, proceedings, papers, closedOn } = dossier;
  return {
    application,
    creation,
    review,
    publicity: publicity && { ...publicity, objections: tally(publicity.objections), clues: publicity.clues.length },
    title,
    evaluation,
    investigations,
    proceedings,
    papers,
    closedOn,
  };
};

const tally = (objections: NonNullable<Dossier['publicity']>['objections']): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of objections) counts[outcome ?? 'open'] = (counts[outcome ?? 'open'] ?? 0) + 1;
  return counts;
};

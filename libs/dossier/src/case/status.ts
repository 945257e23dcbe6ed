/** The statuses of a dossier (案卷). `NONE`: the dossier does not exist yet. */
export const STATUSES = [
  'NONE',
  'PILOT',
  'DRAFT',
  'CONSENTED',
  'SUBMITTED',
  'SUPPLEMENT',
  'MUNICIPAL_CHECK',
  'PROVINCIAL_CHECK',
  'PROVINCIAL_APPROVED',
  'AT_MINISTRY',
  'READY',
  'CREATING',
  'REVIEW_REQUESTED',
  'UNDER_REVIEW',
  'REVIEW_PASSED',
  'PUBLICITY_OPEN',
  'OBJECTION_CHECK',
  'CLEARED',
  'TITLED',
  'EXIT_PROPOSED',
  'REJECTED',
  'WITHDRAWN',
  'CREATION_ENDED',
  'CANCELLED',
  'EXITED',
] as const;
export type Status = (typeof STATUSES)[number];

/** A dossier in one of these is closed: its applicant may apply again. */
export const CLOSED_STATUSES: readonly Status[] = ['REJECTED', 'WITHDRAWN', 'CREATION_ENDED', 'CANCELLED', 'EXITED'];

import { decimal, id, oneOf, record, sha256, text, Type, type Static } from '@minglu/kernel';

/** A reported number with its indicator, year and source. The value is exact, in the stated unit and never rounded. */
export const figure = record({
  indicator: id(),
  value: decimal(),
  unit: text(32),
  dataYear: Type.Integer({ minimum: 1978, maximum: 2200 }),
  source: text(200),
});
export type Figure = Static<typeof figure>;

export const MATERIAL_KINDS = [
  'written-application-report',
  'application-report-document',
  'creation-application-form',
  'creation-work-plan',
  'review-application',
  'review-application-document',
  'review-application-form',
  'self-assessment-report',
  'evaluation-form',
  'rectification-report',
  'consent-letter',
  'evidence',
  'other',
] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];

/** A submitted document: its kind, file name and the SHA-256 digest of its bytes. */
export const material = record({ kind: oneOf(...MATERIAL_KINDS), name: text(200), sha256: sha256() });
export type Material = Static<typeof material>;

import { day, id, nullable, oneOf, record, sha256, text, Type } from '@minglu/kernel';
import { divisionCode, material, programme } from '@minglu/regulation';

/** Fields that recur in events and commands of the dossier. */
export const caseId = { caseId: id() };

/** The city or park of a dossier. The opening event records it, so that later changes of administrative divisions do not change history. */
export const subject = {
  ...caseId,
  programme: programme(),
  /** Division code of the city, or the id of the park. */
  applicant: Type.String({ minLength: 1, maxLength: 64 }),
  applicantName: text(200),
  /** Division code of the city; for a park, of the city in which it lies. */
  cityCode: divisionCode(),
  cityName: text(200),
  cityClass: oneOf('direct-municipality', 'sub-provincial-city', 'separately-planned-city', 'prefecture-city', 'prefecture-unit'),
  provinceCode: divisionCode(),
};

/** In an opening event: the divisions or parks that the applicant has succeeded. No second dossier opens under their ids either. */
export const succeeds = { succeeds: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }))) };
/** The claims of a dossier that opens. */
export const openDossierClaims = ({
  applicant,
  succeeds: others = [],
}: {
  readonly applicant: string;
  readonly succeeds?: readonly string[] | undefined;
}) => [applicant, ...others].map((one) => ({ kind: 'open-dossier', id: one }));

/** The free-text fields of {@link subject}. */
export const SUBJECT_TEXT = ['applicant', 'applicantName', 'cityName'] as const;
/** The free-text fields of a list of figures. */
export const FIGURE_TEXT = ['figures[].unit', 'figures[].source'] as const;

export const documentNumber = { documentNumber: text(200) };
export const reasons = { reasons: text() };
/** The day of the decision that closes a dossier; a cooling-off period counts from it. */
export const closing = { closedOn: day() };

/** One piece of evidence: a file with its digest, or a description in words. */
export const evidence = Type.Union([material, record({ name: text(200), sha256: sha256() }), text(500)]);

/** A target as filed. A value may be a number or words of the plan. */
export const targetInput = record({
  indicator: text(200),
  unit: text(40),
  baselineYear: Type.Optional(nullable(Type.Integer())),
  baseline: Type.Optional(nullable(Type.Union([Type.String({ maxLength: 100 }), Type.Number()]))),
  targetYear: Type.Integer(),
  target: Type.Union([text(100), Type.Number()]),
  responsibleUnits: Type.Optional(Type.Array(text(200))),
  /** The heading under which the plan states it. */
  group: Type.Optional(text(200)),
});

/** A target as stored: values are words. */
export const target = record({
  indicator: text(200),
  unit: text(40),
  baselineYear: Type.Optional(nullable(Type.Integer())),
  /** As stated: “—” becomes null, never 0; “超7000” and “约2万” keep their qualifiers. */
  baseline: Type.Optional(nullable(Type.String({ maxLength: 100 }))),
  targetYear: Type.Integer(),
  target: text(100),
  responsibleUnits: Type.Optional(Type.Array(text(200))),
  group: Type.Optional(text(200)),
});

/** A target of a phase. The phase gives the year; the value may be “—”. */
const inPhase = { indicator: text(200), unit: text(40), targetYear: Type.Optional(nullable(Type.Integer())) };
const phaseFields = {
  name: text(200),
  /** As stated: phases may overlap or give years only. */
  from: Type.Optional(nullable(text(40))),
  until: Type.Optional(nullable(text(40))),
};
export const phaseInput = record({
  ...phaseFields,
  targets: Type.Optional(
    Type.Array(record({ ...inPhase, target: nullable(Type.Union([Type.String({ maxLength: 100 }), Type.Number()])) })),
  ),
});
export const phase = record({
  ...phaseFields,
  targets: Type.Array(record({ ...inPhase, target: nullable(Type.String({ maxLength: 100 })) })),
});

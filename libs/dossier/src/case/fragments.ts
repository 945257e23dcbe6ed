import { day, decimal, id, nullable, oneOf, record, sha256, text, Type } from '@minglu/kernel';
import { divisionCode, material } from '@minglu/regulation';

/** Fields that recur in events and commands of the dossier. */
export const caseId = { caseId: id() };

/** Whom a dossier is about; recorded by the event that opens it, so that no later division table changes history. */
export const subject = {
  ...caseId,
  programme: oneOf('city', 'park'),
  /** Division code of the city, or the id of the park. */
  applicant: Type.String({ minLength: 1, maxLength: 64 }),
  applicantName: text(200),
  /** The city's own code; for a park, the city it lies in. */
  cityCode: divisionCode(),
  cityName: text(200),
  cityClass: oneOf('direct-municipality', 'sub-provincial-city', 'separately-planned-city', 'prefecture-city', 'prefecture-unit'),
  provinceCode: divisionCode(),
};

/** The free text of {@link subject}. */
export const SUBJECT_TEXT = ['applicant', 'applicantName', 'cityName'] as const;
/** The free text of a list of figures. */
export const FIGURE_TEXT = ['figures[].unit', 'figures[].source'] as const;

export const documentNumber = { documentNumber: text(200) };
export const reasons = { reasons: text() };
/** The second person of an act that takes two, as the first one names him. */
export const secondPerson = { approvedBy: Type.Optional(text(200)) };
/** The same as it is kept, by pseudonym; `singleHanded`: nobody was named. Neither is a confirmation by that person. */
export const twoPersons = { ...secondPerson, singleHanded: Type.Optional(Type.Boolean()) };
/** The day of the decision that closes a dossier: a cooling-off counts from it. */
export const closing = { closedOn: day() };

/** What is handed in as evidence: a file by its digest, or what it is in words. */
export const evidence = Type.Union([material, record({ name: text(200), sha256: sha256() }), text(500)]);

/** A document of the ministry or of another organ. Persons are named by pseudonym or office. */
export const documentFields = {
  number: Type.Optional(text(200)),
  issuedOn: Type.Optional(day()),
  signedBy: Type.Optional(text(200)),
  countersignedBy: Type.Optional(Type.Array(text(200), { maxItems: 50 })),
  sealed: Type.Optional(Type.Boolean()),
  copiesTo: Type.Optional(Type.Array(text(200), { maxItems: 200 })),
  attachments: Type.Optional(Type.Array(evidence, { maxItems: 200 })),
};

/** What the vault keeps, and a salted commitment to it. */
export const sealed = () => record({ ref: text(64), commitment: sha256() });

/** A target as it is filed. A value may be a number or the words of the plan. */
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

/** The same as it is kept, in words. */
export const target = record({
  indicator: text(200),
  unit: text(40),
  baselineYear: Type.Optional(nullable(Type.Integer())),
  /** As stated: “—” is null, never 0; “超7000”, “约2万” keep their word. */
  baseline: Type.Optional(nullable(Type.String({ maxLength: 100 }))),
  targetYear: Type.Integer(),
  target: text(100),
  responsibleUnits: Type.Optional(Type.Array(text(200))),
  group: Type.Optional(text(200)),
});

/** A target of a phase: the phase gives the year, and may say “—” of an indicator. */
const inPhase = { indicator: text(200), unit: text(40), targetYear: Type.Optional(nullable(Type.Integer())) };
const phaseFields = {
  name: text(200),
  /** As stated: phases may overlap, or name years alone. */
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

/** How a control indicator (控制性指标) came out, kept with the decision that looked at it. */
export const controlCheck = record({
  control: text(32),
  indicator: text(32),
  value: nullable(decimal()),
  threshold: nullable(decimal()),
  dataYear: nullable(Type.Integer()),
  outcome: oneOf('met', 'unmet', 'not-reported', 'no-reference'),
});

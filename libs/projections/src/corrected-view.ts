import { decoder, type Decoder, type TObject } from '@minglu/kernel';
import { dossiers } from '@minglu/dossier';
import { topOf, valueAt, withCorrection } from '@minglu/reference';
import type { ApprovedCorrection } from './corrections-view.js';
import type { DossierView } from './dossier-view.js';
import { WITHOUT_SUBJECT, type Source } from './sources.js';

/** A correction as a view shows it. Without `value` the record is sealed, or the new value is a list or a record. */
export interface ShownCorrection extends ApprovedCorrection {
  /** With `value`: the value as first recorded. */
  readonly recorded?: unknown;
}

/** A part of the view that shows fields of events. */
interface Part {
  /** The events that the part is from now. */
  readonly sources: (all: readonly Source[]) => readonly Source[];
  /** The fields of the payload that the part shows; null while the view has no such part. */
  readonly fields: (view: DossierView, type: Source['type']) => Readonly<Record<string, unknown>> | null;
  /** The view with corrected fields. Ids and codes stay: rows, jurisdiction and visibility are keyed by them. */
  readonly withFields: (view: DossierView, fields: Readonly<Record<string, unknown>>, type: Source['type']) => DossierView;
}

const latest =
  (...types: readonly Source['type'][]) =>
  (all: readonly Source[]): readonly Source[] =>
    all.filter(({ type }) => types.includes(type)).slice(-1);
const dateField = (type: Source['type']) => (type === 'LegacyTitleImported' ? 'conferredOn' : 'effectiveDate');

const subject: Part = {
  // The opening event, and each later event that repeats it.
  sources: (all) => all.filter(({ type }) => !WITHOUT_SUBJECT.includes(type)),
  fields: ({ state }) => state.subject && { ...state.subject },
  withFields: (view, { applicantName, cityName, cityClass }) => ({
    ...view,
    state: { ...view.state, subject: { ...view.state.subject, applicantName, cityName, cityClass } as DossierView['state']['subject'] },
  }),
};
const title: Part = {
  // A later day of effect is that of the event by which the title took effect.
  sources: latest('TitleConferred', 'LegacyTitleImported', 'DecisionTookEffect'),
  fields: ({ state }, type) => state.title && { titleId: state.title.titleId, [dateField(type)]: state.title.effectiveDate },
  withFields: (view, fields, type) => ({
    ...view,
    state: { ...view.state, title: { ...view.state.title, effectiveDate: fields[dateField(type)] } as DossierView['state']['title'] },
  }),
};
const priority: Part = {
  sources: latest('PriorityNoted'),
  fields: ({ state }) => state.application && { grounds: state.application.priority },
  withFields: (view, { grounds }) => ({
    ...view,
    state: { ...view.state, application: { ...view.state.application, priority: grounds } as DossierView['state']['application'] },
  }),
};
/** A plan is filed whole; the later one replaces the one before. */
const plan = (name: 'plan' | 'breakdown', type: Source['type']): Part => ({
  sources: latest(type),
  fields: ({ plans }) => {
    if (!plans?.[name]) return null;
    const { filedAt: _, ...fields } = plans[name];
    return fields;
  },
  withFields: (view, fields) => ({ ...view, plans: { ...view.plans, [name]: { ...view.plans?.[name], ...fields } } }),
});
const PARTS: readonly Part[] = [subject, title, priority, plan('plan', 'EnhancementPlanFiled'), plan('breakdown', 'TargetBreakdownFiled')];

const decoders = new Map<string, Decoder<unknown>>();
/** True if the field of the payload may have this value. */
const fits = (type: Source['type'], field: string, value: unknown): boolean => {
  const key = `${type}.${field}`;
  const decode = decoders.get(key) ?? decoder((dossiers.events[type]!.payload as TObject).properties[field]!);
  decoders.set(key, decode);
  return decode(value);
};

/**
 * The view as it reads with the approved corrections of its sources, oldest first, and those that concern a field it shows.
 * A correction changes no status and no deadline: acts of their own do that. A value that the schema does not allow changes nothing.
 */
export const correctedView = (
  view: DossierView,
  corrections: readonly ApprovedCorrection[],
): { readonly view: DossierView; readonly corrections: readonly ShownCorrection[] } => {
  let corrected = view;
  const shown: ShownCorrection[] = [];
  for (const correction of corrections)
    for (const part of PARTS) {
      const source = part.sources(view.sources ?? []).find(({ eventId }) => eventId === correction.eventId);
      const recorded = source && valueAt(part.fields(view, source.type), correction.field);
      if (!recorded) continue;
      const { correctedAt, ...rest } = correction;
      if (!('value' in correction)) {
        shown.push(correction);
        continue;
      }
      shown.push({ ...rest, recorded: recorded.value, correctedAt });
      const fields = withCorrection(part.fields(corrected, source.type)!, correction.field, correction.value);
      const top = topOf(correction.field);
      if (fits(source.type, top, fields[top])) corrected = part.withFields(corrected, fields, source.type);
    }
  return { view: corrected, corrections: shown };
};

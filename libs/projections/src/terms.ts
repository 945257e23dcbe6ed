import type { Classification, RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';

/** Something by which a list finds a dossier: the number of a document (文号), a yearly campaign, or a year of evaluation. */
export interface Term {
  readonly kind: 'document' | 'campaign' | 'year';
  readonly value: string;
  /** That of the event which says it. A viewer finds a dossier only by events that he may see. */
  readonly classification: Classification;
}

interface Fields {
  readonly documentNumber?: string | null;
  readonly announcementNumber?: string | null;
  readonly document?: { readonly number?: string } | null;
  readonly campaignId?: string | null;
  readonly evaluationYear?: number | null;
  readonly coversYears?: readonly number[];
}

/** The terms of the dossier after an event, each once for each classification. The same list if the event says nothing new. */
export const termsAfter = (
  before: readonly Term[],
  { event, metadata: { classification } }: RecordedEvent<DossierEvent>,
): readonly Term[] => {
  const { documentNumber, announcementNumber, document, campaignId, evaluationYear, coversYears = [] } = event.data as Fields;
  const found: readonly (readonly [Term['kind'], string | number | null | undefined])[] = [
    ['document', documentNumber],
    ['document', announcementNumber],
    ['document', document?.number],
    ['campaign', campaignId],
    ['year', evaluationYear],
    ...coversYears.map((year) => ['year', year] as const),
  ];
  const terms = [...before];
  for (const [kind, value] of found) {
    if (value === null || value === undefined || value === '') continue;
    const term: Term = { kind, value: String(value), classification };
    if (!terms.some((one) => one.kind === kind && one.value === term.value && one.classification === classification)) terms.push(term);
  }
  return terms.length === before.length ? before : terms;
};

import { provisionPath, type AnyAct, type Bilingual } from '@minglu/kernel';
import { dossierActs } from '@minglu/dossier';
import { referenceActs } from '@minglu/reference';
import {
  deadlineBasis,
  instrumentOf,
  instruments,
  isPolicyKey,
  meanings,
  numberInText,
  POLICY_KEYS,
  policyDefinitions,
  provisions,
  provisionTexts,
  provisionTitle,
  type InstrumentId,
  type Provision,
} from '@minglu/regulation';
import { refusalsByProvision } from './refusals-data.js';

/** A provision in a list. */
export interface ListedProvision {
  readonly id: Provision;
  readonly instrument: InstrumentId;
  /** The number in its text, such as 第十八条; null for a policy. */
  readonly number: string | null;
  readonly title: Bilingual;
  /** The path at which it can be read. */
  readonly path: string;
}

/** A provision with its words, and where the system uses it. */
export interface ProvisionEntry extends ListedProvision {
  readonly instrumentTitle: Bilingual;
  /** The number of the document (文号); null if it has none. */
  readonly documentNumber: string | null;
  /** The words of the text, by paragraphs. Empty for a policy, which stands where the texts are silent. */
  readonly text: readonly string[];
  /** The effect in this system, or the meaning of a policy. Null for a rule of counting. */
  readonly meaning: Bilingual | null;
  /** Of a policy, the provision that is silent. */
  readonly silent: string | null;
  readonly commands: readonly { readonly command: string; readonly title: Bilingual }[];
  readonly deadlines: readonly string[];
  readonly refusals: readonly { readonly command: string; readonly code: string }[];
}

const ACTS = [...referenceActs, ...dossierActs] as unknown as readonly AnyAct[];

const entryOf = (id: Provision): ProvisionEntry => {
  const instrument = instrumentOf(id);
  const { title: instrumentTitle, documentNumber } = instruments[instrument];
  const policy = isPolicyKey(id) ? policyDefinitions[id] : null;
  return {
    id,
    instrument,
    number: numberInText(id),
    title: provisionTitle(id),
    path: provisionPath(id),
    instrumentTitle,
    documentNumber,
    text: isPolicyKey(id) ? [] : provisionTexts[id],
    meaning: policy ? policy.meaning : id in meanings ? meanings[id as keyof typeof meanings].here : null,
    silent: policy ? policy.article : null,
    commands: ACTS.filter(({ legalBasis }) => legalBasis.includes(id)).map(({ command, title }) => ({ command, title })),
    deadlines: Object.entries(deadlineBasis).flatMap(([kind, basis]) => (basis.includes(id) ? [kind] : [])),
    refusals: (refusalsByProvision[id] ?? []).map((one) => {
      const [command = '', code = ''] = one.split(' ');
      return { command, code };
    }),
  };
};

/** Every provision, by its id: the texts in their order, then the policies. */
export const provisionRegister: ReadonlyMap<string, ProvisionEntry> = new Map(
  [...(Object.keys(provisions) as Provision[]), ...POLICY_KEYS].map((id) => [id, entryOf(id)]),
);

export const listed = ({ id, instrument, number, title, path }: ProvisionEntry): ListedProvision => ({
  id,
  instrument,
  number,
  title,
  path,
});

import { dossierActs, statusesOf } from '@minglu/dossier';
import type { AllActFacts } from './act-facts.js';
import type { Generator } from './generator.js';
import { row, TABLE_LINE } from './markdown.js';
import type { Provocation } from './source/provocations.js';
import { textsShown } from './vocabulary.js';

/** A condition of an act for or against a party: the refusal where it does not hold, and the specs that provoke it. */
export interface Gate {
  readonly command: string;
  readonly code: string;
  readonly provisions: readonly string[];
  readonly texts: readonly string[];
  readonly shownBy: readonly Provocation[];
  /** Set if the act calls the check but can never fail it. */
  readonly cannotFail?: string | undefined;
}

const OF_A_CITY = {
  'unknown-id': 'a city is named by its division code, not registered',
  'park-merged': 'it is about a city',
};
const PAYLOAD_ALLOWS_NO_MORE = { 'too-many-stars': 'the payload allows no more stars than the Measure has given' };
/** Checks of shared functions that an act cannot fail, with the reason. A spec fails if one is provoked after all. */
export const CANNOT_FAIL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PublishEvaluationResults: PAYLOAD_ALLOWS_NO_MORE,
  CorrectEvaluationResult: PAYLOAD_ALLOWS_NO_MORE,
  CorrectPublicity: {
    'published-in-future': 'it is posted at the instant of the act',
    'window-too-short': 'it prints no last day',
  },
  CancelQualification: { 'ground-not-standing': 'its notice names no evaluation years: there are none before the conferral' },
  ProlongPublicity: { 'decision-takes-effect-later': 'a conferral waits for its day in CLEARED, where no window runs' },
  ImportLegacyTitle: OF_A_CITY,
  ImportLegacyCreation: OF_A_CITY,
  ImportPilotPark: {
    'not-eligible': 'a park lies in a city of the list since its registration',
    'division-succeeded': 'a park follows its city to the successor',
  },
};

const EFFECTS = { favourable: 'In favour of a party', adverse: 'Against a party', either: 'For or against a party' } as const;
type Effect = keyof typeof EFFECTS;

/** The acts that state an effect, in the order of the Measure. */
export const actsWithEffect = dossierActs.filter(({ effect }) => effect !== undefined);

/** The conditions of each act for or against a party. */
export const gatesOf = (facts: AllActFacts, provocations: readonly Provocation[]): readonly Gate[] =>
  actsWithEffect.flatMap(({ command }) => {
    const refusals = facts.acts.get(command)!.findings.filter(({ kind }) => kind === 'refuse');
    return [...new Set(refusals.map(({ code }) => code))].map((code) => {
      const own = refusals.filter((one) => one.code === code);
      return {
        command,
        code,
        provisions: [...new Set(own.flatMap(({ provisions }) => provisions))],
        texts: [...new Set(own.flatMap(({ texts }) => texts))],
        shownBy: provocations.filter((one) => one.command === command && one.code === code && one.test !== ''),
        cannotFail: CANNOT_FAIL[command]?.[code],
      };
    });
  });

/** `gates.md`: the conditions of each act for or against a party. */
export const gates = (facts: AllActFacts, provocations: readonly Provocation[]): Generator => ({
  name: 'gates',
  files: () => [{ path: 'libs/contracts/gates.md', content: page(gatesOf(facts, provocations)) }],
});

const page = (all: readonly Gate[]): string =>
  [
    '# Gates',
    '',
    '<!-- Generated from the acts and their specs. Do not edit. -->',
    '',
    'The conditions of each act for a party or against it. Each row is a refusal that its code can give, with the provisions, the Chinese text and a spec that provokes it.',
    'Every act on a case is also refused in another status ([state matrix](state-matrix.md)) and to an officer who recused himself (measure-2022/17).',
    ...(Object.keys(EFFECTS) as Effect[]).flatMap((effect) => [
      '',
      `## ${EFFECTS[effect]}`,
      ...actsWithEffect
        .filter((act) => act.effect === effect)
        .flatMap((act) =>
          section(
            act,
            all.filter(({ command }) => command === act.command),
          ),
        ),
    ]),
    '',
  ].join('\n');

const section = ({ command, title, by }: (typeof dossierActs)[number], own: readonly Gate[]): readonly string[] => [
  '',
  `### ${command} ${title.zh}`,
  '',
  `By ${Object.keys(by).sort().join(', ')}, in ${statusesOf(command).join(', ')}.`,
  ...(own.length === 0 ? ['', 'No further condition.'] : ['', row('refused', 'provisions', 'text', 'shown by'), TABLE_LINE(4)]),
  ...own.map((gate) => row(gate.code, gate.provisions.join(', '), textsShown(gate.texts), evidence(gate))),
];

const evidence = ({ shownBy: [first], cannotFail }: Gate): string =>
  first ? `\`${first.file.slice(first.file.lastIndexOf('/') + 1)}\` “${first.test}”` : `cannot occur: ${cannotFail ?? 'no spec'}`;

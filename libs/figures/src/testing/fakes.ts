import type { ApplicantFigures, FindingCode } from '../findings/finding.js';
import type { Statement } from '../statement.js';
import { isRate } from '../unit.js';
import { between, honestCity, pick, seeded, type Random } from './cities.js';

const change = (
  figures: ApplicantFigures,
  which: (one: Statement) => boolean,
  to: (one: Statement) => Partial<Statement>,
): ApplicantFigures => ({
  ...figures,
  statements: figures.statements.map((one) => (which(one) ? { ...one, ...to(one) } : one)),
});
const scaled = ({ value }: Statement, factor: number): string => {
  const places = value.includes('.') ? value.split('.')[1]!.length : 0;
  return (Number(value) * factor).toFixed(places);
};
const withLastDigit = (value: string, digit: number): string => value.replace(/[1-9](?=[0.]*$)/u, String(digit));
const withFirstDigit = (value: string, digit: number): string => value.replace(/[1-9]/u, String(digit));
/** The last digits that people prefer when they make numbers up. */
const PREFERRED = [3, 3, 3, 7, 7, 7, 7, 7, 8, 8, 8, 2, 4, 6, 9, 1];
const PATTERNS = ['6666', '8888', '1234', '2345', '9999', '3333', '5678'];

/** A city with a planted fake, by seed. Where a fake copies another city, that city comes with it. */
export interface Planted {
  readonly fake: ApplicantFigures;
  readonly others: readonly ApplicantFigures[];
}
const alone = (fake: ApplicantFigures): Planted => ({ fake, others: [] });

/** Each kind of fake: how it is made, and by which finding it should be found. */
export const FAKES: Readonly<Partial<Record<FindingCode, (seed: number) => Planted>>> = {
  contradiction: (seed) => {
    const random = seeded(seed + 1_000_003);
    const factor = between(random, 1.02, 1.6);
    return alone(
      change(
        honestCity(seed),
        ({ stage, indicator, dataYear }) => stage === 'self-assessment' && indicator === 'A1.1' && dataYear === 2023,
        (one) => ({ value: scaled(one, factor) }),
      ),
    );
  },
  'growth-mismatch': (seed) => {
    const more = between(seeded(seed + 1_000_003), 4, 20);
    return alone(
      change(
        honestCity(seed),
        ({ indicator, dataYear }) => indicator === 'A2.1' && dataYear === 2024,
        ({ value }) => ({ value: (Number(value) + more).toFixed(1) }),
      ),
    );
  },
  'impossible-growth': (seed) => {
    const factor = between(seeded(seed + 1_000_003), 2.8, 6);
    return alone(
      change(
        honestCity(seed),
        ({ indicator, dataYear }) => indicator === 'A1.1' && dataYear === 2024,
        (one) => ({ value: scaled(one, factor) }),
      ),
    );
  },
  'impossible-value': (seed) => {
    const random = seeded(seed + 1_000_003);
    return random() < 0.5
      ? alone(
          change(
            honestCity(seed),
            ({ indicator, dataYear }) => indicator === 'B2.3' && dataYear === 2024,
            () => ({ value: between(random, 100.1, 140).toFixed(1) }),
          ),
        )
      : alone(
          change(
            honestCity(seed),
            ({ indicator, dataYear }) => indicator === 'D2.2' && dataYear === 2024,
            ({ value }) => ({ value: `${value.split('.')[0]}.5` }),
          ),
        );
  },
  'share-of-no-count': (seed) => {
    const random = seeded(seed + 1_000_003);
    return alone(
      change(
        honestCity(seed),
        ({ indicator }) => ['B1.1', 'B1.2', 'B1.3'].includes(indicator),
        () => ({ value: between(random, 5, 40).toFixed(2) }),
      ),
    );
  },
  'same-in-two-years': (seed) => {
    const city = honestCity(seed);
    const { value, unit } = city.statements.find(({ indicator, dataYear }) => indicator === 'A1.1' && dataYear === 2023)!;
    return alone(
      change(
        city,
        ({ indicator, dataYear }) => indicator === 'A1.1' && dataYear >= 2023,
        () => ({ value, unit }),
      ),
    );
  },
  'identical-across-applicants': (seed) => {
    const other = honestCity(seed + 500_000);
    const copied = new Map(other.statements.filter(({ stage }) => stage === 'evaluation').map((one) => [one.indicator, one]));
    const fake = change(
      honestCity(seed),
      ({ stage, indicator }) => stage === 'evaluation' && copied.has(indicator),
      ({ indicator }) => {
        const { value, unit } = copied.get(indicator)!;
        return { value, unit };
      },
    );
    return { fake, others: [other] };
  },
  'last-digits': (seed) => {
    const random = seeded(seed + 1_000_003);
    return alone(changeEach(honestCity(seed), random, (value) => withLastDigit(value, pick(random, PREFERRED))));
  },
  'first-digits': (seed) => {
    const random = seeded(seed + 1_000_003);
    return alone(
      changeEach(honestCity(seed, true), random, (value, one) =>
        isRate(one.unit) ? value : withFirstDigit(value, 1 + Math.floor(random() * 9)),
      ),
    );
  },
  'repeated-digits': (seed) => {
    const random = seeded(seed + 1_000_003);
    const chosen = new Set(['A1.1', 'A3.1', 'C2.1', 'D3.1', 'D4.2']);
    return alone(
      change(
        honestCity(seed),
        ({ indicator, dataYear }) => chosen.has(indicator) && dataYear >= 2023,
        () => ({ value: pick(random, PATTERNS).replace(/(..)$/u, '.$1') }),
      ),
    );
  },
};

/** Makes each figure up once, so that each later statement repeats it. */
const changeEach = (figures: ApplicantFigures, _: Random, to: (value: string, one: Statement) => string): ApplicantFigures => {
  const made = new Map<string, Pick<Statement, 'value' | 'unit'>>();
  return change(
    figures,
    () => true,
    (one) => {
      const key = `${one.indicator} ${one.dataYear}`;
      const known = made.get(key) ?? { value: to(one.value, one), unit: one.unit };
      made.set(key, known);
      return known;
    },
  );
};

import type { Schemas } from '../api/client.ts';

type Result = Pick<Schemas['TitleResultDto'], 'covers' | 'stars' | 'rank'>;

/** `2024`, or `2023–2024` for one result of several years. */
export const yearsOf = ({ covers }: Pick<Result, 'covers'>): string => {
  const [first, last] = [covers[0], covers.at(-1)];
  return first === last ? String(first) : `${first}–${last}`;
};

export const starWords = (stars: number | null): string => (stars === null ? '未评星' : `${stars} 星`);

/** Stars as signs, with words for a reader who does not see them. */
export const Stars = ({ stars }: { readonly stars: number | null }) =>
  stars === null ? (
    <span className="small">未评星</span>
  ) : (
    <>
      <span aria-hidden="true" className="starsigns">
        {'★'.repeat(stars)}
      </span>
      <span className="visually-hidden">{starWords(stars)}</span>
    </>
  );

/** The stars of each year in one row. */
export const StarYears = ({ results }: { readonly results: readonly Result[] }) =>
  results.length === 0 ? (
    <span className="soft">尚无评估结果</span>
  ) : (
    <ol className="staryears">
      {results.map((result) => (
        <li key={yearsOf(result)}>
          <span className="small soft number">{yearsOf(result)}</span>
          <Stars stars={result.stars} />
        </li>
      ))}
    </ol>
  );

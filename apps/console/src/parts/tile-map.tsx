/** A square for each province near its place in the country: code, short name, column, row. It says nothing about areas or borders. */
const TILES: readonly (readonly [code: string, name: string, column: number, row: number])[] = [
  ['650000', '新疆', 1, 3],
  ['540000', '西藏', 1, 4],
  ['630000', '青海', 2, 3],
  ['620000', '甘肃', 3, 3],
  ['640000', '宁夏', 4, 3],
  ['150000', '内蒙古', 6, 2],
  ['230000', '黑龙江', 8, 1],
  ['220000', '吉林', 8, 2],
  ['210000', '辽宁', 7, 2],
  ['110000', '北京', 6, 3],
  ['120000', '天津', 7, 3],
  ['130000', '河北', 6, 4],
  ['140000', '山西', 5, 3],
  ['610000', '陕西', 4, 4],
  ['370000', '山东', 7, 4],
  ['410000', '河南', 5, 4],
  ['510000', '四川', 2, 4],
  ['500000', '重庆', 3, 4],
  ['420000', '湖北', 4, 5],
  ['340000', '安徽', 5, 5],
  ['320000', '江苏', 6, 5],
  ['310000', '上海', 7, 5],
  ['530000', '云南', 2, 5],
  ['520000', '贵州', 3, 5],
  ['430000', '湖南', 4, 6],
  ['360000', '江西', 5, 6],
  ['330000', '浙江', 6, 6],
  ['450000', '广西', 3, 6],
  ['440000', '广东', 4, 7],
  ['350000', '福建', 5, 7],
  ['710000', '台湾', 7, 7],
  ['460000', '海南', 3, 8],
  ['810000', '香港', 5, 8],
  ['820000', '澳门', 4, 8],
];

/** Four shades: none, and three parts of the highest number. The number in the tile says it without the shade. */
const shadeOf = (value: number, highest: number): number => (value === 0 ? 0 : Math.min(3, 1 + Math.floor((3 * (value - 1)) / highest)));

/** The provinces as tiles, with a number in each. */
export const TileMap = ({
  label,
  values,
  detail,
}: {
  readonly label: string;
  readonly values: ReadonlyMap<string, number>;
  /** Small text below the number. */
  readonly detail?: ReadonlyMap<string, string>;
}) => {
  const highest = Math.max(1, ...values.values());
  return (
    <ul className="tiles" aria-label={label}>
      {TILES.map(([code, name, column, row]) => {
        const value = values.get(code) ?? 0;
        return (
          <li key={code} className={`tile shade${shadeOf(value, highest)}`} style={{ gridColumn: column, gridRow: row }}>
            <span>{name}</span>
            <span className="number strong">{value}</span>
            {detail?.get(code) && <span className="tiledetail">{detail.get(code)}</span>}
          </li>
        );
      })}
    </ul>
  );
};

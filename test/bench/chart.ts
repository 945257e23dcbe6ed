export interface Curve {
  readonly name: string;
  readonly points: { readonly events: number; readonly perSecond: number }[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 380, 70, 170, 40, 60];
const COLOURS = ['#1f77b4', '#2ca02c', '#d62728', '#7f7f7f'];
const short = (value: number): string =>
  value >= 1_000_000 ? `${value / 1_000_000}M` : value >= 1_000 ? `${value / 1_000}k` : String(value);

/** Curves as an SVG, both axes logarithmic. */
export const chart = (curves: readonly Curve[], machine: string): string => {
  const points = curves.flatMap((curve) => curve.points);
  const sizes = [...new Set(points.map(({ events }) => events))].sort((a, b) => a - b);
  const [least, most] = [sizes[0]!, sizes.at(-1)!];
  const rates = points.map(({ perSecond }) => perSecond);
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...rates))), 10 ** Math.ceil(Math.log10(Math.max(...rates)))];
  const part = (value: number, from: number, to: number): number => (from === to ? 0.5 : Math.log(value / from) / Math.log(to / from));
  const x = (events: number): string => (LEFT + part(events, least, most) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (rate: number): string => (HEIGHT - BOTTOM - part(rate, low, high) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, index) => low * 10 ** index);
  const grid = [
    ...decades.map(
      (rate) => `<path d="M${LEFT} ${y(rate)}H${WIDTH - RIGHT}" stroke="#ddd"/>${label(LEFT - 8, y(rate), short(rate), 'end')}`,
    ),
    ...sizes.map(
      (events) =>
        `<path d="M${x(events)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/>${label(x(events), HEIGHT - BOTTOM + 18, short(events), 'middle')}`,
    ),
  ];
  const lines = curves.map(({ name, points: own }, index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    const at = own.map(({ events, perSecond }) => `${x(events)},${y(perSecond)}`);
    const dots = at.map((point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colour}"/>`).join('');
    const last = own.at(-1)!;
    return `<polyline points="${at.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}${label(WIDTH - RIGHT + 8, y(last.perSecond), name, 'start', colour)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${label(LEFT, 20, 'Per second, by the number of events in the log', 'start')}
${[...grid, ...lines].join('\n')}
${label(LEFT, HEIGHT - 12, machine, 'start', '#555')}
</svg>
`;
};

const label = (x: number | string, y: number | string, text: string, anchor: 'start' | 'middle' | 'end', colour = '#333'): string =>
  `<text x="${x}" y="${y}" dominant-baseline="middle" text-anchor="${anchor}" fill="${colour}">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

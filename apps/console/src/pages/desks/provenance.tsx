import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client.ts';
import { dayOf } from '../../dates.ts';
import { eventName, word } from '../../names.ts';
import { DataTable } from '../../parts/table.tsx';

type Figure = Schemas['FigureDto'];
type Statement = Figure['statements'][number];
type Decision = Statement['decisions'][number];

const [WIDTH, ROW, BOX, TOP] = [760, 64, 250, 16];
const RIGHT = WIDTH - BOX;

/** Each decision once, in the order of its time. */
const decisionsOf = (figure: Figure): readonly Decision[] =>
  [...new Map(figure.statements.flatMap(({ decisions }) => decisions).map((one) => [`${one.eventId} ${one.kind}`, one])).values()].sort(
    (one, other) => (one.occurredAt < other.occurredAt ? -1 : 1),
  );

const middle = (row: number): number => TOP + row * ROW + ROW / 2 - 6;

const Box = ({
  x,
  row,
  lines,
  isFalse = false,
}: {
  readonly x: number;
  readonly row: number;
  readonly lines: readonly string[];
  readonly isFalse?: boolean;
}) => (
  <g>
    <rect x={x} y={TOP + row * ROW} width={BOX} height={ROW - 12} rx={4} className={isFalse ? 'node false' : 'node'} />
    {lines.map((line, index) => (
      <text key={index} x={x + 10} y={TOP + row * ROW + 20 + index * 18} className={index === 0 ? 'node-title' : 'node-text'}>
        {line}
      </text>
    ))}
  </g>
);

/** Where a figure comes from, on the left, and which decisions relied on it, on the right. A table says the same. */
export const Provenance = ({ figure, falseEvents }: { readonly figure: Figure; readonly falseEvents: ReadonlySet<string> }) => {
  const decisions = decisionsOf(figure);
  const rows = Math.max(figure.statements.length, decisions.length, 1);
  const name = `${figure.indicator} ${figure.name ?? ''}（${figure.dataYear} 年）`;
  return (
    <figure className="provenance">
      <div className="tablewrap" tabIndex={0} role="region" aria-label={`${name}的来源和去向`}>
        <svg
          viewBox={`0 0 ${WIDTH} ${TOP + rows * ROW}`}
          role="img"
          aria-label={`${name}：${figure.statements.length} 次填报，${decisions.length} 项决定依据它`}
        >
          {figure.statements.map((statement, row) =>
            statement.decisions.map((decision) => {
              const to = decisions.findIndex((one) => one.eventId === decision.eventId && one.kind === decision.kind);
              return (
                <path
                  key={`${statement.eventId} ${decision.eventId} ${decision.kind}`}
                  d={`M ${BOX} ${middle(row)} C ${BOX + 120} ${middle(row)}, ${RIGHT - 120} ${middle(to)}, ${RIGHT} ${middle(to)}`}
                  className={falseEvents.has(statement.eventId) ? 'edge false' : 'edge'}
                />
              );
            }),
          )}
          {figure.statements.map((one, row) => (
            <Box
              key={one.eventId + one.field}
              x={0}
              row={row}
              isFalse={falseEvents.has(one.eventId)}
              lines={[
                `${word(one.stage)}：${one.value} ${one.unit}`,
                `${dayOf(one.occurredAt)} ${falseEvents.has(one.eventId) ? '已认定不实' : word(one.relation)}`,
              ]}
            />
          ))}
          {decisions.map((one, row) => (
            <Box
              key={`${one.eventId} ${one.kind}`}
              x={RIGHT}
              row={row}
              lines={[`${word(one.kind)}`, `${dayOf(one.occurredAt)} ${one.title.zh}`]}
            />
          ))}
        </svg>
      </div>
      <figcaption className="soft small">左：{name}的历次填报；右：依据它的决定。</figcaption>
      <DataTable<Statement>
        caption={`${name}的历次填报`}
        rows={figure.statements}
        keyOf={({ eventId, field }) => eventId + field}
        columns={[
          { title: '阶段', value: ({ stage }) => word(stage) },
          { title: '值', value: ({ value, unit }) => `${value} ${unit}`, isNumber: true },
          { title: '与此前', value: ({ relation }) => word(relation) },
          { title: '填报人', value: ({ by }) => by.person ?? by.org },
          { title: '来源', value: ({ source }) => source ?? '' },
          { title: '材料', value: ({ materials }) => materials.map(({ name: file }) => file).join('、') },
          { title: '时间', value: ({ occurredAt }) => dayOf(occurredAt) },
          {
            title: '办理',
            value: ({ caseId, eventId, unit }) =>
              falseEvents.has(eventId) ? (
                '已认定不实'
              ) : (
                <Link
                  to="/cases/$caseId/act/$command"
                  params={{ caseId, command: 'FindFigureFalse' }}
                  search={{ eventId, indicator: figure.indicator, dataYear: String(figure.dataYear), unit }}
                >
                  认定不实
                </Link>
              ),
          },
        ]}
      />
      <DataTable<Decision>
        caption="依据它的决定"
        rows={decisions}
        keyOf={({ eventId, kind }) => `${eventId} ${kind}`}
        empty="没有决定依据它。"
        columns={[
          { title: '决定', value: ({ kind }) => word(kind) },
          { title: '事件', value: ({ type }) => eventName(type) },
          { title: '时间', value: ({ occurredAt }) => dayOf(occurredAt) },
          { title: '是否已撤销', value: ({ setAside }) => (setAside === null ? '否' : '是') },
        ]}
      />
    </figure>
  );
};

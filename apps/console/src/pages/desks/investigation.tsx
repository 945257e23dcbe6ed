import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button, Checkbox, Select } from 'antd';
import { useMemo, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { eventName, roleName, word } from '../../names.ts';
import { Facts } from '../../parts/facts.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { useFigures } from '../dossier/queries.ts';
import { itemsOf, useStates, useSteps, type Keyed, type Step } from '../dossier/steps.ts';
import { Provenance } from './provenance.tsx';

interface FalseFigure {
  readonly eventId: string;
  readonly indicator: string;
  readonly dataYear: number;
}
interface Investigation {
  readonly id: string;
  readonly finding: string | null;
  readonly closedBy?: string | null;
  readonly openedAt: string;
  readonly falseFigures?: unknown;
}

const ActLink = ({
  id,
  command,
  children,
  search = {},
}: {
  readonly id: string;
  readonly command: string;
  readonly children: string;
  readonly search?: Readonly<Record<string, string>>;
}) => (
  <Link to="/cases/$caseId/act/$command" params={{ caseId: id, command }} search={search}>
    {children}
  </Link>
);

const Investigations = ({ id, list }: { readonly id: string; readonly list: readonly Investigation[] }) => (
  <Card title="调查">
    {list.length === 0 && <Empty>本案没有调查。</Empty>}
    <ul className="plain">
      {list.map(({ id: investigationId, finding, openedAt, closedBy, falseFigures }) => (
        <li key={investigationId}>
          <div className="row">
            <span className="code strong">{investigationId}</span>
            {finding === null ? (
              <Mark tone="warn">调查中</Mark>
            ) : (
              <Mark tone={finding === 'substantiated' ? 'bad' : 'ok'}>{word(finding)}</Mark>
            )}
          </div>
          <Facts
            items={[
              ['立案', minuteOf(openedAt)],
              ['结案人', closedBy ?? null],
              [
                '已认定不实的数据',
                itemsOf<FalseFigure>(falseFigures)
                  .map(({ indicator, dataYear }) => `${indicator}（${dataYear}）`)
                  .join('、'),
              ],
            ]}
          />
          {finding === null && (
            <div className="row noprint">
              <ActLink id={id} command="AddEvidence" search={{ investigationId }}>
                补充证据
              </ActLink>
              <ActLink id={id} command="HandOverInvestigation" search={{ investigationId }}>
                移交
              </ActLink>
              <ActLink id={id} command="TakeOverInvestigation" search={{ investigationId }}>
                接收
              </ActLink>
              <ActLink id={id} command="CloseInvestigation" search={{ investigationId }}>
                结案
              </ActLink>
            </div>
          )}
        </li>
      ))}
    </ul>
    <p className="noprint">
      <ActLink id={id} command="OpenInvestigation">
        立案调查
      </ActLink>
    </p>
  </Card>
);

/** Evidence is picked from the history by reference: the events stay where they are, and the investigation names them. */
const PickEvidence = ({
  id,
  steps,
  open,
}: {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly open: readonly Investigation[];
}) => {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(20);
  const toggle = (eventId: string): void =>
    setPicked((before) => new Set(before.has(eventId) ? [...before].filter((one) => one !== eventId) : [...before, eventId]));
  const first = open[0];
  if (first === undefined) return null;
  return (
    <Card
      title="从历史中选取证据"
      extra={
        <Link
          to="/cases/$caseId/act/$command"
          params={{ caseId: id, command: 'AddEvidence' }}
          search={{ investigationId: first.id, eventIds: [...picked].join(',') }}
          aria-disabled={picked.size === 0}
        >
          以所选 {picked.size} 件补充证据
        </Link>
      }
    >
      <ul className="plain">
        {steps
          .toReversed()
          .slice(0, shown)
          .map((step) => (
            <li key={step.eventId}>
              <Checkbox checked={picked.has(step.eventId)} onChange={() => toggle(step.eventId)}>
                <span className="number soft">{minuteOf(step.occurredAt)}</span> {step.title.zh}
              </Checkbox>
              <span className="small">
                {' '}
                <Link to="/cases/$caseId" params={{ caseId: id }} search={{ v: String(step.version) }}>
                  查看
                </Link>
              </span>
            </li>
          ))}
      </ul>
      {steps.length > shown && <Button onClick={() => setShown(shown + 50)}>再显示</Button>}
    </Card>
  );
};

const Figures = ({ id, falseEvents }: { readonly id: string; readonly falseEvents: ReadonlySet<string> }) => {
  const query = useFigures(id);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Card title="数据的来源和去向">
      <Loaded query={query}>
        {({ items }) => {
          const keyOf = ({ indicator, dataYear }: Schemas['FigureDto']): string => `${indicator} ${dataYear}`;
          const figure = items.find((one) => keyOf(one) === chosen) ?? items[0];
          if (figure === undefined) return <Empty>没有填报指标数据。</Empty>;
          return (
            <>
              <p className="row noprint">
                <span id="choose-figure">指标：</span>
                <Select
                  aria-labelledby="choose-figure"
                  style={{ minWidth: 260 }}
                  value={keyOf(figure)}
                  onChange={(value: string) => setChosen(value)}
                  options={items.map((one) => ({ value: keyOf(one), label: `${one.indicator} ${one.name ?? ''}（${one.dataYear}）` }))}
                />
              </p>
              <Provenance figure={figure} falseEvents={falseEvents} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
};

type Check = Schemas['TaintedDecisionDto']['checks'][number];
const checksOf = (checks: readonly Check[] | null): string =>
  checks === null
    ? '当时的标准不明'
    : checks
        .map(({ control, value, threshold, outcome }) => `${control}：${value ?? '—'}／${threshold ?? '—'} ${word(outcome)}`)
        .join('；');

/** Decisions that relied on figures found false, with the gate as it was and as it would have been. They stand: a person decides. */
const Tainted = ({ id }: { readonly id: string }) => {
  const query = useQuery({
    queryKey: ['tainted', id],
    queryFn: ({ signal }) => dataOf(api.GET('/dossiers/{id}/tainted-decisions', { params: { path: { id } }, signal })),
  });
  return (
    <Card title="受不实数据影响的决定">
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            caption="决定不因此自动改变，由人判断。左为当时的核对，右为剔除不实数据后的核对"
            rows={items}
            keyOf={({ eventId, kind }) => `${eventId} ${kind}`}
            empty="没有决定依据过已认定不实的数据。"
            columns={[
              { title: '决定', value: ({ kind }) => word(kind) },
              { title: '事件', value: ({ type }) => eventName(type) },
              { title: '当时', value: ({ gate, checks }) => checksOf(gate ? gate.recorded : checks) },
              { title: '剔除后', value: ({ gate }) => (gate ? checksOf(gate.without) : '不重算') },
              { title: '提示', value: ({ remark }) => remark.zh },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
};

const Findings = ({ id }: { readonly id: string }) => {
  const query = useQuery({
    queryKey: ['findings', id],
    queryFn: ({ signal }) => dataOf(api.GET('/dossiers/{id}/consistency-findings', { params: { path: { id } }, signal })),
  });
  return (
    <Card title="数据一致性提示">
      <p className="small soft">供人工核对的清单，不是指控。</p>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            caption="每项提示及其两个来源"
            rows={items}
            keyOf={({ code, indicator, dataYear, sources }) =>
              `${code} ${indicator} ${dataYear} ${sources.map(({ eventId }) => eventId).join()}`
            }
            empty="没有提示。"
            columns={[
              { title: '提示', value: ({ sentence }) => sentence.zh },
              { title: '来源一', value: ({ sources: [one] }) => one && `${word(one.stage)} ${one.value} ${one.unit}` },
              { title: '来源二', value: ({ sources: [, two] }) => (two ? `${word(two.stage)} ${two.value} ${two.unit}` : '') },
              { title: '检验', value: ({ test }) => (test ? `统计量 ${test.statistic}，阈值 ${test.threshold}` : '') },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
};

const Evidence = ({ id }: { readonly id: string }) => (
  <Card title="证据包">
    <p className="small soft">事件、证明、材料和目录，离线可核对。不写出人名；原文和身份须两人批准。每次导出均有记录。</p>
    <p className="noprint">
      <ActLink id={id} command="ExportEvidence">
        导出证据包
      </ActLink>
    </p>
  </Card>
);

const HOLD_EVENTS = ['LegalHoldPlaced', 'HoldLiftingProposed', 'LegalHoldLifted'];

const Holds = ({ id, steps }: { readonly id: string; readonly steps: readonly Step[] }) => (
  <Card title="证据保全">
    <p className="small soft">保全期间，材料和密钥不得销毁；解除须两人。</p>
    <ul className="plain">
      {steps
        .filter(({ type }) => HOLD_EVENTS.includes(type))
        .map((step) => (
          <li key={step.eventId}>
            <Link to="/cases/$caseId" params={{ caseId: id }} search={{ v: String(step.version) }}>
              {step.title.zh}
            </Link>
            <span className="small soft number"> {minuteOf(step.occurredAt)}</span>
          </li>
        ))}
    </ul>
    <p className="row noprint">
      <ActLink id={id} command="PlaceLegalHold">
        采取保全
      </ActLink>
      <ActLink id={id} command="ProposeHoldLifting">
        提议解除
      </ActLink>
      <ActLink id={id} command="LiftLegalHold">
        解除（第二人）
      </ActLink>
    </p>
  </Card>
);

/** The acts in the case and its readings, each with the person. */
const Custody = ({ id }: { readonly id: string }) => {
  const query = useQuery({
    queryKey: ['custody', id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/dossiers/{id}/investigation-timeline', { params: { path: { id }, query: { limit: 200 } }, signal })),
  });
  return (
    <Card title="经手和查阅">
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            caption="谁做了什么，谁看了什么"
            rows={items}
            keyOf={({ event, reading }) => event?.eventId ?? String(reading?.position)}
            columns={[
              { title: '时间', value: ({ event, reading }) => minuteOf((event ?? reading)!.recordedAt) },
              { title: '种类', value: ({ kind }) => (kind === 'event' ? '办理' : '查阅') },
              { title: '内容', value: ({ event, reading }) => event?.title.zh ?? `${word(reading!.act)} ${reading!.ground ?? ''}` },
              {
                title: '人员',
                value: ({ event, reading }) => {
                  const { person, role, org } = event?.by ?? reading!;
                  return `${person}（${roleName(role)}，${org}）`;
                },
              },
              {
                title: '所列证据',
                value: ({ event }) =>
                  event?.evidence.map(({ type, contentHash }) => `${eventName(type)} ${contentHash.slice(0, 12)}…`).join('；') ?? '',
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
};

export const InvestigationDesk = () => {
  const { caseId } = useParams({ from: '/cases/$caseId/investigation' });
  const steps = useSteps(caseId);
  const all = useMemo(() => steps.data ?? [], [steps.data]);
  const states = useStates(all);
  const state: Keyed = states.at(-1) ?? {};
  const list = itemsOf<Investigation>(state['investigations']);
  const open = list.filter(({ finding }) => finding === null);
  const falseEvents = useMemo(
    () => new Set(list.flatMap(({ falseFigures }) => itemsOf<FalseFigure>(falseFigures).map(({ eventId }) => eventId))),
    [list],
  );
  return (
    <Page
      title={`调查台：${String(state['applicantName'] ?? caseId)}`}
      extra={
        <Link to="/cases/$caseId" params={{ caseId }}>
          回到案卷
        </Link>
      }
    >
      <Loaded query={steps}>
        {(found) => (
          <div className="columns">
            <div>
              <Investigations id={caseId} list={list} />
              <PickEvidence id={caseId} steps={found} open={open} />
              <Figures id={caseId} falseEvents={falseEvents} />
              <Tainted id={caseId} />
              <Findings id={caseId} />
              {open.length > 0 && <Custody id={caseId} />}
            </div>
            <div>
              <Holds id={caseId} steps={found} />
              <Evidence id={caseId} />
              <Card title="处理">
                <Link to="/cases/$caseId/revocation" params={{ caseId }}>
                  取消资格、退出的程序
                </Link>
              </Card>
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
};

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useDeferredValue, useMemo } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { keyed } from '@minglu/difference';
import { minuteOf } from '../../dates.ts';
import { flagName, provinceName, statusName, word } from '../../names.ts';
import { Facts } from '../../parts/facts.tsx';
import { Mark, toneOf } from '../../parts/mark.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { PathPicture } from '../../parts/path.tsx';
import { Empty, Loaded, Loading, ProblemBox } from '../../parts/states.tsx';
import { Actions, ActionsThen } from './actions.tsx';
import { Compare } from './compare.tsx';
import { Extras } from './extras.tsx';
import { History } from './history.tsx';
import { Receipt } from './receipt.tsx';
import { Scrubber, TwoClocks } from './scrubber.tsx';
import { itemsOf, recordOf, useStates, useSteps, type Keyed, type Step } from './steps.ts';
import { Deadlines, Figures, Files, People } from './story.tsx';

type Search = Readonly<Record<string, string | undefined>>;

/** The case as it stood: the same picture for a step, for two clocks and for now. */
const Standing = ({ state, passed }: { readonly state: Keyed; readonly passed: ReadonlySet<string> }) => {
  const status = String(state['status'] ?? '');
  const flags = itemsOf<string>(state['flags']);
  return (
    <section className="card" aria-label="现状">
      <div className="row">
        <Mark tone={toneOf(status)}>{statusName(status)}</Mark>
        {flags.map((flag) => (
          <Mark key={flag} tone="warn">
            {flagName(flag)}
          </Mark>
        ))}
      </div>
      <p />
      <PathPicture programme={state['programme'] === 'park' ? 'park' : 'city'} status={status} passed={passed} />
      {itemsOf<{ message: { zh: string } | Keyed; dueOn: string }>(state['reminders']).map((reminder) => (
        <p key={`${reminder.dueOn} ${String(recordOf(reminder.message)['zh'])}`} className="notice warn">
          {String(recordOf(reminder.message)['zh'])}（应于 {reminder.dueOn} 前办理）
        </p>
      ))}
    </section>
  );
};

const CaseFacts = ({ id, state }: { readonly id: string; readonly state: Keyed }) => {
  const text = (name: string): string => String(state[name] ?? '');
  const titleId = state['titleId'] as string | null | undefined;
  const campaignId = recordOf(state['application'])['campaignId'] as string | null | undefined;
  return (
    <Card title="案卷信息">
      <Facts
        items={[
          ['申请单位', text('applicantName')],
          ['类别', state['programme'] === 'park' ? '中国软件名园' : '中国软件名城'],
          ['城市', `${text('cityName')}（${text('cityCode')}，${word(text('cityClass'))}）`],
          ['省份', provinceName(text('provinceCode'))],
          [
            '称号',
            titleId && (
              <Link to="/titles/$titleId" params={{ titleId }}>
                {titleId}
              </Link>
            ),
          ],
          [
            '批次',
            campaignId && (
              <Link to="/campaigns/$campaignId" params={{ campaignId }}>
                {campaignId}
              </Link>
            ),
          ],
          ['标识', <span className="code">{id}</span>],
        ]}
      />
    </Card>
  );
};

/** Where the case stood by two clocks: what was valid at one instant, as far as it was known at another. */
const useReplay = (id: string, at: string | undefined, known: string | undefined) =>
  useQuery({
    queryKey: ['replay', id, at, known],
    enabled: at !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/dossiers/{id}/replay', {
          params: { path: { id }, query: { at: at!, ...(known === undefined ? {} : { knownAt: known }) } },
          signal,
        }),
      ),
  });

const statusesUntil = (steps: readonly Step[], last: number): ReadonlySet<string> =>
  new Set(steps.slice(0, last + 1).flatMap(({ status }) => (status === null ? [] : [status])));

export const Dossier = () => {
  const { caseId } = useParams({ from: '/cases/$caseId' });
  const search = useSearch({ from: '/cases/$caseId' }) as Search;
  const navigate = useNavigate({ from: '/cases/$caseId' });
  const steps = useSteps(caseId);
  const all = useMemo(() => steps.data ?? [], [steps.data]);
  const states = useStates(all);
  const { at, known } = search;
  const replay = useReplay(caseId, at, known);

  const last = all.length - 1;
  const chosen = search['v'] === undefined ? last : all.findIndex(({ version }) => String(version) === search['v']);
  const index = chosen === -1 ? last : chosen;
  const isPast = index !== last || at !== undefined;
  // The slider moves at once. The parts below follow as quickly as they can.
  const shownIndex = useDeferredValue(index);
  const byClocks = at === undefined ? undefined : replay.data;
  const state: Keyed | undefined = byClocks
    ? ({ ...recordOf(keyed(byClocks.dossier)), ...recordOf(keyed(byClocks.record ?? {})) } as Keyed)
    : states[shownIndex];
  const until = byClocks ? all.findIndex(({ version }) => version === byClocks.version) : shownIndex;
  const passed = useMemo(() => statusesUntil(all, until), [all, until]);
  const set = (change: Search): void => void navigate({ search: { ...search, ...change }, replace: true });
  const step = all[until];
  const on = byClocks ? byClocks.at : isPast ? all[shownIndex]?.recordedAt : undefined;

  return (
    <Loaded query={steps} lines={12} title="案卷">
      {() =>
        state === undefined || step === undefined ? (
          <Page title="案卷">
            {replay.isError ? (
              <ProblemBox error={replay.error} onRetry={() => set({ at: undefined, known: undefined })} />
            ) : all.length === 0 ? (
              <Empty>本案没有您可以查看的记录。</Empty>
            ) : (
              <Loading lines={12} />
            )}
          </Page>
        ) : (
          <Page
            title={`${String(state['applicantName'])} · ${state['programme'] === 'park' ? '中国软件名园' : '中国软件名城'}`}
            extra={
              <>
                {isPast && <Button onClick={() => set({ v: undefined, at: undefined, known: undefined })}>回到现在</Button>}
                <Button onClick={() => print()}>打印</Button>
              </>
            }
          >
            {isPast && (
              <p className="notice warn" role="status">
                所示为过去的案卷：
                {byClocks
                  ? `${minuteOf(byClocks.at)} 有效，按 ${minuteOf(byClocks.knownAt)} 所知。`
                  : `第 ${step.version} 件“${step.title.zh}”记录之后（${minuteOf(step.recordedAt)}）。`}
              </p>
            )}
            <Standing state={state} passed={passed} />
            <Card title="时间轴">
              <Scrubber steps={all} index={index} onChoose={(version) => set({ v: version, at: undefined, known: undefined })} />
              <TwoClocks
                steps={all}
                at={at}
                known={known}
                isBusy={replay.isFetching}
                onChoose={(clocks) => set({ v: undefined, ...clocks })}
              />
              {at !== undefined && replay.isError && <ProblemBox error={replay.error} />}
              <Compare id={caseId} steps={all} index={until} />
            </Card>
            <div className="columns">
              <div>
                <Receipt id={caseId} step={step} />
                <Deadlines state={state} on={on} />
                <Figures id={caseId} isPast={isPast} />
                <History steps={all} index={until} onChoose={(version) => set({ v: version, at: undefined, known: undefined })} />
              </div>
              <div>
                {isPast ? <ActionsThen id={caseId} link={byClocks?.link ?? step.link} /> : <Actions id={caseId} />}
                <CaseFacts id={caseId} state={state} />
                <Files state={state} />
                <People state={state} />
                <Extras id={caseId} />
              </div>
            </div>
          </Page>
        )
      }
    </Loaded>
  );
};

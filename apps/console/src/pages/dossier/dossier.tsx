import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { memo, useCallback, useDeferredValue, useMemo } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { keyed } from '@minglu/difference';
import { dayOf, minuteOf } from '../../dates.ts';
import { flagName, provinceName, statusName, word } from '../../names.ts';
import { Facts } from '../../parts/facts.tsx';
import { Mark, toneOf } from '../../parts/mark.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { PathPicture } from '../../parts/path.tsx';
import { Empty, Loaded, Loading, ProblemBox } from '../../parts/states.tsx';
import { useRested } from '../../parts/use-rested.ts';
import { Actions, ActionsThen } from './actions.tsx';
import { Compare } from './compare.tsx';
import { Extras } from './extras.tsx';
import { History } from './history.tsx';
import { useMoment } from './moment.ts';
import { Receipt } from './receipt.tsx';
import { Scrubber, TwoClocks } from './scrubber.tsx';
import { itemsOf, recordOf, showing, useStates, useSteps, type Keyed, type Step } from './steps.ts';
import { Deadlines, Figures, Files, People } from './story.tsx';

interface StandingProps {
  readonly state: Keyed;
  readonly passed: ReadonlySet<string>;
}

/** The case as it stood: the same picture for a step, for two clocks and for now. */
const Standing = showing(['programme', 'status', 'flags', 'reminders'], ({ state, passed }: StandingProps) => {
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
});

const FACTS = ['applicantName', 'programme', 'cityName', 'cityCode', 'cityClass', 'provinceCode', 'titleId', 'application'];

const CaseFacts = showing(FACTS, ({ id, state }: { readonly id: string; readonly state: Keyed }) => {
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
});

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

/** The statuses that a case has had until each step. Steps that bring no new one share the set of the step before. */
const passedBy = (steps: readonly Step[]): readonly ReadonlySet<string>[] => {
  let passed: ReadonlySet<string> = new Set();
  return steps.map(({ status }) => {
    if (status !== null && !passed.has(status)) passed = new Set([...passed, status]);
    return passed;
  });
};

/** The place of a version in the history; of the latest one, if there is no such version. */
const placeOf = (steps: readonly Step[], version: string | undefined): number => {
  const place = version === undefined ? -1 : steps.findIndex((step) => String(step.version) === version);
  return place === -1 ? steps.length - 1 : place;
};

const PageButtons = memo(({ isPast, onNow }: { readonly isPast: boolean; readonly onNow: () => void }) => (
  <>
    {isPast && <Button onClick={onNow}>回到现在</Button>}
    <Button onClick={() => print()}>打印</Button>
  </>
));

export const Dossier = () => {
  const { caseId } = useParams({ from: '/cases/$caseId' });
  const steps = useSteps(caseId);
  const all = useMemo(() => steps.data ?? [], [steps.data]);
  const states = useStates(all);
  const passed = useMemo(() => passedBy(all), [all]);
  const [moment, setMoment] = useMoment();
  // The slider moves at once. The parts below follow as quickly as they can, and a further step does not wait for them.
  const shown = useDeferredValue(moment);
  const clocks = useRested(shown);
  const replay = useReplay(caseId, clocks.at, clocks.known);

  const last = all.length - 1;
  const index = placeOf(all, shown.v);
  const isPast = index !== last || shown.at !== undefined;
  const byClocks = shown.at === undefined ? undefined : replay.data;
  const ofClocks = useMemo(
    () => byClocks && ({ ...recordOf(keyed(byClocks.dossier)), ...recordOf(keyed(byClocks.record ?? {})) } as Keyed),
    [byClocks],
  );
  const state = ofClocks ?? states[index];
  const until = byClocks ? all.findIndex(({ version }) => version === byClocks.version) : index;
  const step = all[until];
  const on = byClocks ? byClocks.at : isPast ? step?.recordedAt : undefined;

  const toNow = useCallback(() => setMoment({}), [setMoment]);
  const toPlace = useCallback(
    (next: (now: number) => number) =>
      setMoment(({ v }) => {
        const place = Math.max(next(placeOf(all, v)), 0);
        return place >= all.length - 1 ? {} : { v: String(all[place]!.version) };
      }),
    [all, setMoment],
  );
  const toVersion = useCallback(
    (v: string) => {
      setMoment({ v });
      scrollTo(0, 0);
    },
    [setMoment],
  );

  return (
    <Loaded query={steps} lines={12} title="案卷">
      {() =>
        state === undefined || step === undefined ? (
          <Page title="案卷">
            {replay.isError ? (
              <ProblemBox error={replay.error} onRetry={toNow} />
            ) : all.length === 0 ? (
              <Empty>本案没有您可以查看的记录。</Empty>
            ) : (
              <Loading lines={12} />
            )}
          </Page>
        ) : (
          <Page
            title={`${String(state['applicantName'])} · ${state['programme'] === 'park' ? '中国软件名园' : '中国软件名城'}`}
            extra={<PageButtons isPast={isPast} onNow={toNow} />}
          >
            {isPast && (
              <p className="notice warn" role="status">
                所示为过去的案卷：
                {byClocks
                  ? `${minuteOf(byClocks.at)} 有效，按 ${minuteOf(byClocks.knownAt)} 所知。`
                  : `第 ${step.version} 件“${step.title.zh}”记录之后（${minuteOf(step.recordedAt)}）。`}
              </p>
            )}
            <Standing state={state} passed={passed[until]!} />
            <Card title="时间轴">
              <Scrubber steps={all} index={placeOf(all, moment.v)} onChoose={toPlace} />
              <TwoClocks steps={all} at={moment.at} known={moment.known} isBusy={replay.isFetching} onChoose={setMoment} />
              {shown.at !== undefined && replay.isError && <ProblemBox error={replay.error} />}
              <Compare id={caseId} steps={all} index={until} />
            </Card>
            <div className="columns">
              <div>
                <Receipt id={caseId} steps={all} index={until} />
                <Deadlines state={state} on={on && dayOf(on)} />
                <Figures id={caseId} isPast={isPast} />
                <History steps={all} index={until} onChoose={toVersion} />
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

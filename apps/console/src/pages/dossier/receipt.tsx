import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { Button } from 'antd';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { eventName, provisionTitle, roleName, word } from '../../names.ts';
import { DeadlineItem } from '../../parts/deadline.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Card } from '../../parts/page.tsx';
import { Article } from '../../parts/articles.tsx';
import { ProvisionList } from '../../parts/provision.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import type { Step } from './steps.ts';

type Event = Schemas['HistoryEventDto'];
const OUTCOMES = { met: 'ok', unmet: 'bad', 'not-reported': 'warn', 'no-reference': 'plain' } as const;

const who = ({ person, role, org, onBehalfOf }: Event['actor']): string =>
  [role && roleName(role), org, person, onBehalfOf && `代 ${onBehalfOf}`].filter(Boolean).join(' · ');

const ControlTable = ({ controls }: { readonly controls: Event['receipt']['controls'] }) => (
  <DataTable
    caption="控制性指标核对"
    rows={controls}
    keyOf={({ control, dataYear }) => `${control} ${dataYear}`}
    columns={[
      { title: '控制项', value: ({ control }) => control },
      { title: '指标', value: ({ indicator }) => indicator },
      { title: '填报值', value: ({ value }) => value ?? '—', isNumber: true },
      { title: '要求', value: ({ threshold }) => threshold ?? '—', isNumber: true },
      { title: '年度', value: ({ dataYear }) => dataYear ?? '—', isNumber: true },
      { title: '结果', value: ({ outcome }) => <Mark tone={OUTCOMES[outcome]}>{word(outcome)}</Mark> },
    ]}
  />
);

const Body = ({ id, event, step }: { readonly id: string; readonly event: Event; readonly step: Step }) => {
  const { receipt, actor } = event;
  const [withArticles, setArticles] = useState(false);
  const link = `${location.origin}/console/cases/${encodeURIComponent(id)}?v=${event.version}`;
  return (
    <>
      <p>{receipt.sentence.zh}</p>
      <Facts
        items={[
          ['办理人', who(actor)],
          ['发生', <span className="number">{minuteOf(event.occurredAt)}</span>],
          ['记录', event.recordedAt === event.occurredAt ? null : <span className="number">{minuteOf(event.recordedAt)}（补录）</span>],
          ['依据', <ProvisionList ids={receipt.provisions.map((one) => one.id)} />],
          [
            '口径',
            receipt.policies
              .map(({ key, value, isDefault }) => `${provisionTitle(key)}＝${String(value)}${isDefault ? '（默认）' : ''}`)
              .join('；'),
          ],
          ['规则包', receipt.rulePackage],
          ['放假安排', receipt.calendarVersion === null ? null : `第 ${receipt.calendarVersion} 版`],
          ['指标体系', receipt.indicatorSystem],
          [
            '单人办理',
            receipt.singleHanded &&
              (receipt.singleHanded.confirmedBy === null ? '待第二人确认' : `已由 ${receipt.singleHanded.confirmedBy} 确认`),
          ],
          ['密级', word(event.classification)],
          ['内容摘要', <span className="code">{step.contentHash}</span>],
          ['日志位置', step.position],
          ['期限', receipt.deadline && <DeadlineItem deadline={receipt.deadline} />],
          ['永久链接', <a href={link}>{link}</a>],
        ]}
      />
      {receipt.controls.length > 0 && <ControlTable controls={receipt.controls} />}
      {receipt.figures.length > 0 && (
        <DataTable
          caption="指标数据"
          rows={receipt.figures}
          keyOf={({ indicator, dataYear }) => `${indicator} ${dataYear}`}
          columns={[
            { title: '指标', value: ({ indicator }) => indicator },
            { title: '年度', value: ({ dataYear }) => dataYear, isNumber: true },
            { title: '值', value: ({ value }) => value, isNumber: true },
            { title: '单位', value: ({ unit }) => unit },
            { title: '来源', value: ({ source }) => source },
          ]}
        />
      )}
      {receipt.chain.length > 0 && (
        <DataTable
          caption="所据的各步"
          rows={receipt.chain}
          keyOf={({ eventId, step: name }) => `${eventId} ${name}`}
          columns={[
            { title: '步骤', value: ({ step: name }) => word(name) },
            { title: '事件', value: ({ type }) => eventName(type) },
            { title: '日期', value: ({ on, until }) => (until === null ? on : `${on} 至 ${until}`) },
            { title: '办理人', value: ({ by }) => by?.join('、') ?? '' },
          ]}
        />
      )}
      <p className="noprint">
        <Button aria-expanded={withArticles} onClick={() => setArticles(!withArticles)}>
          {withArticles ? '收起条文' : '展开条文原文'}
        </Button>
      </p>
      {withArticles && receipt.provisions.map((one) => <Article key={one.id} id={one.id} />)}
    </>
  );
};

/** Receipts come for so many events at a time, so that neighbouring steps of the slider ask for nothing. */
const TOGETHER = 25;

/** Why an event was lawful: its sentence, provisions, parameters, figures, deadline, person, and the hash by which it is proven. */
export const Receipt = memo(({ id, steps, index }: { readonly id: string; readonly steps: readonly Step[]; readonly index: number }) => {
  const step = steps[index]!;
  const block = steps.slice(index - (index % TOGETHER), index - (index % TOGETHER) + TOGETHER);
  const [first, count] = [block[0]!.version, block.length];
  const query = useQuery({
    queryKey: ['receipts', id, first, count],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/dossiers/{id}/events', { params: { path: { id }, query: { afterVersion: first - 1, limit: count } }, signal })),
  });
  return (
    <Card title={`第 ${step.version} 件：${step.title.zh}`}>
      <Loaded query={query}>
        {({ items }) => {
          const event = items.find(({ version }) => version === step.version);
          return event ? <Body id={id} event={event} step={step} /> : <p role="status">正在载入…</p>;
        }}
      </Loaded>
    </Card>
  );
});

import { useQuery } from '@tanstack/react-query';
import { Button, Switch } from 'antd';
import { useState } from 'react';
import { Problem, request } from '../api/client.ts';
import { minuteOf } from '../dates.ts';
import { Facts } from '../parts/facts.tsx';
import { Mark, type Tone } from '../parts/mark.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { DataTable } from '../parts/table.tsx';
import { useSession } from '../session.tsx';

const EVERY_MS = 10_000;

interface Health {
  readonly status: string;
  readonly details?: Readonly<Record<string, Part>>;
  /** The gateway of separate services has the state of each service here. */
  readonly info?: Readonly<Record<string, Part>>;
}
type Part = { readonly status: string } & Readonly<Record<string, unknown>>;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text that Prometheus scrapes. */
const samplesOf = (text: string): readonly Sample[] =>
  text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, one]) => [key!, one!] as const);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });

/** The figures that matter, each with its meaning and the value from which it needs a look. */
interface Figure {
  readonly name: string;
  readonly title: string;
  readonly meaning: string;
  /** True where the value asks for attention. */
  readonly isBad?: (value: number) => boolean;
  readonly unit?: string;
}
const SOME = (value: number): boolean => value > 0;
const FIGURES: readonly (readonly [title: string, figures: readonly Figure[]])[] = [
  [
    '滞后',
    [
      { name: 'minglu_log_head_position', title: '日志末位', meaning: '日志中最后一个事件的位次，只增不减。' },
      {
        name: 'minglu_subscription_lag_events',
        title: '未读的事件',
        meaning: '各读者尚未读到的事件数，平时为零。',
        isBad: (value) => value > 1_000,
      },
      {
        name: 'minglu_consumer_lag_records',
        title: '未读的消息',
        meaning: '消息总线上尚未读到的记录数，平时接近零。',
        isBad: (value) => value > 1_000,
      },
      {
        name: 'minglu_publisher_backlog_events',
        title: '待发布',
        meaning: '尚未发布到消息总线的事件数。',
        isBad: (value) => value > 1_000,
      },
      { name: 'minglu_publisher_active', title: '发布在进行', meaning: '本实例正在负责发布为 1；各实例之中应有一个。' },
    ],
  ],
  [
    '搁置的事件',
    [
      {
        name: 'minglu_consumer_parked_events',
        title: '搁置',
        meaning: '不能处理而暂时搁置的事件，连同排在其后的事件；修复后用命令行 parked 重新处理。',
        isBad: SOME,
      },
      {
        name: 'minglu_consumer_unknown_events',
        title: '不认识的类型',
        meaning: '搁置的事件中，本版本不认识其类型的数目；升级后即可处理。',
        isBad: SOME,
      },
      { name: 'minglu_consumer_foreign_records', title: '无效记录', meaning: '签名不符或者缺失的记录，不予采用。', isBad: SOME },
      { name: 'minglu_publisher_set_aside_events', title: '不能发布', meaning: '不能发布的事件，连同排在其后的事件。', isBad: SOME },
    ],
  ],
  [
    '到期办理',
    [
      {
        name: 'minglu_oldest_due_deadline_seconds',
        title: '最久的到期事项',
        meaning: '已到期而系统尚未办理的期限，最久的等待了多少秒。',
        unit: '秒',
        isBad: (value) => value > 300,
      },
      { name: 'minglu_failing_deadlines', title: '未办成', meaning: '上一轮系统办理时没有得到答复的件数，下一轮再办。', isBad: SOME },
      {
        name: 'minglu_clock_off_seconds',
        title: '时钟偏差',
        meaning: '程序的时钟、日志的末次时间比数据库时钟快多少秒。',
        unit: '秒',
        isBad: (value) => value > 5,
      },
    ],
  ],
  [
    '日志的证明',
    [
      {
        name: 'minglu_transparency_backlog_events',
        title: '待入检查点',
        meaning: '尚未列入任何检查点的事件数，每轮归零。',
        isBad: (value) => value > 10_000,
      },
      { name: 'minglu_transparency_trouble', title: '上一轮失败', meaning: '上一轮建检查点失败为 1。', isBad: SOME },
      { name: 'minglu_transparency_verified_position', title: '已自检至', meaning: '定时自检已从头核对到的位次。' },
      {
        name: 'minglu_transparency_fault_position',
        title: '发现的错误',
        meaning: '自检发现的第一个不符的位次；零为没有。出现时请停止写入并报告审计员。',
        isBad: SOME,
      },
      { name: 'minglu_log_faults', title: '日志缺损', meaning: '读取时发现的损坏、缺失的事件数。', isBad: SOME },
    ],
  ],
  [
    '文件和进程',
    [
      { name: 'minglu_materials_files', title: '文件数', meaning: '已保存的材料文件数，同一内容只存一份。' },
      { name: 'minglu_materials_bytes', title: '文件字节', meaning: '已保存的材料文件的总字节数。', unit: '字节' },
      { name: 'process_resident_memory_bytes', title: '内存', meaning: '程序占用的内存字节数。', unit: '字节' },
      {
        name: 'nodejs_eventloop_lag_p99_seconds',
        title: '停顿',
        meaning: '程序百分之九十九的停顿不超过此秒数；超过 0.2 秒则答复变慢。',
        unit: '秒',
        isBad: (value) => value > 0.2,
      },
    ],
  ],
];

const numberText = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('zh-CN') : value.toFixed(3));
const labelsText = (labels: Sample['labels']): string =>
  Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join('，');

const useEvery = <T,>(key: string, isLive: boolean, ask: (signal: AbortSignal) => Promise<T>, isOn = true) =>
  useQuery({
    queryKey: ['operations', key],
    enabled: isOn,
    refetchInterval: isLive ? EVERY_MS : false,
    retry: false,
    queryFn: ({ signal }) => ask(signal),
  });

/** `/health` answers 503 with the same content while a part is down: that is what this page is for. */
const health = async (signal: AbortSignal): Promise<Health> => {
  try {
    return (await (await request('/health', { signal })).json()) as Health;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 503) throw error;
    const down = await fetch('/health', { signal, headers: { accept: 'application/json' } });
    const state = (await down.json().catch(() => null)) as Health | null;
    // A service that is not there at all answers 503 too, without its parts.
    if (state?.details === undefined && state?.info === undefined) throw error;
    return state;
  }
};
const text = async (path: string, signal: AbortSignal): Promise<string> => (await request(path, { signal })).text();

/** The parts that `/health` names, or the services behind a gateway, each with its task. */
const PARTS: Readonly<Record<string, readonly [name: string, meaning: string]>> = {
  database: ['数据库', '可以写入，且写入确认后不因断电丢失。'],
  log: ['事件日志', '读取日志没有发现损坏、缺失。'],
  readModel: ['查询数据', '列表和案卷所用的数据跟得上日志。'],
  branch: ['日志分支', '各读者读的是同一条日志，而非恢复之前的旧分支。'],
  parked: ['搁置时间', '没有事件搁置过久。'],
  clock: ['到期办理', '到期的期限由系统按时办理。'],
  time: ['时钟', '程序与数据库的时钟一致。'],
  transparencyLog: ['证明日志', '新的事件及时列入检查点。'],
  selfCheck: ['全面自检', '查询数据、期限、权限与日志逐项相符，没有未处理的报警。'],
  verifiedLog: ['日志自检', '定时从头核对日志，没有发现不符。'],
  store: ['文件库', '可以读写材料文件。'],
  scanner: ['病毒检查', '上传的文件可以检查。'],
  broker: ['消息总线', '可以读到最新的记录。'],
  publisher: ['发布', '事件及时发布到消息总线。'],
  issuer: ['身份认证', '可以核验登录凭证。'],
  casework: ['办理服务', '接收并记录各项办理。'],
  query: ['查询服务', '答复现状。'],
  audit: ['审计服务', '答复历史、证明和基础数据。'],
  materials: ['材料服务', '收存材料文件。'],
  procedure: ['期限服务', '到期时代为办理。'],
};
/** The figures that a part shows, in words. */
const DETAILS: Readonly<Record<string, string>> = {
  lag: '滞后（件）',
  parked: '搁置（件）',
  alarms: '报警',
  failing: '未办成（件）',
  oldestDueSeconds: '最久等待（秒）',
  offSeconds: '偏差（秒）',
  logAheadSeconds: '日志超前（秒）',
  backlog: '待入检查点（件）',
  waitedSeconds: '最久待入（秒）',
  active: '在进行',
  verified: '已核对至',
  kind: '种类',
  cause: '原因',
};
const detailText = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? '是' : '否') : typeof value === 'object' ? JSON.stringify(value) : String(value);

const Parts = ({ health: { details, info } }: { readonly health: Health }) => (
  <DataTable
    caption="各部分是否正常，以及其数字"
    rows={Object.entries(details ?? info ?? {})}
    keyOf={([name]) => name}
    columns={[
      { title: '部分', value: ([name]) => PARTS[name]?.[0] ?? name },
      {
        title: '状态',
        value: ([, { status }]) => <Mark tone={status === 'up' ? 'ok' : 'bad'}>{status === 'up' ? '正常' : '不正常'}</Mark>,
      },
      {
        title: '细节',
        value: ([, { status: _, ...rest }]) =>
          Object.entries(rest)
            .map(([name, value]) => `${DETAILS[name] ?? name}：${detailText(value)}`)
            .join('；') || '—',
      },
      { title: '含义', value: ([name]) => PARTS[name]?.[1] ?? '—' },
    ]}
  />
);

/** A figure by its samples; one that no sample has is shown as absent. */
const Figures = ({
  title,
  figures,
  samples,
}: {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly samples: readonly Sample[];
}) => {
  const rows = figures.flatMap((figure) =>
    samples
      .filter(({ name }) => name === figure.name)
      .map((sample) => ({ ...figure, ...sample, key: `${figure.name} ${labelsText(sample.labels)}` })),
  );
  return (
    <Card title={title}>
      <DataTable
        caption={`${title}：每个数字及其含义`}
        rows={rows}
        keyOf={({ key }) => key}
        empty="本服务不提供这些数字。"
        columns={[
          {
            title: '数字',
            value: ({ title: name, labels }) => (
              <>
                {name} <span className="small soft">{labelsText(labels)}</span>
              </>
            ),
          },
          { title: '值', value: ({ value, unit }) => `${numberText(value)}${unit ? ` ${unit}` : ''}`, isNumber: true },
          {
            title: '状态',
            value: ({ value, isBad }) => {
              const [name, tone]: readonly [string, Tone] =
                isBad === undefined ? ['—', 'plain'] : isBad(value) ? ['需处理', 'bad'] : ['正常', 'ok'];
              return tone === 'plain' ? name : <Mark tone={tone}>{name}</Mark>;
            },
          },
          { title: '含义', value: ({ meaning }) => meaning },
        ]}
      />
    </Card>
  );
};

/** Bytes of the key hash and of the time at the front of a cosignature (C2SP tlog-cosignature). */
const [KEY_HASH, TIME, SIGNATURE] = [4, 8, 64] as const;

interface Cosignature {
  readonly name: string;
  /** Null for a signature of the log itself. */
  readonly at: string | null;
}
const cosignatureOf = (line: string): Cosignature | null => {
  const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return null;
  const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
  if (bytes.length !== KEY_HASH + TIME + SIGNATURE) return { name, at: null };
  const seconds = new DataView(bytes.buffer).getBigUint64(KEY_HASH);
  return { name, at: new Date(Number(seconds) * 1_000).toISOString() };
};

/** A checkpoint: its text has the name of the log, the number of events, the root, and the signatures. */
const Checkpoint = ({ note }: { readonly note: string }) => {
  const [origin, size, root, ...rest] = note.split('\n');
  const signatures = rest.flatMap((line) => cosignatureOf(line) ?? []);
  return (
    <>
      <Facts
        items={[
          ['日志', origin],
          [
            '事件数',
            <span key="size" className="number">
              {size}
            </span>,
          ],
          [
            '根散列',
            <span key="root" className="code">
              {root}
            </span>,
          ],
          [
            '签名和见证',
            <ul key="signatures">
              {signatures.map(({ name, at }) => (
                <li key={`${name} ${at}`}>
                  {name}
                  {at === null ? '' : `，${minuteOf(at)}`}
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
    </>
  );
};

/** How the installation runs, for auditors and the administrator of the system. */
export const Operations = () => {
  const { role } = useSession();
  const [isLive, setLive] = useState(true);
  const state = useEvery('health', isLive, health);
  const figures = useEvery('metrics', isLive, async (signal) => samplesOf(await text('/metrics', signal)));
  const all = useEvery('checkpoint', isLive, (signal) => text('/checkpoint', signal), role === 'auditor');
  const open = useEvery('public-checkpoint', isLive, (signal) => text('/public-log/checkpoint', signal));
  const queries = [state, figures, open, ...(role === 'auditor' ? [all] : [])];
  const at = Math.max(...queries.map(({ dataUpdatedAt }) => dataUpdatedAt));
  const isApart = figures.error instanceof Problem && figures.error.status === 404;
  return (
    <Page
      title="运行情况"
      extra={
        <>
          <label htmlFor="live-switch">每十秒更新</label>
          <Switch id="live-switch" checked={isLive} onChange={setLive} />
          <Button onClick={() => queries.forEach((one) => void one.refetch())}>立即更新</Button>
        </>
      }
    >
      <p className="soft">{at > 0 ? `更新于 ${new Date(at).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai' })}` : '正在载入'}</p>
      <Card
        title="各部分"
        extra={
          state.data && (
            <Mark tone={state.data.status === 'ok' ? 'ok' : 'bad'}>{state.data.status === 'ok' ? '全部正常' : '有不正常的部分'}</Mark>
          )
        }
      >
        <Loaded query={state}>{(found) => <Parts health={found} />}</Loaded>
      </Card>
      {isApart && <p className="notice">各服务分开部署时，数字由各服务的 /metrics 提供，网关不转发。</p>}
      {!isApart && (
        <Loaded query={figures}>
          {(samples) => FIGURES.map(([title, some]) => <Figures key={title} title={title} figures={some} samples={samples} />)}
        </Loaded>
      )}
      <div className="grid2">
        <Card title="公开事件的检查点">
          <p className="soft">检查点以签名固定公开事件的数目和内容，任何人都可以据以核对。</p>
          <Loaded query={open}>{(note) => <Checkpoint note={note} />}</Loaded>
        </Card>
        {role === 'auditor' && (
          <Card title="全部事件的检查点">
            <p className="soft">包含内部和限制事件，由审计员核对。</p>
            <Loaded query={all}>{(note) => <Checkpoint note={note} />}</Loaded>
          </Card>
        )}
      </div>
    </Page>
  );
};

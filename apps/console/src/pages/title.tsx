import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useMemo } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { today } from '../dates.ts';
import { eventName, provinceName, word } from '../names.ts';
import { Facts } from '../parts/facts.tsx';
import { Mark, toneOf } from '../parts/mark.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Stars, yearsOf } from '../parts/star-years.tsx';
import { Empty, Failed, Loaded } from '../parts/states.tsx';
import { DataTable } from '../parts/table.tsx';
import { useSteps } from './dossier/steps.ts';

type Title = Schemas['RegisteredTitleDto'];
type Ground = Schemas['TitleGroundDto'];

/** A link to the receipt of an event, where this reader sees the event in the case. */
type EventLink = (eventId: string, text: string) => React.ReactNode;

const useEventLink = (caseId: string | undefined, steps: ReturnType<typeof useSteps>): EventLink => {
  const versions = useMemo(() => new Map(steps.data?.map(({ eventId, version }) => [eventId, version])), [steps.data]);
  return (eventId, text) => {
    const version = versions.get(eventId);
    return version === undefined || caseId === undefined ? (
      text
    ) : (
      <Link to="/cases/$caseId" params={{ caseId }} search={{ v: String(version) }}>
        {text}
      </Link>
    );
  };
};

const Grounds = ({
  grounds,
  eventLink,
  caption,
}: {
  readonly grounds: readonly Ground[];
  readonly eventLink: EventLink;
  readonly caption: string;
}) => (
  <DataTable
    caption={caption}
    rows={grounds}
    keyOf={({ eventId, on }) => `${eventId} ${on}`}
    columns={[
      { title: '生效之日', value: ({ on }) => <span className="number">{on}</span> },
      { title: '事件', value: ({ eventId, type }) => eventLink(eventId, eventName(type)) },
      { title: '事件标识', value: ({ eventId }) => <span className="code">{eventId}</span> },
    ]}
  />
);

/** Whether the title was valid on a day, with the events on which the answer rests. The day stands in the address. */
const ValidOn = ({ titleId, eventLink }: { readonly titleId: string; readonly eventLink: EventLink }) => {
  const { day = '' } = useSearch({ from: '/titles/$titleId' }) as { day?: string };
  const navigate = useNavigate({ from: '/titles/$titleId' });
  const query = useQuery({
    queryKey: ['valid-on', titleId, day],
    enabled: day !== '',
    queryFn: ({ signal }) => dataOf(api.GET('/titles/{id}/valid-on', { params: { path: { id: titleId }, query: { day } }, signal })),
  });
  return (
    <Card title="某日是否有效">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ search: { day: String(new FormData(event.currentTarget).get('day')) }, replace: true });
        }}
      >
        <label htmlFor="day">日期</label>
        <div className="row">
          <Input key={day} id="day" name="day" type="date" required defaultValue={day || today()} style={{ width: 180 }} />
          <Button type="primary" htmlType="submit">
            查询
          </Button>
        </div>
      </form>
      {day !== '' && (
        <Loaded query={query} lines={2}>
          {({ valid, conferredOn, endedOn, cancelled, grounds }) => (
            <>
              <p className={valid ? 'notice ok' : 'notice warn'} role="status">
                {day}，该称号<strong>{valid ? '有效' : '无效'}</strong>。
                {cancelled
                  ? '授予已被撤销，自始无效。'
                  : day < conferredOn
                    ? `称号自 ${conferredOn} 起授予。`
                    : endedOn
                      ? `称号自 ${conferredOn} 起有效，${endedOn} 起终止。`
                      : `称号自 ${conferredOn} 起授予，未终止。`}
              </p>
              <Grounds grounds={grounds} eventLink={eventLink} caption="答复所据的事件" />
            </>
          )}
        </Loaded>
      )}
      <p className="small soft">授予之日有效；终止之日不再有效。</p>
    </Card>
  );
};

const Results = ({ results, eventLink }: { readonly results: Title['results']; readonly eventLink: EventLink }) => (
  <Card title="历年评估结果">
    <DataTable
      caption="每次评估的星级和名次"
      rows={results}
      keyOf={({ eventId, year }) => `${eventId} ${year}`}
      empty="尚无评估结果。"
      columns={[
        { title: '年度', value: (result) => <span className="number">{yearsOf(result)}</span> },
        { title: '星级', value: ({ stars }) => <Stars stars={stars} /> },
        { title: '名次', value: ({ rank }) => rank ?? '—', isNumber: true },
        { title: '所据事件', value: ({ eventId }) => eventLink(eventId, '查看') },
        {
          title: '评估年度',
          value: ({ year }) => (
            <Link to="/evaluations/$year" params={{ year: String(year) }}>
              {year} 年全部结果
            </Link>
          ),
        },
      ]}
    />
  </Card>
);

/** A title of the register: who holds it, since when, its stars, and the events that say so. */
export const OneTitle = () => {
  const { titleId } = useParams({ from: '/titles/$titleId' });
  const query = useQuery({
    queryKey: ['title', titleId],
    queryFn: ({ signal }) => dataOf(api.GET('/titles/{id}', { params: { path: { id: titleId } }, signal })),
  });
  const caseOfTitle = query.data?.caseId;
  const steps = useSteps(caseOfTitle ?? '', caseOfTitle !== undefined);
  const eventLink = useEventLink(caseOfTitle, steps);
  return (
    <Loaded query={query} lines={8} title="称号">
      {({ caseId, programme, applicantName, cityName, provinceCode, formerNames, state, conferredOn, endedOn, results, grounds }) => (
        <Page
          title={`${applicantName} · ${programme === 'city' ? '中国软件名城' : '中国软件名园'}`}
          extra={<Button onClick={() => print()}>打印</Button>}
        >
          <div className="columns">
            <div>
              <ValidOn titleId={titleId} eventLink={eventLink} />
              <Results results={results} eventLink={eventLink} />
              <Card title="依据">
                {steps.isError && <Failed query={steps} />}
                {grounds.length === 0 && <Empty>没有事件。</Empty>}
                {grounds.length > 0 && <Grounds grounds={grounds} eventLink={eventLink} caption="名册本条所据的事件" />}
              </Card>
            </div>
            <Card title="称号">
              <Facts
                items={[
                  [
                    '现状',
                    <Mark key="state" tone={toneOf(state)}>
                      {word(state)}
                    </Mark>,
                  ],
                  ['持有者', applicantName],
                  ['曾用名', formerNames.map(({ name, until }) => `${name}（至 ${until}）`).join('、')],
                  ['城市', cityName],
                  ['省份', provinceName(provinceCode)],
                  ['授予之日', conferredOn],
                  ['终止之日', endedOn],
                  [
                    '称号标识',
                    <span key="id" className="code">
                      {titleId}
                    </span>,
                  ],
                  [
                    '案卷',
                    <Link key="case" to="/cases/$caseId" params={{ caseId }}>
                      查看案卷
                    </Link>,
                  ],
                ]}
              />
            </Card>
          </div>
        </Page>
      )}
    </Loaded>
  );
};

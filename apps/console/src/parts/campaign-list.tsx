import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { minuteOf } from '../dates.ts';
import { word } from '../names.ts';
import { Mark, type Tone } from './mark.tsx';
import { Loaded } from './states.tsx';
import { DataTable, type Column } from './table.tsx';

type Campaign = Schemas['CampaignDto'];

const CAMPAIGNS = queryOptions({ queryKey: ['campaigns'], queryFn: ({ signal }) => dataOf(api.GET('/campaigns', { signal })) });

export const campaignName = ({ year, programme, track }: Pick<Campaign, 'year' | 'programme'> & { readonly track: string }): string =>
  `${year} 年${programme === 'city' ? '中国软件名城' : '中国软件名园'}${word(track)}`;

/** Whether applications are taken now. */
const campaignState = ({ opensAt, closesAt, closed }: Pick<Campaign, 'opensAt' | 'closesAt' | 'closed'>): readonly [string, Tone] => {
  const now = Date.now();
  if (closed) return ['已结束', 'plain'];
  return now < Date.parse(opensAt) ? ['未开始', 'info'] : now < Date.parse(closesAt) ? ['填报中', 'ok'] : ['填报已截止', 'plain'];
};

/** The columns that all lists of campaigns have. */
const COLUMNS: readonly Column<Campaign>[] = [
  {
    title: '年度工作',
    value: (one) => (
      <Link to="/campaigns/$campaignId" params={{ campaignId: one.campaignId }}>
        {campaignName(one)}
      </Link>
    ),
  },
  {
    title: '状态',
    value: (one) => {
      const [name, tone] = campaignState(one);
      return <Mark tone={tone}>{name}</Mark>;
    },
  },
  { title: '开始', value: ({ opensAt }) => minuteOf(opensAt) },
  { title: '截止', value: ({ closesAt }) => minuteOf(closesAt) },
];

const labelOf = (campaign: Campaign): string => `${campaignName(campaign)}（${campaignState(campaign)[0]}，${campaign.campaignId}）`;

/**
 * The campaigns as options of a form, the latest first, with their question. Without an answer there are none, and the form takes a text.
 *
 * @param isAsked the form has a field for a campaign
 */
export const useCampaignOptions = (isAsked: boolean) => {
  const query = useQuery({ ...CAMPAIGNS, enabled: isAsked });
  const { data } = query;
  const options = useMemo(() => {
    const latest = (data?.items ?? []).toSorted((one, other) => other.opensAt.localeCompare(one.opensAt));
    return latest.map((one) => ({ value: one.campaignId, label: labelOf(one) }));
  }, [data]);
  return { options, query };
};

/** All campaigns, the latest first. */
export const CampaignList = ({
  caption,
  columns = [],
  isShown = () => true,
}: {
  readonly caption: string;
  readonly columns?: readonly Column<Campaign>[];
  readonly isShown?: (campaign: Campaign) => boolean;
}) => {
  const query = useQuery(CAMPAIGNS);
  return (
    <Loaded query={query}>
      {({ items }) => (
        <DataTable<Campaign>
          caption={caption}
          rows={items.filter(isShown)}
          keyOf={({ campaignId }) => campaignId}
          empty="没有这样的年度工作。"
          columns={[...COLUMNS, ...columns, { title: '标识', value: ({ campaignId }) => <span className="code">{campaignId}</span> }]}
        />
      )}
    </Loaded>
  );
};

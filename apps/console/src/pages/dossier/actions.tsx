import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { request, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { roleName } from '../../names.ts';
import { Card } from '../../parts/page.tsx';
import { ProvisionList } from '../../parts/provision.tsx';
import { Empty, Failed, Loaded } from '../../parts/states.tsx';
import { useRested } from '../../parts/use-rested.ts';
import { tableOf, useTables } from '../tables.ts';
import { useActions } from './queries.ts';

type Action = Schemas['ActionDto'];

const Reason = ({ reason, legalBasis }: Pick<Action, 'reason' | 'legalBasis'>) =>
  reason && (
    <span className="small soft">
      {reason.message.zh}；依据 <ProvisionList ids={reason.refusal?.legalBasis ?? legalBasis} />
    </span>
  );

/** A command that has a table may be given as a workbook. */
const ByTable = ({ command, caseId }: { readonly command: string; readonly caseId: string }) => {
  const table = tableOf(useTables().data?.items, command);
  return (
    table && (
      <>
        {' '}
        <Link to="/imports/$table" params={{ table: table.name }} search={{ caseId }} className="small">
          用 Excel 导入
        </Link>
      </>
    )
  );
};

/** The acts of this person in the case now, with the reasons against those that are closed. */
export const Actions = memo(({ id }: { readonly id: string }) => {
  const query = useActions(id);
  const tables = useTables();
  return (
    <Card title="现在可以办理">
      {tables.isError && <Failed query={tables} />}
      <Loaded query={query}>
        {({ items }) => {
          const possible = items.filter((one) => one.possible);
          const mine = items.filter((one) => !one.possible && one.reason?.code !== 'role');
          const others = items.filter((one) => one.reason?.code === 'role');
          return (
            <>
              {possible.length === 0 && <Empty>没有您现在可以办理的事项。</Empty>}
              <ul className="plain">
                {possible.map(({ command, title, legalBasis, deadline }) => (
                  <li key={command}>
                    <Link to="/cases/$caseId/act/$command" params={{ caseId: id, command }} className="strong">
                      {title.zh}
                    </Link>
                    {deadline && <span className="small"> 应于 {deadline.lastDay} 24 时前</span>}
                    <ByTable command={command} caseId={id} />
                    <div className="small soft">
                      依据 <ProvisionList ids={legalBasis} />
                    </div>
                  </li>
                ))}
              </ul>
              {mine.length > 0 && (
                <details className="noprint">
                  <summary>您职责内、现在不能办理的 {mine.length} 项及原因</summary>
                  <ul className="plain">
                    {mine.map((one) => (
                      <li key={one.command}>
                        {one.title.zh}
                        <br />
                        <Reason {...one} />
                      </li>
                    ))}
                  </ul>
                </details>
              )}
              {others.length > 0 && (
                <details className="noprint">
                  <summary>由他人办理的 {others.length} 项</summary>
                  <ul className="plain">
                    {others.map(({ command, title, reason }) => (
                      <li key={command}>
                        {title.zh}
                        <span className="small soft">（{reason!.allowed.map(roleName).join('、')}）</span>
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
});

/** The acts that were open at an earlier moment, by the rules in force then. They are asked for when the slider has rested. */
export const ActionsThen = memo((props: { readonly id: string; readonly link: string }) => {
  const { id } = props;
  const link = useRested(props.link);
  const query = useQuery({
    queryKey: ['then', id, link],
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await (await request(link, { signal })).json()) as Schemas['ReplayDto'],
  });
  return (
    <Card title="当时可以办理">
      <Loaded query={query}>
        {({ actions, inForce, knownAt }) => (
          <>
            <ul className="plain">
              {actions
                .filter(({ couldHappen }) => couldHappen)
                .map(({ command, title, roles }) => (
                  <li key={command}>
                    {title.zh}
                    <span className="small soft">（{roles.map(roleName).join('、')}）</span>
                  </li>
                ))}
            </ul>
            <p className="small soft">
              当时的规则：{inForce.rulePackage ?? '无'}；指标体系 {inForce.indicatorSystem ?? '无'}；放假安排第 {inForce.calendar.version}{' '}
              版（
              {inForce.calendar.years.join('、')} 年）。按 {minuteOf(knownAt)} 所知复现。
            </p>
          </>
        )}
      </Loaded>
    </Card>
  );
});

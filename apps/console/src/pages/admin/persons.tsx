import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { BY_CURSOR } from '../../api/pages-of.ts';
import { afterLast } from '../../api/fresh.ts';
import { today } from '../../dates.ts';
import { roleName } from '../../names.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { useSession } from '../../session.tsx';

type Person = Schemas['PersonAuthorityDto'];
type Grant = Person['grants'][number];
const PAGE = 100;

const Period = ({ from, until }: Pick<Grant, 'from' | 'until'>) => {
  const now = today();
  const [word, tone] =
    from > now ? (['未开始', 'info'] as const) : until !== null && until < now ? (['已届满', 'plain'] as const) : (['有效', 'ok'] as const);
  return (
    <>
      <Mark tone={tone}>{word}</Mark> {from} 至 {until ?? '收回为止'}
    </>
  );
};
const rolesOf = ({ grants }: Person): string => grants.map(({ role, org }) => `${roleName(role)}（${org}）`).join('、') || '无登记的授予';

/** A person by his pseudonym, also one of whom nothing is recorded yet. */
const Find = () => {
  const navigate = useNavigate();
  const [person, setPerson] = useState('');
  const go = (): void => {
    if (person.trim() !== '') void navigate({ to: '/admin/persons/$person', params: { person: person.trim() } });
  };
  return (
    <form
      className="card row"
      aria-label="查找人员"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <label htmlFor="person-code">人员代号</label>
      <Input id="person-code" style={{ maxWidth: 280 }} maxLength={64} value={person} onChange={({ target }) => setPerson(target.value)} />
      <Button type="primary" htmlType="submit">
        打开
      </Button>
      <span className="small soft">尚无登记的人员，也由此打开并授予角色。</span>
    </form>
  );
};

/** The persons whose roles or delegations are recorded. */
export const Persons = () => {
  const query = useInfiniteQuery({
    queryKey: ['persons'],
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/persons', { params: { query: { limit: PAGE, ...afterLast(), ...(pageParam ? { behind: pageParam } : {}) } }, signal }),
      ),
  });
  return (
    <Page title="人员和角色">
      <p className="soft">三员分立：系统管理员、安全管理员、审计管理员不得由一人兼任；任何人不得授予或收回本人的角色。</p>
      <Find />
      <Loaded query={query} lines={8}>
        {({ pages }) => (
          <Card title="有登记的人员">
            <DataTable<Person>
              caption="登记的授予、已收回的角色和委托。只由身份认证服务给出的角色不在其中"
              rows={pages.flatMap(({ items }) => items)}
              isPaged
              keyOf={({ person }) => person}
              empty="尚无登记。"
              columns={[
                {
                  title: '人员',
                  value: ({ person }) => (
                    <Link to="/admin/persons/$person" params={{ person }}>
                      {person}
                    </Link>
                  ),
                },
                { title: '授予的角色', value: rolesOf },
                {
                  title: '已收回',
                  value: ({ revoked }) => revoked.map(({ role, org }) => `${roleName(role)}（${org}）`).join('、') || '—',
                },
                { title: '委托', value: ({ delegations }) => delegations.length, isNumber: true },
              ]}
            />
            <LoadMore query={query} />
          </Card>
        )}
      </Loaded>
    </Page>
  );
};

const ActLink = ({
  command,
  search,
  children,
}: {
  readonly command: string;
  readonly search: Record<string, string>;
  readonly children: string;
}) => (
  <Link to="/act/$command" params={{ command }} search={search}>
    {children}
  </Link>
);

/** One person: grants, revocations and delegations, with the acts of the reader on them. */
export const OnePerson = () => {
  const { person } = useParams({ from: '/admin/persons/$person' });
  const { role, person: self } = useSession();
  const query = useQuery({
    queryKey: ['person', person],
    queryFn: ({ signal }) => dataOf(api.GET('/persons/{person}', { params: { path: { person }, query: afterLast() }, signal })),
  });
  const isSelf = self?.person === person;
  const mayGrant = role === 'security-admin' && !isSelf;
  return (
    <Page
      title={`人员 ${person}`}
      extra={
        <>
          {mayGrant && (
            <ActLink command="GrantRole" search={{ person }}>
              授予角色
            </ActLink>
          )}
          {mayGrant && (
            <ActLink command="RevokeRole" search={{ person }}>
              收回由身份认证服务给出的角色
            </ActLink>
          )}
          {isSelf && (
            <ActLink command="DelegateTasks" search={{ person }}>
              委托他人代办
            </ActLink>
          )}
        </>
      }
    >
      {role === 'security-admin' && isSelf && <p className="notice warn">本人的角色须由另一名安全管理员授予或收回。</p>}
      <Loaded query={query}>
        {({ grants, revoked, delegations }) => (
          <>
            <Card title="登记的授予">
              <DataTable<Grant>
                caption="角色、机构和起止"
                rows={grants}
                keyOf={({ grantId }) => grantId}
                empty="没有登记的授予。"
                columns={[
                  { title: '角色', value: ({ role: one }) => roleName(one) },
                  { title: '机构', value: ({ org }) => org },
                  { title: '期间', value: (one) => <Period {...one} /> },
                  {
                    title: '办理',
                    value: ({ role: one, org }) =>
                      mayGrant ? (
                        <ActLink command="RevokeRole" search={{ person, role: one, org }}>
                          {`收回${roleName(one)}`}
                        </ActLink>
                      ) : (
                        '—'
                      ),
                  },
                ]}
              />
            </Card>
            <Card title="已收回的角色">
              {revoked.length === 0 && <p className="soft">没有收回的角色。</p>}
              <ul className="plain">
                {revoked.map(({ role: one, org }) => (
                  <li key={`${one} ${org}`} className="row">
                    <span>
                      {roleName(one)}（{org}）
                    </span>
                    {mayGrant && (
                      <ActLink command="GrantRole" search={{ person, role: one, org }}>
                        重新授予
                      </ActLink>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
            <Card title="委托他人代办">
              {delegations.length === 0 && <p className="soft">没有委托。</p>}
              <ul className="plain">
                {delegations.map(({ delegationId, role: one, org, to, from, until }) => (
                  <li key={delegationId} className="row">
                    <span>
                      {roleName(one)}（{org}）委托 {to}
                    </span>
                    <Period from={from} until={until} />
                    {(isSelf || role === 'security-admin') && (
                      <ActLink command="EndDelegation" search={{ delegationId, person }}>
                        终止委托
                      </ActLink>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
};

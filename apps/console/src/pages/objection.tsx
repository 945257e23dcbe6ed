import forms from 'virtual:minglu-forms';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useMemo, useState } from 'react';
import { api, dataOf } from '../api/client.ts';
import { CommandForm } from '../forms/command-form.tsx';
import { word } from '../names.ts';
import { Page } from '../parts/page.tsx';
import { Articles } from '../parts/articles.tsx';
import { Loaded } from '../parts/states.tsx';
import { useSession } from '../session.tsx';

/** Fields that only an officer of the ministry enters, when a letter came. */
const BY_OFFICERS = ['receivedAt', 'postmarkedOn', 'channel'];

/** The form of an objection, for anyone. */
export const Objection = () => {
  const { publicityId } = useParams({ from: '/publicities/$publicityId/objection' });
  const { caseId = '' } = useSearch({ from: '/publicities/$publicityId/objection' }) as { caseId?: string };
  const { role } = useSession();
  const form = forms['FileObjection']!;
  const known = useMemo(() => ({ publicityId, caseId }), [publicityId, caseId]);
  const route = useMemo(() => {
    const [first] = form.routes;
    const properties = Object.entries(first!.schema.properties ?? {});
    const shown = role === 'public' ? properties.filter(([name]) => !BY_OFFICERS.includes(name)) : properties;
    return { ...first!, schema: { ...first!.schema, properties: Object.fromEntries(shown) } };
  }, [form, role]);
  const fixed = useMemo(() => ({ caseId }), [caseId]);
  return (
    <Page title="提出异议">
      <div className="columns">
        <div className="card">
          <p className="notice">姓名、联系方式、理由和证据密封保存，不向被反映的单位透露。实名提出的，核查后答复；匿名的作为线索登记。</p>
          <CommandForm
            command="FileObjection"
            route={route}
            known={known}
            fixed={fixed}
            after={() => (
              <p className="row">
                <Link to="/receipts">凭回执号查询</Link>
                <Link to="/publicities">回到公示栏</Link>
              </p>
            )}
          />
        </div>
        <Articles ids={form.legalBasis} />
      </div>
    </Page>
  );
};

/** The state of an objection or report, by the number of its receipt. */
export const Receipts = () => {
  const [number, setNumber] = useState('');
  const query = useQuery({
    queryKey: ['filing', number],
    enabled: number !== '',
    retry: false,
    queryFn: ({ signal }) => dataOf(api.GET('/receipts/{number}', { params: { path: { number } }, signal })),
  });
  return (
    <Page title="凭回执号查询">
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          setNumber(String(new FormData(event.currentTarget).get('number')).trim());
        }}
      >
        <label htmlFor="number">回执号</label>
        <div className="row">
          <Input id="number" name="number" required autoComplete="off" style={{ maxWidth: 420 }} />
          <Button type="primary" htmlType="submit">
            查询
          </Button>
        </div>
        {number !== '' && (
          <Loaded query={query} lines={1}>
            {({ kind, state }) => (
              <p className="notice ok" role="status">
                该{word(kind)}现在的状态：{word(state)}。
              </p>
            )}
          </Loaded>
        )}
      </form>
    </Page>
  );
};

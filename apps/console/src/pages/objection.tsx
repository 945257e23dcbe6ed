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
import { PUBLIC_FILES, publicRoute } from './public-form.ts';

/** The form of an objection, for anyone. */
export const Objection = () => {
  const { publicityId } = useParams({ from: '/publicities/$publicityId/objection' });
  const search: Readonly<Record<string, string | undefined>> = useSearch({ from: '/publicities/$publicityId/objection' });
  const { caseId = '', about, until } = search;
  const { role } = useSession();
  const form = forms['FileObjection']!;
  const known = useMemo(() => ({ publicityId, caseId }), [publicityId, caseId]);
  const route = useMemo(() => publicRoute(form.routes[0]!, role === 'public'), [form, role]);
  const fixed = useMemo(() => ({ caseId }), [caseId]);
  return (
    <Page title={about ? `对${about}的公示提出异议` : '提出异议'}>
      <div className="columns">
        <div className="card">
          <p className="notice">
            姓名、联系方式、理由和证据密封保存，不向被反映的单位透露。实名提出的，核查后答复；匿名的作为线索登记。
            {until && `公示期至 ${until} 24 时；逾期提出的作为线索登记。`}
          </p>
          <p className="small soft">证据文件为 PDF、JPEG 或者 PNG，每个不超过 10 MiB。</p>
          <CommandForm
            command="FileObjection"
            route={route}
            known={known}
            fixed={fixed}
            {...(role === 'public' ? { accept: PUBLIC_FILES } : {})}
            after={() => (
              <p className="noprint">
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

/** What the state of a filing means for its sender. */
const MEANING: Readonly<Record<string, string>> = {
  registered: '已经登记，正在依规定核查。有结果后可再次查询。',
  answered: '已经办结。实名的，答复已按所留联系方式送达。',
  withdrawn: '已经撤回，不再办理。',
};

/** The state of an objection or report, by the number of its receipt. The number is no part of the address, which others may see. */
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
              <div className="notice ok" role="status">
                <p>
                  该{word(kind)}现在的状态：<strong>{word(state)}</strong>。
                </p>
                <p>{MEANING[state]}</p>
              </div>
            )}
          </Loaded>
        )}
        <p className="small soft">回执号在提出异议、举报后给出。只凭回执号查询，不需要登录。</p>
      </form>
    </Page>
  );
};

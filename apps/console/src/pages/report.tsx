import cities from 'virtual:minglu-cities';
import forms from 'virtual:minglu-forms';
import { Link, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { CommandForm } from '../forms/command-form.tsx';
import { Articles } from '../parts/articles.tsx';
import { Page } from '../parts/page.tsx';
import { useSession } from '../session.tsx';
import { PUBLIC_FILES, publicRoute } from './public-form.ts';

const OPTIONS = { cityCode: cities.map(({ code, name }) => ({ value: code, label: `${name}（${code}）` })) };
const KNOWN = {};

/** The form of a report, for anyone: about a case, a title, a park, or a city alone. */
export const Report = () => {
  const search: Readonly<Record<string, string | undefined>> = useSearch({ from: '/report' });
  const { subject, about } = search;
  const { role } = useSession();
  const form = forms['FileReport']!;
  const route = useMemo(() => publicRoute(form.routes[0]!, role === 'public'), [form, role]);
  const fixed = useMemo((): Readonly<Record<string, unknown>> => (subject ? { subject } : {}), [subject]);
  return (
    <Page title={about ? `举报：${about}` : '举报'}>
      <div className="columns">
        <div className="card">
          <p className="notice">可以举报弄虚作假、数据不实等情况。姓名、联系方式、内容和证据密封保存，不向被举报的单位透露；可以匿名。</p>
          <p className="small soft">证据文件为 PDF、JPEG 或者 PNG，每个不超过 10 MiB。</p>
          <CommandForm
            key={subject}
            command="FileReport"
            route={route}
            known={KNOWN}
            fixed={fixed}
            options={OPTIONS}
            {...(role === 'public' ? { accept: PUBLIC_FILES } : {})}
            after={() => (
              <p className="noprint">
                <Link to="/">回到首页</Link>
              </p>
            )}
          />
        </div>
        <Articles ids={form.legalBasis} />
      </div>
    </Page>
  );
};

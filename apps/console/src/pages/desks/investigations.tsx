import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { InputNumber } from 'antd';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { statusName, word } from '../../names.ts';
import { Mark, toneOf } from '../../parts/mark.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';

/** Cases under investigation, and the consistency findings of a year over all applicants. */
export const Investigations = () => {
  const [year, setYear] = useState(new Date().getFullYear() - 1);
  const cases = useQuery({
    queryKey: ['dossiers', 'under-investigation'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/dossiers', { params: { query: { flag: ['UNDER_INVESTIGATION'], limit: 200, sort: '-changed' } }, signal })),
  });
  const findings = useQuery({
    queryKey: ['findings', year],
    queryFn: ({ signal }) => dataOf(api.GET('/consistency-findings', { params: { query: { year, limit: 50 } }, signal })),
  });
  return (
    <Page title="调查">
      <Card title="调查中的案卷">
        <Loaded query={cases}>
          {({ items }) => (
            <DataTable
              caption={`${items.length} 件`}
              rows={items}
              keyOf={({ caseId }) => caseId}
              empty="没有调查中的案卷。"
              columns={[
                {
                  title: '申请单位',
                  value: ({ caseId, applicantName }) => (
                    <Link to="/cases/$caseId/investigation" params={{ caseId }}>
                      {applicantName}
                    </Link>
                  ),
                },
                { title: '状态', value: ({ status }) => <Mark tone={toneOf(status)}>{statusName(status)}</Mark> },
                {
                  title: '处理程序',
                  value: ({ caseId }) => (
                    <Link to="/cases/$caseId/revocation" params={{ caseId }}>
                      打开
                    </Link>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Card>
      <Card
        title="数据一致性提示"
        extra={<InputNumber aria-label="数据年度" min={2000} max={2200} value={year} onChange={(value) => value && setYear(value)} />}
      >
        <p className="small soft">供人工核对的清单，不是指控。每项列出两个来源。</p>
        <Loaded query={findings}>
          {({ items }) => (
            <DataTable
              caption={`${year} 年度`}
              rows={items}
              keyOf={({ code, applicant, indicator, sources }) =>
                `${code} ${applicant} ${indicator} ${sources.map(({ eventId }) => eventId).join()}`
              }
              empty="该年度没有提示。"
              columns={[
                { title: '申请单位', value: ({ applicantName }) => applicantName },
                { title: '提示', value: ({ sentence }) => sentence.zh },
                {
                  title: '来源',
                  value: ({ sources }) => sources.map(({ stage, value, unit }) => `${word(stage)} ${value} ${unit}`).join('；'),
                },
                {
                  title: '案卷',
                  value: ({ sources: [one] }) =>
                    one && (
                      <Link to="/cases/$caseId/investigation" params={{ caseId: one.caseId }}>
                        打开
                      </Link>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Card>
    </Page>
  );
};

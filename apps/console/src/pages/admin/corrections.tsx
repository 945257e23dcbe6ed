import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import forms from 'virtual:minglu-forms';
import { useMemo, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { CommandForm } from '../../forms/command-form.tsx';
import { word } from '../../names.ts';
import { Articles } from '../../parts/articles.tsx';
import { Card, Page } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { useSession } from '../../session.tsx';
import { HandOver } from '../hand-over.tsx';

type Event = Schemas['HistoryEventDto'];

/** The fields of a payload as paths, such as `figures[0].value`. */
const pathsOf = (data: unknown, path = ''): readonly string[] => {
  if (data === null || typeof data !== 'object') return path === '' ? [] : [path];
  return Object.entries(data).flatMap(([name, value]) =>
    pathsOf(value, Array.isArray(data) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`),
  );
};
const labelOf = ({ title, occurredAt }: Event): string => `${minuteOf(occurredAt)} ${title.zh}`;

/** The second person who approves: the one who proposes hands the approval over to him, or gives him the link. */
const Approval = ({ correctionId }: { readonly correctionId: string | undefined }) => {
  const { title, roles } = forms['ApproveCorrection']!;
  if (correctionId === undefined) return null;
  const label = '更正的标识';
  const act = {
    command: 'ApproveCorrection',
    title: title.zh,
    roles,
    fields: () => [{ field: 'correctionId', value: correctionId, label }],
  };
  return (
    <div className="notice">
      <p>
        更正须由另一名部审批人批准后生效。请转给审批人，或者把此链接交给他：
        <Link to="/act/$command" params={{ command: 'ApproveCorrection' }} search={{ correctionId }}>
          批准更正 {correctionId}
        </Link>
      </p>
      <HandOver act={act} />
    </div>
  );
};

const Proposal = ({ events }: { readonly events: readonly Event[] }) => {
  const [eventId, setEventId] = useState<string>();
  const event = events.find((one) => one.eventId === eventId);
  const form = forms['CorrectRecord']!;
  const fixed = useMemo(() => ({ targetEventId: eventId }), [eventId]);
  const known = useMemo(() => ({}), []);
  const options = useMemo(
    () => ({ field: pathsOf(event?.data).map((value) => ({ value, label: `${word(value)}（${value}）` })) }),
    [event],
  );
  return (
    <>
      <label htmlFor="correction-event">所更正的事件</label>
      <Select
        id="correction-event"
        style={{ width: '100%' }}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder="请选择"
        value={eventId}
        options={events.map((one) => ({ value: one.eventId, label: labelOf(one) }))}
        onChange={setEventId}
      />
      {eventId !== undefined && (
        <CommandForm
          key={eventId}
          command="CorrectRecord"
          route={form.routes[0]!}
          known={known}
          fixed={fixed}
          options={options}
          after={({ created }) => <Approval correctionId={created['correctionId']} />}
        />
      )}
    </>
  );
};

const OfCase = ({ caseId }: { readonly caseId: string }) => {
  const { role } = useSession();
  const history = useQuery({
    queryKey: ['history', caseId],
    queryFn: ({ signal }) => dataOf(api.GET('/dossiers/{id}/events', { params: { path: { id: caseId }, query: { limit: 1000 } }, signal })),
  });
  return (
    <>
      <Card title="已批准的更正">
        <Loaded query={history} lines={2}>
          {({ items }) => {
            const approved = items.flatMap(({ title, corrections = [] }) => corrections.map((one) => ({ ...one, title })));
            return (
              <>
                {approved.length === 0 && <p className="soft">本案没有更正。</p>}
                <ul className="plain">
                  {approved.map(({ correctionId, title, field, value, correctedAt }) => (
                    <li key={correctionId}>
                      {minuteOf(correctedAt)} {title.zh}：{word(field)} 更正为 {value === undefined ? '密封的内容' : String(value)}
                    </li>
                  ))}
                </ul>
              </>
            );
          }}
        </Loaded>
      </Card>
      {role === 'ministry-officer' && (
        <Card title="提出更正">
          <Loaded query={history}>{({ items }) => <Proposal events={items} />}</Loaded>
        </Card>
      )}
    </>
  );
};

/** Corrections: one person proposes, another one approves. The recorded event never changes. */
export const Corrections = () => {
  const { case: caseId } = useSearch({ from: '/admin/corrections' }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate();
  const [text, setText] = useState(caseId ?? '');
  const [correction, setCorrection] = useState('');
  const { role } = useSession();
  return (
    <Page title="更正记录">
      <p className="soft">已经记录的事件不可删改。更正由部经办人提出，由另一名部审批人批准；原记录与更正并列显示。</p>
      <form
        className="card row"
        aria-label="选择案卷"
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: '/admin/corrections', search: { case: text.trim() } });
        }}
      >
        <label htmlFor="correction-case">案卷或称号的标识</label>
        <Input id="correction-case" style={{ maxWidth: 280 }} value={text} onChange={({ target }) => setText(target.value)} />
        <Button type="primary" htmlType="submit">
          打开
        </Button>
      </form>
      {role === 'ministry-approver' && (
        <form
          className="card row"
          aria-label="批准更正"
          onSubmit={(event) => {
            event.preventDefault();
            if (correction.trim() !== '')
              void navigate({ to: '/act/$command', params: { command: 'ApproveCorrection' }, search: { correctionId: correction.trim() } });
          }}
        >
          <label htmlFor="correction-id">更正的标识</label>
          <Input id="correction-id" style={{ maxWidth: 280 }} value={correction} onChange={({ target }) => setCorrection(target.value)} />
          <Button htmlType="submit">批准更正</Button>
          <span className="small soft">经办人提出后，会给出标识或链接。</span>
        </form>
      )}
      <div className="columns">
        <div>{caseId !== undefined && caseId !== '' && <OfCase key={caseId} caseId={caseId} />}</div>
        <Articles ids={forms['CorrectRecord']!.legalBasis} />
      </div>
    </Page>
  );
};

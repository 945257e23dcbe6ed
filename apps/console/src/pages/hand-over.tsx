import working from 'virtual:minglu-working-roles';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Modal, Select } from 'antd';
import { useRef, useState } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { minuteOf } from '../dates.ts';
import { labelOf, shown, type Schema } from '../forms/schema.ts';
import { send, showEffect } from '../forms/send.ts';
import { roleName, word } from '../names.ts';
import { Mark } from '../parts/mark.tsx';
import { Empty, ProblemBox } from '../parts/states.tsx';
import { useTasks } from '../parts/use-tasks.ts';
import { useSession } from '../session.tsx';

type HandedOver = Schemas['HandedOverDto'];
/** A field with the words by which the form names it. */
type Prepared = HandedOver['fields'][number] & { readonly label: string };

/** A prepared act: the values are asked for when it is handed over, as the form then has them. */
export interface PreparedAct {
  readonly command: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly caseId?: string | undefined;
  readonly fields: () => readonly Prepared[];
}

/** What a link can write: codes, and lists of them with commas. */
const IN_LINK = /^[!-~]{1,500}$/;

/** The values of a form that a link may carry. The contract says which fields these are. */
export const preparedFields = (
  values: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, Schema>>,
): readonly Prepared[] =>
  Object.entries(values).flatMap(([field, given]) => {
    const schema = properties[field];
    if (schema?.['x-in-link'] !== true || given === undefined || given === null) return [];
    const value = shown(schema).type === 'array' ? (given as readonly unknown[]).join(',') : String(given as string | number | boolean);
    return IN_LINK.test(value) ? [{ field, value, label: labelOf(schema, field) }] : [];
  });

/** A choice of the colleagues who may carry out an act. The hand-over is recorded, and the colleague finds it among his tasks. */
const Choice = ({ act, onDone }: { readonly act: PreparedAct; readonly onDone: () => void }) => {
  const { person: self } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const [fields] = useState(act.fields);
  const keys = useRef(new Map<string, string>());
  const roles = act.roles.filter((role) => working.includes(role));
  const queries = useQueries({
    queries: roles.map((role) => ({
      queryKey: ['colleagues', role],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        dataOf(api.GET('/colleagues', { params: { query: { role: role as 'auditor' } }, signal })),
    })),
  });
  if (queries.some(({ isPending }) => isPending)) return <p role="status">正在载入…</p>;
  const failed = queries.find(({ isError }) => isError);
  if (failed) return <ProblemBox error={failed.error} onRetry={() => void failed.refetch()} />;
  const options = roles.flatMap((role, place) =>
    (queries[place]!.data?.items ?? []).map(({ person, until }) => ({
      value: `${role} ${person}`,
      label: `${person}（${roleName(role)}${until === null ? '' : `，至 ${until}`}）`,
      person,
      // The list would write `role` into its markup.
      inRole: role,
    })),
  );
  const colleague = options.find(({ value }) => value === chosen);
  const handOver = async ({ value, person: to, inRole: role }: NonNullable<typeof colleague>): Promise<void> => {
    setProblem(null);
    setBusy(true);
    const key = keys.current.get(value) ?? crypto.randomUUID();
    keys.current.set(value, key);
    try {
      const { command, caseId } = act;
      const path = `/persons/${encodeURIComponent(self?.person ?? '')}/hand-overs`;
      const body = {
        to,
        role,
        command,
        ...(caseId ? { caseId } : {}),
        fields: fields.map(({ field, value }) => ({ field, value })),
      };
      await showEffect(client, await send({ path, body }, key));
      void message.success(`已转给 ${to}。`);
      onDone();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className="small soft">
        列出本单位经安全管理员授予相应角色的同事，不含本人。转办记录在案，只有双方和审计管理员可见；同事在首页“同事转来”办理或者退回。
      </p>
      {options.length === 0 ? (
        <Empty>没有登记的同事可以办理。请由安全管理员授予相应角色。</Empty>
      ) : (
        <Select
          aria-label="承办的同事"
          style={{ width: '100%' }}
          placeholder="选择承办的同事"
          showSearch={{ optionFilterProp: 'label' }}
          value={chosen}
          onChange={(value: string) => setChosen(value)}
          options={options}
        />
      )}
      {queries.some(({ data }) => data?.complete === false) && <p className="soft">人员较多，未全部列出。</p>}
      {fields.length > 0 && (
        <ul className="small" aria-label="随转办传递的内容">
          {fields.map(({ field, value, label }) => (
            <li key={field}>
              {label}：<span className="code">{word(value)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="small soft">只传递标识、日期、数字和选项；文字、密封内容和文件由同事本人填写。</p>
      {problem !== null && <ProblemBox error={problem} />}
      <p className="row">
        <Button type="primary" disabled={!colleague} loading={isBusy} onClick={() => colleague && void handOver(colleague)}>
          转给同事
        </Button>
      </p>
    </>
  );
};

/** Hands an act over to a named colleague, who signs in himself. */
export const HandOver = ({ act }: { readonly act: PreparedAct }) => {
  const { person, role: own } = useSession();
  const [isOpen, setOpen] = useState(false);
  if (!working.includes(own) || person === null || !act.roles.some((role) => working.includes(role))) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>交由同事办理</Button>
      <Modal open={isOpen} title={`交由同事办理：${act.title}`} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <Choice act={act} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
};

/** The form of a handed-over act, with the prepared values. */
const FormLink = ({ one: { handOverId, caseId, command, title, fields } }: { readonly one: HandedOver }) => {
  const search = { ...Object.fromEntries(fields.map(({ field, value }) => [field, value])), handOver: handOverId };
  return caseId === null ? (
    <Link to="/act/$command" params={{ command }} search={search} className="strong">
      {title.zh}
    </Link>
  ) : (
    <Link to="/cases/$caseId/act/$command" params={{ caseId, command }} search={search} className="strong">
      {title.zh}
    </Link>
  );
};

const EndLink = ({
  command,
  handOverId,
  children,
}: {
  readonly command: string;
  readonly handOverId: string;
  readonly children: string;
}) => (
  <Link to="/act/$command" params={{ command }} search={{ handOverId }}>
    {children}
  </Link>
);

/** The open hand-overs to this person, and those by him. */
export const HandedOverItems = ({ items, whose }: { readonly items: readonly HandedOver[]; readonly whose: 'mine' | 'others' }) => (
  <ul className="plain">
    {items.map((one) => (
      <li key={one.handOverId}>
        <div className="row">
          {whose === 'mine' ? <FormLink one={one} /> : <span className="strong">{one.title.zh}</span>}
          {one.caseId !== null && (
            <Link to="/cases/$caseId" params={{ caseId: one.caseId }}>
              {one.applicantName ?? one.caseId}
            </Link>
          )}
          <Mark tone="info" isName>
            {whose === 'mine' ? `${one.person} 转来` : `已转给 ${one.to}`}
          </Mark>
        </div>
        <div className="row small">
          <span className="soft number">{minuteOf(one.since)} 起</span>
          {whose === 'mine' ? (
            <EndLink command="DeclineHandOver" handOverId={one.handOverId}>
              退回
            </EndLink>
          ) : (
            <EndLink command="TakeBackHandOver" handOverId={one.handOverId}>
              收回
            </EndLink>
          )}
        </div>
      </li>
    ))}
  </ul>
);

/** Above the form of a handed-over act: who asked, since when, and the way to decline. */
export const HandedOverNotice = ({ handOverId }: { readonly handOverId: string }) => {
  const found = useTasks().data?.handedOver.find((one) => one.handOverId === handOverId);
  return (
    <p className="notice" role="status">
      {found ? `${found.person} 于 ${minuteOf(found.since)} 转来，办理后即办结。` : '同事转来的事项，办理后即办结。'}{' '}
      <EndLink command="DeclineHandOver" handOverId={handOverId}>
        退回
      </EndLink>
    </p>
  );
};

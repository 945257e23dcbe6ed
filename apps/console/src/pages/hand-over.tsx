import working from 'virtual:minglu-working-roles';
import { useQueries } from '@tanstack/react-query';
import { App, Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, dataOf } from '../api/client.ts';
import { roleName } from '../names.ts';
import { Empty, ProblemBox } from '../parts/states.tsx';
import { useSession } from '../session.tsx';

/** The message to a colleague. Its link opens the form with the values of the address, and without the entries of this window. */
const messageFor = (person: string, title: string, from: string): string =>
  `${person}：请以您本人的身份办理“${title}”。表单：${location.href}（${from}）`;

/** A choice of the colleagues who may carry out an act, and the message for the one who is chosen. */
const Choice = ({ title, roles, onDone }: { readonly title: string; readonly roles: readonly string[]; readonly onDone: () => void }) => {
  const { person: self } = useSession();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<string | null>(null);
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
    })),
  );
  const colleague = options.find(({ value }) => value === chosen);
  const text = colleague && messageFor(colleague.person, title, self?.person ?? '');
  return (
    <>
      <p className="small soft">列出本单位经安全管理员授予相应角色的同事，不含本人。系统不代为送达：请将下面的文字发给本人。</p>
      {options.length === 0 ? (
        <Empty>没有登记的同事可以办理。可复制链接，发给确有此角色的同事。</Empty>
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
      {text && <p className="notice">{text}</p>}
      <p className="row">
        <Button
          type="primary"
          onClick={() => {
            void navigator.clipboard.writeText(text ?? location.href).then(() => {
              void message.success(text ? '已复制文字。' : '已复制本页链接。');
              onDone();
            });
          }}
        >
          {text ? '复制文字' : '复制链接'}
        </Button>
      </p>
    </>
  );
};

/** Hands an act over to a named colleague, who signs in himself. */
export const HandOver = ({ title, roles }: { readonly title: string; readonly roles: readonly string[] }) => {
  const { person, role: own } = useSession();
  const [isOpen, setOpen] = useState(false);
  const asked = roles.filter((role) => working.includes(role));
  if (!working.includes(own) || person === null || asked.length === 0) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>交由同事办理</Button>
      <Modal open={isOpen} title={`交由同事办理：${title}`} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <Choice title={title} roles={asked} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
};

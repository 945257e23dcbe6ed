import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Checkbox, Input, InputNumber } from 'antd';
import forms from 'virtual:minglu-forms';
import { useMemo, useState } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { minuteOf } from '../../dates.ts';
import { CommandForm } from '../../forms/command-form.tsx';
import { deadlineName, word } from '../../names.ts';
import { Articles } from '../../parts/articles.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Card } from '../../parts/page.tsx';
import { ProvisionLink, useProvision } from '../../parts/provision.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { useSession } from '../../session.tsx';
import { NotFound } from '../not-found.tsx';
import { ReferencePage } from './frame.tsx';

type Policy = Schemas['SetPolicyDto'];
type Value = Policy['value'];

const usePolicies = () => useQuery({ queryKey: ['policies'], queryFn: ({ signal }) => dataOf(api.GET('/policies', { signal })) });

/** A value with its unit, as officers read it. */
const valueText = (value: Value, unit: string): string => {
  if (value === null || value === undefined) return '不设';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.join('、');
  return typeof value === 'number' ? `${value} ${word(unit)}` : String(value);
};
const numberOf = (key: string): string => key.slice('policy/'.length);

export const Policies = () => {
  const query = usePolicies();
  return (
    <ReferencePage title="办理口径">
      <p className="soft">条文未作规定之处，由口径补足。未设定的，按系统的默认值办理，并在各件的依据中列明。</p>
      <Loaded query={query} lines={10}>
        {({ items }) => (
          <Card title="全部口径">
            <DataTable<Policy>
              caption="口径的现行值、设定的文号和时间，以及未作规定的条文"
              rows={items}
              keyOf={({ key }) => key}
              columns={[
                {
                  title: '口径',
                  value: ({ key, title, meaning }) => (
                    <>
                      <Link to="/reference/policies/$name" params={{ name: numberOf(key) }}>
                        {title.zh}
                      </Link>
                      <div className="small soft">{meaning.zh}</div>
                    </>
                  ),
                },
                {
                  title: '现行值',
                  value: ({ value, unit, isDefault }) => (
                    <>
                      {valueText(value, unit)} {isDefault && <Mark>默认</Mark>}
                    </>
                  ),
                },
                { title: '文号', value: ({ documentNumber }) => documentNumber ?? '—' },
                { title: '自', value: ({ since }) => (since ? minuteOf(since) : '—') },
                { title: '未作规定的条文', value: ({ article }) => <ProvisionLink id={article} /> },
              ]}
            />
          </Card>
        )}
      </Loaded>
    </ReferencePage>
  );
};

/** The field for a value, by the kind of its default and present value. Undefined: not filled in. */
const ValueField = ({
  policy: { value, default: initial, unit },
  onChange,
}: {
  readonly policy: Policy;
  readonly onChange: (value: Value | undefined) => void;
}) => {
  const [isNone, setNone] = useState(false);
  const kind = Array.isArray(value) || Array.isArray(initial) ? 'hosts' : unit === 'hosts' ? 'hosts' : 'number';
  return (
    <>
      <label htmlFor="policy-value">新值{kind === 'hosts' ? '（每行一个域名）' : `（${word(unit)}）`}</label>
      {kind === 'hosts' ? (
        <Input.TextArea
          id="policy-value"
          rows={4}
          onChange={({ target }) => {
            const hosts = target.value.split(/\s+/).filter((one) => one !== '');
            onChange(hosts.length > 0 ? hosts : undefined);
          }}
        />
      ) : (
        <div className="row">
          <InputNumber
            id="policy-value"
            precision={0}
            min={0}
            disabled={isNone}
            style={{ width: 180 }}
            onChange={(next) => onChange(next ?? undefined)}
          />
          {initial === null && (
            <Checkbox
              checked={isNone}
              onChange={({ target }) => {
                setNone(target.checked);
                onChange(target.checked ? null : undefined);
              }}
            >
              不设
            </Checkbox>
          )}
        </div>
      )}
    </>
  );
};

/** What changes with a new value: the old one beside it, and the acts and deadlines that rest on the policy. */
const Effect = ({ policy, next }: { readonly policy: Policy; readonly next: Value | undefined }) => {
  const query = useProvision(policy.key);
  return (
    <Card title="将改变什么">
      <Facts
        items={[
          ['现行值', valueText(policy.value, policy.unit)],
          ['新值', next === undefined ? null : <span className="strong">{valueText(next, policy.unit)}</span>],
        ]}
      />
      <Loaded query={query} lines={2}>
        {({ commands, deadlines }) => (
          <Facts
            items={[
              ['依据它办理的事项', commands.map(({ title }) => title.zh).join('、') || '无'],
              ['依据它计算的期限', deadlines.map(deadlineName).join('、') || '无'],
            ]}
          />
        )}
      </Loaded>
      <p className="small soft">自记录之时起适用；此前已经记录的期限和决定不变。</p>
    </Card>
  );
};

const Setting = ({ policy }: { readonly policy: Policy }) => {
  const [value, setValue] = useState<Value | undefined>(undefined);
  const known = useMemo(() => ({ key: policy.key }), [policy.key]);
  const fixed = useMemo(() => ({ value }), [value]);
  const form = forms['SetPolicy']!;
  return (
    <div className="columns">
      <Card title={form.title.zh}>
        <ValueField policy={policy} onChange={setValue} />
        {value === undefined ? (
          <p className="soft">先填写新值。</p>
        ) : (
          <CommandForm command="SetPolicy" route={form.routes[0]!} known={known} fixed={fixed} />
        )}
      </Card>
      <div>
        <Effect policy={policy} next={value} />
        <Articles ids={form.legalBasis} />
      </div>
    </div>
  );
};

export const OnePolicy = () => {
  const { name } = useParams({ from: '/reference/policies/$name' });
  const { role } = useSession();
  const query = usePolicies();
  return (
    <Loaded query={query} lines={8} title="办理口径">
      {({ items }) => {
        const policy = items.find(({ key }) => numberOf(key) === name);
        if (policy === undefined) return <NotFound />;
        return (
          <ReferencePage title={`口径：${policy.title.zh}`}>
            <div className="columns">
              <Card title="现行">
                <Facts
                  items={[
                    ['含义', policy.meaning.zh],
                    ['现行值', valueText(policy.value, policy.unit)],
                    ['默认值', valueText(policy.default, policy.unit)],
                    ['文号', policy.documentNumber ?? '尚未设定'],
                    ['未作规定的条文', <ProvisionLink key="article" id={policy.article} />],
                  ]}
                />
              </Card>
              <Card title="历次设定">
                <DataTable
                  caption="每次设定的旧值、新值和文号"
                  rows={policy.history.map((one, index) => ({ ...one, before: policy.history[index - 1]?.value ?? policy.default }))}
                  keyOf={({ eventId }) => eventId}
                  empty="尚未设定，按默认值办理。"
                  columns={[
                    { title: '时间', value: ({ recordedAt }) => minuteOf(recordedAt) },
                    { title: '旧值', value: ({ before }) => valueText(before, policy.unit) },
                    { title: '新值', value: ({ value }) => valueText(value, policy.unit) },
                    { title: '文号', value: ({ documentNumber }) => documentNumber },
                  ]}
                />
              </Card>
            </div>
            {role === 'ministry-admin' ? <Setting policy={policy} /> : <Effect policy={policy} next={undefined} />}
          </ReferencePage>
        );
      }}
    </Loaded>
  );
};

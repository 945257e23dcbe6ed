import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Problem, type Schemas } from '../api/client.ts';
import { minuteOf } from '../dates.ts';
import { eventName, fieldName, word } from '../names.ts';
import { Findings } from '../parts/findings.tsx';
import { ProofNotice } from '../parts/proof-notice.tsx';
import { ReceiptNumber } from '../parts/receipt-number.tsx';
import { ProblemBox } from '../parts/states.tsx';
import { useSession } from '../session.tsx';
import { draftName, drafts, isAtOddsWith } from './draft.ts';
import { Fields, FormWorldContext, type FormWorld } from './fields.tsx';
import { cleaned, completed, withoutSealed, type CommandRoute } from './schema.ts';
import { send, showEffect, tryOut, type Sending } from './send.ts';

interface CommandFormProps {
  readonly command: string;
  readonly route: CommandRoute;
  /** Values of parameters of the address that the page knows. */
  readonly known: Readonly<Record<string, string>>;
  /** Values to choose from, by the name of a field or a parameter. */
  readonly options?: FormWorld['options'];
  /** Values that the page fills in; fields that the person may still change. */
  readonly initial?: Readonly<Record<string, unknown>>;
  /** Those of the values that the address gives. A draft does not override them: the person is asked. */
  readonly given?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Fields that the page fills in and does not show. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly version?: number | undefined;
  /** The hand-over that ends with the act. */
  readonly handOver?: string | undefined;
  readonly submitLabel?: string;
  /** The files that may be chosen, as an `accept` of HTML has them. */
  readonly accept?: string;
  /** A filled-in table that goes with the fields, and its field above them. */
  readonly table?: { readonly file: File | null; readonly field: ReactNode } | undefined;
  /** Shown after the command was recorded, beside the receipt. */
  readonly onDone?: (receipt: Schemas['CommandReceipt']) => void;
  readonly after?: ((receipt: Schemas['CommandReceipt']) => ReactNode) | undefined;
}

type Stage =
  | { readonly at: 'form' }
  | { readonly at: 'check'; readonly sending: Sending; readonly trial: Schemas['CommandTrial'] }
  | { readonly at: 'done'; readonly receipt: Schemas['CommandReceipt'] };

const STAGES = [
  ['form', '一、填写'],
  ['check', '二、核对'],
  ['done', '三、完成'],
] as const;

const Warnings = ({ warnings }: { readonly warnings: Schemas['CommandTrial']['warnings'] }) => (
  <>
    {warnings.map(({ code, message }) => (
      <p key={code} className="notice warn">
        提示：{message.zh}
      </p>
    ))}
  </>
);

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** The content of so few events is shown at once. That of an import is opened by the person. */
const SHOWN_WHOLE = 3;

/** Data as a person checks them: names in Chinese where there are some. */
const Shown = ({ value }: { readonly value: unknown }): ReactNode => {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'string' && INSTANT.test(value)) return minuteOf(value);
  if (typeof value !== 'object') return word(String(value));
  if (Array.isArray(value))
    return value.length === 0 ? (
      '（无）'
    ) : (
      <ul>
        {value.map((one, index) => (
          <li key={index}>
            <Shown value={one} />
          </li>
        ))}
      </ul>
    );
  return (
    <ul>
      {Object.entries(value as object)
        .filter(([, one]) => one !== null)
        .map(([name, one]) => (
          <li key={name}>
            <span className="soft">{fieldName(name)}</span> <Shown value={one} />
          </li>
        ))}
    </ul>
  );
};

/** There is a draft, and the link by which the form was opened gives other values. The form has those of the link. */
const KeptDraft = ({ onRestore, onDrop }: { readonly onRestore: () => void; readonly onDrop: () => void }) => (
  <div className="notice warn" role="status">
    <p>本机有此表单的草稿，内容与所用链接给出的不同。表单现按链接填写。</p>
    <div className="row">
      <Button onClick={onRestore}>恢复草稿</Button>
      <Button onClick={onDrop}>删除草稿</Button>
    </div>
  </div>
);

/**
 * The form of a command in three steps: fill in, check the events, confirm. A draft stays in this browser, the key of the sending stays the same
 * over attempts, and a refusal leaves the form as it is.
 */
export const CommandForm = ({
  command,
  route,
  known,
  options = {},
  initial = {},
  given = {},
  fixed = {},
  version,
  handOver,
  submitLabel = '核对',
  accept,
  table,
  onDone,
  after,
}: CommandFormProps) => {
  const { person, role } = useSession();
  const queries = useQueryClient();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [stage, setStage] = useState<Stage>({ at: 'form' });
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const tickets = useRef<string[]>([]);
  const key = useRef<{ readonly text: string; readonly key: string } | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = route.parameters.filter(({ name }) => known[name] === undefined);
  const draft = useMemo(() => drafts(person?.person ?? 'public', draftName(command, known)), [person, command, known]);
  const [begun] = useState(() => {
    const kept = draft.read();
    return kept !== undefined && isAtOddsWith(kept, given)
      ? { values: initial, offered: kept }
      : { values: { ...initial, ...kept }, offered: null };
  });
  const [offered, setOffered] = useState(begun.offered);
  const world = useMemo(() => ({ options, accept, onTicket: (ticket: string) => void tickets.current.push(ticket) }), [options, accept]);

  useEffect(() => {
    if (stage.at !== 'form') heading.current?.focus();
  }, [stage.at]);

  const check = async (values: Record<string, unknown>): Promise<void> => {
    if (table?.file === null) return setProblem(new Problem('no-file', 0, '请先选择填好的表格。'));
    setProblem(null);
    setBusy(true);
    try {
      const given = (values['parameters'] ?? {}) as Readonly<Record<string, string>>;
      const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known[name] ?? given[name] ?? ''));
      const body = completed({ ...(cleaned(values['body']) as object | undefined), ...fixed }, route.schema);
      const sending: Sending = { path, body, version, tickets: tickets.current, handOver, table: table?.file };
      setStage({ at: 'check', sending, trial: await tryOut(sending) });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const confirm = async (sending: Sending): Promise<void> => {
    setProblem(null);
    setBusy(true);
    const { name, size, lastModified } = sending.table ?? {};
    const text = JSON.stringify([sending.path, sending.body, name, size, lastModified]);
    if (key.current?.text !== text) key.current = { text, key: crypto.randomUUID() };
    try {
      const receipt = await send(sending, key.current.key);
      draft.clear();
      await showEffect(queries, receipt);
      setStage({ at: 'done', receipt });
      onDone?.(receipt);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <FormWorldContext value={world}>
      <ol className="steps" aria-label="办理步骤">
        {STAGES.map(([at, name]) => (
          <li key={at} aria-current={stage.at === at ? 'step' : undefined}>
            {name}
          </li>
        ))}
      </ol>
      <div hidden={stage.at !== 'form'}>
        <Form
          form={form}
          layout="vertical"
          scrollToFirstError={{ focus: true }}
          initialValues={begun.values}
          onValuesChange={(_, all: Record<string, unknown>) => draft.write({ ...all, body: withoutSealed(all['body'], route.schema) })}
          onFinish={(values) => void check(values)}
        >
          {offered !== null && (
            <KeptDraft
              onRestore={() => {
                form.setFieldsValue({ body: undefined, parameters: undefined });
                form.setFieldsValue(offered);
                draft.write(offered);
                setOffered(null);
              }}
              onDrop={() => {
                draft.clear();
                setOffered(null);
              }}
            />
          )}
          {table?.field}
          {asked.map(({ name, title }) => (
            <Form.Item key={name} name={['parameters', name]} label={title} rules={[{ required: true, message: `请填写${title}` }]}>
              {options[name] ? (
                <Select showSearch={{ optionFilterProp: 'label' }} options={[...options[name]]} placeholder="请选择" />
              ) : (
                <Input autoComplete="off" />
              )}
            </Form.Item>
          ))}
          <Fields schema={route.schema} name={['body']} path={[]} hidden={[...Object.keys(known), ...Object.keys(fixed)]} />
          {stage.at === 'form' && problem !== null && <ProblemBox error={problem} />}
          {stage.at === 'form' && <Findings of={problem} />}
          <ProofNotice />
          <div className="row">
            <Button type="primary" htmlType="submit" loading={isBusy}>
              {submitLabel}
            </Button>
            <Button
              onClick={() => {
                draft.clear();
                setOffered(null);
                form.setFieldsValue({ body: undefined, parameters: undefined });
                form.resetFields();
              }}
            >
              清空
            </Button>
            <span className="small soft">草稿自动保存在本机，密封内容除外。核对不作记录。</span>
          </div>
        </Form>
      </div>
      {stage.at === 'check' && (
        <section aria-label="核对">
          <h2 tabIndex={-1} ref={heading}>
            将记录以下 {stage.trial.events.length} 件
          </h2>
          <ul>
            {stage.trial.events.map(({ type, data }, index) => (
              <li key={index}>
                <span className="strong">{eventName(type)}</span>
                <details open={stage.trial.events.length <= SHOWN_WHOLE}>
                  <summary>内容</summary>
                  <Shown value={data} />
                </details>
              </li>
            ))}
          </ul>
          <Warnings warnings={stage.trial.warnings} />
          <Findings of={stage.trial} />
          {problem !== null && <ProblemBox error={problem} />}
          <ProofNotice />
          <div className="row">
            <Button type="primary" loading={isBusy} onClick={() => void confirm(stage.sending)}>
              确认办理
            </Button>
            <Button
              disabled={isBusy}
              onClick={() => {
                setProblem(null);
                setStage({ at: 'form' });
              }}
            >
              返回修改
            </Button>
          </div>
          <p className="small soft">以{word(role)}身份办理。记录不可删改，更正须另行提出。</p>
        </section>
      )}
      {stage.at === 'done' && (
        <section aria-label="完成">
          <div className="notice ok" role="status">
            <h2 tabIndex={-1} ref={heading}>
              {stage.receipt.repeated ? '此前已经记录' : '已记录'}
            </h2>
            <ul>
              {stage.receipt.events.map(({ eventId, type }) => (
                <li key={eventId}>{eventName(type)}</li>
              ))}
            </ul>
            {stage.receipt.receipt && <ReceiptNumber number={stage.receipt.receipt} />}
            {Object.entries(stage.receipt.created).map(([name, id]) => (
              <p key={name}>
                {fieldName(name)}：<span className="code">{id}</span>
              </p>
            ))}
          </div>
          <Warnings warnings={stage.receipt.warnings} />
          {after?.(stage.receipt)}
        </section>
      )}
    </FormWorldContext>
  );
};

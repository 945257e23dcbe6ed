import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { use, createContext, type ReactNode } from 'react';
import { word } from '../names.ts';
import { FileField, type NamedFile } from './file-field.tsx';
import { isDigest, isMaterial, labelOf, shown, type Schema } from './schema.ts';

type Name = readonly (string | number)[];

/** The surroundings of a field: values to choose from, and a receiver of the tickets of uploads. */
export interface FormWorld {
  /** Values to choose from for a field of this name. */
  readonly options?: Readonly<Record<string, readonly { readonly value: string; readonly label: string }[]>>;
  readonly onTicket?: (ticket: string) => void;
  /** The files that may be chosen, as an `accept` of HTML has them. */
  readonly accept?: string | undefined;
}
export const FormWorldContext = createContext<FormWorld>({});

const LONG_TEXT = 500;
const BEIJING = '+08:00';

/** The instant of a picked minute, on the clock of Beijing. */
const instantOf = (picked: dayjs.Dayjs): string => `${picked.format('YYYY-MM-DDTHH:mm:ss')}${BEIJING}`;
const pickedOf = (instant: string): dayjs.Dayjs => dayjs(instant.slice(0, 19));

const rulesOf = (schema: Schema, label: string, isRequired: boolean) => [
  ...(isRequired ? [{ required: true, message: `请填写${label}` }] : []),
  ...(schema.pattern !== undefined && schema.format === undefined
    ? [{ pattern: new RegExp(schema.pattern, 'u'), message: `${label}的格式不符合要求` }]
    : []),
  ...(schema.type === 'string' && schema.maxLength !== undefined
    ? [{ max: schema.maxLength, message: `不超过 ${schema.maxLength} 字` }]
    : []),
];

interface FieldProps {
  readonly schema: Schema;
  readonly name: Name;
  /** Where the field stands in the form; `name` begins at its list. */
  readonly path: Name;
  readonly isRequired: boolean;
}

const YES_NO = [
  { value: true, label: '是' },
  { value: false, label: '否' },
];

/** One field of a form, by its schema. */
const Field = ({ schema: given, name, path, isRequired }: FieldProps): ReactNode => {
  const world = use(FormWorldContext);
  const schema = shown(given);
  const own = String(path.at(-1) ?? '');
  const label = labelOf(given, own);
  const kind = Array.isArray(schema.type)
    ? (schema.type as readonly string[]).find((one) => one !== 'null')
    : (schema.type as string | undefined);
  const help = given['x-sealed'] ? '密封保存，只供有权人员依程序查阅；不存入本机草稿。' : undefined;
  const item = { name: [...name], label, rules: rulesOf(schema, label, isRequired), ...(help ? { extra: help } : {}) };
  if (kind === 'object' && isMaterial(schema))
    return <MaterialField schema={schema} name={name} path={path} label={label} isRequired={isRequired} />;
  if (kind === 'object')
    return (
      <fieldset>
        <legend>{label}</legend>
        <Fields schema={schema} name={name} path={path} isOptional={!isRequired} />
      </fieldset>
    );
  if (isDigest(schema)) {
    const [id, name] = [`file-${path.join('-')}`, label.replace(/的 SHA-256$/, '')];
    return (
      <Form.Item
        {...item}
        label={name}
        htmlFor={id}
        rules={isRequired ? [{ required: true, message: '请上传文件' }] : []}
        getValueProps={(value?: string) => ({ value: value === undefined ? undefined : { sha256: value } })}
        normalize={({ sha256 }: NamedFile) => sha256}
      >
        <FileField id={id} label={name} onTicket={world.onTicket} accept={world.accept} />
      </Form.Item>
    );
  }
  if (kind === 'array') return <ListField schema={schema} name={name} path={path} label={label} isRequired={isRequired} help={help} />;
  if (schema.enum !== undefined)
    return (
      <Form.Item {...item}>
        <Select
          allowClear={!isRequired}
          options={schema.enum.map((value) => ({ value, label: word(String(value)) }))}
          placeholder="请选择"
        />
      </Form.Item>
    );
  if (kind === 'boolean')
    return own === 'truthfulnessPledge' ? (
      <Form.Item name={[...name]} valuePropName="checked" rules={[{ required: true, message: '须作出真实性承诺' }]}>
        <Checkbox>{label}：所报材料和数据真实、完整、合规</Checkbox>
      </Form.Item>
    ) : (
      <Form.Item {...item}>
        <Select allowClear={!isRequired} options={YES_NO} placeholder="请选择" />
      </Form.Item>
    );
  if (kind === 'integer' || kind === 'number')
    return (
      <Form.Item {...item}>
        <InputNumber min={schema.minimum} max={schema.maximum} precision={kind === 'integer' ? 0 : undefined} style={{ width: 180 }} />
      </Form.Item>
    );
  if (schema.format === 'date')
    return (
      <Form.Item
        {...item}
        getValueProps={(value?: string) => ({ value: value ? dayjs(value) : undefined })}
        normalize={(value: dayjs.Dayjs | null) => value?.format('YYYY-MM-DD')}
      >
        <DatePicker style={{ width: 180 }} />
      </Form.Item>
    );
  if (schema.format === 'date-time')
    return (
      <Form.Item
        {...item}
        extra={help ?? '北京时间'}
        getValueProps={(value?: string) => ({ value: value ? pickedOf(value) : undefined })}
        normalize={(value: dayjs.Dayjs | null) => (value ? instantOf(value) : undefined)}
      >
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: 220 }} />
      </Form.Item>
    );
  const options = world.options?.[own];
  if (options && options.length > 0)
    return (
      <Form.Item {...item}>
        <Select showSearch={{ optionFilterProp: 'label' }} allowClear={!isRequired} options={[...options]} placeholder="请选择" />
      </Form.Item>
    );
  return (
    <Form.Item {...item}>
      {(schema.maxLength ?? 0) > LONG_TEXT ? (
        <Input.TextArea rows={5} maxLength={schema.maxLength} showCount />
      ) : (
        <Input maxLength={schema.maxLength} autoComplete="off" />
      )}
    </Form.Item>
  );
};

const MaterialField = ({
  schema,
  name,
  path,
  label,
  isRequired,
}: Omit<FieldProps, 'schema'> & { readonly schema: Schema; readonly label: string }) => {
  const { onTicket, accept } = use(FormWorldContext);
  const id = `file-${path.join('-')}`;
  const check = (_: unknown, value: NamedFile | undefined): Promise<void> =>
    value?.sha256 || (!isRequired && !value?.name) ? Promise.resolve() : Promise.reject(new Error('请上传文件'));
  return (
    <fieldset>
      <legend>{label}</legend>
      <Form.Item name={[...name]} label="文件" htmlFor={id} rules={[{ validator: check }]}>
        <FileField id={id} label={label} onTicket={onTicket} accept={accept} />
      </Form.Item>
      {schema.properties?.['kind'] && (
        <Field schema={schema.properties['kind']} name={[...name, 'kind']} path={[...path, 'kind']} isRequired={isRequired} />
      )}
      {schema.properties?.['name'] && (
        <Field schema={schema.properties['name']} name={[...name, 'name']} path={[...path, 'name']} isRequired={isRequired} />
      )}
    </fieldset>
  );
};

const ListField = ({
  schema,
  name,
  path,
  label,
  isRequired,
  help,
}: Omit<FieldProps, 'schema'> & { readonly schema: Schema; readonly label: string; readonly help: string | undefined }) => {
  const itemSchema = schema.items ?? {};
  const inner = shown(itemSchema);
  const world = use(FormWorldContext);
  const own = String(path.at(-1) ?? '');
  const options = inner.enum?.map((value) => ({ value: String(value), label: word(String(value)) })) ?? world.options?.[own];
  const least = schema.minItems ?? 0;
  if (inner.type === 'string' && options)
    return (
      <Form.Item
        name={[...name]}
        label={label}
        rules={isRequired && least > 0 ? [{ required: true, message: `请选择${label}` }] : []}
        extra={help}
      >
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[...options]} placeholder="请选择" />
      </Form.Item>
    );
  return (
    <fieldset>
      <legend>{label}</legend>
      {help && <p className="small soft">{help}</p>}
      <Form.List
        name={[...name]}
        {...(isRequired && least > 0
          ? {
              rules: [
                {
                  validator: async (_, rows: unknown[] | undefined) =>
                    (rows?.length ?? 0) < least ? Promise.reject(new Error(`${label}至少 ${least} 项`)) : undefined,
                },
              ],
            }
          : {})}
      >
        {(rows, { add, remove }, { errors }) => (
          <>
            {rows.map((row) => (
              <div key={row.key} className="listed">
                <div className="row spread">
                  <span className="soft">第 {row.name + 1} 项</span>
                  <Button size="small" aria-label={`删除${label}第 ${row.name + 1} 项`} onClick={() => remove(row.name)}>
                    删除
                  </Button>
                </div>
                <Field
                  schema={{ ...itemSchema, description: itemSchema.description ?? inner.description ?? label }}
                  name={[row.name]}
                  path={[...path, row.name]}
                  isRequired
                />
              </div>
            ))}
            <Button onClick={() => add(inner.type === 'object' ? {} : undefined)}>增加{label}</Button>
            <Form.ErrorList errors={errors} />
          </>
        )}
      </Form.List>
    </fieldset>
  );
};

/**
 * The fields of an object: required ones first, the others below a heading that opens.
 *
 * @param hidden fields that the page fills in by itself
 */
export const Fields = ({
  schema,
  name,
  path,
  hidden = [],
  isOptional = false,
}: {
  readonly schema: Schema;
  readonly name: Name;
  readonly path: Name;
  readonly hidden?: readonly string[];
  readonly isOptional?: boolean;
}) => {
  const { properties = {}, required = [] } = shown(schema);
  const entries = Object.entries(properties).filter(([key, one]) => !hidden.includes(key) && one['x-made-by-server'] !== true);
  const isNeeded = ([key, one]: readonly [string, Schema]): boolean => required.includes(key) || one['x-shown'] === true;
  const needed = entries.filter(isNeeded);
  const others = entries.filter((entry) => !isNeeded(entry));
  const field = ([key, one]: readonly [string, Schema]) => (
    <Field key={key} schema={one} name={[...name, key]} path={[...path, key]} isRequired={!isOptional && required.includes(key)} />
  );
  return (
    <>
      {needed.map(field)}
      {others.length > 0 &&
        (needed.length === 0 ? (
          others.map(field)
        ) : (
          <details>
            <summary>可选内容（{others.map(([key, one]) => labelOf(one, key)).join('、')}）</summary>
            {others.map(field)}
          </details>
        ))}
    </>
  );
};

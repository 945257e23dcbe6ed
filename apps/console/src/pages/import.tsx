import forms from 'virtual:minglu-forms';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { CommandForm } from '../forms/command-form.tsx';
import { shown, type CommandForm as Form, type CommandRoute, type Schema } from '../forms/schema.ts';
import { roleName } from '../names.ts';
import { Articles } from '../parts/articles.tsx';
import { DownloadButton } from '../parts/download-button.tsx';
import { Facts } from '../parts/facts.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { useSession } from '../session.tsx';
import { useDossier } from './dossier/queries.ts';
import { NotFound } from './not-found.tsx';
import { useTables } from './tables.ts';

type Table = Schemas['TableListDto']['items'][number];
type Texts = Readonly<Record<string, string | undefined>>;

const MOST_BYTES = 5 * 1_048_576;
/** Rows of a plan become goals and phases. The list of tables names one field of each. */
const OF_PLAN = ['goals', 'phases'];

/** The form beside the file: all fields of the command but those that the rows become. */
const routeOf = (table: Table, form: Form): CommandRoute => {
  const [first] = form.routes;
  const { properties = {}, required = [] } = first!.schema;
  const parameters = first!.parameters.map(({ name, title, schema }) => [name, { ...schema, description: title }] as const);
  const ofRows = (name: string): boolean => name === table.field || (table.name === 'enhancement-plan' && OF_PLAN.includes(name));
  const all: Readonly<Record<string, Schema>> = Object.fromEntries([
    ...parameters,
    ...Object.entries(properties).filter(([name]) => !ofRows(name)),
  ]);
  return {
    path: `/tables/${table.name}/imports`,
    parameters: [],
    schema: {
      type: 'object',
      properties: all,
      required: [...parameters.map(([name]) => name), ...required.filter((name) => !ofRows(name))],
    },
  };
};

/** Texts of the address as the fields have them. */
const typedBy = (schema: Schema, texts: Texts): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => {
      const field = schema.properties?.[name];
      if (field === undefined || text === undefined) return [];
      return [[name, ['integer', 'number'].includes(String(shown(field).type)) ? Number(text) : text]];
    }),
  );

/** The workbook is read at once: what was checked is also sent, even if the file is changed meanwhile. */
const TableField = ({ file, onChoose }: { readonly file: File | null; readonly onChoose: (file: File) => void }) => {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const read = async (chosen: File): Promise<void> => {
    setProblem(null);
    if (chosen.size > MOST_BYTES) return setProblem('文件超过 5 MiB，请删去无关的工作表和图片后再试。');
    try {
      onChoose(new File([await chosen.arrayBuffer()], chosen.name, { lastModified: Date.now() }));
    } catch {
      setProblem('未能读取文件。请在 Excel 中保存并关闭后重新选择。');
    }
  };
  return (
    <fieldset>
      <legend>填好的表格（.xlsx）</legend>
      <input
        ref={input}
        id="table-file"
        type="file"
        accept=".xlsx"
        className="visually-hidden"
        aria-label="填好的表格"
        tabIndex={-1}
        onChange={({ target }) => {
          const chosen = target.files?.[0];
          target.value = '';
          if (chosen) void read(chosen);
        }}
      />
      <div className="row">
        <Button onClick={() => input.current?.click()} aria-describedby="table-file-state">
          {file ? '更换表格' : '选择表格'}
        </Button>
        <span id="table-file-state" role="status">
          {file ? `已选择：${file.name}（${Math.ceil(file.size / 1024)} KiB）` : '尚未选择'}
        </span>
      </div>
      {problem !== null && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </fieldset>
  );
};

/** The rows that a template begins with, where the page knows of which year, or of which campaign and province. */
const templateOf = (table: Table, { evaluationYear, campaignId, province }: Texts): string => {
  const known: Texts = { year: evaluationYear, campaign: campaignId, province };
  const asked = table.needs.every((need) => known[need] !== undefined)
    ? table.asks.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]]))
    : [];
  return `/tables/${table.name}/template.xlsx?${new URLSearchParams(asked).toString()}`;
};

const Columns = ({ table }: { readonly table: Table }) => (
  <Card title="表格的列">
    <Facts
      items={table.columns.map(({ title, use, required }) => [
        title.zh,
        use === 'shown' ? '只供阅读' : use === 'check' ? '核对用' : required ? '必填' : '可不填',
      ])}
    />
    <p className="small soft">不按模板次序的列、隐藏的行列和带公式的单元格会逐格指出。表格整体导入；有一处错误，就什么也不记录。</p>
  </Card>
);

const Importing = ({
  table,
  form,
  texts,
  version,
  caseId,
}: {
  readonly table: Table;
  readonly form: Form;
  readonly texts: Texts;
  readonly version: number | undefined;
  readonly caseId: string | undefined;
}) => {
  const { role } = useSession();
  const [file, setFile] = useState<File | null>(null);
  const route = useMemo(() => routeOf(table, form), [table, form]);
  const [initial] = useState(() => ({ body: typedBy(route.schema, texts) }));
  const [known] = useState(() => ({ table: `${table.name}/${caseId ?? ''}` }));
  return (
    <Page
      title={`导入${table.title.zh}`}
      extra={
        <DownloadButton path={templateOf(table, texts)} name={`${table.name}-template.xlsx`}>
          下载模板
        </DownloadButton>
      }
    >
      {!form.roles.includes(role) && (
        <p className="notice warn" role="status">
          “{form.title.zh}”由{form.roles.map(roleName).join('、')}办理；您现在是{roleName(role)}。
        </p>
      )}
      <div className="columns">
        <div className="card">
          <p>{table.about.zh}</p>
          <CommandForm
            command={form.title.en}
            route={route}
            known={known}
            initial={initial}
            version={version}
            submitLabel="试办，逐格核对"
            table={{ file, field: <TableField file={file} onChoose={setFile} /> }}
            after={() => (
              <p className="row noprint">
                {caseId && (
                  <Link to="/cases/$caseId" params={{ caseId }}>
                    查看案卷
                  </Link>
                )}
                {texts['evaluationYear'] && (
                  <Link to="/evaluations/$year" params={{ year: texts['evaluationYear'] }}>
                    查看评估年度
                  </Link>
                )}
                {texts['campaignId'] && (
                  <Link to="/campaigns/$campaignId" params={{ campaignId: texts['campaignId'] }}>
                    查看批次
                  </Link>
                )}
              </p>
            )}
          />
        </div>
        <div>
          <Columns table={table} />
          <Articles ids={form.legalBasis} />
        </div>
      </div>
    </Page>
  );
};

/** A filled-in workbook as one command: tried first, cell by cell, and then confirmed. */
export const ImportTable = () => {
  const { table: name } = useParams({ from: '/imports/$table' });
  const texts: Texts = useSearch({ from: '/imports/$table' });
  const caseId = texts['caseId'];
  const tables = useTables();
  // It gives the title, and the version that the person saw.
  const dossier = useDossier(caseId);
  return (
    <Loaded query={tables} lines={8} title="导入表格">
      {({ items }) => {
        const table = items.find((one) => one.name === name);
        const form = table?.command ? forms[table.command] : undefined;
        if (table === undefined || form === undefined) return <NotFound />;
        if (caseId === undefined)
          return <Importing key={name} table={table} form={form} texts={texts} version={undefined} caseId={undefined} />;
        return (
          <Loaded query={dossier} lines={8} title={`导入${table.title.zh}`}>
            {({ titleId, version }) => (
              <Importing
                key={name}
                table={table}
                form={form}
                texts={{ ...texts, ...(titleId ? { titleId } : {}) }}
                version={version}
                caseId={caseId}
              />
            )}
          </Loaded>
        );
      }}
    </Loaded>
  );
};

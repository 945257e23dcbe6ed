import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  Access,
  Caller,
  EVERYONE,
  ProblemException,
  requestProblem,
  Time,
  type RequestTime,
  LeavesLine,
  LeavesNoLine,
  ServedBy,
} from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { READ_MODEL, ReadRequests, type ReadModel } from '@minglu/projections/adapters';
import type { IndicatorSystem } from '@minglu/regulation';
import { ASKED, type Asked, type Table } from '../table.js';
import { tablesBy } from '../tables.js';
import { csvFile, gather, GATHERED, workbookFile } from './exported-file.js';
import { exportedPages } from './exported-rows.js';
import { AskedDto, TableListDto, TemplateDto } from './tables.dto.js';
import { TABLE_WORLD, tableIn, type TableWorld } from './table-world.js';
import { templateOf } from './write-workbook.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const CSV = 'text/csv; charset=utf-8';
const FILE = { schema: { type: 'string', format: 'binary' } } as const;
export const TABLE = { name: 'table', description: '表的名称，见 GET /tables / the name of a table, see GET /tables', example: 'titles' };
const UNKNOWN = { status: 404, description: 'unknown-id: 没有这个表、案卷或者称号 / there is no such table, case or title' };

/** The tables of figures and targets. Their rows are in the log. */
const IN_THE_LOG = {
  parameter: 'table',
  values: tablesBy(null).flatMap(({ name, usesSystem }) => (usesSystem ? [name] : [])),
  service: 'audit',
} as const;

/** Templates and exports of the tables. The same caller sees the same rows in the JSON lists. */
@ApiTags('tables')
@ApiBearerAuth()
@ApiResponse({ status: 409, description: 'other-branch' })
@ServedBy('query')
@Controller('tables')
export class TablesController {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(TABLE_WORLD) private readonly world: TableWorld,
    private readonly requests: ReadRequests,
  ) {}

  @Get()
  @LeavesNoLine('the forms of tables')
  @Access(EVERYONE)
  @ApiOperation({ summary: '全部表：列、导入的命令、导出的参数 / all tables: columns, command of an import, parameters of an export' })
  @ApiOkResponse({ type: TableListDto })
  list(): TableListDto {
    return {
      items: tablesBy(null).map(({ name, title, about, columns, import: imported, asks, needs }) => ({
        name,
        title,
        about,
        command: imported?.command ?? null,
        field: imported?.field ?? null,
        asks,
        needs,
        columns: columns.map(({ title: of, kind, use, isRequired = false }) => ({ title: of, kind, use, required: isRequired })),
      })),
    };
  }

  @Get(':table/template.xlsx')
  @ServedBy('query', IN_THE_LOG)
  @LeavesLine('export', 'table')
  @ApiParam(TABLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '填报模板（.xlsx），含列表和提示 / a template with lists and hints',
    description:
      '评估结果给出 year，园区汇总表给出 campaign 和 province 的，模板已列出所见各行 / with year, or with campaign and province, the rows that the caller sees are filled in',
  })
  @ApiProduces(XLSX)
  @ApiOkResponse({ description: '工作簿 / the workbook', content: { [XLSX]: FILE } })
  @ApiResponse(UNKNOWN)
  async template(
    @Param('table') name: string,
    @Query() { system: versionId, after, ...asked }: TemplateDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<StreamableFile> {
    const { table, system } = await this.find(name, versionId);
    if (!table.import) throw unknownTable(name);
    refuseOthers(table, asked, ['dossier']);
    const isFilled = table.needs.every((need) => (asked as Partial<Record<Asked, unknown>>)[need] !== undefined);
    await this.requests.waitFor(after, time);
    const { rows, more } = isFilled ? await this.ask(viewer, table, asked, system, time) : { rows: table.preset, more: null };
    if (more !== null) throw tooManyRows();
    return fileOf(await templateOf(table, rows), XLSX, `${name}-template.xlsx`, `${table.title.zh}模板.xlsx`);
  }

  @Get(':table/export.xlsx')
  @ServedBy('query', IN_THE_LOG)
  @LeavesLine('export', 'table', 'dossier')
  @ApiParam(TABLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '导出（.xlsx），依来访者所见 / an export as a workbook, as the caller sees it' })
  @ApiProduces(XLSX)
  @ApiOkResponse({ description: '工作簿 / the workbook', content: { [XLSX]: FILE } })
  @ApiResponse(UNKNOWN)
  async workbook(@Param('table') name: string, @Query() asked: AskedDto, @Caller() viewer: Actor, @Time() time: RequestTime) {
    const { table, gathered } = await this.rows(name, asked, viewer, time);
    return fileOf(
      await workbookFile(table, gathered, noteOf(table, asked, gathered.rows.length)),
      XLSX,
      `${name}.xlsx`,
      `${table.title.zh}.xlsx`,
    );
  }

  @Get(':table/export.csv')
  @ServedBy('query', IN_THE_LOG)
  @LeavesLine('export', 'table', 'dossier')
  @ApiParam(TABLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '导出（.csv，UTF-8），依来访者所见 / an export as CSV, as the caller sees it' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'CSV', content: { 'text/csv': { schema: { type: 'string' } } } })
  @ApiResponse(UNKNOWN)
  async csv(@Param('table') name: string, @Query() asked: AskedDto, @Caller() viewer: Actor, @Time() time: RequestTime) {
    const { table, gathered } = await this.rows(name, asked, viewer, time);
    return fileOf(csvFile(table, gathered), CSV, `${name}.csv`, `${table.title.zh}.csv`);
  }

  private async rows(name: string, { after, system: versionId, ...asked }: AskedDto, viewer: Actor, time: RequestTime) {
    const { table, system } = await this.find(name, versionId);
    refuseOthers(table, asked, []);
    const missing = table.needs.filter((need) => asked[need] === undefined);
    if (missing.length > 0) throw requestProblem(400, { issues: missing.map((one) => ({ path: `/${one}`, problem: 'is needed' })) });
    await this.requests.waitFor(after, time);
    return { table, gathered: await this.ask(viewer, table, asked, system, time) };
  }

  /** A list has many pages, and takes as long as it takes. Reading after the answer began ends when the caller leaves. */
  private ask(viewer: Actor, table: Table, asked: AskedDto, system: IndicatorSystem | null, time: RequestTime) {
    return time.paused(gather(exportedPages(this.model, viewer, table, asked, system, time.signal)));
  }

  /** The indicator system is asked for where the table has figures. */
  private async find(name: string, versionId: string | undefined) {
    const found = await tableIn(this.world, name, versionId);
    if (!found) throw unknownTable(name);
    if (found.table.usesSystem && found.system === null && versionId !== undefined && versionId !== 'none')
      throw requestProblem(400, { issues: [{ path: '/system', problem: 'is not published' }] });
    return found;
  }
}

const tooManyRows = (): ProblemException =>
  new ProblemException('too-many-rows', `模板至多 ${GATHERED} 行，请缩小范围`, `a template has ${GATHERED} rows at most: ask for fewer`, {
    most: GATHERED,
  });

export const unknownTable = (name: string): ProblemException =>
  new ProblemException('unknown-id', `没有名为 ${name} 的表，或者不能如此使用`, `there is no table ${name}, or not for this`, {
    table: name,
  });

/** A filter that does not count must not look as if it did. */
const refuseOthers = (table: Table, asked: Partial<Record<Asked, unknown>>, but: readonly Asked[]): void => {
  const others = ASKED.filter((one) => asked[one] !== undefined && (!table.asks.includes(one) || but.includes(one)));
  if (others.length > 0)
    throw requestProblem(400, { issues: others.map((one) => ({ path: `/${one}`, problem: `is no parameter of ${table.name}` })) });
};

const NAMES: Readonly<Record<Asked, string>> = {
  programme: '类别',
  province: '省份',
  state: '称号状态',
  status: '办理状态',
  q: '名称',
  year: '评估年度',
  campaign: '年度工作',
  dossier: '案卷',
};
/** The conditions of an export, for the printed page. It has no day: the same content has the same bytes. */
const noteOf = (table: Table, asked: Partial<Record<Asked, unknown>>, rows: number): string => {
  const conditions = ASKED.flatMap((one) => (asked[one] === undefined ? [] : [`${NAMES[one]}：${[asked[one]].flat().join('、')}`]));
  return [table.import ? '' : table.about.zh, ...conditions, `共 ${rows} 行`].filter(Boolean).join('　');
};

const fileOf = (content: Uint8Array | Readable, type: string, ascii: string, name: string): StreamableFile => {
  const disposition = `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`;
  return content instanceof Readable
    ? new StreamableFile(content, { type, disposition })
    : new StreamableFile(content, { type, disposition, length: content.length });
};

import { Controller, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Access,
  ACTS,
  Caller,
  CommandRequests,
  MAX_BODY,
  notAuthorised,
  ProblemException,
  Time,
  TrialDto,
  type CommandHeaders,
  type RequestTime,
  ServedBy,
  TAKES_COMMAND,
} from '@minglu/http';
import { roleMay, type Actor, type AnyAct } from '@minglu/kernel';
import { sheetFaults, type Finding } from '../faults.js';
import { hasErrors, ofFile, readTable } from '../read-table.js';
import type { Import, Table } from '../table.js';
import { tableNamed } from '../tables.js';
import { readForm } from './form.js';
import { IMPORT_ANSWERS, IMPORT_FORM, IMPORTERS } from './imports.description.js';
import { readWorkbook } from './read-workbook.js';
import { FindingDto } from './tables.dto.js';
import { TABLE_WORLD, tableIn, type TableWorld } from './table-world.js';
import { wrongHolders } from './wrong-holders.js';
import { TABLE, unknownTable } from './tables.controller.js';

/** Findings of one answer. */
const MAX_FINDINGS = 500;

type Imported = Table & { readonly import: Import };

/** Tables become commands: each file one, as if its payload had been sent as JSON. */
@ApiTags('tables')
@ApiExtraModels(FindingDto)
@ApiBearerAuth()
@ServedBy('casework')
@Controller('tables')
export class TableImportsController {
  constructor(
    private readonly commands: CommandRequests,
    @Inject(ACTS) private readonly acts: readonly AnyAct[],
    @Inject(TABLE_WORLD) private readonly world: TableWorld,
  ) {}

  @Post(':table/imports')
  @RouteConfig({ takesFiles: true, ...TAKES_COMMAND })
  @HttpCode(201)
  @Access(...IMPORTERS)
  @ApiParam({ ...TABLE, example: 'self-assessment-figures' })
  @ApiOperation({
    summary: '导入一个表：整表作为一个命令办理，逐格指出问题 / import a table as one command, with a finding for each faulty cell',
    description: '有错误的表不作任何记录；dry-run=true 先行试办 / nothing of a table with errors is recorded; dry-run=true tries it first',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: IMPORT_FORM })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: '命令标识，8–128 个字符 / the command id' })
  @ApiHeader({ name: 'If-Match', required: false, description: '所见案卷的 ETag / the ETag of the dossier as it was seen' })
  @ApiResponse(IMPORT_ANSWERS.recorded)
  @ApiResponse(IMPORT_ANSWERS.tried)
  @ApiResponse(IMPORT_ANSWERS.refused)
  async give(
    @Param('table') name: string,
    @Query() trial: TrialDto,
    @Caller() actor: Actor,
    @Time() time: RequestTime,
    @Headers() headers: CommandHeaders,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const act = this.actOf(name, actor);
    // Reading has limits of its own.
    const { data, findings } = await time.paused(this.read(name, request));
    if (hasErrors(findings)) throw tableFindings(findings);
    const isTrial = trial['dry-run'] === 'true';
    const answer = await this.commands.give({ type: act.command, data, actor, headers, isTrial, signal: time.signal }, reply);
    return { ...answer, findings: findings.slice(0, MAX_FINDINGS), ...(isTrial ? { command: { type: act.command, data } } : {}) };
  }

  /** The act of a table. A caller whose role may not do it uploads nothing. */
  private actOf(name: string, actor: Actor): AnyAct {
    const table = tableNamed(name);
    const act = this.acts.find(({ command }) => command === table?.import?.command);
    if (!act) throw unknownTable(name);
    if (!roleMay(act, actor.role)) throw notAuthorised(actor);
    return act;
  }

  private async read(name: string, request: FastifyRequest) {
    const { file, data: rest, system: versionId } = await readForm(request);
    const table = await this.tableOf(name, versionId ?? rest['indicatorVersion']);
    const { field, payloadOf } = table.import;
    refuseTwice([field], rest);
    const workbook = await readWorkbook(file);
    if ('fault' in workbook) return { data: rest, findings: [ofFile(workbook.fault)] };
    const read = readTable(table, workbook.sheets, rest, await this.world.world());
    const { rows } = read;
    const findings = hasErrors(read.findings) ? read.findings : [...read.findings, ...(await wrongHolders(table.import, read, this.world))];
    if (hasErrors(findings)) return { data: rest, findings };
    const given = payloadOf(rows);
    refuseTwice(Object.keys(given), rest);
    const data = { ...rest, ...given };
    const isTooLong = Buffer.byteLength(JSON.stringify(data)) > MAX_BODY;
    return { data, findings: isTooLong ? [...findings, ofFile(sheetFaults.tooLong(MAX_BODY / 1024))] : findings };
  }

  private async tableOf(name: string, versionId: unknown): Promise<Imported> {
    const found = await tableIn(this.world, name, typeof versionId === 'string' ? versionId : undefined);
    return found!.table as Imported;
  }
}

/** A field comes with the file or beside it. */
const refuseTwice = (fields: readonly string[], rest: object): void => {
  const twice = fields.find((field) => field in rest);
  if (twice !== undefined)
    throw new ProblemException('invalid-request', `${twice} 由文件给出，请勿填写`, `${twice} comes with the file: leave it out`);
};

const tableFindings = (findings: readonly Finding[]): ProblemException => {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return new ProblemException(
    'table-findings',
    `表中有 ${errors} 处错误，未作任何记录`,
    `${errors} errors in the table: nothing was recorded`,
    {
      errors,
      // Errors first: a long list may be cut.
      findings: [...findings].sort((a, b) => a.severity.localeCompare(b.severity)).slice(0, MAX_FINDINGS),
    },
  );
};

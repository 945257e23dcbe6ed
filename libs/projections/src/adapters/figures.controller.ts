import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller, EVERYONE, LeavesLine, ProblemException, Time, type RequestTime, ServedBy } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { CASE_OR_TITLE } from './described.js';
import { momentOf, MomentDto } from './dossiers.dto.js';
import type { FigureQueries, FiguresFound } from './figure-queries.js';
import { figureDto, FigureListDto, FiguresPageDto, FigureYearDto, taintedDto, TaintedListDto } from './figures.dto.js';

/** Nest token of {@link FigureQueries}. */
export const FIGURE_QUERIES = Symbol('FIGURE_QUERIES');
const UNKNOWN = { status: 404, description: 'unknown-id' };

/** Routes of the provenance of figures (数据来源). A caller sees a figure only through the events that he may see. */
@ApiTags('figures')
@ApiBearerAuth()
@ServedBy('audit')
@Controller()
export class FiguresController {
  constructor(@Inject(FIGURE_QUERIES) private readonly queries: FigureQueries) {}

  @Get('dossiers/:id/figures')
  @LeavesLine('history', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '指标数据的来源：谁何时以何材料填报，其后如何变动，哪些决定依据了它 / the figures with their provenance',
    description:
      '含同一申请单位的各案卷；只见来访者可见的事件 / over all dossiers of the applicant, by the events that the caller may see; each with who stated it, when, with which files, later restatements, and the decisions that relied on it',
  })
  @ApiOkResponse({ type: FigureListDto })
  @ApiResponse(UNKNOWN)
  async list(
    @Param('id') id: string,
    @Query() { after, limit, ...when }: FiguresPageDto,
    @Caller() viewer: Actor,
    @Time() { signal }: RequestTime,
  ): Promise<FigureListDto> {
    const found = await this.find(viewer, id, when, signal);
    const end = after + limit;
    return {
      caseId: found.caseId,
      items: found.figures.slice(after, end).map((one) => figureDto(one, found)),
      next: end < found.figures.length ? end : null,
    };
  }

  @Get('dossiers/:id/figures/:indicator')
  @LeavesLine('history', 'id')
  @ApiParam(CASE_OR_TITLE)
  @ApiParam({ name: 'indicator', description: '指标编号 / id of an indicator', example: 'A1.1' })
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '一项指标数据的来源 / one figure with its provenance, of one data year or of all' })
  @ApiOkResponse({ type: FigureListDto })
  @ApiResponse(UNKNOWN)
  async one(
    @Param('id') id: string,
    @Param('indicator') indicator: string,
    @Query() { year, ...when }: FigureYearDto,
    @Caller() viewer: Actor,
    @Time() { signal }: RequestTime,
  ): Promise<FigureListDto> {
    const found = await this.find(viewer, id, when, signal);
    const items = found.figures.filter((one) => one.indicator === indicator && (year === undefined || one.dataYear === year));
    return { caseId: found.caseId, items: items.map((one) => figureDto(one, found)), next: null };
  }

  @Get('dossiers/:id/tainted-decisions')
  @LeavesLine('history', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access('ministry-officer', 'ministry-approver', 'auditor')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '依据过不实数据的决定 / the decisions that relied on figures found false',
    description:
      '控制性指标剔除不实数据后重算；星级等决定只作提示，从不重算 / a control gate is computed again without them; stars and other decisions are flagged, never computed again',
  })
  @ApiOkResponse({ type: TaintedListDto })
  @ApiResponse(UNKNOWN)
  async tainted(
    @Param('id') id: string,
    @Query() when: MomentDto,
    @Caller() viewer: Actor,
    @Time() { signal }: RequestTime,
  ): Promise<TaintedListDto> {
    const found = await this.queries.tainted(viewer, id, momentOf(when), signal);
    if (!found) throw unknownId(id);
    return { caseId: found.caseId, items: found.decisions.map((one) => taintedDto(one, found.titleOf)) };
  }

  private async find(viewer: Actor, id: string, when: MomentDto, signal: AbortSignal): Promise<FiguresFound> {
    const found = await this.queries.figures(viewer, id, momentOf(when), signal);
    if (!found) throw unknownId(id);
    return found;
  }
}

const unknownId = (id: string) =>
  new ProblemException('unknown-id', `没有标识为 ${id} 的案卷或称号`, `there is no case or title ${id}`, { id });

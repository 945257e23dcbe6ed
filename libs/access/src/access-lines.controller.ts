import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller, LeavesLine, momentFrom, ProblemException, Time, type RequestTime, ServedBy } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { LineListDto, LinesDto, LinesPageDto } from './access-lines.dto.js';
import type { LineFilter, RecordedLine } from './access-log.js';

/** Nest token of {@link AccessLines}. */
export const ACCESS_LINES = Symbol('ACCESS_LINES');

export interface AccessLines {
  readonly after: (filter: LineFilter, after: number, limit: number) => Promise<readonly RecordedLine[]>;
  /** The ids of a case and its title while it is under investigation, for a viewer who may know of that; otherwise null. */
  readonly investigated: (viewer: Actor, id: string, signal: AbortSignal) => Promise<readonly string[] | null>;
}

/** The record of readings. All of it is for the audit administrator; the part of a case under investigation is for its investigators. */
@ApiTags('audit')
@ApiBearerAuth()
@ServedBy('audit')
@Controller()
export class AccessLinesController {
  constructor(@Inject(ACCESS_LINES) private readonly lines: AccessLines) {}

  @Get('access-lines')
  @Access('audit-admin')
  @LeavesLine('access-log')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '查阅记录 / the read-access log: who looked at what, when, from where' })
  @ApiOkResponse({ type: LineListDto })
  async all(@Query() { after, limit, subject, from, before, ...filter }: LinesDto): Promise<LineListDto> {
    const [since, until] = [from, before].map((one) => (one === undefined ? undefined : momentFrom(one)));
    return this.page({ ...filter, subjects: subject === undefined ? undefined : [subject], from: since, before: until }, after, limit);
  }

  @Get('dossiers/:id/access-lines')
  @ApiParam({ name: 'id', description: '案卷或称号的标识 / id of a case or title' })
  @Access('ministry-officer', 'ministry-approver')
  @LeavesLine('access-log', 'id')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '调查中案卷的查阅记录 / who looked at a case that is under investigation',
    description:
      '仅在立案调查期间，供部经办人、审批人查阅（第二十五条）/ for officers and approvers of the ministry, while an investigation is open',
  })
  @ApiOkResponse({ type: LineListDto })
  @ApiResponse({ status: 404, description: 'unknown-id' })
  async ofCase(
    @Param('id') id: string,
    @Query() { after, limit }: LinesPageDto,
    @Caller() viewer: Actor,
    @Time() { signal }: RequestTime,
  ): Promise<LineListDto> {
    const subjects = await this.lines.investigated(viewer, id, signal);
    if (subjects === null)
      throw new ProblemException('unknown-id', `没有调查中的案卷 ${id}`, `there is no case ${id} under investigation`, { id });
    return this.page({ subjects }, after, limit);
  }

  private async page(filter: LineFilter, after: number, limit: number): Promise<LineListDto> {
    const found = await this.lines.after(filter, after, limit + 1);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)!.position : null };
  }
}

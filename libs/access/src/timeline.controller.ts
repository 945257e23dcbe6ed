import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller, LeavesLine, ProblemException, Time, type RequestTime, ServedBy } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { TimelineDto, TimelinePageDto } from './timeline.dto.js';
import type { Timeline } from './timeline.js';

/** Nest token of {@link Timeline}. */
export const TIMELINE = Symbol('TIMELINE');

/** The desk of an investigation: acts and readings in one order. */
@ApiTags('audit')
@ApiBearerAuth()
@ServedBy('audit')
@Controller()
export class TimelineController {
  constructor(@Inject(TIMELINE) private readonly timeline: Timeline) {}

  @Get('dossiers/:id/investigation-timeline')
  @ApiParam({ name: 'id', description: '案卷或称号的标识 / id of a case or title' })
  @Access('ministry-officer', 'ministry-approver')
  @LeavesLine('access-log', 'id')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '调查中案卷的时间线：谁做了什么，谁看了什么 / who did what in a case under investigation, and who looked',
    description:
      '事件与查阅记录按时间合并；证据引用附日志位次和内容哈希（第二十五条）/ events and lines of reading in the order of time; evidence by reference has place in the log and content hash',
  })
  @ApiOkResponse({ type: TimelineDto })
  @ApiResponse({ status: 404, description: 'unknown-id' })
  async page(
    @Param('id') id: string,
    @Query() { after, limit }: TimelinePageDto,
    @Caller() viewer: Actor,
    @Time() { signal }: RequestTime,
  ): Promise<TimelineDto> {
    const [events = 0, readings = 0] = after.split('.').map(Number);
    const page = await this.timeline(viewer, id, { events, readings }, limit, signal);
    if (page) return { items: page.items, next: page.next && `${page.next.events}.${page.next.readings}` };
    throw new ProblemException('unknown-id', `没有调查中的案卷 ${id}`, `there is no case ${id} under investigation`, { id });
  }
}

import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller, EVERYONE, LeavesLine, momentFrom, requestProblem, Time, type RequestTime, ServedBy } from '@minglu/http';
import { inShanghai, type Actor } from '@minglu/kernel';
import { CASE_OR_TITLE } from './described.js';
import { READ_MODEL } from './dossier-queries.js';
import { momentOf } from './dossiers.dto.js';
import { DifferenceDto, DifferenceQueryDto, ReplayDto, ReplayQueryDto, StepsDto, StepsQueryDto } from './replay.dto.js';
import type { ReadModel } from './read-model.js';
import { ReadRequests, unknownId } from './read-requests.js';
import { OTHER_BRANCH } from './token-places.js';

/** Replays of a dossier on two clocks: when it was valid, and by when it was known. Each caller gets the events that he may see. */
@ApiTags('dossiers')
@ApiResponse(OTHER_BRANCH)
@ApiBearerAuth()
@ServedBy('audit')
@Controller()
export class ReplayController {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    private readonly requests: ReadRequests,
  ) {}

  @Get('dossiers/:id/replay')
  @LeavesLine('dossier', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '复现：某时点有效、按某时点所知的案卷 / a dossier as it was valid at one instant and known at another',
    description:
      '状态、标记、期限、当时可以办理的事项、依据和所适用的规则 / status, flags, deadlines, the acts that were possible, the receipt and the rules in force',
  })
  @ApiOkResponse({ type: ReplayDto })
  async replay(
    @Param('id') id: string,
    @Query() query: ReplayQueryDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<ReplayDto> {
    await this.requests.waitFor(query.after, time);
    const version = { hash: query.hash ?? null, version: query.version ?? null };
    const replay = await this.model.replay(viewer, id, momentOf(query), version, time.signal);
    if (!replay) throw unknownId(id);
    const { title, event, ...others } = replay;
    return { ...others, event: { ...event, title, occurredAtLocal: inShanghai(event.occurredAt) } };
  }

  @Get('dossiers/:id/steps')
  @LeavesLine('history', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '逐步：每一件及其引起的变化 / step by step: each event and what changed by it' })
  @ApiOkResponse({ type: StepsDto })
  async steps(
    @Param('id') id: string,
    @Query() query: StepsQueryDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<StepsDto> {
    await this.requests.waitFor(query.after, time);
    const part = { after: query.afterVersion, before: query.beforeVersion ?? null, limit: query.limit };
    const page = await this.model.steps(viewer, id, momentOf(query), part, time.signal);
    if (!page) throw unknownId(id);
    return page;
  }

  @Get('dossiers/:id/difference')
  @LeavesLine('dossier', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '两个时点、两次报送或者两份计划之间的差异 / the difference between two moments, two submissions or two plans',
    description: '给出 fromAt（其余可省），或者 fromEvent 和 toEvent / by fromAt, the others being optional, or by fromEvent and toEvent',
  })
  @ApiOkResponse({ type: DifferenceDto })
  async difference(
    @Param('id') id: string,
    @Query() query: DifferenceQueryDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<DifferenceDto> {
    const { fromAt, fromKnownAt, toAt, toKnownAt, fromEvent, toEvent } = query;
    const to = momentOf({ ...(toAt === undefined ? {} : { at: toAt }), ...(toKnownAt === undefined ? {} : { knownAt: toKnownAt }) });
    if (fromEvent !== undefined && toEvent !== undefined && fromAt === undefined && fromKnownAt === undefined) {
      const found = await this.model.eventDifference(viewer, id, { from: fromEvent, to: toEvent }, to, time.signal);
      if (!found) throw unknownId(id);
      return found;
    }
    if (fromAt === undefined || fromEvent !== undefined || toEvent !== undefined) throw requestProblem(400, EITHER);
    const valid = momentFrom(fromAt);
    const from = { at: valid, knownAt: fromKnownAt === undefined ? valid : momentFrom(fromKnownAt) };
    const found = await this.model.difference(viewer, id, { from, to }, time.signal);
    if (!found) throw unknownId(id);
    return found;
  }
}

const EITHER = { issues: [{ path: '/fromAt', problem: 'give fromAt, or fromEvent and toEvent' }] };

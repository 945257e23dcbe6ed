import { Controller, Get, Header, Inject, Param, Query, Res } from '@nestjs/common';
import { Query as CqrsQuery, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { inShanghai, type Actor, type Bilingual, type Instant } from '@minglu/kernel';
import {
  Access,
  CONSISTENCY_TOKENS,
  Caller,
  EVERYONE,
  instantFrom,
  ProblemException,
  type ConsistencyTokens,
  type TokenPosition,
} from '@minglu/http';
import type { RecordedDeadline } from '../dossier-view.js';
import type { VisibleDossier } from '../visibility.js';
import { HistoryDto } from './history.dto.js';
import type { Bitemporal, Page, ReadModel, VisibleEvent } from './questions.js';

const READ_MODEL = Symbol('the read model');
const CAUGHT_UP = Symbol('waits for the read model');
const TITLE_OF = Symbol('the title of an event type');

class WhenDto {
  @ApiPropertyOptional({ description: '截至该时点有效 / valid as of this instant', example: '2025-10-01T00:00:00+08:00' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  at?: string;

  @ApiPropertyOptional({ description: '按该时点所知（默认同 at）/ as known by this instant (default: at)' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  knownAt?: string;

  @ApiPropertyOptional({ description: '命令答复中的 after：等到能看见它 / the after of a command’s answer: waits until it can be seen' })
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  after?: string;
}

class PageDto {
  @ApiPropertyOptional({ description: '上一页的 next / the next of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  cursor?: string;

  @ApiProperty({ default: 50, required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  after?: string;
}

/** What the query side serves, for a composition root to hand to Nest. */
export const querySide = (model: ReadModel, caughtUp: CaughtUp, titleOf: (type: string) => Bilingual) => ({
  controllers: [DossiersController],
  providers: [
    { provide: READ_MODEL, useValue: model },
    { provide: CAUGHT_UP, useValue: caughtUp },
    { provide: TITLE_OF, useValue: titleOf },
    FindDossierHandler,
    FindDossiersHandler,
    FindHistoryHandler,
    FindDeadlinesHandler,
  ],
});

/** Waits, bounded, until the read model shows what was written up to a place; rejects with the lag where it does not. */
export type CaughtUp = (position: TokenPosition) => Promise<void>;

export class FindDossiers extends CqrsQuery<Page<VisibleDossier>> {
  constructor(
    readonly viewer: Actor,
    readonly cursor: string | null,
    readonly limit: number,
  ) {
    super();
  }
}
export class FindDossier extends CqrsQuery<VisibleDossier | null> {
  constructor(
    readonly viewer: Actor,
    readonly id: string,
    readonly when?: Bitemporal,
  ) {
    super();
  }
}
export class FindHistory extends CqrsQuery<readonly VisibleEvent[] | null> {
  constructor(
    readonly viewer: Actor,
    readonly id: string,
    readonly when?: Bitemporal,
  ) {
    super();
  }
}

export class FindDeadlines extends CqrsQuery<readonly RecordedDeadline[]> {
  constructor(
    readonly viewer: Actor,
    readonly of: string,
    readonly when?: Bitemporal,
  ) {
    super();
  }
}

@QueryHandler(FindDeadlines)
export class FindDeadlinesHandler implements IQueryHandler<FindDeadlines> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, of, when }: FindDeadlines) {
    return this.model.deadlines(viewer, of, when);
  }
}
@QueryHandler(FindDossiers)
export class FindDossiersHandler implements IQueryHandler<FindDossiers> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, cursor, limit }: FindDossiers) {
    return this.model.dossiers(viewer, cursor, limit);
  }
}
@QueryHandler(FindDossier)
export class FindDossierHandler implements IQueryHandler<FindDossier> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, id, when }: FindDossier) {
    return this.model.dossier(viewer, id, when);
  }
}
@QueryHandler(FindHistory)
export class FindHistoryHandler implements IQueryHandler<FindHistory> {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}
  execute({ viewer, id, when }: FindHistory) {
    return this.model.history(viewer, id, when);
  }
}

/** 案卷：现状与历史。Everyone may ask; each is shown what he may know. */
@ApiTags('dossiers')
@ApiBearerAuth()
@Controller()
export class DossiersController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CAUGHT_UP) private readonly caughtUp: CaughtUp,
    @Inject(TITLE_OF) private readonly titleOf: (type: string) => Bilingual,
    @Inject(CONSISTENCY_TOKENS) private readonly consistencyTokens: ConsistencyTokens,
  ) {}

  @Get('dossiers')
  @Access(EVERYONE)
  @ApiOperation({ summary: '案卷列表 / dossiers, page by page' })
  async list(@Query() { cursor, limit, after }: PageDto, @Caller() viewer: Actor): Promise<Page<VisibleDossier>> {
    await this.seen(after);
    return this.queries.execute(new FindDossiers(viewer, cursor ?? null, limit));
  }

  @Get('dossiers/:id')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '一个案卷（案卷或称号的标识）：状态、标记、期限 / one dossier by the id of its case or title' })
  async one(
    @Param('id') id: string,
    @Query() query: WhenDto,
    @Caller() viewer: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VisibleDossier> {
    const when = await this.moment(query);
    const found = await this.queries.execute(new FindDossier(viewer, id, when));
    if (!found) throw notFound(id);
    // 版本只计该查看者可见的事件。
    if (!when) void reply.header('etag', `"${found.version}"`);
    return found;
  }

  @Get('dossiers/:id/events')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '案卷的历史，逐件说明依据 / the history of a dossier, each event with its receipt' })
  @ApiOkResponse({ type: HistoryDto })
  async events(@Param('id') id: string, @Query() query: WhenDto, @Caller() viewer: Actor) {
    const when = await this.moment(query);
    const found = await this.queries.execute(new FindHistory(viewer, id, when));
    if (!found) throw notFound(id);
    return { items: found.map((event) => ({ ...event, title: this.titleOf(event.type), occurredAtLocal: inShanghai(event.occurredAt) })) };
  }

  @Get('deadlines/:of')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '公示、案卷、称号、年度工作等的期限 / deadlines of a publicity, a case, a title or a campaign' })
  async deadlines(@Param('of') of: string, @Query() query: WhenDto, @Caller() viewer: Actor) {
    const when = await this.moment(query);
    return { items: await this.queries.execute(new FindDeadlines(viewer, of, when)) };
  }

  /** Waits until the read model shows the position of the consistency token. */
  private async seen(after: string | undefined): Promise<void> {
    if (after === undefined) return;
    const place = this.consistencyTokens.read(after);
    if (place === null)
      throw new ProblemException('invalid-request', 'after 须取自命令的答复', 'after is taken from the answer of a command');
    await this.caughtUp(place);
  }

  private async moment({ at, knownAt, after }: WhenDto): Promise<Bitemporal | undefined> {
    await this.seen(after);
    if (at === undefined && knownAt === undefined) return undefined;
    const valid = instantOr(at ?? knownAt!);
    return { at: valid, knownAt: knownAt === undefined ? valid : instantOr(knownAt) };
  }
}

/** A query turns the + of an offset into a space. */
const instantOr = (text: string): Instant => instantFrom(text.replace(' ', '+'));
const notFound = (id: string) =>
  new ProblemException('unknown-id', `没有标识为 ${id} 的案卷或称号`, `there is no case or title ${id}`, { id });

import { Controller, Get, Header, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { EventStore } from '@minglu/event-store';
import { inShanghai, type Actor, type Bilingual } from '@minglu/kernel';
import { Access, Caller, EVERYONE, HeldForLine, LeavesLine, ProblemException, ServedBy, Time, type RequestTime } from '@minglu/http';
import type { Bitemporal } from '../dossier-view.js';
import type { VisibleDossier } from '../visibility.js';
import { ActionsDto } from './actions.dto.js';
import {
  dossierQueryHandlers,
  FindActions,
  FindDeadlines,
  FindDossier,
  FindDossiers,
  FindHistory,
  FindNotFiled,
  READ_MODEL,
  TITLE_OF,
} from './dossier-queries.js';
import { DeadlinesDto, DossierDto, ETAG } from './dossier.dto.js';
import { AfterDto, DossierListDto, ListDto, momentOf, NotFiledDto, questionOf, WhenDto } from './dossiers.dto.js';
import { HistoryDto, HistoryQueryDto } from './history.dto.js';
import { CAMPAIGN, CASE_OR_TITLE } from './described.js';
import { pageText } from './page-text.js';
import type { ReadModel } from './read-model.js';
import { ColleaguesController, PersonsController } from './persons.controller.js';
import { ProvisionsController } from './provisions.controller.js';
import { QuestionsController } from './questions.controller.js';
import { ReadRequests, unknownId, WAIT_FOR_READ_MODEL, type WaitForReadModel } from './read-requests.js';
import { ReplayController } from './replay.controller.js';
import { OTHER_BRANCH, TOKEN_LOG } from './token-places.js';

/** The roles that may ask who has not filed. Whether a holder has filed is not public. */
const CONCERNED = [
  'ministry-officer',
  'ministry-approver',
  'ministry-admin',
  'auditor',
  'provincial-government',
  'provincial-authority',
  'municipal-authority',
  'applicant',
];

/** Controllers and providers of the query routes, for the Nest module of a service. */
export const queryRoutes = (
  model: ReadModel,
  waitForReadModel: WaitForReadModel,
  titleOf: (type: string) => Bilingual,
  log: Pick<EventStore, 'within'>,
) => ({
  controllers: [DossiersController, ReplayController, QuestionsController, ColleaguesController, PersonsController, ProvisionsController],
  providers: [
    { provide: READ_MODEL, useValue: model },
    { provide: WAIT_FOR_READ_MODEL, useValue: waitForReadModel },
    { provide: TITLE_OF, useValue: titleOf },
    { provide: TOKEN_LOG, useValue: log },
    ReadRequests,
    ...dossierQueryHandlers,
  ],
});

/** The query service keeps the current state. A question that names an instant is about the past. */
const OF_AN_INSTANT = [
  { parameter: 'at', service: 'audit' },
  { parameter: 'knownAt', service: 'audit' },
] as const;

/** Routes of the dossiers (案卷): current state and history. They are open to everyone; each caller gets the data that it may see. */
@ApiTags('dossiers')
@ApiResponse(OTHER_BRANCH)
@ApiBearerAuth()
@ServedBy('query')
@Controller()
class DossiersController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(TITLE_OF) private readonly titleOf: (type: string) => Bilingual,
    private readonly requests: ReadRequests,
  ) {}

  @Get('dossiers')
  @LeavesLine('list')
  @HeldForLine()
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '案卷列表：筛选、检索、排序 / dossiers: filtered, searched, sorted, page by page',
    description:
      '筛选、检索、排序和总数都只依来访者所见 / filters, search, order and total rest on what the caller sees and on nothing else',
  })
  @ApiOkResponse({ type: DossierListDto })
  async list(
    @Query() query: ListDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DossierListDto> {
    // Fastify names the type by itself only where it writes the JSON.
    void reply.type('application/json; charset=utf-8').serializer(pageText);
    await this.requests.waitFor(query.after, time);
    const { question, bound } = questionOf(query);
    return this.requests.page(query.cursor, bound, time, (after) => this.queries.execute(new FindDossiers(viewer, { ...question, after })));
  }

  @Get('dossiers/:id')
  @ServedBy('query', ...OF_AN_INSTANT)
  @LeavesLine('dossier', 'id')
  @HeldForLine()
  @ApiParam(CASE_OR_TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '一个案卷（案卷或称号的标识）：状态、标记、期限 / one dossier by the id of its case or title',
    description: '更正过的字段为更正后的内容，corrections 为其历史 / corrected fields as corrected; corrections is their history',
  })
  @ApiOkResponse({ type: DossierDto, headers: ETAG })
  async one(
    @Param('id') id: string,
    @Query() query: WhenDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VisibleDossier> {
    const when = await this.whenOf(query, time);
    const dossier = await this.queries.execute(new FindDossier(viewer, id, when, time.signal));
    if (!dossier) throw unknownId(id);
    // The version counts only the events that the viewer may see.
    if (!when) void reply.header('etag', `"${dossier.version}"`);
    return dossier;
  }

  @Get('dossiers/:id/events')
  @ServedBy('audit')
  @LeavesLine('history', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '案卷的历史，逐件说明依据 / the history of a dossier, each event with its receipt' })
  @ApiOkResponse({ type: HistoryDto })
  async events(
    @Param('id') id: string,
    @Query() query: HistoryQueryDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<HistoryDto> {
    const when = await this.whenOf(query, time);
    const part = { after: query.afterVersion, limit: query.limit };
    const page = await this.queries.execute(new FindHistory(viewer, id, when, time.signal, part));
    if (!page) throw unknownId(id);
    const { items, next } = page;
    return {
      next,
      items: items.map((event) => ({ ...event, title: this.titleOf(event.type), occurredAtLocal: inShanghai(event.occurredAt) })),
    };
  }

  @Get('dossiers/:id/actions')
  @LeavesLine('dossier', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '现在可以办理什么 / what this caller may do now in this case, and why not',
    description:
      '依来访者所见的案卷作答，含缺少的步骤；内容是否合格以试办（dry-run）为准 / by the dossier as the caller sees it, with missing steps; a dry run says whether a payload is accepted',
  })
  @ApiOkResponse({ type: ActionsDto })
  async actions(
    @Param('id') id: string,
    @Query() { after }: AfterDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<ActionsDto> {
    await this.requests.waitFor(after, time);
    const found = await this.queries.execute(new FindActions(viewer, id));
    if (!found) throw unknownId(id);
    return { caseId: found.dossier.caseId, status: found.dossier.status, items: found.items };
  }

  @Get('campaigns/:id/not-filed')
  @LeavesLine('list', 'id')
  @ApiParam(CAMPAIGN)
  @Access(...CONCERNED)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '评估年度工作中应评估而未报送材料的称号 / the titles to be evaluated in a campaign that have not filed',
    description:
      '部和审计人员见全部，地方见本地区，持有者见自己 / the ministry and auditors see all, authorities those of their territory, holders their own',
  })
  @ApiOkResponse({ type: NotFiledDto })
  async notFiled(
    @Param('id') id: string,
    @Query() { after }: AfterDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<NotFiledDto> {
    await this.requests.waitFor(after, time);
    const list = await this.queries.execute(new FindNotFiled(viewer, id));
    if (list) return list;
    throw new ProblemException('unknown-id', `没有标识为 ${id} 的评估年度工作`, `there is no evaluation campaign ${id}`, { id });
  }

  @Get('deadlines/:of')
  @ServedBy('query', ...OF_AN_INSTANT)
  @LeavesLine('dossier', 'of')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '公示、案卷、称号、年度工作等的期限 / deadlines of a publicity, a case, a title or a campaign' })
  @ApiOkResponse({ type: DeadlinesDto })
  async deadlines(@Param('of') of: string, @Query() query: WhenDto, @Caller() viewer: Actor, @Time() time: RequestTime) {
    const when = await this.whenOf(query, time);
    return { items: await this.queries.execute(new FindDeadlines(viewer, of, when, time.signal)) };
  }

  private async whenOf(query: WhenDto, time: RequestTime): Promise<Bitemporal | undefined> {
    await this.requests.waitFor(query.after, time);
    return momentOf(query);
  }
}

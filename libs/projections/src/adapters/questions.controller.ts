import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller, EVERYONE, ProblemException, Time, type RequestTime, LeavesLine, LeavesNoLine, ServedBy } from '@minglu/http';
import type { Actor, Day } from '@minglu/kernel';
import { WITH_WORK } from '@minglu/regulation';
import { CAMPAIGN, TITLE } from './described.js';
import { READ_MODEL } from './dossier-queries.js';
import { AfterDto, PageDto } from './dossiers.dto.js';
import {
  CampaignOverviewDto,
  EvaluationOverviewDto,
  ProgrammeDto,
  PublicityPageDto,
  RegisteredTitleDto,
  StatisticsDto,
  TaskListDto,
  TasksDto,
  TitlePageDto,
  titleQuestionOf,
  TitlesDto,
  TitleValidityDto,
  ValidOnDto,
  YearDto,
} from './questions.dto.js';
import type { ReadModel } from './read-model.js';
import { ReadRequests } from './read-requests.js';
import { OTHER_BRANCH } from './token-places.js';

/** Questions over all dossiers: tasks, public notices and the register of titles. Each caller gets his own view. */
@ApiResponse(OTHER_BRANCH)
@ApiBearerAuth()
@ServedBy('query')
@Controller()
export class QuestionsController {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    private readonly requests: ReadRequests,
  ) {}

  @Get('tasks')
  @LeavesLine('list')
  @Access(...WITH_WORK)
  @Header('cache-control', 'no-store')
  @ApiTags('tasks')
  @ApiOperation({
    summary: '待办事项：逾期在前，附期限和剩余工作日 / what waits for this caller, overdue first, with days left',
    description:
      '依来访者所见的案卷得出；whose=others 为等待他人办理者 / from the dossiers as the caller sees them; whose=others: what waits for others in his cases',
  })
  @ApiOkResponse({ type: TaskListDto })
  async tasks(@Query() { whose, after }: TasksDto, @Caller() viewer: Actor, @Time() time: RequestTime): Promise<TaskListDto> {
    await this.requests.waitFor(after, time);
    return this.model.tasks(viewer, whose);
  }

  @Get('publicities')
  @LeavesNoLine('public notices')
  @Access(EVERYONE)
  @ApiTags('publicities')
  @ApiOperation({ summary: '公示栏：正在进行和已结束的公示 / public notices, running and past, the latest last day first' })
  @ApiOkResponse({ type: PublicityPageDto })
  async publicities(@Query() { cursor, limit }: PageDto, @Time() time: RequestTime): Promise<PublicityPageDto> {
    return this.requests.page(cursor, 'publicities', time, (after) => this.model.publicities(after, limit));
  }

  @Get('titles')
  @LeavesLine('list')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiTags('titles')
  @ApiOperation({ summary: '称号名册 / the register of titles, with the stars of each year' })
  @ApiOkResponse({ type: TitlePageDto })
  async titles(@Query() query: TitlesDto, @Caller() viewer: Actor, @Time() time: RequestTime): Promise<TitlePageDto> {
    await this.requests.waitFor(query.after, time);
    const { question, bound } = titleQuestionOf(query);
    return this.requests.page(query.cursor, bound, time, (after) => this.model.titles(viewer, { ...question, after }));
  }

  @Get('titles/:id')
  @LeavesLine('title', 'id')
  @ApiParam(TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiTags('titles')
  @ApiOperation({ summary: '一个称号：持有者、授予之日、历年星级、现状 / one title: holder, day of conferral, stars, state' })
  @ApiOkResponse({ type: RegisteredTitleDto })
  async title(
    @Param('id') id: string,
    @Query() { after }: AfterDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<RegisteredTitleDto> {
    await this.requests.waitFor(after, time);
    return (await this.model.title(viewer, id)) ?? unknownTitle(id);
  }

  @Get('titles/:id/valid-on')
  @LeavesLine('title', 'id')
  @ApiParam(TITLE)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiTags('titles')
  @ApiOperation({
    summary: '该称号在某日是否有效，及所据事件 / whether the title was valid on a day, with the events on which the answer rests',
    description: '授予之日有效，退出生效之日不再有效 / the day of conferral is a day of the title, the day of its end is not',
  })
  @ApiOkResponse({ type: TitleValidityDto })
  async validOn(
    @Param('id') id: string,
    @Query() { day, after }: ValidOnDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<TitleValidityDto> {
    await this.requests.waitFor(after, time);
    return (await this.model.validity(viewer, id, day as Day)) ?? unknownTitle(id);
  }

  @Get('evaluations/:year')
  @LeavesLine('list')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiTags('evaluations')
  @ApiOperation({
    summary: '某年度评估一览：报送、结果、星级、连续一星 / the evaluation of a year: filed, results, stars, streaks',
    description: '公众只见已发布的结果 / the public sees published results alone',
  })
  @ApiOkResponse({ type: EvaluationOverviewDto })
  async evaluation(
    @Param() { year }: YearDto,
    @Query() { after }: AfterDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<EvaluationOverviewDto> {
    await this.requests.waitFor(after, time);
    return this.model.evaluation(viewer, year);
  }

  @Get('statistics')
  @LeavesNoLine('figures without cases')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiTags('statistics')
  @ApiOperation({
    summary: '办理时长与结果的统计 / durations of each step (median, 95th percentile), objections and outcomes',
    description:
      '部和审计人员见全部；其他来访者只见依公开事实的统计 / the ministry and auditors see all; others see figures from public facts alone',
  })
  @ApiOkResponse({ type: StatisticsDto })
  statistics(@Query() { programme }: ProgrammeDto, @Caller() viewer: Actor): Promise<StatisticsDto> {
    return this.model.statistics(viewer, programme ?? null);
  }

  @Get('campaigns/:id/overview')
  @LeavesNoLine('figures without cases')
  @ApiParam(CAMPAIGN)
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiTags('campaigns')
  @ApiOperation({
    summary: '年度工作按省一览 / a campaign by provinces: how many dossiers in which status',
    description: '依来访者所见计数 / counted by what the caller sees',
  })
  @ApiOkResponse({ type: CampaignOverviewDto })
  async campaign(
    @Param('id') id: string,
    @Query() { after }: AfterDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<CampaignOverviewDto> {
    await this.requests.waitFor(after, time);
    const overview = await this.model.campaign(viewer, id);
    if (overview) return overview;
    throw new ProblemException('unknown-id', `没有标识为 ${id} 的年度工作`, `there is no campaign ${id}`, { id });
  }
}

const unknownTitle = (id: string): never => {
  throw new ProblemException('unknown-id', `没有标识为 ${id} 的称号`, `there is no title ${id}`, { id });
};

import { Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access, Caller, EVERYONE, ProblemException, type AuthorityCheck, LeavesNoLine, ServedBy } from '@minglu/http';
import type { Actor, Instant } from '@minglu/kernel';
import { WITH_WORK } from '@minglu/regulation';
import { taskCalendar } from '../task-calendar.js';
import { FEEDS_PER_PERSON, type CalendarFeeds } from './calendar-feeds.js';
import { CalendarFeedDto, CalendarFeedListDto, NewCalendarFeedDto } from './calendar.dto.js';
import { READ_MODEL } from './dossier-queries.js';
import type { ReadModel } from './read-model.js';

const FEEDS = Symbol('FEEDS');
const NOW = Symbol('NOW');
const AUTHORITY = Symbol('AUTHORITY');

/**
 * Controllers and providers of the calendar feeds, beside those of the query routes.
 *
 * @param authority judges by the record whether an owner still has his role
 */
export const calendarRoutes = (feeds: CalendarFeeds, now: () => Instant, authority: Pick<AuthorityCheck, 'check'>) => ({
  controllers: [CalendarFeedsController, CalendarController],
  providers: [
    { provide: FEEDS, useValue: feeds },
    { provide: NOW, useValue: now },
    { provide: AUTHORITY, useValue: authority },
  ],
});

/** The feeds of a person: made, listed and revoked by himself. */
@ApiTags('calendar')
@ApiBearerAuth()
@ServedBy('query')
@Controller('calendar-feeds')
class CalendarFeedsController {
  constructor(@Inject(FEEDS) private readonly feeds: CalendarFeeds) {}

  @Post()
  @Access(...WITH_WORK)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '建立日历订阅，地址只给出这一次 / make a calendar feed of one’s deadlines; its address is given here alone',
    description: `以现有身份和单位建立，每人至多 ${FEEDS_PER_PERSON} 个 / for the role and the organisation of this caller; at most ${FEEDS_PER_PERSON} of each`,
  })
  @ApiCreatedResponse({
    type: NewCalendarFeedDto,
    headers: { location: { description: '/calendar-feeds/{id}', schema: { type: 'string' } } },
  })
  async create(@Caller() caller: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<NewCalendarFeedDto> {
    if (caller.onBehalfOf !== undefined)
      throw new ProblemException(
        'not-authorised',
        '代办人不得以委托人的名义建立日历订阅',
        'a delegate makes no calendar feed of the work that was passed to him',
      );
    const made = await this.feeds.create(caller);
    if (!made)
      throw new ProblemException(
        'too-many-feeds',
        `每人至多 ${FEEDS_PER_PERSON} 个日历订阅，请先撤销不用的`,
        `a person may have ${FEEDS_PER_PERSON} calendar feeds: revoke one that is not used`,
        { allowed: FEEDS_PER_PERSON },
      );
    const { feed, secret } = made;
    void reply.header('location', `/calendar-feeds/${feed.id}`);
    return { ...feed, address: `/calendar/${secret}.ics` };
  }

  @Get()
  @LeavesNoLine("the caller's own feeds")
  @Access(...WITH_WORK)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '本人的日历订阅，不含地址 / the calendar feeds of this caller, without their addresses' })
  @ApiOkResponse({ type: CalendarFeedListDto })
  async list(@Caller() caller: Actor): Promise<CalendarFeedListDto> {
    return { items: await this.feeds.of(caller) };
  }

  @Get(':id')
  @LeavesNoLine("the caller's own feed")
  @Access(...WITH_WORK)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '本人的一个日历订阅，不含地址 / one calendar feed of this caller, without its address' })
  @ApiOkResponse({ type: CalendarFeedDto })
  @ApiNotFoundResponse({ description: 'unknown-id' })
  async one(@Param('id') id: string, @Caller() caller: Actor): Promise<CalendarFeedDto> {
    return (await this.feeds.of(caller)).find((feed) => feed.id === id) ?? unknownFeed();
  }

  @Delete(':id')
  @Access(...WITH_WORK)
  @HttpCode(204)
  @ApiOperation({ summary: '撤销日历订阅，其地址即不存在 / revoke a calendar feed: its address does not exist any more' })
  @ApiNoContentResponse({ description: '已撤销 / it is revoked' })
  @ApiNotFoundResponse({ description: 'unknown-id' })
  async revoke(@Param('id') id: string, @Caller() caller: Actor): Promise<void> {
    if (!(await this.feeds.revoke(caller, id))) unknownFeed();
  }
}

const unknownFeed = (): never => {
  throw new ProblemException('unknown-id', '没有这个日历订阅', 'there is no such calendar feed');
};

const FILE = /^(.{1,200})\.ics$/;

/** The calendar behind a secret address. Programs of calendars send no token: the address is the right to read. */
@ApiTags('calendar')
@ServedBy('query')
@Controller('calendar')
class CalendarController {
  constructor(
    @Inject(FEEDS) private readonly feeds: CalendarFeeds,
    @Inject(NOW) private readonly now: () => Instant,
    @Inject(AUTHORITY) private readonly authority: Pick<AuthorityCheck, 'check'>,
    @Inject(READ_MODEL) private readonly model: ReadModel,
  ) {}

  @Get(':file')
  @LeavesNoLine('a program polls it; the feed itself is on record')
  @Access(EVERYONE)
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({
    summary: '期限日历（iCalendar），凭保密地址 / the deadlines of a person as a calendar, by its secret address',
    description:
      '内容与 GET /tasks?whose=all 一致，只列有日期者；暂定的注明 / what GET /tasks?whose=all has, with a day; what is provisional says so',
  })
  @ApiOkResponse({ description: 'RFC 5545', content: { 'text/calendar': { schema: { type: 'string' } } } })
  @ApiNotFoundResponse({ description: 'unknown-id' })
  async calendar(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const secret = FILE.exec(file)?.[1];
    const owner = secret === undefined ? null : await this.feeds.ownerOf(secret);
    // One answer for an address that was revoked, that has ended, whose owner lost his role, and that never was. It does not repeat the address.
    if (!owner || !(await this.mayAct(owner))) throw new ProblemException('unknown-id', '没有这个日历', 'there is no such calendar');
    const { items, complete } = await this.model.tasks(owner, 'all');
    void reply.type('text/calendar; charset=utf-8');
    return taskCalendar(items, complete, this.now());
  }

  private mayAct(owner: Actor): Promise<boolean> {
    return this.authority.check(owner).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ProblemException) return false;
        throw error;
      },
    );
  }
}

import { Body, Controller, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import type { Actor } from '@minglu/kernel';
import type { FastifyRequest } from 'fastify';
import { Access, Caller } from './access.js';
import { ADDRESS_OF, DISCLOSURES, READ_ACCESS } from './injection-tokens.js';
import { OPENINGS, type Opening, OpeningDto } from './openings.dto.js';
import { ProblemException } from './problem.js';
import { lineOf, type ReadAccess } from './read-access.js';
import { Time, type RequestTime } from './request-time.js';
import { ServedBy } from './served-by.js';

/** The sealed texts of one event. */
interface SealedTexts {
  readonly texts: Readonly<Record<string, string>>;
  readonly openings: readonly Opening[];
  /** Fields whose text is erased (个人信息保护法, article 47). */
  readonly erased: readonly string[];
  /** Sealed fields that stay sealed: they name a person. */
  readonly withheld: readonly string[];
}
/** Opens sealed texts. */
export interface Disclosures {
  /**
   * The case or report of an event that has sealed texts, which it opens later; null if there is no such event for this reader.
   * @throws ProblemException for an officer who is recused in the case
   */
  readonly find: (
    eventId: string,
    reader: Actor,
    signal: AbortSignal,
  ) => Promise<{ readonly subject: string; readonly open: () => Promise<SealedTexts> } | null>;
}

export class EventIdDto {
  @ApiProperty({ format: 'uuid', description: '事件标识 / the id of the event' })
  @IsUUID()
  eventId!: string;
}
class DisclosureDto {
  @ApiProperty({
    example: '核查异议',
    maxLength: 500,
    description: '查阅的理由，记入查阅记录 / the ground, which the read-access log keeps',
  })
  @IsString()
  @MaxLength(500)
  @Matches(/\S/)
  ground!: string;
}
class DisclosedDto {
  @ApiProperty({ description: '所在案卷或举报 / the case or report of the event' })
  subject!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: '各字段的原文；列表为 JSON / the text of each sealed field; a list is JSON',
    example: { grounds: '数据不符' },
  })
  texts!: Readonly<Record<string, string>>;
  @ApiProperty(OPENINGS)
  openings!: readonly OpeningDto[];
  @ApiProperty({ type: [String], description: '已删除的字段 / fields whose text is erased' })
  erased!: readonly string[];
  @ApiProperty({ type: [String], description: '仍封存的字段，涉及个人身份 / fields that stay sealed, since they name a person' })
  withheld!: readonly string[];
  @ApiProperty({ type: 'integer', description: '查阅记录的位次 / position of the line in the read-access log' })
  line!: number;
}

/**
 * Opens the sealed texts of an event for those who handle the case, and for the party its own. The line in the read-access log comes before the
 * text.
 */
@ApiTags('disclosures')
@ApiBearerAuth()
@ServedBy('casework')
@Controller('events/:eventId/disclosures')
export class DisclosuresController {
  constructor(
    @Inject(DISCLOSURES) private readonly disclosures: Disclosures,
    @Inject(READ_ACCESS) private readonly log: ReadAccess,
    @Inject(ADDRESS_OF) private readonly addressOf: (request: FastifyRequest) => string,
  ) {}

  @Post()
  @Access('ministry-officer', 'ministry-approver', 'applicant')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '查阅封存的原文（异议理由、证据、陈述、线索）/ read the sealed texts of an event, with a ground',
    description:
      '须写明理由；姓名和联系方式不在其内；申请单位只能查阅本单位提交的 / a ground is needed; names and contacts stay sealed; an applicant reads its own alone',
  })
  @ApiOkResponse({ type: DisclosedDto })
  @ApiResponse({ status: 404, description: 'unknown-id: 没有这个事件，或其中没有封存的原文 / no such event, or none with sealed texts' })
  async open(
    @Param() { eventId }: EventIdDto,
    @Body() { ground }: DisclosureDto,
    @Caller() reader: Actor,
    @Req() request: FastifyRequest,
    @Time() { signal }: RequestTime,
  ): Promise<DisclosedDto> {
    const found = await this.disclosures.find(eventId, reader, signal);
    if (!found) throw unknownEvent(eventId);
    const { subject, open } = found;
    const asked = { act: 'text', subject, question: `event=${eventId}`, ground } as const;
    const line = await this.log.record(lineOf(asked, reader, this.addressOf(request)), signal);
    return { subject, ...(await open()), line };
  }
}

const unknownEvent = (eventId: string): ProblemException =>
  new ProblemException('unknown-id', `没有事件 ${eventId}，或其中没有封存的原文`, `there is no event ${eventId} with sealed texts`, {
    eventId,
  });

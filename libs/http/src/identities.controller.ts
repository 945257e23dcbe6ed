import { Controller, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { Actor } from '@minglu/kernel';
import type { FastifyRequest } from 'fastify';
import { Access, Caller } from './access.js';
import { ADDRESS_OF, IDENTITIES, READ_ACCESS } from './injection-tokens.js';
import { OPENINGS, type Opening, OpeningDto } from './openings.dto.js';
import { ProblemException } from './problem.js';
import { lineOf, type ReadAccess } from './read-access.js';
import { Time, type RequestTime } from './request-time.js';
import { ServedBy } from './served-by.js';

/** Who a person is, as far as it is not erased. */
interface Identity {
  /** The content of each field that names a person. */
  readonly identity: Readonly<Record<string, string>>;
  readonly openings: readonly Opening[];
  readonly erased: readonly string[];
}
/** An approved request to read who a person is. */
interface ApprovedReading {
  /** The case, report or other subject of the event. */
  readonly subject: string;
  readonly eventId: string;
  readonly ground: string;
  readonly requestedBy: string;
  readonly approvedBy: string;
  readonly open: () => Promise<Identity>;
}
/** Opens identities. */
export interface Identities {
  /**
   * The approved request of this reader; null if he made no such request.
   * @throws ProblemException if it is not approved, its time is over, or the reader has been recused meanwhile
   */
  readonly find: (unmaskingId: string, reader: Actor, signal: AbortSignal) => Promise<ApprovedReading | null>;
}

class UnmaskingIdDto {
  @ApiProperty({ description: '查阅身份申请的标识 / id of the request to read an identity', example: 'unmasking-7k3m-q9x2-4hnp' })
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  unmaskingId!: string;
}
class IdentityDto {
  @ApiProperty({ description: '所在案卷或举报 / the case or report of the event' })
  subject!: string;
  @ApiProperty({ format: 'uuid', description: '事件标识 / the id of the event' })
  eventId!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: '身份各字段 / each field that names the person',
    example: { 'identity.name': '某某', 'identity.contact': '13800000000' },
  })
  identity!: Readonly<Record<string, string>>;
  @ApiProperty(OPENINGS)
  openings!: readonly OpeningDto[];
  @ApiProperty({ type: [String], description: '已删除的字段 / fields that are erased' })
  erased!: readonly string[];
  @ApiProperty({ description: '申请人 / the person who requested it' })
  requestedBy!: string;
  @ApiProperty({ description: '批准人 / the person who approved it' })
  approvedBy!: string;
  @ApiProperty({ type: 'integer', description: '查阅记录的位次 / position of the line in the read-access log' })
  line!: number;
}

/** Opens who a person is, to the officer whose request a second person has approved. The line in the read-access log comes first. */
@ApiTags('disclosures')
@ApiBearerAuth()
@ServedBy('casework')
@Controller('unmaskings/:unmaskingId/readings')
export class IdentitiesController {
  constructor(
    @Inject(IDENTITIES) private readonly identities: Identities,
    @Inject(READ_ACCESS) private readonly log: ReadAccess,
    @Inject(ADDRESS_OF) private readonly addressOf: (request: FastifyRequest) => string,
  ) {}

  @Post()
  @Access('ministry-officer')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '查阅身份 / read an identity',
    description: '仅申请人本人，经第二人批准后，在时限内 / for the person who requested it, after the approval of a second one, in time',
  })
  @ApiOkResponse({ type: IdentityDto })
  @ApiResponse({ status: 404, description: 'unknown-id: 没有这个申请，或不是本人的 / no such request of the caller' })
  @ApiResponse({ status: 422, description: 'not-approved, approval-over, officer-recused, of-the-concerned-unit' })
  async read(
    @Param() { unmaskingId }: UnmaskingIdDto,
    @Caller() reader: Actor,
    @Req() request: FastifyRequest,
    @Time() { signal }: RequestTime,
  ): Promise<IdentityDto> {
    const found = await this.identities.find(unmaskingId, reader, signal);
    if (!found)
      throw new ProblemException('unknown-id', `没有查阅身份的申请 ${unmaskingId}`, `there is no request ${unmaskingId} of yours`, {
        unmaskingId,
      });
    const { subject, eventId, ground, requestedBy, approvedBy, open } = found;
    const question = `event=${eventId}&unmasking=${unmaskingId}&approvedBy=${encodeURIComponent(approvedBy)}`;
    const line = await this.log.record(lineOf({ act: 'identity', subject, question, ground }, reader, this.addressOf(request)), signal);
    return { subject, eventId, ...(await open()), requestedBy, approvedBy, line };
  }
}

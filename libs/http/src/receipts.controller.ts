import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import { LeavesNoLine } from './read-access.js';
import { Access, EVERYONE } from './access.js';
import { RECEIPTS } from './injection-tokens.js';
import { ProblemException } from './problem.js';
import { Time, type RequestTime } from './request-time.js';
import { ServedBy } from './served-by.js';

const FILING_STATES = ['registered', 'answered', 'withdrawn'] as const;

/** The state of a filing, for the holder of its receipt. */
export interface Filing {
  readonly kind: 'objection' | 'clue' | 'report';
  /** `answered`: the answer goes to the filer by the contact that he gave, and is not shown here. */
  readonly state: (typeof FILING_STATES)[number];
}

/** The receipts of filings by the public. */
export interface Receipts {
  /** The number for the thing that a command made; null for things without a receipt. */
  readonly numberOf: (created: Readonly<Record<string, string>>) => string | null;
  /** Null for a number that the server did not make, or of a filing that was not recorded. */
  readonly find: (number: string, signal: AbortSignal) => Promise<Filing | null>;
}

class FilingDto implements Filing {
  @ApiProperty({ enum: ['objection', 'clue', 'report'], description: '异议、线索或举报 / the kind under which it was recorded' })
  kind!: Filing['kind'];
  @ApiProperty({
    enum: FILING_STATES,
    description: '已登记、已答复或已撤回；答复按所留联系方式送达 / registered, answered or withdrawn; the answer goes to the contact given',
  })
  state!: Filing['state'];
}

@ApiTags('public')
@ServedBy('casework')
@Controller('receipts')
export class ReceiptsController {
  constructor(@Inject(RECEIPTS) private readonly receipts: Receipts) {}

  @Get(':number')
  @LeavesNoLine('the state of a filing, by its secret number')
  @Access(EVERYONE)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '凭回执号查询异议、举报的办理 / the state of an objection or report, by the number of its receipt' })
  @ApiParam({ name: 'number', description: '回执号 / number of the receipt' })
  @ApiOkResponse({ type: FilingDto })
  async one(@Param('number') number: string, @Time() { signal }: RequestTime): Promise<Filing> {
    const filing = number.length <= 200 ? await this.receipts.find(number, signal) : null;
    if (filing) return filing;
    throw new ProblemException('unknown-id', '没有这个回执号', 'there is no such receipt');
  }
}

import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, LeavesLine, ProblemException, Time, type RequestTime, ServedBy } from '@minglu/http';
import { CASE_OR_TITLE } from './described.js';
import { AfterDto } from './dossiers.dto.js';
import type { FindingQueries } from './finding-queries.js';
import { findingDto, FindingListDto, FindingPageDto, FindingsOfYearDto } from './findings.dto.js';
import { ReadRequests } from './read-requests.js';

/** Nest token of {@link FindingQueries}. */
export const FINDING_QUERIES = Symbol('FINDING_QUERIES');

/** The roles that may read findings. A party never does. */
const CHECKERS = ['ministry-officer', 'ministry-approver', 'auditor'];
const NEUTRAL =
  '供人工核对的清单，不是指控；每项列明所比较的填报和所用检验 / a list for a person to check, never an accusation; each item names the statements that it compares, and its test';

/** Routes of the consistency findings (一致性提示). */
@ApiTags('figures')
@ApiBearerAuth()
@ServedBy('query')
@Controller()
export class FindingsController {
  constructor(
    @Inject(FINDING_QUERIES) private readonly queries: FindingQueries,
    private readonly requests: ReadRequests,
  ) {}

  @Get('dossiers/:id/consistency-findings')
  @LeavesLine('dossier', 'id')
  @ApiParam(CASE_OR_TITLE)
  @Access(...CHECKERS)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '一个申请单位的数据一致性提示 / what does not fit together in the figures of an applicant',
    description: NEUTRAL,
  })
  @ApiOkResponse({ type: FindingListDto })
  @ApiResponse({ status: 404, description: 'unknown-id' })
  async ofDossier(@Param('id') id: string, @Query() { after }: AfterDto, @Time() time: RequestTime): Promise<FindingListDto> {
    await this.requests.waitFor(after, time);
    const found = await this.queries.ofDossier(id);
    if (!found) throw new ProblemException('unknown-id', `没有标识为 ${id} 的案卷或称号`, `there is no case or title ${id}`, { id });
    return { items: found.items.map(findingDto), complete: found.complete };
  }

  @Get('consistency-findings')
  @LeavesLine('list')
  @Access(...CHECKERS)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '一个数据年度的一致性提示，按申请单位逐页 / the findings of a data year, page by page of applicants',
    description: NEUTRAL,
  })
  @ApiOkResponse({ type: FindingPageDto })
  async ofYear(@Query() { year, cursor, limit }: FindingsOfYearDto): Promise<FindingPageDto> {
    const { items, next, complete } = await this.queries.ofYear(year, cursor ?? '', limit);
    return { items: items.map(findingDto), next, complete };
  }
}

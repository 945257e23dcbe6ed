import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, EVERYONE, LeavesNoLine, ProblemException, ServedBy, Time, type RequestTime } from '@minglu/http';
import { MINISTRY_ROLES } from '@minglu/regulation';
import { HELD_ROLES } from '@minglu/reference';
import { divisionsFound } from '../reference-register.js';
import type { ReferenceQueries } from './reference-queries.js';
import {
  CampaignsDto,
  DivisionPageDto,
  DivisionsDto,
  IndicatorSystemDto,
  IndicatorSystemsDto,
  ParksDto,
  PoliciesDto,
  WorkCalendarsDto,
} from './reference.dto.js';

/** Nest token of {@link ReferenceQueries}. */
export const REFERENCE_QUERIES = Symbol('REFERENCE_QUERIES');

/** The reference data (基础数据). Public events are open to everyone here; policies and the registration of parks are internal events. */
@ApiTags('reference')
@ServedBy('audit')
@Controller()
export class ReferenceController {
  constructor(@Inject(REFERENCE_QUERIES) private readonly queries: ReferenceQueries) {}

  @Get('work-calendars')
  @LeavesNoLine('published texts')
  @Access(EVERYONE)
  @Header('cache-control', 'no-cache')
  @ApiOperation({
    summary: '放假安排：各年度的放假、调休日期，历次通知 / the work calendars: days off and make-up workdays, with their notices',
  })
  @ApiOkResponse({ type: WorkCalendarsDto })
  calendars(@Time() { signal }: RequestTime): Promise<WorkCalendarsDto> {
    return this.queries.calendars(signal);
  }

  @Get('campaigns')
  @LeavesNoLine('published texts')
  @Access(EVERYONE)
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: '年度工作：填报时间及其延长 / the campaigns with their windows and extensions' })
  @ApiOkResponse({ type: CampaignsDto })
  async campaigns(@Time() { signal }: RequestTime): Promise<CampaignsDto> {
    return { items: await this.queries.campaigns(signal) };
  }

  @Get('policies')
  @LeavesNoLine('settings, no case')
  @Access(...HELD_ROLES)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '办理口径：现行的值、文号、历次设定 / the policies with value, document number and history',
    description: '口径是内部事件，公众不可见 / a policy is an internal event: the public does not see it',
  })
  @ApiOkResponse({ type: PoliciesDto })
  async policies(@Time() { signal }: RequestTime): Promise<PoliciesDto> {
    return { items: await this.queries.policies(signal) };
  }

  @Get('indicator-systems')
  @LeavesNoLine('published texts')
  @Access(EVERYONE)
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: '指标体系的各版次 / the versions of the indicator system' })
  @ApiOkResponse({ type: IndicatorSystemsDto })
  async indicatorSystems(@Time() { signal }: RequestTime): Promise<IndicatorSystemsDto> {
    const { inForce, items } = await this.queries.indicatorSystems(signal);
    return {
      inForce,
      items: items.map(({ versionId, effectiveFrom, indicators, publishedAt }) => ({ versionId, effectiveFrom, indicators, publishedAt })),
    };
  }

  @Get('indicator-systems/:version')
  @LeavesNoLine('published texts')
  @ApiParam({ name: 'version', description: '指标体系的标识 / id of the indicator system', example: 'city-2022' })
  @Access(EVERYONE)
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: '一版指标体系：各级指标、分值、控制性指标 / one indicator system: its tree, points and controls' })
  @ApiOkResponse({ type: IndicatorSystemDto })
  @ApiResponse({ status: 404, description: 'unknown-id' })
  async indicatorSystem(@Param('version') version: string, @Time() { signal }: RequestTime): Promise<IndicatorSystemDto> {
    const { items } = await this.queries.indicatorSystems(signal);
    const found = items.find(({ versionId }) => versionId === version);
    if (found) return found;
    throw new ProblemException('unknown-id', `没有指标体系 ${version}`, `there is no indicator system ${version}`, { version });
  }

  @Get('divisions')
  @LeavesNoLine('published texts')
  @Access(EVERYONE)
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: '行政区划：名称、类别、原名称 / the divisions of today: names, classes, former names' })
  @ApiOkResponse({ type: DivisionPageDto })
  async divisions(@Query() { q, province, behind, limit }: DivisionsDto, @Time() { signal }: RequestTime): Promise<DivisionPageDto> {
    const found = divisionsFound(await this.queries.divisions(signal), { q: q?.trim(), province });
    const rest = behind === undefined ? found : found.filter(({ code }) => code > behind);
    const items = rest.slice(0, limit);
    return { items, total: found.length, next: rest.length > limit ? items.at(-1)!.code : null };
  }

  @Get('parks')
  @LeavesNoLine('registrations, no case')
  @Access(...MINISTRY_ROLES)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '登记的软件园区及其变更 / the registered parks with their changes',
    description: '园区的登记是内部事件 / the registration of a park is an internal event',
  })
  @ApiOkResponse({ type: ParksDto })
  async parks(@Time() { signal }: RequestTime): Promise<ParksDto> {
    return { items: await this.queries.parks(signal) };
  }
}

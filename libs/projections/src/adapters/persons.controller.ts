import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller, ProblemException, Time, type RequestTime, LeavesLine, ServedBy } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { HELD_ROLES } from '@minglu/reference';
import { WITH_WORK } from '@minglu/regulation';
import { READ_MODEL } from './dossier-queries.js';
import { AfterDto } from './dossiers.dto.js';
import { ColleagueListDto, ColleaguesDto, PersonAuthorityDto, PersonDto, PersonPageDto, PersonsDto } from './persons.dto.js';
import type { ReadModel } from './read-model.js';
import { ReadRequests } from './read-requests.js';
import { OTHER_BRANCH } from './token-places.js';

const KEEPERS = ['security-admin', 'audit-admin'];

/** The persons to whom a caller may hand his work over. */
@ApiTags('persons')
@ApiBearerAuth()
@ServedBy('query')
@Controller('colleagues')
export class ColleaguesController {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}

  @Get()
  @LeavesLine('person')
  @Access(...WITH_WORK)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: '本单位经授予该角色的同事 / the colleagues of the same organisation to whom a role is granted today',
    description:
      '不含本人和委托人；仅由身份系统给出、未在此登记的角色不在其中 / without the caller and the person for whom he acts; a role that only the identity provider names is not on record',
  })
  @ApiOkResponse({ type: ColleagueListDto })
  async colleagues(@Query() { role }: ColleaguesDto, @Caller() viewer: Actor): Promise<ColleagueListDto> {
    return this.model.colleagues(viewer, role);
  }
}

/** Who holds which role, and whose work passed to whom (decisions 46 and 47). */
@ApiTags('persons')
@ApiResponse(OTHER_BRANCH)
@ApiBearerAuth()
@ServedBy('query')
@Controller('persons')
export class PersonsController {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    private readonly requests: ReadRequests,
  ) {}

  @Get()
  @LeavesLine('person')
  @Access(...KEEPERS)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '人员及其角色、委托 / persons with their roles and delegations' })
  @ApiOkResponse({ type: PersonPageDto })
  async persons(@Query() { after, behind, limit }: PersonsDto, @Time() time: RequestTime): Promise<PersonPageDto> {
    await this.requests.waitFor(after, time);
    return this.model.persons(behind ?? '', limit);
  }

  @Get(':person')
  @LeavesLine('person', 'person')
  @Access(...HELD_ROLES)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary:
      '一人的角色、委托；他人的仅安全、审计管理员可查 / one person; another one is seen by the administrators of security and audit alone',
  })
  @ApiOkResponse({ type: PersonAuthorityDto })
  async person(
    @Param() { person }: PersonDto,
    @Query() { after }: AfterDto,
    @Caller() viewer: Actor,
    @Time() time: RequestTime,
  ): Promise<PersonAuthorityDto> {
    if (!KEEPERS.includes(viewer.role) && viewer.person !== person)
      throw new ProblemException('unknown-id', `没有 ${person}，或不是本人`, `there is no ${person}, or it is not you`, { person });
    await this.requests.waitFor(after, time);
    return { person, ...(await this.model.authority(person)) };
  }
}

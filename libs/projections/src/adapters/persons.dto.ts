import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { WITH_WORK } from '@minglu/regulation';

export class PersonDto {
  @ApiProperty({ description: '人员代号 / pseudonym of the person' })
  @Matches(/^[^\s/\p{Cc}]{1,64}$/u)
  person!: string;
}

export class ColleaguesDto {
  @ApiProperty({ enum: WITH_WORK, example: 'ministry-approver', description: '角色 / role' })
  @IsIn(WITH_WORK)
  role!: string;
}
class ColleagueDto {
  @ApiProperty({ description: '人员代号 / pseudonym of the person' })
  person!: string;
  @ApiProperty({ format: 'date', type: String, nullable: true, description: '末日；空为收回前 / last day; null: until it is revoked' })
  until!: string | null;
}
export class ColleagueListDto {
  @ApiProperty({ type: [ColleagueDto], description: '按代号排列 / in the order of the pseudonyms' })
  items!: readonly ColleagueDto[];
  @ApiProperty({ description: '人员过多时为假 / false if there are more than one answer looks at' })
  complete!: boolean;
}

export class PersonsDto {
  @ApiPropertyOptional({ description: '自此人之后 / behind this person' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  behind?: string;

  @ApiProperty({ default: 100, required: false, description: '每页人数 / persons in a page' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;

  @ApiPropertyOptional({ description: '一次提交的 after / the `after` of a command, whose effect the answer then shows' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  after?: string;
}

class RoleDto {
  @ApiProperty({ example: 'ministry-officer', description: '角色 / role' })
  role!: string;
  @ApiProperty({ example: 'MIIT', description: '为哪个单位 / for which organisation' })
  org!: string;
}
class GrantDto extends RoleDto {
  @ApiProperty({ description: '授予的标识 / id of the grant' })
  grantId!: string;
  @ApiProperty({ format: 'date', description: '首日 / first day' })
  from!: string;
  @ApiProperty({ format: 'date', type: String, nullable: true, description: '末日；空为收回前 / last day; null: until it is revoked' })
  until!: string | null;
}
class DelegationDto extends RoleDto {
  @ApiProperty({ description: '委托的标识 / id of the delegation' })
  delegationId!: string;
  @ApiProperty({ description: '受托人 / the person who does the work' })
  to!: string;
  @ApiProperty({ format: 'date', description: '首日 / first day' })
  from!: string;
  @ApiProperty({ format: 'date', description: '末日 / last day' })
  until!: string;
}

/** The authority of one person, as recorded. Roles that only the identity provider names are not in it. */
export class PersonAuthorityDto {
  @ApiProperty({ description: '人员代号 / pseudonym of the person' })
  person!: string;
  @ApiProperty({ type: [GrantDto], description: '登记的授予 / recorded grants' })
  grants!: readonly GrantDto[];
  @ApiProperty({ type: [RoleDto], description: '已收回的角色 / roles that were revoked and not granted again' })
  revoked!: readonly RoleDto[];
  @ApiProperty({ type: [DelegationDto], description: '委托他人代办 / work passed to others' })
  delegations!: readonly DelegationDto[];
}
export class PersonPageDto {
  @ApiProperty({ type: [PersonAuthorityDto], description: '按代号排列 / in the order of the pseudonyms' })
  items!: readonly PersonAuthorityDto[];
  @ApiProperty({ type: String, nullable: true, description: '下一页的 behind；空为末页 / `behind` of the next page; null on the last one' })
  next!: string | null;
}

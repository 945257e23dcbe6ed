import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import type { InForce } from '../reference-then.js';
import type { ChangeInWords, Replay, ReplayStep, VersionName } from '../replay.js';
import { ActionThenDto } from './actions.dto.js';
import { ANY_JSON } from './described.js';
import { DossierDto } from './dossier.dto.js';
import { WhenDto } from './dossiers.dto.js';
import { BilingualDto, HistoryEventDto } from './history.dto.js';
import type { EventDifference, MomentDifference } from './read-model.js';

const VERSION = { type: 'integer', description: '来访者可见的第几个 / 1, 2, 3, … over the events that this caller sees' } as const;
const MOMENT = '；日期指北京时间当日终了';

/** Query parameters of a replay. */
export class ReplayQueryDto extends WhenDto {
  @ApiPropertyOptional({ ...VERSION, minimum: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  version?: number;

  @ApiPropertyOptional({
    pattern: '^[0-9a-f]{64}$',
    description:
      '版本末件的内容哈希；给出时以其为准，不看 version / content hash of the last event of the version; where it is given, version does not count',
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  hash?: string;
}

/** Query parameters of the steps of a dossier. */
export class StepsQueryDto extends WhenDto {
  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0, description: '自此 version 之后 / the steps after this version' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  afterVersion: number = 0;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description:
      '在此 version 之前，向前翻；与 afterVersion 只用其一 / the steps before this version, to go backwards; then without afterVersion',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  beforeVersion?: number;

  @ApiPropertyOptional({ type: 'integer', default: 50, minimum: 1, maximum: 200, description: '每页至多 / items of a page at most' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

/** Query parameters of a difference: between two moments, or between two events. */
export class DifferenceQueryDto {
  @ApiPropertyOptional({ description: `前一时点${MOMENT} / the first moment; a date means its end`, example: '2025-03-31' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  fromAt?: string;

  @ApiPropertyOptional({ description: '前一时点按此时所知（默认同 fromAt） / as known by this (default: fromAt)' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  fromKnownAt?: string;

  @ApiPropertyOptional({ description: `后一时点${MOMENT}（默认现在） / the second moment (default: now)`, example: '2025-06-30' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  toAt?: string;

  @ApiPropertyOptional({ description: '后一时点按此时所知（默认同 toAt） / as known by this (default: toAt)' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  toKnownAt?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: '前一件：比较两次报送或者两份计划 / the first of two events, to compare two submissions or two plans',
  })
  @IsOptional()
  @IsUUID()
  fromEvent?: string;

  @ApiPropertyOptional({ format: 'uuid', description: '后一件 / the second of the two events' })
  @IsOptional()
  @IsUUID()
  toEvent?: string;
}

class VersionNameDto implements VersionName {
  @ApiProperty(VERSION) version!: number;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$', description: '末件的内容哈希 / content hash of the last of them' }) contentHash!: string;
  @ApiPropertyOptional({ type: 'integer', description: '在日志中的位次（部内）/ place in the log (ministry)' }) position?: number;
  @ApiProperty({ description: '固定链接：永远得到同一答复 / permanent link: it gives the same answer for ever' }) link!: string;
}

class PolicyInForceDto extends BilingualDto {
  @ApiProperty({ example: 'policy/panel-minimum', description: '口径标识 / id of the policy' }) key!: string;
  @ApiProperty({ description: '当时的值 / the value that held', ...ANY_JSON }) value!: unknown;
  @ApiProperty({ description: '未另行设定，取默认值 / the default, since nothing was set' }) isDefault!: boolean;
}
class CalendarInForceDto {
  @ApiProperty({ type: 'integer', description: '放假安排的版本 / version of the work calendar' }) version!: number;
  @ApiProperty({ type: [Number], description: '已公布的年份 / the years that were published' }) years!: readonly number[];
}
class InForceDto implements InForce {
  @ApiProperty({ type: String, nullable: true, description: '规则包 / rule package; null if none was known' })
  rulePackage!: InForce['rulePackage'];
  @ApiProperty({ type: String, nullable: true, description: '名城指标体系 / indicator system of software cities; null if none was known' })
  indicatorSystem!: InForce['indicatorSystem'];
  @ApiProperty({ type: CalendarInForceDto, description: '放假安排 / the work calendar' }) calendar!: CalendarInForceDto;
  @ApiProperty({ type: [PolicyInForceDto], description: '办理口径；公众不见 / the policies; empty for the public' })
  policies!: readonly PolicyInForceDto[];
}

export class ReplayDto extends VersionNameDto implements Omit<Replay, 'dossier' | 'event' | 'title'> {
  @ApiProperty({ type: String, format: 'date-time', description: '有效时点 / valid as of' }) at!: Replay['at'];
  @ApiProperty({ type: String, format: 'date-time', description: '所知时点 / as known by' }) knownAt!: Replay['knownAt'];
  @ApiProperty({ type: DossierDto, description: '状态、标记、期限 / status, flags and deadlines' }) dossier!: Replay['dossier'];
  @ApiProperty({
    type: Object,
    nullable: true,
    additionalProperties: true,
    description: '各环节的记录；公众为 null / what its chapters record; null for the public',
  })
  record!: Replay['record'];
  @ApiProperty({ type: [ActionThenDto], description: '当时可以办理什么 / the acts and whether they were possible' })
  actions!: readonly ActionThenDto[];
  @ApiProperty({ type: HistoryEventDto, description: '最后一件及其依据 / the last event with its receipt' }) event!: HistoryEventDto;
  @ApiProperty({ type: InForceDto, description: '当时适用的规则 / the rules that were in force' }) inForce!: InForceDto;
}

class ChangeInWordsDto implements ChangeInWords {
  @ApiProperty({ type: [String], description: '位置，逐层 / where, level by level' }) path!: readonly string[];
  @ApiPropertyOptional({ description: '原为；没有则不给出 / before; absent if there was none', ...ANY_JSON })
  before?: unknown;
  @ApiPropertyOptional({ description: '改为；没有则不给出 / after; absent if there is none', ...ANY_JSON })
  after?: unknown;
  @ApiProperty({ type: BilingualDto, description: '一句话 / in one sentence' }) sentence!: BilingualDto;
}
class EventNameDto extends VersionNameDto {
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ example: 'PublicityStarted', description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: BilingualDto, description: '名称 / its title' }) title!: BilingualDto;
  @ApiProperty({ type: String, format: 'date-time', description: '发生时点 / the instant at which it took effect' })
  occurredAt!: ReplayStep['occurredAt'];
  @ApiProperty({ type: String, format: 'date-time', description: '记录时点 / the instant at which it was recorded' })
  recordedAt!: ReplayStep['recordedAt'];
}
class StepDto extends EventNameDto implements ReplayStep {
  @ApiProperty({ enum: ['PUBLIC', 'INTERNAL', 'RESTRICTED'], description: '公开、内部或者限制 / who may see it' })
  classification!: ReplayStep['classification'];
  @ApiProperty({ type: String, nullable: true, description: '其后的状态 / the status after it' }) status!: ReplayStep['status'];
  @ApiProperty({ type: [ChangeInWordsDto], description: '变化 / what changed' }) changes!: readonly ChangeInWordsDto[];
}
export class StepsDto {
  @ApiProperty({ type: [StepDto], description: '各步，按先后 / the steps in order' }) items!: readonly StepDto[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: '前一页的 beforeVersion；首页为 null / the beforeVersion of the page before',
  })
  previous!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '下一页的 afterVersion；末页为 null / the afterVersion of the next page' })
  next!: number | null;
}

/** One side of a difference: a moment, or an event. */
class SideDto extends VersionNameDto {
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '有效时点 / valid as of' }) at?: Replay['at'];
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '所知时点 / as known by' }) knownAt?: Replay['knownAt'];
  @ApiPropertyOptional({ format: 'uuid', description: '事件标识 / id of the event' }) eventId?: string;
  @ApiPropertyOptional({ description: '事件类型 / type of the event' }) type?: string;
  @ApiPropertyOptional({ type: BilingualDto, description: '名称 / its title' }) title?: BilingualDto;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '发生时点 / when it took effect' })
  occurredAt?: ReplayStep['occurredAt'];
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '记录时点 / when it was recorded' })
  recordedAt?: ReplayStep['recordedAt'];
}
export class DifferenceDto {
  @ApiProperty({ type: SideDto, nullable: true, description: '前者；当时尚无此案卷为 null / the first; null before the dossier' })
  from!: MomentDifference['from'] | EventDifference['from'];
  @ApiProperty({ type: SideDto, nullable: true, description: '后者 / the second' }) to!: MomentDifference['to'] | EventDifference['to'];
  @ApiProperty({ type: [ChangeInWordsDto], description: '变化，至多 500 项 / the changes, at most 500' })
  changes!: readonly ChangeInWordsDto[];
  @ApiProperty({ type: 'integer', description: '变化的总数 / how many there are' }) total!: number;
}

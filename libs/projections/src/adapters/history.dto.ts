import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { Actor, Bilingual } from '@minglu/kernel';
import { controlCheck, deadline, figure } from '@minglu/regulation';
import type { ChainLink } from '../chain.js';
import type { Receipt } from '../receipt.js';
import type { VisibleEvent } from '../visible-event.js';
import { ANY_JSON, ANY_VALUE, schemaOf } from './described.js';
import { WhenDto } from './dossiers.dto.js';

// The types here describe the routes for OpenAPI. The shapes are those of `Receipt` and `VisibleEvent`; the compiler compares them.

type Correction = NonNullable<VisibleEvent['corrections']>[number];
type Item<List extends 'provisions' | 'policies'> = Receipt[List][number];

export class BilingualDto implements Bilingual {
  @ApiProperty({ description: '中文 / Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / English' }) en!: string;
}
class ProvisionDto extends BilingualDto implements Item<'provisions'> {
  @ApiProperty({
    example: 'measure-2022/18',
    description: '条文标识，见 GET /provisions / id of the provision, see GET /provisions',
  })
  id!: string;
}
class PolicyDto extends BilingualDto implements Item<'policies'> {
  @ApiProperty({ example: 'policy/panel-minimum', description: '口径标识 / id of the policy' }) key!: string;
  @ApiProperty({ ...ANY_JSON, description: '当时的值 / the value that held' })
  value!: unknown;
  @ApiProperty({ description: '未另行设定，取默认值 / the default, since nothing was set' }) isDefault!: boolean;
}

class SingleHandedDto implements NonNullable<Receipt['singleHanded']> {
  @ApiProperty({ type: String, nullable: true, description: '确认人；尚未确认为 null / who confirmed it; null until then' })
  confirmedBy!: string | null;
}
const STEPS = ['finding', 'proposal', 'notice', 'service', 'statement', 'hearing', 'review', 'decision', 'remedies', 'set-aside'] as const;
class ChainLinkDto implements ChainLink {
  @ApiProperty({ enum: STEPS, description: '步骤 / the step' }) step!: ChainLink['step'];
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ example: 'PriorNoticeServed', description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: BilingualDto, description: '名称 / its title' }) title!: BilingualDto;
  @ApiProperty({ type: String, format: 'date', description: '日期 / day of the step' }) on!: ChainLink['on'];
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: '由此起算期限的最后一日；没有为 null / last day of the period that began with it; null if none did',
  })
  until!: ChainLink['until'];
  @ApiProperty({ type: [String], description: '办理的人员（部内，否则为空） / the persons behind the step (ministry, otherwise empty)' })
  by!: readonly string[];
}
class CorrectionDto implements Correction {
  @ApiProperty({ description: '更正标识 / id of the correction' }) correctionId!: string;
  @ApiProperty({ description: '字段 / the field' }) field!: string;
  @ApiPropertyOptional({ description: '更正后的内容；密封时不给出 / the new value; absent if sealed', ...ANY_VALUE }) value?: unknown;
  @ApiProperty({ type: String, format: 'date-time', description: '批准时间 / when it was approved' })
  correctedAt!: Correction['correctedAt'];
}

class ReceiptDto implements Receipt {
  @ApiProperty({ type: [ProvisionDto], description: '所依据的条文 / the provisions' }) provisions!: readonly ProvisionDto[];
  @ApiProperty({ type: [PolicyDto], description: '办法未规定之处所用的口径 / parameters on which the text is silent' })
  policies!: readonly PolicyDto[];
  @ApiProperty({ example: 'measure-2022', description: '规则包 / rule package' }) rulePackage!: string;
  @ApiProperty({ type: 'integer', nullable: true, description: '计日所据放假安排的版本 / version of the work calendar' })
  calendarVersion!: Receipt['calendarVersion'];
  @ApiProperty({ type: String, nullable: true, example: '168-2022', description: '指标体系版本 / version of the indicator system' })
  indicatorSystem!: Receipt['indicatorSystem'];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: '所读基础数据的版本，按流 / versions of the reference data that was read, by stream',
  })
  versions!: Receipt['versions'];
  @ApiProperty({ type: 'array', items: schemaOf(figure), description: '所据数据 / figures' }) figures!: Receipt['figures'];
  @ApiProperty({
    type: 'array',
    items: schemaOf(controlCheck),
    description: '控制性指标的核对 / the control indicators as checked',
  })
  controls!: Receipt['controls'];
  @ApiProperty({ allOf: [schemaOf(deadline)], nullable: true, description: '期限及其计算 / the deadline and how it was counted' })
  deadline!: Receipt['deadline'];
  @ApiProperty({
    type: SingleHandedDto,
    nullable: true,
    description: '单人办理及其确认（部内）/ an act of one person, and who confirmed it',
  })
  singleHanded!: Receipt['singleHanded'];
  @ApiProperty({
    type: [ChainLinkDto],
    description:
      '决定的过程：立案、告知、送达、陈述申辩、听证、复核、决定、救济、撤销，各附事件标识和日期 / the steps to a decision against a party and after it, each with its event and day',
  })
  chain!: Receipt['chain'];
  @ApiProperty({ type: BilingualDto, description: '一句话说明 / in one sentence' }) sentence!: BilingualDto;
}

/** Outside the ministry the role and the organisation alone. */
class ActorDto implements Partial<Actor> {
  @ApiPropertyOptional({ description: '人员标识（部内） / the person (ministry)' }) person?: string;
  @ApiPropertyOptional({ description: '角色 / role' }) role?: string;
  @ApiPropertyOptional({ description: '机构 / organisation' }) org?: string;
  @ApiPropertyOptional({ description: '受其委托的人员（部内） / the person whose work this one does (ministry)' }) onBehalfOf?: string;
}

type Described = Omit<VisibleEvent, 'rulePackage' | 'calendarVersion' | 'streamVersion' | 'commandId' | 'correlationId' | 'causationId'>;

/** An event of the history of a dossier. */
export class HistoryEventDto implements Described {
  @ApiProperty({ type: 'integer', description: '查看者可见的第几个 / 1, 2, 3, … over what this viewer sees' }) version!: number;
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ example: 'PublicityStarted', description: '事件类型 / type of the event' }) type!: string;
  @ApiProperty({ type: BilingualDto, description: '名称 / its title' }) title!: BilingualDto;
  @ApiProperty({ type: Object, description: '见 libs/contracts/events / see libs/contracts/events' }) data!: VisibleEvent['data'];
  @ApiProperty({ format: 'date-time', description: '发生时点 / the instant at which it took effect' }) occurredAt!: string;
  @ApiProperty({ description: '发生时点，北京时间 / the same instant in Asia/Shanghai' }) occurredAtLocal!: string;
  @ApiProperty({ format: 'date-time', description: '记录时点 / the instant at which it was recorded' }) recordedAt!: string;
  @ApiProperty({ type: [String], description: '所依据的条文 / the provisions' }) legalBasis!: readonly string[];
  @ApiProperty({ enum: ['PUBLIC', 'INTERNAL', 'RESTRICTED'], description: '公开、内部或者限制 / who may see it' })
  classification!: VisibleEvent['classification'];
  @ApiProperty({ type: ActorDto, description: '办理人；部外只见角色和单位 / who acted; outside the ministry role and organisation alone' })
  actor!: VisibleEvent['actor'];
  @ApiProperty({ type: ReceiptDto, description: '办理依据的说明 / the grounds of the event' }) receipt!: ReceiptDto;
  @ApiPropertyOptional({
    type: [CorrectionDto],
    description: '已批准的更正，data 为更正后的内容 / approved corrections; data has the corrected values',
  })
  corrections?: NonNullable<VisibleEvent['corrections']>;
  @ApiPropertyOptional({ type: Object, description: '更正前的记录 / the payload as recorded' })
  recorded?: NonNullable<VisibleEvent['recorded']>;
  @ApiPropertyOptional({ type: 'integer', description: '在日志中的位次（部内）/ place in the log (ministry)' }) position?: number;
}
export class HistoryDto {
  @ApiProperty({ type: [HistoryEventDto], description: '事件，按先后 / the events in order' }) items!: readonly HistoryEventDto[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: '下一页的 afterVersion；末页为 null / the afterVersion of the next page; null on the last page',
  })
  next!: number | null;
}

/** Query parameters of a history. */
export class HistoryQueryDto extends WhenDto {
  @ApiPropertyOptional({ type: 'integer', default: 0, minimum: 0, description: '自此 version 之后 / the events after this version' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  afterVersion: number = 0;

  @ApiPropertyOptional({ type: 'integer', default: 200, minimum: 1, maximum: 1000, description: '每页至多 / items of a page at most' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 200;
}

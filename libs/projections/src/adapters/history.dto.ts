import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { Bilingual } from '@minglu/kernel';
import type { Receipt } from '../receipt.js';
import { WhenDto } from './dossiers.dto.js';
import type { VisibleEvent } from './read-model.js';

// The types here describe the routes for OpenAPI. The shapes are those of `Receipt` and `VisibleEvent`; the compiler compares them.

type Item<List extends 'provisions' | 'policies'> = Receipt[List][number];

class BilingualDto implements Bilingual {
  @ApiProperty({ description: '中文 / Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / English' }) en!: string;
}
class ProvisionDto extends BilingualDto implements Item<'provisions'> {
  @ApiProperty({ example: 'measure-2022/18' }) id!: string;
}
class PolicyDto extends BilingualDto implements Item<'policies'> {
  @ApiProperty({ example: 'policy/panel-minimum' }) key!: string;
  @ApiProperty({ description: '当时的值 / the value that held', oneOf: [{ type: 'number' }, { type: 'boolean' }], nullable: true })
  value!: unknown;
  @ApiProperty({ description: '未另行设定，取默认值 / the default, since nothing was set' }) isDefault!: boolean;
}

class ReceiptDto implements Receipt {
  @ApiProperty({ type: [ProvisionDto] }) provisions!: readonly ProvisionDto[];
  @ApiProperty({ type: [PolicyDto], description: '办法未规定之处所用的口径 / parameters on which the text is silent' })
  policies!: readonly PolicyDto[];
  @ApiProperty({ example: 'measure-2022' }) rulePackage!: string;
  @ApiProperty({ type: Number, nullable: true, description: '计日所据放假安排的版本 / version of the work calendar' })
  calendarVersion!: Receipt['calendarVersion'];
  @ApiProperty({ type: String, nullable: true, example: '168-2022' }) indicatorSystem!: Receipt['indicatorSystem'];
  @ApiProperty({ type: Object, description: '所读基础数据的版本 / versions of the reference data that was read' })
  versions!: Receipt['versions'];
  @ApiProperty({ type: [Object], description: '所据数据 / figures' }) figures!: Receipt['figures'];
  @ApiProperty({ type: [Object], description: '控制性指标的核对 / the control indicators as checked' }) controls!: Receipt['controls'];
  @ApiProperty({ type: Object, nullable: true, description: '期限及其计算 / the deadline and how it was counted' })
  deadline!: Receipt['deadline'];
  @ApiProperty({ type: Object, nullable: true, description: '单人办理及其确认（部内）/ an act of one person, and who confirmed it' })
  singleHanded!: Receipt['singleHanded'];
  @ApiProperty({
    type: [Object],
    description:
      '决定的过程：立案、告知、送达、陈述申辩、听证、复核、决定、救济、撤销，各附事件标识和日期 / the steps to a decision against a party and after it, each with its event and day',
  })
  chain!: Receipt['chain'];
  @ApiProperty({ type: BilingualDto, description: '一句话说明 / in one sentence' }) sentence!: BilingualDto;
}

type Described = Omit<VisibleEvent, 'rulePackage' | 'calendarVersion' | 'streamVersion' | 'commandId' | 'correlationId' | 'causationId'>;

/** An event of the history of a dossier. */
class HistoryEventDto implements Described {
  @ApiProperty({ description: '查看者可见的第几个 / 1, 2, 3, … over what this viewer sees' }) version!: number;
  @ApiProperty() eventId!: string;
  @ApiProperty({ example: 'PublicityStarted' }) type!: string;
  @ApiProperty({ type: BilingualDto }) title!: BilingualDto;
  @ApiProperty({ type: Object, description: '见 libs/contracts/events / see libs/contracts/events' }) data!: VisibleEvent['data'];
  @ApiProperty() occurredAt!: string;
  @ApiProperty() occurredAtLocal!: string;
  @ApiProperty() recordedAt!: string;
  @ApiProperty({ type: [String] }) legalBasis!: readonly string[];
  @ApiProperty({ enum: ['PUBLIC', 'INTERNAL', 'RESTRICTED'] }) classification!: VisibleEvent['classification'];
  @ApiProperty({ type: Object, description: '办理人；部外只见角色和单位 / who acted; outside the ministry role and organisation alone' })
  actor!: VisibleEvent['actor'];
  @ApiProperty({ type: ReceiptDto }) receipt!: ReceiptDto;
  @ApiPropertyOptional({
    type: [Object],
    description: '已批准的更正，data 为更正后的内容 / approved corrections; data has the corrected values',
  })
  corrections?: NonNullable<VisibleEvent['corrections']>;
  @ApiPropertyOptional({ type: Object, description: '更正前的记录 / the payload as recorded' })
  recorded?: NonNullable<VisibleEvent['recorded']>;
  @ApiPropertyOptional({ description: '在日志中的位次（部内）/ place in the log (ministry)' }) position?: number;
}
export class HistoryDto {
  @ApiProperty({ type: [HistoryEventDto] }) items!: readonly HistoryEventDto[];
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

  @ApiPropertyOptional({ type: 'integer', default: 200, minimum: 1, maximum: 1000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 200;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class BilingualDto {
  @ApiProperty({ description: '中文 / Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / English' }) en!: string;
}
class ProvisionDto extends BilingualDto {
  @ApiProperty({ example: 'measure-2022/18' }) id!: string;
}
class PolicyDto extends BilingualDto {
  @ApiProperty({ example: 'policy/panel-minimum' }) key!: string;
  @ApiProperty({ description: '当时的值 / the value that held', oneOf: [{ type: 'number' }, { type: 'boolean' }], nullable: true })
  value!: unknown;
  @ApiProperty({ description: '未另行设定，取默认值 / the default, since nothing was set' }) isDefault!: boolean;
}

/** 依据：为何如此，供不在场的人查明 / why a decision is as it is. */
class ReceiptDto {
  @ApiProperty({ type: [ProvisionDto] }) provisions!: ProvisionDto[];
  @ApiProperty({ type: [PolicyDto], description: '办法未规定之处所用的口径 / parameters on which the text is silent' })
  policies!: PolicyDto[];
  @ApiProperty({ example: 'measure-2022' }) rulePackage!: string;
  @ApiProperty({ type: Number, nullable: true, description: '计日所据放假安排的版本 / version of the work calendar' }) calendarVersion!:
    number | null;
  @ApiProperty({ type: String, nullable: true, example: '168-2022' }) indicatorSystem!: string | null;
  @ApiProperty({ type: Object, description: '所读基础数据的版本 / versions of the reference data that was read' }) versions!: Record<
    string,
    number
  >;
  @ApiProperty({ type: [Object], description: '所据数据 / figures' }) figures!: object[];
  @ApiProperty({ type: [Object], description: '控制性指标的核对 / the control indicators as checked' }) controls!: object[];
  @ApiProperty({ type: Object, nullable: true, description: '期限及其计算 / the deadline and how it was counted' }) deadline!:
    object | null;
  @ApiProperty({ type: BilingualDto, description: '一句话说明 / in one sentence' }) sentence!: BilingualDto;
}

/** 案卷历史中的一个事件 / an event of a dossier. */
export class HistoryEventDto {
  @ApiProperty({ description: '查看者可见的第几个 / 1, 2, 3, … over what this viewer sees' }) version!: number;
  @ApiProperty() eventId!: string;
  @ApiProperty({ example: 'PublicityStarted' }) type!: string;
  @ApiProperty({ type: BilingualDto }) title!: BilingualDto;
  @ApiProperty({ type: Object, description: '见 libs/contracts/events / see libs/contracts/events' }) data!: object;
  @ApiProperty() occurredAt!: string;
  @ApiProperty() occurredAtLocal!: string;
  @ApiProperty() recordedAt!: string;
  @ApiProperty({ type: [String] }) legalBasis!: string[];
  @ApiProperty({ enum: ['PUBLIC', 'INTERNAL', 'RESTRICTED'] }) classification!: string;
  @ApiProperty({ type: Object, description: '办理人；部外只见角色和单位 / who acted; outside the ministry role and organisation alone' })
  actor!: object;
  @ApiProperty({ type: ReceiptDto }) receipt!: ReceiptDto;
  @ApiPropertyOptional({ description: '在日志中的位次（部内）/ place in the log (ministry)' }) position?: number;
}
export class HistoryDto {
  @ApiProperty({ type: [HistoryEventDto] }) items!: HistoryEventDto[];
}

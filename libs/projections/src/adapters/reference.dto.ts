import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { DIVISION_CLASSES, LEVELS, PROGRAMMES, TRACKS, type Division, type IndicatorSystem } from '@minglu/regulation';
import type {
  calendarRegister,
  campaignEntry,
  DivisionEntry,
  parkRegister,
  policyRegister,
  PublishedSystem,
} from '../reference-register.js';
import { ANY_JSON } from './described.js';
import { TextDto } from './dossier.dto.js';

// The types here describe the answers for OpenAPI. The compiler compares them with the registers.
type Item<F extends (...args: never[]) => { readonly items: readonly unknown[] } | readonly unknown[]> =
  ReturnType<F> extends { readonly items: readonly (infer I)[] } ? I : ReturnType<F> extends readonly (infer I)[] ? I : never;

class RecordedDto {
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ format: 'date-time', description: '记录时点 / the instant at which it was recorded' }) recordedAt!: string;
  @ApiProperty({ description: '文号 / number of the document' }) documentNumber!: string;
}
class CalendarDaysDto extends RecordedDto {
  @ApiProperty({ type: 'integer', description: '放假安排的版次 / version of the calendar' }) version!: number;
  @ApiProperty({ type: [String], format: 'date', description: '放假的日期 / days off' }) offDays!: string[];
  @ApiProperty({ type: [String], format: 'date', description: '调休上班的日期 / rest days that are worked' }) makeupWorkdays!: string[];
}
class FestivalDto {
  @ApiProperty({ description: '节日 / the festival' }) zh!: string;
  @ApiProperty({ format: 'date', description: '其日期 / its date' }) day!: string;
}
class CalendarYearDto implements Item<typeof calendarRegister> {
  @ApiProperty({ type: 'integer', description: '年度 / the year' }) year!: number;
  @ApiProperty({ description: '现行通知的文号 / number of the notice in force' }) noticeNumber!: string;
  @ApiProperty({ type: [String], format: 'date', description: '放假的日期 / days off' }) offDays!: readonly string[];
  @ApiProperty({ type: [String], format: 'date', description: '调休上班的日期 / rest days that are worked' })
  makeupWorkdays!: readonly string[];
  @ApiProperty({ type: [FestivalDto], description: '法定节日，已知的 / the statutory festivals, as far as known' })
  festivals!: readonly FestivalDto[];
  @ApiProperty({ type: [CalendarDaysDto], description: '历次通知，最近的在后 / its notices, the latest last' })
  versions!: CalendarDaysDto[];
}
export class WorkCalendarsDto implements ReturnType<typeof calendarRegister> {
  @ApiProperty({ type: 'integer', description: '放假安排的版次，期限据以记录 / the version that deadlines record' }) version!: number;
  @ApiProperty({ type: [CalendarYearDto], description: '各年度 / the years' }) items!: CalendarYearDto[];
}

class ExtensionDto extends RecordedDto {
  @ApiProperty({ format: 'date-time', description: '延长至（不含） / the new end of the window, exclusive' }) closesAt!: string;
  @ApiProperty({ description: '理由 / the reason' }) reason!: string;
}
class CampaignDto implements Item<() => readonly NonNullable<ReturnType<typeof campaignEntry>>[]> {
  @ApiProperty({ description: '年度工作的标识 / id of the campaign' }) campaignId!: string;
  @ApiProperty({ enum: PROGRAMMES, description: '名城或名园 / cities or parks' }) programme!: (typeof PROGRAMMES)[number];
  @ApiProperty({ enum: TRACKS, description: '创建或评估 / creation or evaluation' }) track!: (typeof TRACKS)[number];
  @ApiProperty({ type: 'integer', description: '年度 / the year' }) year!: number;
  @ApiProperty({ description: '通知的文号 / number of the notice' }) documentNumber!: string;
  @ApiProperty({ format: 'date-time', description: '开始填报 / the window opens' }) opensAt!: string;
  @ApiProperty({ format: 'date-time', description: '截止（不含） / the window ends, exclusive' }) closesAt!: string;
  @ApiProperty({ description: '已结束 / closed' }) closed!: boolean;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: '市的行政区划代码与另行指定的审核单位 / division code of a city, and the authority that approves in place of its province',
  })
  approvers!: Readonly<Record<string, string>>;
  @ApiProperty({ type: [ExtensionDto], description: '历次延长 / its extensions' }) extensions!: ExtensionDto[];
}
export class CampaignsDto {
  @ApiProperty({ type: [CampaignDto], description: '最近的年度在前 / the latest year first' }) items!: readonly CampaignDto[];
}

class PolicyValueDto extends RecordedDto {
  @ApiProperty({ ...ANY_JSON, description: '所设的值；空为不设 / the value; null for none' }) value!: unknown;
}
class SetPolicyDto implements Item<typeof policyRegister> {
  @ApiProperty({ type: String, example: 'policy/effect-ahead-days', description: '口径的标识 / id of the policy' })
  key!: Item<typeof policyRegister>['key'];
  @ApiProperty({ type: TextDto, description: '名称 / its title' }) title!: TextDto;
  @ApiProperty({ type: TextDto, description: '含义 / its meaning' }) meaning!: TextDto;
  @ApiProperty({ type: String, description: '未作规定的条文 / the provision that is silent' }) article!: Item<
    typeof policyRegister
  >['article'];
  @ApiProperty({ type: String, description: '单位 / its unit' }) unit!: Item<typeof policyRegister>['unit'];
  @ApiProperty({ ...ANY_JSON, description: '现行的值；空为不设 / the value of now; null for none' }) value!: unknown;
  @ApiProperty({ ...ANY_JSON, description: '未设定时的值 / the value until it is set' }) default!: unknown;
  @ApiProperty({ description: '尚未设定 / not set by a document' }) isDefault!: boolean;
  @ApiProperty({ type: String, nullable: true, description: '设定的文号 / number of the document that set it' }) documentNumber!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: '设定的时点 / the instant at which it was set' })
  since!: string | null;
  @ApiProperty({ type: [PolicyValueDto], description: '历次设定，最近的在后 / its values, the latest last' }) history!: PolicyValueDto[];
}
export class PoliciesDto {
  @ApiProperty({ type: [SetPolicyDto], description: '全部口径 / all policies' }) items!: readonly SetPolicyDto[];
}

class IndicatorDto {
  @ApiProperty({ description: '编号 / its id' }) id!: string;
  @ApiProperty({ description: '名称 / its name' }) zh!: string;
  @ApiPropertyOptional({ description: '英文名称 / its name in English' }) en?: string;
  @ApiProperty({ enum: ['numeric', 'qualitative', 'composite'], description: '类型 / its kind' }) type!:
    'numeric' | 'qualitative' | 'composite';
  @ApiPropertyOptional({ description: '控制性要求的编号 / id of its control' }) control?: string;
  @ApiPropertyOptional({ type: 'integer', description: '附件的注 / note of the annex' }) note_ref?: number;
  @ApiPropertyOptional({ type: 'integer', description: '应填的数值个数 / number of values' }) parts?: number;
  @ApiPropertyOptional({ description: '原文的写法 / as printed in the source' }) source_typography?: string;
}
class IndicatorGroupDto {
  @ApiProperty({ description: '编号 / its id' }) id!: string;
  @ApiProperty({ description: '名称 / its name' }) zh!: string;
  @ApiPropertyOptional({ description: '英文名称 / its name in English' }) en?: string;
  @ApiProperty({ type: [IndicatorDto], description: '三级指标 / its indicators' }) children!: IndicatorDto[];
}
class IndicatorAreaDto {
  @ApiProperty({ description: '编号 / its id' }) id!: string;
  @ApiProperty({ description: '名称 / its name' }) zh!: string;
  @ApiPropertyOptional({ description: '英文名称 / its name in English' }) en?: string;
  @ApiProperty({ type: 'integer', nullable: true, description: '分值；附加项没有 / points; null for add-on items' }) weight!: number | null;
  @ApiProperty({ type: [IndicatorGroupDto], description: '二级指标 / its groups' }) children!: IndicatorGroupDto[];
  @ApiPropertyOptional({ type: 'integer', description: '二级指标数 / number of groups' }) count_level2?: number;
  @ApiPropertyOptional({ type: 'integer', description: '三级指标数 / number of indicators' }) count_level3?: number;
}
class ControlDto {
  @ApiProperty({ description: '编号 / its id' }) id!: string;
  @ApiProperty({ description: '所控制的指标 / the indicator' }) indicator!: string;
  @ApiProperty({ description: '要求 / what it requires' }) zh!: string;
  @ApiProperty({ enum: ['>='], description: '比较 / comparison' }) op!: '>=';
  @ApiProperty({
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    description: '数值，或者全国平均值 / a number, or the national average',
  })
  value!: IndicatorSystem['controls'][number]['value'];
  @ApiPropertyOptional({ description: '单位 / unit' }) unit?: string;
  @ApiPropertyOptional({ type: 'integer', description: '附件的注 / note of the annex' }) note?: number;
}
class ListedSystemDto {
  @ApiProperty({ description: '指标体系的标识 / id of the indicator system' }) versionId!: string;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: '首日；空为一直适用 / first day; null: always' })
  effectiveFrom!: string | null;
  @ApiProperty({ type: 'integer', description: '三级指标数 / number of indicators' }) indicators!: number;
  @ApiProperty({ format: 'date-time', description: '发布的时点 / the instant of its publication' }) publishedAt!: string;
}
export class IndicatorSystemsDto {
  @ApiProperty({ type: String, nullable: true, description: '现行的 / the one in force' }) inForce!: string | null;
  @ApiProperty({ type: [ListedSystemDto], description: '按发布先后 / in the order of publication' }) items!: readonly ListedSystemDto[];
}
export class IndicatorSystemDto extends ListedSystemDto implements PublishedSystem {
  @ApiProperty({ type: [IndicatorAreaDto], description: '各级指标 / the tree of indicators' }) tree!: IndicatorAreaDto[];
  @ApiProperty({ type: [ControlDto], description: '控制性指标 / the control indicators' }) controls!: ControlDto[];
}

export class DivisionsDto {
  @ApiPropertyOptional({
    description: '名称、原名称的一部分，或者代码的开头 / a part of a name or former name, or the beginning of a code',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;

  @ApiPropertyOptional({ description: '省级行政区划代码 / code of a province', example: '440000' })
  @IsOptional()
  @Matches(/^[0-9]{6}$/)
  province?: string;

  @ApiPropertyOptional({ description: '自此代码之后 / behind this code' })
  @IsOptional()
  @Matches(/^[0-9]{6}$/)
  behind?: string;

  @ApiProperty({ default: 100, required: false, description: '每页至多 / divisions of a page at most' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;
}
class DivisionChangeDto {
  @ApiProperty({ enum: ['renamed', 'recoded', 'merged', 'upgraded'], description: '变更的种类 / kind of the change' })
  kind!: DivisionEntry['changes'][number]['kind'];
  @ApiProperty({ description: '原代码 / the code before' }) code!: string;
  @ApiProperty({ type: String, nullable: true, description: '原名称；不详为空 / the name before; null if not known' }) name!: string | null;
  @ApiProperty({ description: '新代码 / the code after' }) newCode!: string;
  @ApiProperty({ description: '新名称 / the name after' }) newName!: string;
  @ApiProperty({ format: 'date', description: '生效日 / first day' }) effectiveDate!: string;
  @ApiProperty({ description: '文号 / number of the document' }) documentNumber!: string;
}
class DivisionDto implements DivisionEntry {
  @ApiProperty({ example: '440100', description: '行政区划代码 / its code' }) code!: string;
  @ApiProperty({ description: '名称 / its name' }) name!: string;
  @ApiProperty({ enum: LEVELS, description: '层级 / its level' }) level!: Division['level'];
  @ApiProperty({ enum: DIVISION_CLASSES, description: '类别 / its class' }) class!: Division['class'];
  @ApiProperty({ description: '所属省级行政区 / its province' }) provinceCode!: string;
  @ApiProperty({ description: '可以申请名城 / may apply as a city' }) isEligible!: boolean;
  @ApiProperty({ type: [DivisionChangeDto], description: '由此而来的变更 / the changes that led to it' })
  changes!: readonly DivisionChangeDto[];
}
export class DivisionPageDto {
  @ApiProperty({ type: [DivisionDto], description: '按代码排列 / in the order of the codes' }) items!: readonly DivisionDto[];
  @ApiProperty({ type: 'integer', description: '符合条件的总数 / number of all that were found' }) total!: number;
  @ApiProperty({ type: String, nullable: true, description: '下一页的 behind；空为末页 / `behind` of the next page; null on the last one' })
  next!: string | null;
}

class ParkPlaceDto {
  @ApiProperty({ description: '园区标识 / id of the park' }) parkId!: string;
  @ApiProperty({ description: '名称 / its name' }) name!: string;
  @ApiProperty({ description: '市的行政区划代码 / code of its city' }) cityCode!: string;
}
class ParkChangeDto {
  @ApiProperty({ description: '变更的标识 / id of the change' }) changeId!: string;
  @ApiProperty({ enum: ['renamed', 'moved', 'merged', 'succeeded'], description: '变更的种类 / kind of the change' })
  kind!: Item<typeof parkRegister>['changes'][number]['kind'];
  @ApiProperty({ description: '新名称 / the name after' }) newName!: string;
  @ApiProperty({ description: '新所在市的代码 / code of the city after' }) newCityCode!: string;
  @ApiProperty({ type: String, nullable: true, description: '新运营单位 / the organisation that operates it from then on' })
  operatorName!: string | null;
  @ApiProperty({ format: 'date', description: '生效日 / first day' }) effectiveDate!: string;
  @ApiProperty({ description: '文号 / number of the document' }) documentNumber!: string;
}
class ParkDto extends ParkPlaceDto implements Item<typeof parkRegister> {
  @ApiProperty({ type: String, nullable: true, description: '统一社会信用代码 / unified social credit code' }) creditCode!: string | null;
  @ApiProperty({ format: 'date-time', description: '登记的时点 / the instant of its registration' }) registeredAt!: string;
  @ApiProperty({ type: ParkPlaceDto, description: '今日所指的园区 / the park that it stands for today' }) now!: ParkPlaceDto;
  @ApiProperty({ description: '今日的运营单位 / the organisation that acts for it today' }) operator!: string;
  @ApiProperty({ type: [ParkChangeDto], description: '登记的变更 / its recorded changes' }) changes!: ParkChangeDto[];
}
export class ParksDto {
  @ApiProperty({ type: [ParkDto], description: '登记的园区 / the registered parks' }) items!: readonly ParkDto[];
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FLAGS } from '@minglu/dossier';
import { deadlineKinds } from '@minglu/regulation';
import { ANY_VALUE } from './described.js';
import { LISTED_STATUSES } from '../listing.js';
import type { RecordedDeadline } from '../dossier-view.js';
import type { VisibleDossier } from '../visibility.js';

// The types here describe the answers for OpenAPI. The compiler compares them with the shapes of the views.

type Reminder = VisibleDossier['reminders'][number];
type Correction = NonNullable<VisibleDossier['corrections']>[number];

export class TextDto {
  @ApiProperty({ description: '中文 / in Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / in English' }) en!: string;
}
export class FormerNameDto {
  @ApiProperty({ description: '曾用名 / the name' }) name!: string;
  @ApiProperty({ type: String, format: 'date', description: '其后名称的首日 / the first day of the next name' })
  until!: VisibleDossier['formerNames'][number]['until'];
}
class DeadlineRuleDto {
  @ApiProperty({
    enum: ['working-days', 'days', 'months', 'years', 'stated'],
    description: '计算单位；stated 为文件载明 / unit; `stated`: a document says the day',
  })
  unit!: RecordedDeadline['rule']['unit'];
  @ApiProperty({ type: 'integer', description: '数量；stated 为 0 / amount; 0 for `stated`' }) amount!: number;
  @ApiProperty({ type: String, format: 'date', description: '起算日，当日不计 / the day of the act, which is not counted' })
  from!: RecordedDeadline['rule']['from'];
  @ApiProperty({ type: String, format: 'date', nullable: true, description: '载明的最后一日 / the last day that a document states' })
  until!: RecordedDeadline['rule']['until'];
  @ApiProperty({ type: [String], description: '依据的条文 / the provisions' }) basis!: RecordedDeadline['rule']['basis'];
}
export class DeadlineDto implements RecordedDeadline {
  @ApiProperty({ enum: deadlineKinds, description: '种类 / kind' }) kind!: RecordedDeadline['kind'];
  @ApiProperty({
    description: '所属公示、案卷、称号、程序、异议或年度工作的标识 / id of the publicity, case, title, proceeding, objection or campaign',
  })
  of!: string;
  @ApiPropertyOptional({ type: 'integer', description: '整改所对应的评估年度 / of a rectification: the evaluation year' })
  evaluationYear?: number;
  @ApiProperty({ type: DeadlineRuleDto, description: '计算方法 / how it is counted' }) rule!: DeadlineRuleDto;
  @ApiProperty({ type: String, format: 'date-time', description: '终点（不含） / exclusive end' }) endsAt!: RecordedDeadline['endsAt'];
  @ApiProperty({ type: String, format: 'date', description: '最后一日 / last day' }) lastDay!: RecordedDeadline['lastDay'];
  @ApiProperty({ type: [String], description: '计入的工作日 / the working days that count' }) workingDays!: RecordedDeadline['workingDays'];
  @ApiProperty({ description: '放假安排未公布，终点未定 / true while the calendar of that year is not published' }) provisional!: boolean;
  @ApiProperty({ type: 'integer', description: '所据放假安排的版本 / version of the work calendar' }) calendarVersion!: number;
  @ApiProperty({ description: '尚未届满或者终结 / false once it has passed, was replaced or was ended' }) open!: boolean;
}
export class DeadlinesDto {
  @ApiProperty({ type: [DeadlineDto], description: '期限，按设定先后 / oldest first' }) items!: readonly DeadlineDto[];
}
class ReminderDto implements Reminder {
  @ApiProperty({ type: String, description: '种类 / kind' }) kind!: Reminder['kind'];
  @ApiProperty({ type: String, format: 'date', description: '起算日 / the interval starts after this day' }) since!: Reminder['since'];
  @ApiProperty({ type: String, format: 'date', description: '应办之日 / the day on which it is due' }) dueOn!: Reminder['dueOn'];
  @ApiProperty({ description: '取决于未公布的放假安排 / true while it depends on a calendar that is not published' }) provisional!: boolean;
  @ApiProperty({ type: [String], description: '依据 / provisions' }) legalBasis!: Reminder['legalBasis'];
  @ApiProperty({ type: TextDto, description: '说明 / in words' }) message!: TextDto;
}
class PriorityDto {
  @ApiProperty({ enum: ['steady-growth', 'information-infrastructure', 'other', 'titled-parks'], description: '优先情形 / the ground' })
  ground!: VisibleDossier['priority'][number]['ground'];
  @ApiPropertyOptional({ description: '所据文件或者排名 / the document or ranking that states it' }) source?: string;
  @ApiPropertyOptional({ type: 'integer', description: '名园数量 / number of titled parks' }) count?: number;
  @ApiPropertyOptional({ type: String, format: 'date', description: '计数之日 / the day of the count' }) on?: string;
}
class ShownCorrectionDto implements Correction {
  @ApiProperty({ description: '更正标识 / id of the correction' }) correctionId!: string;
  @ApiProperty({ format: 'uuid', description: '被更正的事件 / the corrected event' }) eventId!: string;
  @ApiProperty({ description: '字段 / the field' }) field!: string;
  @ApiPropertyOptional({ description: '更正后的内容；密封或者为列表时不给出 / the new value; absent if sealed or a list', ...ANY_VALUE })
  value?: unknown;
  @ApiPropertyOptional({ description: '原记录 / the value as first recorded', ...ANY_VALUE }) recorded?: unknown;
  @ApiProperty({ type: String, format: 'date-time', description: '批准时间 / when it was approved' })
  correctedAt!: Correction['correctedAt'];
}

/** A dossier in a list. */
export class ListedDossierDto implements Omit<VisibleDossier, 'plans' | 'priority'> {
  @ApiProperty({ description: '案卷标识 / id of the case' }) caseId!: string;
  @ApiProperty({ enum: ['city', 'park'], description: '名城或者名园 / software city or software park' })
  programme!: VisibleDossier['programme'];
  @ApiProperty({ description: '申请单位：行政区划代码或者园区标识 / the applicant: a division code or the id of a park' })
  applicant!: string;
  @ApiProperty({ description: '申请单位现名（或者所问之日的名称） / its name today, or on the day asked' }) applicantName!: string;
  @ApiProperty({ description: '所在城市的代码 / code of its city' }) cityCode!: string;
  @ApiProperty({ description: '所在城市 / its city' }) cityName!: string;
  @ApiProperty({
    enum: ['direct-municipality', 'sub-provincial-city', 'separately-planned-city', 'prefecture-city', 'prefecture-unit'],
    description: '城市类别 / class of the city',
  })
  cityClass!: VisibleDossier['cityClass'];
  @ApiProperty({ description: '所在省的代码 / code of its province' }) provinceCode!: string;
  @ApiProperty({ type: [FormerNameDto], description: '曾用名 / former names' }) formerNames!: VisibleDossier['formerNames'];
  @ApiProperty({ enum: LISTED_STATUSES, description: '来访者所见的状态 / the status as this caller sees it' })
  status!: VisibleDossier['status'];
  @ApiProperty({ type: String, nullable: true, description: '称号标识 / id of the title' }) titleId!: string | null;
  @ApiProperty({ enum: FLAGS, isArray: true, description: '来访者所见的标记 / the flags that this caller sees' })
  flags!: VisibleDossier['flags'];
  @ApiProperty({ type: [DeadlineDto], description: '期限 / deadlines' }) deadlines!: readonly DeadlineDto[];
  @ApiProperty({ type: [PriorityDto], description: '优先创建的情形（第六条） / the grounds of priority' })
  priority!: readonly PriorityDto[];
  @ApiProperty({ type: [ReminderDto], description: '应及时办理的事项 / duties of diligence' }) reminders!: readonly ReminderDto[];
  @ApiProperty({ type: 'integer', description: '来访者可见的事件数，即 ETag / number of the events that this caller sees: the ETag' })
  version!: number;
  @ApiPropertyOptional({ type: [ShownCorrectionDto], description: '更正 / corrections' }) corrections?: readonly ShownCorrectionDto[];
}

type Plans = NonNullable<VisibleDossier['plans']>;
type Plan = NonNullable<Plans['plan']>;
type PlanRow = Plan['goals'][number];
type Bound = NonNullable<PlanRow['targetBound']>;

class BoundDto implements Bound {
  @ApiProperty({
    enum: ['above', 'at-least', 'about', 'exactly', 'at-most', 'below', 'between'],
    description: '界限的种类 / kind of the bound',
  })
  kind!: Bound['kind'];
  @ApiProperty({ type: String, description: '数值（十进制） / decimal number' }) value!: Bound['value'];
  @ApiPropertyOptional({ type: String, description: 'between 的上限 / the upper end of `between`' }) upTo?: NonNullable<Bound['upTo']>;
}
class PlanRowDto implements PlanRow {
  @ApiProperty({ type: String, nullable: true, description: '类别 / group' }) group!: string | null;
  @ApiProperty({ description: '指标 / indicator' }) indicator!: string;
  @ApiProperty({ description: '单位 / unit' }) unit!: string;
  @ApiProperty({ type: 'integer', nullable: true, description: '基准年 / year of the baseline' }) baselineYear!: number | null;
  @ApiProperty({ description: '基准值，— 为未载 / baseline as printed; — if none' }) baseline!: string;
  @ApiProperty({ type: BoundDto, nullable: true, description: '基准值的界限 / the bound that its words state' })
  baselineBound!: BoundDto | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '目标年 / year of the target' }) targetYear!: number | null;
  @ApiProperty({ description: '目标值 / target as printed' }) target!: string;
  @ApiProperty({ type: BoundDto, nullable: true, description: '目标值的界限 / the bound that its words state' })
  targetBound!: BoundDto | null;
  @ApiProperty({ type: [String], description: '责任单位 / responsible units' }) responsibleUnits!: readonly string[];
}
class PhaseDto {
  @ApiProperty({ description: '阶段 / name of the phase' }) name!: string;
  @ApiProperty({ type: String, nullable: true, description: '起 / from' }) from!: string | null;
  @ApiProperty({ type: String, nullable: true, description: '止 / until' }) until!: string | null;
  @ApiProperty({ type: [PlanRowDto], description: '阶段目标 / targets of the phase' }) targets!: readonly PlanRowDto[];
}
class PlanDto implements Plan {
  @ApiProperty({ type: 'integer', description: '第几份计划 / number of the plan' }) number!: number;
  @ApiProperty({ type: String, format: 'date-time', description: '报送时间 / when it was filed' }) filedAt!: Plan['filedAt'];
  @ApiProperty({ type: String, nullable: true, description: '计划期 / validity as printed' }) validity!: string | null;
  @ApiProperty({ type: [String], description: '工作机制 / mechanisms' }) mechanisms!: readonly string[];
  @ApiProperty({ type: [PlanRowDto], description: '目标 / goals' }) goals!: readonly PlanRowDto[];
  @ApiProperty({ type: [PhaseDto], description: '分阶段目标 / phases' }) phases!: readonly PhaseDto[];
}
class BreakdownDto {
  @ApiProperty({ type: String, format: 'date-time', description: '报送时间 / when it was filed' }) filedAt!: Plan['filedAt'];
  @ApiProperty({ type: [PlanRowDto], description: '分解目标 / targets' }) targets!: readonly PlanRowDto[];
}
class PlansDto implements Plans {
  @ApiProperty({ type: PlanDto, nullable: true, description: '发展提升计划（第二十条） / the enhancement plan' }) plan!: PlanDto | null;
  @ApiProperty({ type: BreakdownDto, nullable: true, description: '目标分解（第十二条） / the target breakdown' })
  breakdown!: BreakdownDto | null;
}

/** A dossier by itself. */
export class DossierDto extends ListedDossierDto {
  @ApiPropertyOptional({ type: PlansDto, description: '最近的计划；公众不见 / the latest plans; not for the public' }) plans?: PlansDto;
}

/** For OpenAPI: the header `ETag` of a dossier. */
export const ETAG = {
  ETag: {
    description:
      '来访者所见的版本，用于 If-Match；关于过去的答复没有 / the version that this caller sees, for If-Match; absent in an answer about the past',
    schema: { type: 'string' as const, example: '"7"' },
  },
};

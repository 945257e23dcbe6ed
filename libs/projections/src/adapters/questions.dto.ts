import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Streak } from '@minglu/dossier';
import type { CampaignOverview } from '../campaign-overview.js';
import type { EvaluatedTitle, EvaluationOverview } from '../evaluation-overview.js';
import { LISTED_STATUSES } from '../listing.js';
import type { PublicNotice } from '../publicity-board.js';
import type { HandedOver } from '../hand-over-view.js';
import type { Task } from '../tasks.js';
import { TITLE_STATES, type TitleState } from '../title-facts.js';
import type { RegisteredTitle, TitleValidity } from '../title-register.js';
import { FormerNameDto, TextDto } from './dossier.dto.js';
import { AfterDto, asList, DAY, PlaceDto } from './dossiers.dto.js';
import type { ListQuestion } from './list-question.js';
import type { TaskList } from './read-model.js';
import type { Statistics, StepStatistics } from './statistics.js';

const WHOSE = ['mine', 'others', 'all'] as const;

/** Query parameters of the task inbox. */
export class TasksDto extends AfterDto {
  @ApiPropertyOptional({
    enum: WHOSE,
    default: 'mine',
    description: '本人可以办理的，等待他人的，或者全部 / what this caller may do, what waits for others, or both',
  })
  @IsOptional()
  @IsIn(WHOSE)
  whose: (typeof WHOSE)[number] = 'mine';
}

class TaskActDto {
  @ApiProperty({ type: String, description: '命令 / the command' }) command!: Task['acts'][number]['command'];
  @ApiProperty({ type: TextDto, description: '名称 / its title' }) title!: TextDto;
  @ApiProperty({ type: [String], description: '方法和地址 / method and path' }) routes!: readonly string[];
}
class TaskDueDto implements NonNullable<Task['due']> {
  @ApiProperty({ type: String, format: 'date', description: '最后一日 / last day' }) lastDay!: NonNullable<Task['due']>['lastDay'];
  @ApiProperty({ description: '取决于未公布的放假安排 / true while it depends on a calendar that is not published' }) provisional!: boolean;
  @ApiProperty({ type: 'integer', description: '今日之后至最后一日的工作日数 / working days after today up to the last day' })
  workingDaysLeft!: number;
  @ApiProperty({ description: '已逾期 / the last day has passed' }) overdue!: boolean;
}
class TaskDto implements Task {
  @ApiProperty({ description: '案卷标识 / id of the case' }) caseId!: string;
  @ApiProperty({ type: String, nullable: true, description: '称号标识 / id of the title' }) titleId!: string | null;
  @ApiProperty({ enum: ['city', 'park'], description: '名城或者名园 / software city or software park' }) programme!: Task['programme'];
  @ApiProperty({ description: '申请单位 / name of the applicant' }) applicantName!: string;
  @ApiProperty({ enum: LISTED_STATUSES, description: '来访者所见的状态 / the status as this caller sees it' }) status!: Task['status'];
  @ApiProperty({
    enum: ['deadline', 'reminder', 'step'],
    description: '期限、应及时办理的事项或者下一步 / a deadline, a duty of diligence, or the next step without a day',
  })
  source!: Task['source'];
  @ApiProperty({ description: '期限或者事项的种类；下一步为状态或者标记 / kind of the deadline or duty; of a step the status or flag' })
  kind!: string;
  @ApiProperty({ type: 'integer', description: '案卷的版本，即其 ETag / version of the case, which is its ETag' }) version!: number;
  @ApiProperty({
    type: String,
    nullable: true,
    description: '期限所属的公示、案卷、称号、程序或者异议 / the publicity, case, title, proceeding or objection that has the deadline',
  })
  of!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '整改所针对的评估年度 / the evaluation year of a rectification' })
  evaluationYear!: number | null;
  @ApiProperty({ type: [String], description: '计算该日的依据；下一步为空 / the provisions by which the day is counted; empty for a step' })
  legalBasis!: Task['legalBasis'];
  @ApiProperty({ type: TextDto, nullable: true, description: '说明 / in words' }) message!: TextDto | null;
  @ApiProperty({
    type: [TaskActDto],
    description: '来访者可用的办理；等待他人则为空 / the acts by which this caller may do it; empty if it waits for others',
  })
  acts!: readonly TaskActDto[];
  @ApiProperty({ type: [String], description: '等待何种身份 / the roles for which it waits' }) waitsFor!: readonly string[];
  @ApiProperty({ type: TaskDueDto, nullable: true, description: '应于何日之前 / by when' }) due!: TaskDueDto | null;
}
class PreparedFieldDto {
  @ApiProperty({ description: '字段 / the field of the act' }) field!: string;
  @ApiProperty({ description: '预填的内容；多项以逗号分隔 / its prepared value; a list with commas' }) value!: string;
}
class HandedOverDto implements HandedOver {
  @ApiProperty({ description: '转办的标识，即办理时的 Minglu-Hand-Over / id of the hand-over: the header Minglu-Hand-Over of the act' })
  handOverId!: string;
  @ApiProperty({ description: '转出的人 / the person who asked' }) person!: string;
  @ApiProperty({ description: '受转的同事 / the colleague who was asked' }) to!: string;
  @ApiProperty({ description: '同事以何角色办理 / the role in which the colleague acts' }) role!: string;
  @ApiProperty({ description: '命令 / the command' }) command!: string;
  @ApiProperty({ type: TextDto, description: '名称 / its title' }) title!: TextDto;
  @ApiProperty({ type: [String], description: '条文的地址 / the paths of its provisions' }) provisions!: readonly string[];
  @ApiProperty({ type: [String], description: '方法和地址 / method and path' }) routes!: readonly string[];
  @ApiProperty({ type: String, nullable: true, description: '案卷标识；与案卷无关则为空 / id of the case; null where it is about none' })
  caseId!: string | null;
  @ApiProperty({ type: String, nullable: true, description: '申请单位；无权知悉则为空 / its applicant; null for those who may not know' })
  applicantName!: string | null;
  @ApiProperty({ type: String, format: 'date-time', description: '何时转来 / since when' }) since!: HandedOver['since'];
  @ApiProperty({ type: [PreparedFieldDto], description: '预填的字段 / the prepared fields' }) fields!: readonly PreparedFieldDto[];
}
export class TaskListDto implements TaskList {
  @ApiProperty({ type: [TaskDto], description: '最急的在前 / the most urgent first' }) items!: readonly TaskDto[];
  @ApiProperty({
    type: [HandedOverDto],
    description: '同事转来、转给同事而尚未办结的事项，只有双方可见 / open hand-overs to and by this caller; the two persons alone see them',
  })
  handedOver!: readonly HandedOverDto[];
  @ApiProperty({ description: '案卷过多时为 false，缺少最不急的 / false if there are too many cases: then the least urgent are missing' })
  complete!: boolean;
}

type NoticeCase = PublicNotice['cases'][number];
class NoticeCaseDto implements NoticeCase {
  @ApiProperty({ description: '案卷标识 / id of the case' }) caseId!: string;
  @ApiProperty({ enum: ['city', 'park'], description: '名城或者名园 / software city or software park' })
  programme!: NoticeCase['programme'];
  @ApiProperty({ description: '申请单位：行政区划代码或者园区标识 / a division code or the id of a park' }) applicant!: string;
  @ApiProperty({ description: '名称 / its name' }) applicantName!: string;
  @ApiProperty({ description: '所在城市 / its city' }) cityName!: string;
  @ApiProperty({ description: '所在省的代码 / code of its province' }) provinceCode!: string;
}
class PublicNoticeDto implements PublicNotice {
  @ApiProperty({ description: '公示标识 / id of the notice' }) publicityId!: string;
  @ApiProperty({
    enum: ['running', 'over', 'withdrawn'],
    description: '进行中、已结束或者提前终止 / running, over, or ended before its last day',
  })
  state!: PublicNotice['state'];
  @ApiProperty({ description: '现在受理异议；逾期的作为线索 / objections are taken now; later ones are clues' }) takesObjections!: boolean;
  @ApiProperty({ type: String, format: 'date', description: '发布之日，不计入 / the day of publication, which is not counted' })
  publishedOn!: PublicNotice['publishedOn'];
  @ApiProperty({ type: String, format: 'date', description: '计入的首日 / first day that counts' }) firstDay!: PublicNotice['firstDay'];
  @ApiProperty({ type: String, format: 'date', description: '最后一日 / last day' }) lastDay!: PublicNotice['lastDay'];
  @ApiProperty({ type: String, format: 'date-time', description: '终点（不含） / exclusive end' }) endsAt!: PublicNotice['endsAt'];
  @ApiProperty({ description: '取决于未公布的放假安排 / true while it depends on a calendar that is not published' }) provisional!: boolean;
  @ApiProperty({ type: 'integer', description: '剩余工作日 / working days left' }) workingDaysLeft!: number;
  @ApiProperty({ type: [NoticeCaseDto], description: '公示的对象 / its cases' }) cases!: readonly NoticeCaseDto[];
}
const NEXT = {
  type: String,
  nullable: true,
  description: '下一页的 cursor；末页为空 / the cursor of the next page; null on the last',
} as const;
export class PublicityPageDto {
  @ApiProperty({ type: [PublicNoticeDto], description: '公示 / the notices' }) items!: readonly PublicNoticeDto[];
  @ApiProperty(NEXT) next!: string | null;
}

/** Query parameters of the register of titles. */
export class TitlesDto extends PlaceDto {
  @ApiPropertyOptional({ enum: TITLE_STATES, isArray: true, description: '现状，可有多个 / state; several: any of them' })
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(TITLE_STATES.length)
  @IsIn(TITLE_STATES, { each: true })
  state?: TitleState[];

  @ApiPropertyOptional({ description: '名称（中文、拼音或者首字母）的一部分 / a part of the name: Chinese, pinyin or its first letters' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  @Matches(/[\p{L}\p{N}]/u, { message: 'q must have a letter or a digit' })
  q?: string;

  @ApiPropertyOptional({ description: '命令答复中的 after：等到能看见它 / the after of a command’s answer: waits until it can be seen' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  after?: string;
}
export const titleQuestionOf = ({ programme, province, state, q, limit }: TitlesDto) => {
  const filter = {
    ...(programme === undefined ? {} : { programme }),
    ...(province === undefined ? {} : { province }),
    ...(state === undefined ? {} : { titleState: state }),
    ...(q === undefined ? {} : { q }),
  };
  const question: Omit<ListQuestion, 'after'> = { filter, sort: 'name', descending: false, limit };
  return { question, bound: JSON.stringify(['titles', filter]) };
};

type Result = RegisteredTitle['results'][number];
type Ground = RegisteredTitle['grounds'][number];
class TitleResultDto implements Result {
  @ApiProperty({ type: 'integer', description: '评估年度 / evaluation year' }) year!: number;
  @ApiProperty({ type: 'integer', isArray: true, description: '所涵盖的年度 / the years that it covers' }) covers!: readonly number[];
  @ApiProperty({ type: 'integer', nullable: true, description: '星级 / stars' }) stars!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '名次；未排名的为 null / its rank; null where none was given' }) rank!:
    number | null;
  @ApiProperty({ format: 'uuid', description: '所据事件 / the event that says it' }) eventId!: string;
}
class TitleGroundDto implements Ground {
  @ApiProperty({ format: 'uuid', description: '事件标识 / id of the event' }) eventId!: string;
  @ApiProperty({ type: String, description: '事件类型 / type of the event' }) type!: Ground['type'];
  @ApiProperty({ type: String, format: 'date', description: '生效之日 / the day from which it holds' }) on!: Ground['on'];
}
export class RegisteredTitleDto implements RegisteredTitle {
  @ApiProperty({ description: '称号标识 / id of the title' }) titleId!: string;
  @ApiProperty({ description: '案卷标识 / id of the case' }) caseId!: string;
  @ApiProperty({ enum: ['city', 'park'], description: '名城或者名园 / software city or software park' })
  programme!: RegisteredTitle['programme'];
  @ApiProperty({ description: '持有者：行政区划代码或者园区标识 / the holder: a division code or the id of a park' }) applicant!: string;
  @ApiProperty({ description: '持有者现名 / its name today' }) applicantName!: string;
  @ApiProperty({ type: [FormerNameDto], description: '曾用名 / former names' }) formerNames!: RegisteredTitle['formerNames'];
  @ApiProperty({ description: '所在城市的代码 / code of its city' }) cityCode!: string;
  @ApiProperty({ description: '所在城市 / its city' }) cityName!: string;
  @ApiProperty({ description: '所在省的代码 / code of its province' }) provinceCode!: string;
  @ApiProperty({
    enum: TITLE_STATES,
    description:
      '有效、整改中（公众不见）、已退出或者授予已撤销 / valid, in rectification (not shown to the public), exited, or its conferral was set aside',
  })
  state!: TitleState;
  @ApiProperty({ type: String, format: 'date', description: '授予之日 / the day from which it is held' })
  conferredOn!: RegisteredTitle['conferredOn'];
  @ApiProperty({ type: String, format: 'date', nullable: true, description: '终止之日 / the day of its end' })
  endedOn!: RegisteredTitle['endedOn'];
  @ApiProperty({ type: [TitleResultDto], description: '历年评估结果 / results of the yearly evaluations' })
  results!: readonly TitleResultDto[];
  @ApiProperty({ type: [TitleGroundDto], description: '所据事件 / the events on which this rests' }) grounds!: readonly TitleGroundDto[];
}
export class TitlePageDto {
  @ApiProperty({ type: [RegisteredTitleDto], description: '称号 / the titles' }) items!: readonly RegisteredTitleDto[];
  @ApiProperty(NEXT) next!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '总数，随首页给出 / how many altogether; with the first page' }) total!:
    number | null;
  @ApiProperty({ description: '总数为确数；否则至少有 total 件 / true if `total` is exact; otherwise there are at least so many' })
  totalIsExact!: boolean;
}

/** Query parameters of the question whether a title was valid. */
export class ValidOnDto extends AfterDto {
  @ApiProperty({ format: 'date', description: '北京时间的日期 / a day in Asia/Shanghai', example: '2025-10-01' })
  @Matches(DAY)
  @IsISO8601({ strict: true })
  day!: string;
}
export class TitleValidityDto implements TitleValidity {
  @ApiProperty({ description: '称号标识 / id of the title' }) titleId!: string;
  @ApiProperty({ type: String, format: 'date', description: '所问之日 / the day asked' }) day!: TitleValidity['day'];
  @ApiProperty({ description: '该日有效 / the title was valid on that day' }) valid!: boolean;
  @ApiProperty({ type: String, format: 'date', description: '授予之日 / the day from which it is held' })
  conferredOn!: TitleValidity['conferredOn'];
  @ApiProperty({ type: String, format: 'date', nullable: true, description: '终止之日 / the day of its end' })
  endedOn!: TitleValidity['endedOn'];
  @ApiProperty({ description: '授予已撤销，自始无效 / its conferral was set aside: it was never valid' }) cancelled!: boolean;
  @ApiProperty({ type: [TitleGroundDto], description: '所据事件 / the events on which the answer rests' })
  grounds!: readonly TitleGroundDto[];
}

/** The year in a path. */
export class YearDto {
  @ApiProperty({ type: 'integer', description: '年度 / year', example: 2024 })
  @Type(() => Number)
  @IsInt()
  @Min(2000)
  @Max(2999)
  year!: number;
}
type PublishedResult = NonNullable<EvaluatedTitle['result']>;
class EvaluationResultDto implements PublishedResult {
  @ApiProperty({ type: 'integer', description: '评估年度 / evaluation year' }) year!: number;
  @ApiProperty({ type: 'integer', isArray: true, description: '所涵盖的年度 / the years that it covers' }) covers!: readonly number[];
  @ApiProperty({ type: 'integer', nullable: true, description: '星级 / stars' }) stars!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, description: '名次；未排名的为 null / its rank; null where none was given' }) rank!:
    number | null;
}
class StreakDto {
  @ApiProperty({ enum: ['consecutive', 'ambiguous'], description: '连续，或者需要裁定 / in a row, or for a ruling' }) kind!: Streak['kind'];
  @ApiProperty({ type: 'integer', isArray: true, description: '一星的年度 / the years of one star' }) years!: readonly number[];
  @ApiPropertyOptional({ enum: ['gap', 'merged-result'], description: '为何需要裁定 / why a ruling is needed' }) why?: string;
}
class EvaluatedTitleDto implements EvaluatedTitle {
  @ApiProperty({ description: '称号标识 / id of the title' }) titleId!: string;
  @ApiProperty({ description: '案卷标识 / id of the case' }) caseId!: string;
  @ApiProperty({ enum: ['city', 'park'], description: '名城或者名园 / software city or software park' })
  programme!: EvaluatedTitle['programme'];
  @ApiProperty({ description: '持有者：行政区划代码或者园区标识 / the holder: a division code or the id of a park' }) applicant!: string;
  @ApiProperty({ description: '持有者现名 / its name today' }) applicantName!: string;
  @ApiProperty({ description: '所在城市的代码 / code of its city' }) cityCode!: string;
  @ApiProperty({ description: '所在省的代码 / code of its province' }) provinceCode!: string;
  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: '已报送材料；无权知悉则为空 / materials are filed; null for those who may not know',
  })
  filed!: boolean | null;
  @ApiProperty({ type: EvaluationResultDto, nullable: true, description: '已发布的结果 / the published result' })
  result!: EvaluationResultDto | null;
  @ApiProperty({ type: StreakDto, nullable: true, description: '该年度所在的连续一星 / the years of one star of which this year is one' })
  streak!: EvaluatedTitle['streak'];
}
class StarsDto {
  @ApiProperty({ type: 'integer', nullable: true, description: '星级 / stars' }) stars!: number | null;
  @ApiProperty({ type: 'integer', description: '称号数 / titles' }) titles!: number;
}
export class EvaluationOverviewDto implements EvaluationOverview {
  @ApiProperty({ type: 'integer', description: '年度 / year' }) year!: number;
  @ApiProperty({ description: '该年度开展评估 / false if the year is recorded as not held' }) held!: boolean;
  @ApiProperty({ type: 'integer', description: '称号数 / titles' }) titles!: number;
  @ApiProperty({ type: 'integer', description: '未报送数（就来访者可知者） / not filed, of those of which the caller may know' })
  notFiled!: number;
  @ApiProperty({ type: 'integer', description: '尚无结果数 / without a result' }) withoutResult!: number;
  @ApiProperty({ type: [StarsDto], description: '各星级数 / results by stars' }) byStars!: readonly StarsDto[];
  @ApiProperty({ type: [EvaluatedTitleDto], description: '各称号 / the titles' }) items!: readonly EvaluatedTitleDto[];
}

type Province = CampaignOverview['provinces'][number];
class StatusTallyDto {
  @ApiProperty({ enum: LISTED_STATUSES, description: '来访者所见的状态 / the status as this caller sees it' })
  status!: Province['byStatus'][number]['status'];
  @ApiProperty({ type: 'integer', description: '案卷数 / dossiers' }) dossiers!: number;
}
class ProvinceOverviewDto implements Province {
  @ApiProperty({ description: '省的行政区划代码 / code of the province' }) provinceCode!: string;
  @ApiProperty({ type: 'integer', description: '案卷数 / dossiers' }) dossiers!: number;
  @ApiProperty({ type: [StatusTallyDto], description: '按状态 / by status' }) byStatus!: readonly StatusTallyDto[];
}
export class CampaignOverviewDto implements CampaignOverview {
  @ApiProperty({ description: '年度工作标识 / id of the campaign' }) campaignId!: string;
  @ApiProperty({ type: String, description: '类别 / track' }) track!: CampaignOverview['track'];
  @ApiProperty({ enum: ['city', 'park'], description: '名城或者名园 / software cities or software parks' })
  programme!: CampaignOverview['programme'];
  @ApiProperty({ type: 'integer', description: '年度 / year' }) year!: number;
  @ApiProperty({ type: String, format: 'date-time', description: '填报开始 / start of the window' }) opensAt!: CampaignOverview['opensAt'];
  @ApiProperty({ type: String, format: 'date-time', description: '填报截止，不含 / end of the window, exclusive' })
  closesAt!: CampaignOverview['closesAt'];
  @ApiProperty({ type: 'integer', description: '案卷数 / dossiers' }) dossiers!: number;
  @ApiProperty({ type: [ProvinceOverviewDto], description: '各省 / the provinces' }) provinces!: readonly ProvinceOverviewDto[];
}

/** Query parameters of the statistics. */
export class ProgrammeDto {
  @ApiPropertyOptional({ enum: ['city', 'park'], description: '名城或者名园 / software cities or software parks' })
  @IsOptional()
  @IsIn(['city', 'park'])
  programme?: 'city' | 'park';
}
class StepStatisticsDto implements StepStatistics {
  @ApiProperty({ enum: LISTED_STATUSES, description: '状态 / status' }) status!: StepStatistics['status'];
  @ApiProperty({ type: 'integer', description: '已结束的次数 / stays that have ended' }) ended!: number;
  @ApiProperty({ type: 'integer', description: '现在处于该状态的案卷数 / dossiers that are in it now' }) running!: number;
  @ApiProperty({ type: Number, nullable: true, description: '中位天数 / median of the ended stays, in days' }) medianDays!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: '第95百分位天数 / their 95th percentile, in days' }) p95Days!: number | null;
}
class OutcomeDto {
  @ApiProperty({ type: String, nullable: true, description: '处理结果；未答复为空 / outcome; null until it is answered' }) outcome!:
    string | null;
  @ApiProperty({ type: 'integer', description: '异议数 / objections' }) objections!: number;
}
class ObjectionStatisticsDto {
  @ApiProperty({ type: 'integer', description: '提出的异议数 / objections filed' }) filed!: number;
  @ApiProperty({ type: [OutcomeDto], description: '按结果 / by outcome' }) byOutcome!: readonly OutcomeDto[];
}
export class StatisticsDto implements Statistics {
  @ApiProperty({ enum: ['all', 'public'], description: 'public 为只依公开事实 / `public`: from public facts alone' })
  scope!: Statistics['scope'];
  @ApiProperty({ type: [StepStatisticsDto], description: '各状态的停留时长 / durations of the stays in each status' })
  steps!: readonly StepStatisticsDto[];
  @ApiProperty({
    type: ObjectionStatisticsDto,
    nullable: true,
    description: '异议；仅部和审计人员 / objections; for the ministry and auditors',
  })
  objections!: ObjectionStatisticsDto | null;
  @ApiProperty({ type: [StatusTallyDto], description: '现在各状态的案卷数 / dossiers by their status now' })
  dossiers!: readonly StatusTallyDto[];
}

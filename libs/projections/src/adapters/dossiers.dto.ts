import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { FLAGS, type Flag } from '@minglu/dossier';
import { momentFrom } from '@minglu/http';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { Bitemporal } from '../dossier-view.js';
import { LISTED_STATUSES } from '../listing.js';
import type { NotFiled, NotFiledList } from '../not-filed.js';
import { ListedDossierDto } from './dossier.dto.js';
import { SORT_FIELDS, type ListQuestion, type SortField } from './list-question.js';

const SORTS = SORT_FIELDS.flatMap((field) => [field, `-${field}`] as const) as readonly (SortField | `-${SortField}`)[];

/** Query parameter of a question that waits for a command. */
export class AfterDto {
  @ApiPropertyOptional({ description: '命令答复中的 after：等到能看见它 / the after of a command’s answer: waits until it can be seen' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  after?: string;
}

/** The moment of a question that may be about the past. */
export class MomentDto {
  @ApiPropertyOptional({
    description: '截至该时点有效；日期指北京时间当日终了 / valid as of this instant; a date means the end of that day in Asia/Shanghai',
    examples: ['2025-10-01', '2025-10-01T00:00:00+08:00'],
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  at?: string;

  @ApiPropertyOptional({
    description: '按该时点所知（默认同 at），也可为日期 / as known by this instant or the end of this date (default: at)',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  knownAt?: string;
}

/** Query parameters of a question that may be about the past. */
export class WhenDto extends IntersectionType(AfterDto, MomentDto) {}

/** The moment that a question asks about; undefined for the present. */
export const momentOf = ({ at, knownAt }: MomentDto): Bitemporal | undefined => {
  if (at === undefined && knownAt === undefined) return undefined;
  const valid = momentFrom(at ?? knownAt!);
  return { at: valid, knownAt: knownAt === undefined ? valid : momentFrom(knownAt) };
};

/** Query parameters of a list. */
export class PageDto {
  @ApiPropertyOptional({ description: '上一页的 next / the next of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  cursor?: string;

  @ApiProperty({
    type: 'integer',
    default: 50,
    minimum: 1,
    maximum: 200,
    required: false,
    description: '每页至多 / items of a page at most',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

const DIVISION = /^[0-9]{6}$/;
export const DAY = /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/;
/** One value is a list of one. */
export const asList = ({ value }: { readonly value: unknown }): unknown => (value === undefined || Array.isArray(value) ? value : [value]);

/** Query parameters of a list of dossiers or titles. */
export class PlaceDto extends PageDto {
  @ApiPropertyOptional({ enum: ['city', 'park'], description: '名城或者名园 / software cities or software parks' })
  @IsOptional()
  @IsIn(['city', 'park'])
  programme?: 'city' | 'park';

  @ApiPropertyOptional({ description: '省的行政区划代码，依现行区划 / code of the province, by the divisions of today', example: '330000' })
  @IsOptional()
  @Matches(DIVISION)
  province?: string;
}

/** Query parameters of the list of dossiers. */
export class ListDto extends PlaceDto {
  @ApiPropertyOptional({ description: '市的行政区划代码，依现行区划 / code of the city, by the divisions of today', example: '330100' })
  @IsOptional()
  @Matches(DIVISION)
  city?: string;

  @ApiPropertyOptional({
    description: '市或省的行政区划代码，含其承继的行政区划 / code of a city or province, with those that it has succeeded',
    example: '330100',
  })
  @IsOptional()
  @Matches(DIVISION)
  division?: string;

  @ApiPropertyOptional({
    enum: LISTED_STATUSES,
    isArray: true,
    description: '来访者所见的状态，可有多个，合乎其一即可 / a status as this caller sees it; several: any of them',
  })
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(LISTED_STATUSES.length)
  @IsIn(LISTED_STATUSES, { each: true })
  status?: (typeof LISTED_STATUSES)[number][];

  @ApiPropertyOptional({
    enum: FLAGS,
    isArray: true,
    description: '来访者所见的标记，可有多个，须全部具备 / a flag that this caller sees; several: all of them',
  })
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(FLAGS.length)
  @IsIn(FLAGS, { each: true })
  flag?: Flag[];

  @ApiPropertyOptional({
    description: '年度工作标识：申请、评审或者评估所在 / id of a yearly campaign in which it applied, was reviewed or evaluated',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  campaign?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: '立卷之年或者评估年度 / year in which it was opened, or an evaluation year',
    example: 2023,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1900)
  @Max(9999)
  year?: number;

  @ApiPropertyOptional({
    format: 'date',
    description: '有期限在此日之前届满 / an open deadline has its last day before this day',
    example: '2025-10-01',
  })
  @IsOptional()
  @Matches(DAY)
  @IsISO8601({ strict: true })
  deadlineBefore?: string;

  @ApiPropertyOptional({ enum: ['true', 'false'], description: '有无未届满的期限 / whether a deadline is open' })
  @IsOptional()
  @IsIn(['true', 'false'])
  openDeadlines?: 'true' | 'false';

  @ApiPropertyOptional({
    description:
      '名称（中文、拼音或者首字母）或者文号的一部分 / a part of a name (Chinese, pinyin or its first letters) or of a document number',
    examples: ['杭州', 'hangzhou', 'hzs', '〔2022〕168号'],
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  @Matches(/[\p{L}\p{N}]/u, { message: 'q must have a letter or a digit' })
  q?: string;

  @ApiPropertyOptional({
    enum: SORTS,
    description: '排序；前置减号为倒序；无期限者在最后 / order; a minus reverses it; dossiers without a deadline are last by `deadline`',
    default: 'id',
  })
  @IsOptional()
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'id';

  @ApiPropertyOptional({ description: '命令答复中的 after：等到能看见它 / the after of a command’s answer: waits until it can be seen' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  after?: string;
}

/** A page of the list of dossiers. */
export class DossierListDto {
  @ApiProperty({ type: [ListedDossierDto], description: '案卷 / the dossiers' }) items!: readonly ListedDossierDto[];
  @ApiProperty({ type: String, nullable: true, description: '下一页的 cursor；末页为空 / the cursor of the next page; null on the last' })
  next!: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      '来访者可见、合乎条件的总数，随首页给出 / how many dossiers this caller finds altogether; with the first page, null on the others',
  })
  total!: number | null;
  @ApiProperty({ description: '总数为确数；否则至少有 total 件 / true if `total` is exact; otherwise there are at least so many' })
  totalIsExact!: boolean;
}

/** The question of a list, and the text to which its cursors are bound: a cursor is of one list and no other. */
export const questionOf = (query: ListDto): { readonly question: Omit<ListQuestion, 'after'>; readonly bound: string } => {
  const { cursor: _, limit, after: __, sort, openDeadlines, ...others } = query;
  const filter = { ...others, ...(openDeadlines === undefined ? {} : { openDeadlines: openDeadlines === 'true' }) };
  const descending = sort.startsWith('-');
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return {
    question: { filter: Object.fromEntries(given), sort: (descending ? sort.slice(1) : sort) as SortField, descending, limit },
    bound: JSON.stringify([sort, ...given.sort(([a], [b]) => (a < b ? -1 : 1))]),
  };
};

class NotFiledItemDto implements NotFiled {
  @ApiProperty({ description: '案卷标识 / id of the case' }) caseId!: string;
  @ApiProperty({ description: '称号标识 / id of the title' }) titleId!: string;
  @ApiProperty({ description: '行政区划代码，或者园区标识 / division code, or the id of a park' }) applicant!: string;
  @ApiProperty({ description: '名称 / its name' }) applicantName!: string;
  @ApiProperty({ description: '所在城市的代码 / code of its city' }) cityCode!: string;
  @ApiProperty({ description: '所在省的代码 / code of its province' }) provinceCode!: string;
}
export class NotFiledDto implements NotFiledList {
  @ApiProperty({ description: '年度工作标识 / id of the campaign' }) campaignId!: string;
  @ApiProperty({ type: 'integer', example: 2023, description: '评估年度 / evaluation year' }) evaluationYear!: number;
  @ApiProperty({ type: String, format: 'date-time', description: '填报开始 / start of the window' }) opensAt!: NotFiledList['opensAt'];
  @ApiProperty({ type: String, format: 'date-time', description: '填报截止，不含 / the end of the window, exclusive' })
  closesAt!: NotFiledList['closesAt'];
  @ApiProperty({ type: [NotFiledItemDto], description: '未报送者 / those that have not filed' }) items!: readonly NotFiledItemDto[];
}

import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, EVERYONE, LeavesNoLine, ServedBy, Time, turns, type RequestTime } from '@minglu/http';
import { Matches } from 'class-validator';
import { found, UNKNOWN } from './proofs.controller.js';

/** Nest token of {@link SignedAnswers}. */
export const SIGNED_ANSWERS = Symbol('SIGNED_ANSWERS');

/** Answers about titles that the log signs. Each is the text of a file. Null while no public event is in a checkpoint. */
export interface SignedAnswers {
  /** @throws ProblemException for a day to come */
  readonly title: (titleId: string, day: string, signal: AbortSignal) => Promise<string | null>;
  /** @throws ProblemException for an instant to come */
  readonly register: (at: string, signal: AbortSignal) => Promise<string | null>;
}

class TitleQuestionDto {
  @ApiProperty({ description: '称号的标识 / id of the title', example: 't-shanghai' })
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  title!: string;

  @ApiProperty({ format: 'date', description: '所问之日，不晚于今日 / the day asked about, not after today', example: '2025-09-30' })
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  day!: string;
}
class RegisterQuestionDto {
  @ApiProperty({
    description: '所问时点，或日期（北京时间当日终了）/ the instant asked about, or a date: its end in Asia/Shanghai',
    example: '2025-09-30',
  })
  @Matches(/^\d{4}-\d{2}-\d{2}(?:T[0-9:.]+(?:Z|[+-]\d{2}:\d{2}))?$/)
  at!: string;
}

const ANSWER = {
  description: '已签名的答复，存为文件即可离线核验 / a signed answer: kept as a file, it verifies offline',
  content: { 'application/json': { schema: { type: 'object' as const } } },
};
const JSON_TEXT = 'application/json; charset=utf-8';
const FULL = { zh: '同时提出的问题过多，请稍后再试', en: 'too many questions at a time: try again later' };
/** An answer reads all cases of titles. The signature with SM2 takes milliseconds. */
const [AT_ONCE, WAITING] = [2, 50];

/** Answers for third parties, from public events alone. */
@ApiTags('transparency-log')
@ApiResponse(UNKNOWN)
@ServedBy('audit')
@Controller('public-log/answers')
export class AnswersController {
  private readonly turns = turns(AT_ONCE, WAITING);

  constructor(@Inject(SIGNED_ANSWERS) private readonly answers: SignedAnswers) {}

  @Get('title')
  @LeavesNoLine('public events alone')
  @Access(EVERYONE)
  @Header('content-type', JSON_TEXT)
  @ApiOperation({ summary: '该称号在某日是否有效：已签名，可离线核验 / whether a title was valid on a day, signed' })
  @ApiOkResponse(ANSWER)
  async title(@Query() { title, day }: TitleQuestionDto, @Time() { signal }: RequestTime): Promise<string> {
    return found(await this.turns.take(() => this.answers.title(title, day, signal), FULL, signal));
  }

  @Get('register')
  @LeavesNoLine('public events alone')
  @Access(EVERYONE)
  @Header('content-type', JSON_TEXT)
  @ApiOperation({ summary: '公开名录在某时点的内容：已签名，可离线核验 / the public register as it was published by an instant, signed' })
  @ApiOkResponse(ANSWER)
  async register(@Query() { at }: RegisterQuestionDto, @Time() { signal }: RequestTime): Promise<string> {
    return found(await this.turns.take(() => this.answers.register(at, signal), FULL, signal));
  }
}

import { createHash } from 'node:crypto';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Access, EVERYONE, ProblemException, LeavesNoLine, ServedBy } from '@minglu/http';
import { INSTRUMENTS, type InstrumentId } from '@minglu/regulation';
import { listed, provisionRegister, type ListedProvision, type ProvisionEntry } from '../provision-register.js';
import { TextDto } from './dossier.dto.js';

class ProvisionsDto {
  @ApiPropertyOptional({ enum: INSTRUMENTS, description: '文件 / the text' })
  @IsOptional()
  @IsIn(INSTRUMENTS)
  instrument?: InstrumentId;

  @ApiPropertyOptional({
    description: '条、节的编号，即标识中斜线之后的部分 / the number of the article or section: the part of the id behind the slash',
    example: '18',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[a-z0-9.-]{1,64}$/)
  number?: string;
}

class ListedProvisionDto implements ListedProvision {
  @ApiProperty({ type: String, example: 'measure-2022/18', description: '条文标识 / id of the provision' }) id!: ListedProvision['id'];
  @ApiProperty({ enum: INSTRUMENTS, description: '文件 / the text' }) instrument!: InstrumentId;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '第十八条',
    description: '原文中的编号；口径没有 / its number in the text; null for a policy',
  })
  number!: string | null;
  @ApiProperty({ type: TextDto, description: '标题（系统所拟，原文各条无标题） / a title of our own: the texts have none' })
  title!: TextDto;
  @ApiProperty({ description: '地址 / the path at which it can be read' }) path!: string;
}
class ProvisionListDto {
  @ApiProperty({ type: [ListedProvisionDto], description: '条文，按原文顺序 / the provisions in their order' })
  items!: readonly ListedProvisionDto[];
}
class UsingCommandDto {
  @ApiProperty({ description: '命令 / the command' }) command!: string;
  @ApiProperty({ type: TextDto, description: '名称 / its title' }) title!: TextDto;
}
class UsingRefusalDto {
  @ApiProperty({ description: '命令 / the command' }) command!: string;
  @ApiProperty({ description: '代码 / code of the refusal' }) code!: string;
}
class ProvisionEntryDto extends ListedProvisionDto implements ProvisionEntry {
  @ApiProperty({ type: TextDto, description: '文件名称 / name of the text' }) instrumentTitle!: TextDto;
  @ApiProperty({ type: String, nullable: true, description: '文号 / number of the document; null if it has none' })
  documentNumber!: string | null;
  @ApiProperty({ type: [String], description: '原文，按段落；口径没有原文 / the words by paragraphs; none for a policy' })
  text!: readonly string[];
  @ApiProperty({
    type: TextDto,
    nullable: true,
    description: '在本系统中的效力，或者口径的含义 / its effect in this system, or the meaning of a policy',
  })
  meaning!: TextDto | null;
  @ApiProperty({ type: String, nullable: true, description: '口径：未作规定的条文 / of a policy: the provision that is silent' })
  silent!: string | null;
  @ApiProperty({ type: [UsingCommandDto], description: '以其为依据的办理 / the commands that rest on it' })
  commands!: readonly UsingCommandDto[];
  @ApiProperty({ type: [String], description: '以其为依据的期限种类 / the kinds of deadlines that rest on it' })
  deadlines!: readonly string[];
  @ApiProperty({ type: [UsingRefusalDto], description: '以其为依据的不予办理 / the refusals that rest on it' })
  refusals!: readonly UsingRefusalDto[];
}

/** An answer that is the same until the next release of this system. */
interface Kept {
  readonly body: string;
  readonly etag: string;
}
const keep = (value: unknown): Kept => {
  const body = JSON.stringify(value);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
};

const CACHED = {
  ETag: { description: '内容的标记，用于 If-None-Match / for If-None-Match', schema: { type: 'string' as const } },
  'Cache-Control': { description: '可缓存的时间 / how long it may be kept', schema: { type: 'string' as const } },
};
const IF_NONE_MATCH = {
  name: 'If-None-Match',
  required: false,
  description: '已有内容的 ETag；没有变化则 304 / the ETag of what the caller has; 304 if it has not changed',
};
const UNCHANGED = { status: 304, description: '没有变化 / not changed' };

/** The provisions (条文) with their words, and where the system uses them. Public, and the same for everyone. */
@ApiTags('provisions')
@ServedBy('query')
@Controller('provisions')
export class ProvisionsController {
  private readonly lists = new Map<string, Kept>();
  private readonly entries = new Map([...provisionRegister].map(([id, entry]) => [id, keep(entry)]));

  @Get()
  @LeavesNoLine('the law')
  @Access(EVERYONE)
  @ApiOperation({ summary: '条文目录：办法、通知、民法典、口径 / the provisions of the texts, and the policies' })
  @ApiHeader(IF_NONE_MATCH)
  @ApiOkResponse({ type: ProvisionListDto, headers: CACHED })
  @ApiResponse(UNCHANGED)
  async list(
    @Query() { instrument, number }: ProvisionsDto,
    @Headers('if-none-match') seen: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // The value of `number` is a caller's: only lists of numbers that exist are kept.
    const found = [...provisionRegister.values()].filter(
      (one) => (instrument ?? one.instrument) === one.instrument && (number === undefined || one.id === `${one.instrument}/${number}`),
    );
    const key = found.length === 0 ? '' : `${instrument ?? ''}/${number ?? ''}`;
    const list = this.lists.get(key) ?? keep({ items: found.map(listed) });
    this.lists.set(key, list);
    await send(list, seen, reply);
  }

  @Get(':instrument/:number')
  @LeavesNoLine('the law')
  @Access(EVERYONE)
  @ApiOperation({ summary: '一条条文：原文、出处、何处依据它 / one provision: its words, its text, and where it is used' })
  @ApiParam({ name: 'instrument', description: '标识中斜线之前的部分 / the part of its id before the slash', example: 'measure-2022' })
  @ApiParam({ name: 'number', description: '标识中斜线之后的部分 / the part behind it', example: '18' })
  @ApiHeader(IF_NONE_MATCH)
  @ApiOkResponse({ type: ProvisionEntryDto, headers: CACHED })
  @ApiResponse(UNCHANGED)
  async one(
    @Param('instrument') instrument: string,
    @Param('number') number: string,
    @Headers('if-none-match') seen: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = `${instrument}/${number}`;
    const entry = this.entries.get(id);
    if (!entry) throw new ProblemException('unknown-id', `没有条文 ${id}`, `there is no provision ${id}`, { id });
    await send(entry, seen, reply);
  }
}

const send = async ({ body, etag }: Kept, seen: string | undefined, reply: FastifyReply): Promise<void> => {
  reply.header('etag', etag).header('cache-control', 'public, max-age=3600');
  const known = (seen ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) await reply.code(304).send();
  else await reply.type('application/json; charset=utf-8').send(body);
};

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Access, EVERYONE, LeavesNoLine, ServedBy } from '@minglu/http';
import type { PublicKeys, watermarkPages } from '@minglu/messaging';

/** Nest tokens of the public keys of the publisher and of its signed watermarks. */
export const RECORD_KEYS = Symbol('RECORD_KEYS');
export const WATERMARKS = Symbol('WATERMARKS');

class WatermarksDto {
  @ApiPropertyOptional({ description: '上一页的 next / the next of a page' })
  @IsString()
  @MaxLength(300)
  after: string = '';

  @ApiPropertyOptional({ type: 'integer', default: 500, minimum: 1, maximum: 1000 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 500;
}

const KEYS_SCHEMA = {
  type: 'object',
  required: ['algorithm', 'keys'],
  properties: {
    algorithm: { type: 'string', enum: ['Ed25519'] },
    keys: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'publicKey'],
        properties: {
          id: { type: 'string', description: '记录的 signaturekey / signaturekey of the records' },
          publicKey: { type: 'string', pattern: '^[0-9a-f]{64}$', description: '32 字节，十六进制 / 32 bytes in hexadecimal' },
        },
      },
    },
  },
} as const;

const WATERMARKS_SCHEMA = {
  type: 'object',
  required: ['items', 'next'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'value', 'headers'],
        properties: {
          key: { type: 'string', description: '流，或公开主题名 / the stream, or the name of the public topic' },
          value: { type: 'string', description: '已签名的 JSON 文本 / the JSON text that was signed' },
          headers: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
    },
    next: { type: 'string', nullable: true, description: '下一页的 after；到末尾为 null / the after of the next page; null at the end' },
  },
} as const;

/** Subscribers check the records of the public topic by these answers. */
@ApiTags('feed')
@ServedBy('audit')
@Controller('public-records')
export class RecordsController {
  constructor(
    @Inject(RECORD_KEYS) private readonly publicKeys: PublicKeys,
    @Inject(WATERMARKS) private readonly page: ReturnType<typeof watermarkPages>,
  ) {}

  @Get('keys')
  @LeavesNoLine('public keys')
  @Access(EVERYONE)
  @ApiOperation({ summary: '公开记录的签名公钥 / the public keys that verify the records of the public topic' })
  @ApiOkResponse({ content: { 'application/json': { schema: KEYS_SCHEMA as never } } })
  keys() {
    return { algorithm: 'Ed25519', keys: [...this.publicKeys].map(([id, { raw }]) => ({ id, publicKey: raw })) };
  }

  @Get('watermarks')
  @LeavesNoLine('counts of public events')
  @Access(EVERYONE)
  @ApiOperation({ summary: '公开事件的签名水位 / the signed watermarks of the public events: per case, and of the topic' })
  @ApiOkResponse({ content: { 'application/json': { schema: WATERMARKS_SCHEMA as never } } })
  async watermarks(@Query() { after, limit }: WatermarksDto) {
    const items = await this.page(after, limit);
    return { items, next: items.length === limit ? items.at(-1)!.key : null };
  }
}

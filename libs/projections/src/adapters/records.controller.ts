import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, EVERYONE } from '@minglu/http';
import type { PublicKeys } from '@minglu/messaging';

export const RECORD_KEYS = Symbol('the public keys of the publisher');

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

/** Subscribers check the records of the public topic by these answers. */
@ApiTags('feed')
@Controller('public-records')
export class RecordsController {
  constructor(@Inject(RECORD_KEYS) private readonly publicKeys: PublicKeys) {}

  @Get('keys')
  @Access(EVERYONE)
  @ApiOperation({ summary: '公开记录的签名公钥 / the public keys that verify the records of the public topic' })
  @ApiOkResponse({ content: { 'application/json': { schema: KEYS_SCHEMA as never } } })
  keys() {
    return { algorithm: 'Ed25519', keys: [...this.publicKeys].map(([id, { raw }]) => ({ id, publicKey: raw })) };
  }
}

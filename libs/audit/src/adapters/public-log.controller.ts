import { Controller, Get, Header, Inject, Param, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access, EVERYONE, LeavesNoLine, ServedBy } from '@minglu/http';
import { binary, found, PLAIN, plainText, TILE_PATH, tileIn, TILES, TRANSPARENCY_LOG, UNKNOWN } from './proofs.controller.js';
import { ConsistencyDto, HashDto, LeavesDto, PublicInclusionDto, SizeParamDto } from './proofs.dto.js';
import type { TransparencyLog } from './transparency-log.js';

/** Nest token of the lines of public keys: one vkey each. */
export const LOG_KEYS = Symbol('LOG_KEYS');

const PUBLIC_FACTS = 'public events alone';

/** Checkpoints and proofs of the tree of public events. Its sizes and times follow from public events alone. */
@ApiTags('transparency-log')
@ApiResponse(UNKNOWN)
@ServedBy('audit')
@Controller('public-log')
export class PublicLogController {
  constructor(
    @Inject(TRANSPARENCY_LOG) private readonly log: TransparencyLog,
    @Inject(LOG_KEYS) private readonly keys: () => Promise<readonly string[]>,
  ) {}

  @Get('keys')
  @LeavesNoLine('public keys')
  @Access(EVERYONE)
  @Header('content-type', PLAIN)
  @ApiOperation({
    summary: '透明日志的公钥 / the public keys of the transparency log',
    description: 'C2SP signed-note：每行一个 vkey / one vkey a line',
  })
  @ApiOkResponse(plainText('vkey'))
  async vkeys(): Promise<string> {
    return (await this.keys()).map((key) => `${key}\n`).join('');
  }

  @Get('checkpoint')
  @LeavesNoLine(PUBLIC_FACTS)
  @Access(EVERYONE)
  @Header('content-type', PLAIN)
  @ApiOperation({
    summary: '公开事件树的最新检查点 / the last checkpoint of the tree of public events',
    description: 'C2SP tlog-checkpoint',
  })
  @ApiOkResponse(plainText('已签名 / a signed note'))
  async last(@Query() { hash }: HashDto): Promise<string> {
    return found(await this.log.checkpoint({ log: 'public', hash }));
  }

  @Get('checkpoint/:size')
  @LeavesNoLine(PUBLIC_FACTS)
  @Access(EVERYONE)
  @Header('content-type', PLAIN)
  @ApiOperation({ summary: '公开事件树的一个检查点 / one checkpoint of the tree of public events' })
  @ApiOkResponse(plainText('已签名 / a signed note'))
  async one(@Param() { size }: SizeParamDto, @Query() { hash }: HashDto): Promise<string> {
    return found(await this.log.checkpoint({ log: 'public', hash }, size));
  }

  @Get('proof/inclusion')
  @LeavesNoLine(PUBLIC_FACTS)
  @Access(EVERYONE)
  @Header('content-type', PLAIN)
  @ApiOperation({ summary: '一个公开事件在树中的证明 / the proof that a public event is in the tree', description: 'C2SP tlog-proof' })
  @ApiOkResponse(plainText('.tlog-proof'))
  async inclusion(@Query() { event, size, hash }: PublicInclusionDto): Promise<string> {
    const index = found(await this.log.publicIndex(event));
    return found(await this.log.inclusion({ log: 'public', hash }, index, size));
  }

  @Get('leaves')
  @LeavesNoLine(PUBLIC_FACTS)
  @Access(EVERYONE)
  @Header('content-type', PLAIN)
  @ApiOperation({
    summary: '公开事件树的叶哈希，按其次序 / the leaf hashes of the tree of public events, in their order',
    description:
      '自 from 起至最新检查点；由此可算出树根，核对所得事件不缺不多 / from `from` up to the last checkpoint: its root follows from them',
  })
  @ApiOkResponse(plainText('每行一个叶哈希（SHA-256），base64 / one leaf hash a line, in base64'))
  async leaves(@Query() { from, limit }: LeavesDto): Promise<string> {
    return found(await this.log.publicLeaves(from, limit));
  }

  @Get('proof/consistency')
  @LeavesNoLine(PUBLIC_FACTS)
  @Access(EVERYONE)
  @Header('content-type', PLAIN)
  @ApiOperation({
    summary: '公开事件树的后一检查点含前一检查点的证明 / the proof that a checkpoint of the public tree begins with an older one',
  })
  @ApiOkResponse(plainText('每行一个哈希，base64 / one hash a line, in base64'))
  async consistency(@Query() { from, to, hash }: ConsistencyDto): Promise<string> {
    return found(await this.log.consistency({ log: 'public', hash }, from, to));
  }

  @Get('tile/*')
  @LeavesNoLine(PUBLIC_FACTS)
  @Access(EVERYONE)
  @ApiParam(TILE_PATH)
  @Header('cache-control', 'public, max-age=31536000, immutable')
  @ApiOperation({
    summary: '公开事件树的一块哈希或一组叶 / a tile of hashes or a bundle of leaves of the tree of public events',
    description: TILES,
  })
  @ApiOkResponse(binary('哈希或叶 / hashes or leaves'))
  async tile(@Req() request: FastifyRequest): Promise<StreamableFile> {
    return new StreamableFile(found(await this.log.tile('public', tileIn(request))));
  }
}

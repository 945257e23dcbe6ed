import { Controller, Get, Header, Inject, Param, Query, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, LeavesLine, LeavesNoLine, ProblemException, ServedBy } from '@minglu/http';
import { CaseProofDto, CaseSizeDto, ConsistencyDto, HashDto, InclusionDto, SizeParamDto } from './proofs.dto.js';
import type { TransparencyLog } from './transparency-log.js';

/** Nest token of {@link TransparencyLog}. */
export const TRANSPARENCY_LOG = Symbol('TRANSPARENCY_LOG');

/** The sizes of these trees tell how many events there are, also in restricted cases. */
const CHECKERS = ['auditor', 'audit-admin'];
/** An appointed witness learns how the tree grows, and nothing of its leaves. */
const WITNESSED_BY = [...CHECKERS, 'witness'];
const NO_CASE = 'hashes and counts, and no case';

export const PLAIN = 'text/plain; charset=utf-8';
export const plainText = (description: string) => ({ content: { 'text/plain': { schema: { type: 'string' as const } } }, description });
export const UNKNOWN = { status: 404, description: 'unknown-id' };
/** @throws ProblemException `unknown-id` without a value */
export const found = <T>(value: T | null): T => {
  if (value === null) throw new ProblemException('unknown-id', '没有这个检查点或叶', 'there is no such checkpoint or leaf');
  return value;
};

/** A tile. It is the same for ever. */
export const binary = (description: string) => ({
  content: { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } },
  description,
});
/** The path of a tile, whose groups of digits are parts of the path. */
export const tileIn = ({ url }: Pick<FastifyRequest, 'url'>): string => {
  const [path = ''] = url.split('?', 1);
  return path.slice(path.indexOf('/tile/') + 1);
};
export const TILES = 'C2SP tlog-tiles, SHA-256：tile/<L>/<N>[.p/<W>], tile/entries/<N>[.p/<W>]';
export const TILE_PATH = {
  name: 'path',
  schema: { type: 'string' as const },
  description: '块的路径，如 0/x001/067 / the path of the tile, such as 0/x001/067',
};

/** Checkpoints and proofs of the tree of all events. */
@ApiTags('transparency-log')
@ApiBearerAuth()
@ApiResponse(UNKNOWN)
@ServedBy('audit')
@Controller()
export class ProofsController {
  constructor(@Inject(TRANSPARENCY_LOG) private readonly log: TransparencyLog) {}

  @Get('checkpoint')
  @LeavesNoLine(NO_CASE)
  @Access(...WITNESSED_BY)
  @Header('content-type', PLAIN)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '最新的检查点 / the last checkpoint of the tree of all events', description: 'C2SP tlog-checkpoint' })
  @ApiOkResponse(plainText('已签名 / a signed note'))
  async last(@Query() { hash }: HashDto): Promise<string> {
    return found(await this.log.checkpoint({ log: 'full', hash }));
  }

  @Get('checkpoint/:size')
  @LeavesNoLine(NO_CASE)
  @Access(...WITNESSED_BY)
  @Header('content-type', PLAIN)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '一个检查点 / one checkpoint, by its number of leaves' })
  @ApiOkResponse(plainText('已签名 / a signed note'))
  async one(@Param() { size }: SizeParamDto, @Query() { hash }: HashDto): Promise<string> {
    return found(await this.log.checkpoint({ log: 'full', hash }, size));
  }

  @Get('proof/inclusion')
  @LeavesNoLine(NO_CASE)
  @Access(...CHECKERS)
  @Header('content-type', PLAIN)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '一个叶在树中的证明 / the proof that a leaf is in the tree', description: 'C2SP tlog-proof' })
  @ApiOkResponse(plainText('.tlog-proof'))
  async inclusion(@Query() { index, size, hash }: InclusionDto): Promise<string> {
    return found(await this.log.inclusion({ log: 'full', hash }, index, size));
  }

  @Get('proof/consistency')
  @LeavesNoLine(NO_CASE)
  @Access(...WITNESSED_BY)
  @Header('content-type', PLAIN)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '后一检查点含前一检查点的证明 / the proof that a checkpoint begins with an older one' })
  @ApiOkResponse(plainText('每行一个哈希，base64 / one hash a line, in base64'))
  async consistency(@Query() { from, to, hash }: ConsistencyDto): Promise<string> {
    return found(await this.log.consistency({ log: 'full', hash }, from, to));
  }

  @Get('tile/entries/*')
  @LeavesLine('log')
  @Access('auditor')
  @ApiParam(TILE_PATH)
  @Header('cache-control', 'private, max-age=31536000, immutable')
  @ApiOperation({ summary: '一组叶 / a bundle of leaves', description: TILES })
  @ApiOkResponse(binary('每叶前有两个字节的长度 / each leaf has its length of two bytes before it'))
  async entries(@Req() request: FastifyRequest): Promise<StreamableFile> {
    return new StreamableFile(found(await this.log.tile('full', tileIn(request))));
  }

  @Get('tile/*')
  @LeavesNoLine(NO_CASE)
  @Access(...CHECKERS)
  @ApiParam(TILE_PATH)
  @Header('cache-control', 'private, max-age=31536000, immutable')
  @ApiOperation({ summary: '一块哈希 / a tile of hashes', description: TILES })
  @ApiOkResponse(binary('至多 256 个哈希，各 32 字节 / at most 256 hashes of 32 bytes'))
  async tile(@Req() request: FastifyRequest): Promise<StreamableFile> {
    return new StreamableFile(found(await this.log.tile('full', tileIn(request))));
  }

  @Get('proof/case/:id')
  @ApiParam({ name: 'id', description: '案卷的标识 / id of a case' })
  @LeavesLine('history', 'id')
  @Access('auditor')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '一案的全部叶，并证明没有缺漏 / all leaves of a case, with the proof that none is missing' })
  @ApiOkResponse({ type: CaseProofDto })
  async ofCase(@Param('id') id: string, @Query() { size }: CaseSizeDto): Promise<CaseProofDto> {
    return found(await this.log.caseProof(`dossier/${id}`, size));
  }
}

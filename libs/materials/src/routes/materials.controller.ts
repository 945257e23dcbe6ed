import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '@minglu/kernel';
import { Access, Caller, EVERYONE, LeavesLine, ProblemException, Time, type RequestTime, ServedBy } from '@minglu/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KINDS } from '../inspection/kinds.js';
import { downloadHeaders } from '../names/content-disposition.js';
import { NotStored, type Material, type Materials } from '../port.js';
import type { MaterialRights } from '../rights.js';
import { depositorOf } from '../tickets.js';
import { BODY, DOWNLOAD, FILE_NAME, NOT_TAKEN, STATED } from './description.js';
import { incomingFile, statedDigest } from './incoming.js';
import { DepositDto, DigestDto, GroundDto, MaterialMetadataDto, shownMaterial } from './materials.dto.js';
import { groundNeeded, materialNotNow, materialRefused, unknownMaterial } from './problems.js';
import { publicFile } from './public-file.js';
import { isKnownTo, wantedPart } from './range.js';
import { DEPOSITORS, MATERIAL_RIGHTS, MATERIALS } from './tokens.js';

/** Each answer is asked for again, so that a right that was lost counts and each reading leaves its line. */
const CACHE = 'private, no-cache';
/** Where no event shows a name: the digest, with the extension of the kind. */
const nameOf = ({ sha256, mediaType }: Material): string => {
  const kind = Object.values(KINDS).find((one) => one.mediaType === mediaType);
  return kind ? `${sha256}.${kind.extensions[0]}` : sha256;
};
const etagOf = (sha256: string): string => `"${sha256}"`;

/** Files: in by a stream, out by right. */
@ApiTags('materials')
@ApiBearerAuth()
@ServedBy('materials')
@Controller('materials')
export class MaterialsController {
  constructor(
    @Inject(MATERIALS) private readonly materials: Materials,
    @Inject(MATERIAL_RIGHTS) private readonly rights: MaterialRights,
  ) {}

  @Post()
  @RouteConfig({ takesBytes: true })
  @HttpCode(201)
  @Access('public', ...DEPOSITORS)
  @ApiOperation({
    summary: '上传一个文件，之后以其 SHA-256 引用 / upload a file, to be named by its SHA-256',
    description: '未登录者只可上传 10 MiB 以内的 PDF、JPEG、PNG / without a token: PDF, JPEG or PNG of 10 MiB at most',
  })
  @ApiConsumes('application/octet-stream', 'multipart/form-data')
  @ApiBody(BODY)
  @ApiHeader(FILE_NAME)
  @ApiHeader({ ...STATED, required: false })
  @ApiCreatedResponse({
    type: DepositDto,
    headers: { location: { description: '/materials/{sha256}', schema: { type: 'string' } } },
  })
  @ApiOkResponse({ type: DepositDto, description: '本单位已上传过同一文件 / this organisation had uploaded the same file' })
  @ApiResponse(NOT_TAKEN)
  async deposit(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Time() time: RequestTime,
  ): Promise<DepositDto> {
    const sha256 = statedDigest(request);
    const ticket = actor.role === 'public' ? randomUUID() : undefined;
    const ticketUntil = this.materials.ticketEnd().toISOString();
    const depositor = ticket === undefined ? actor : depositorOf(ticket);
    const received = await time.paused(
      incomingFile(request).then(({ source, name }) =>
        this.materials.receive(ticket === undefined ? source : publicFile(source), {
          name,
          depositor,
          ...(sha256 === undefined ? {} : { sha256 }),
        }),
      ),
    );
    if (received.outcome !== 'stored')
      throw received.outcome === 'unavailable' ? materialNotNow(received.findings) : materialRefused(received.findings);
    const material = shownMaterial(received.material);
    void reply.header('cache-control', 'no-store');
    if (ticket !== undefined) return { ...material, ticket, ticketUntil };
    void reply.status(received.repeated ? 200 : 201).header('location', `/materials/${material.sha256}`);
    return material;
  }

  @Get(':sha256/metadata')
  @LeavesLine('material', 'sha256')
  @Access(EVERYONE)
  @ApiOperation({ summary: '文件的摘要、长度和类型 / digests, length and media type of a file' })
  @ApiOkResponse({ type: MaterialMetadataDto })
  @ApiResponse({ status: 404, description: 'unknown-id: 没有存入，或无权查阅 / not stored, or not for this reader' })
  async metadata(
    @Param() { sha256 }: DigestDto,
    @Query() { ground }: GroundDto,
    @Caller() reader: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Time() { signal }: RequestTime,
  ): Promise<MaterialMetadataDto> {
    const { material, name } = await this.readable(reader, sha256, ground, signal);
    void reply.header('cache-control', 'no-store');
    return { ...shownMaterial(material), name };
  }

  @Get(':sha256')
  @LeavesLine('material', 'sha256')
  @Access(EVERYONE)
  @ApiOperation({
    summary: '下载文件，可取其一段 / download a file, or a range of it',
    description: '只作附件下载；每次下载记入查阅记录 / always as an attachment; each download leaves a line in the read-access log',
  })
  @ApiHeader({ name: 'Range', required: false, description: 'bytes=0-1023 (RFC 9110)' })
  @ApiHeader({ name: 'If-Range', required: false, description: '所持部分的 ETag / the ETag of the part that the caller has' })
  @ApiOkResponse(DOWNLOAD.whole)
  @ApiResponse(DOWNLOAD.part)
  @ApiResponse(DOWNLOAD.unchanged)
  @ApiResponse(DOWNLOAD.unsatisfiable)
  @ApiResponse({ status: 404, description: 'unknown-id: 没有存入，或无权查阅 / not stored, or not for this reader' })
  async download(
    @Param() { sha256 }: DigestDto,
    @Query() { ground }: GroundDto,
    @Caller() reader: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Time() { signal }: RequestTime,
  ): Promise<StreamableFile | undefined> {
    const { material, name } = await this.readable(reader, sha256, ground, signal);
    const { size, mediaType } = material;
    const etag = etagOf(sha256);
    void reply.headers({ etag, 'cache-control': CACHE, 'accept-ranges': 'bytes' });
    if (isKnownTo(request.headers['if-none-match'], etag)) return void reply.status(304);
    const part = wantedPart(request.headers, size, etag);
    if (part === 'unsatisfiable') {
      void reply.header('content-range', `bytes */${size}`);
      throw new ProblemException('range-not-satisfiable', `文件只有 ${size} 字节`, `the file has ${size} bytes`, { size });
    }
    const isWhole = part === 'whole';
    void reply.headers(downloadHeaders(name ?? nameOf(material), mediaType));
    void reply.header('content-length', isWhole ? size : part.last - part.first + 1);
    if (!isWhole) void reply.status(206).header('content-range', `bytes ${part.first}-${part.last}/${size}`);
    if (request.method === 'HEAD') return new StreamableFile(Readable.from([]), { type: mediaType });
    return new StreamableFile(await this.opened(sha256, isWhole ? undefined : part), { type: mediaType });
  }

  /** @throws ProblemException `unknown-id` for a file that is not stored or not for this reader, `ground-needed` */
  private async readable(
    reader: Actor,
    sha256: string,
    ground: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly material: Material; readonly name: string | null }> {
    const [right, material] = await Promise.all([this.rights.rightTo(reader, sha256, signal), this.materials.find(sha256)]);
    if (!right || !material) throw unknownMaterial(sha256);
    if (right.needsGround && ground === undefined) throw groundNeeded();
    return { material, name: right.name };
  }

  private opened(sha256: string, part: Parameters<Materials['open']>[1]): Promise<Readable> {
    return this.materials.open(sha256, part).catch((error: unknown) => {
      throw error instanceof NotStored ? unknownMaterial(sha256) : error;
    });
  }
}

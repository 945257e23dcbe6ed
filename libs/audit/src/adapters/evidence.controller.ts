import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access, Caller, LeavesLine, ProblemException, ServedBy, Time, turns, type RequestTime } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { Matches } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StreamedArchive } from '../index.js';

/** Nest token of {@link EvidencePackages}. */
export const EVIDENCE_PACKAGES = Symbol('EVIDENCE_PACKAGES');

/** Makes the packages that were ordered. */
export interface EvidencePackages {
  /**
   * The package of an order of this reader; null if he has ordered none of this id.
   *
   * @throws ProblemException if the reader is recused, the package is too large, or no checkpoint covers the order yet
   */
  readonly open: (exportId: string, reader: Actor, signal: AbortSignal) => Promise<(StreamedArchive & { readonly name: string }) | null>;
}

class ExportIdDto {
  @ApiProperty({ description: '证据包的标识 / id of the evidence package', example: 'evidence-export-7k3m-q9x2-4hnp' })
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  exportId!: string;
}

const ZIP = 'application/zip';
/** Packages that are made at a time, and that wait. Each keeps its proofs in memory, not its materials. */
const [AT_ONCE, WAITING] = [2, 8];
const FULL = { zh: '正在导出的证据包过多，请稍后再试', en: 'too many evidence packages are being made: try again later' };

/** The download of an evidence package that the caller has ordered. */
@ApiTags('evidence')
@ApiBearerAuth()
@ServedBy('audit')
@Controller('evidence-exports')
export class EvidenceController {
  private readonly turns = turns(AT_ONCE, WAITING);

  constructor(@Inject(EVIDENCE_PACKAGES) private readonly packages: EvidencePackages) {}

  @Get(':exportId/package')
  @LeavesLine('export', 'exportId')
  @Access('auditor', 'ministry-officer', 'ministry-approver')
  @ApiOperation({
    summary: '取得证据包（BagIt ZIP）/ download an evidence package',
    description:
      '仅供导出人本人；同一导出每次取得相同的字节，个人信息封存 / for the person who ordered it; the same bytes each time, with personal data sealed',
  })
  @ApiProduces(ZIP)
  @ApiOkResponse({ description: '证据包 / the package', content: { [ZIP]: { schema: { type: 'string', format: 'binary' } } } })
  @ApiResponse({ status: 404, description: 'unknown-id: 没有这个证据包，或不是本人导出的 / no such package of the caller' })
  @ApiResponse({ status: 422, description: 'package-too-large, officer-recused' })
  @ApiResponse({ status: 503, description: 'service-away' })
  async download(
    @Param() { exportId }: ExportIdDto,
    @Caller() reader: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Time() time: RequestTime,
  ): Promise<StreamableFile> {
    const found = await time.paused(this.turns.take(() => this.packages.open(exportId, reader, time.signal), FULL, time.signal));
    if (!found)
      throw new ProblemException('unknown-id', `没有证据包 ${exportId}`, `there is no evidence package ${exportId} of yours`, { exportId });
    void reply.headers({
      'cache-control': 'no-store',
      'content-length': found.size,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const bytes = request.method === 'HEAD' ? Readable.from([]) : Readable.from(found.bytes(), { objectMode: false });
    return new StreamableFile(bytes, { type: ZIP, disposition: `attachment; filename="${found.name}"` });
  }
}

import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Actor } from '@minglu/kernel';
import { Access, Caller, LeavesNoLine, ProblemException, Time, type RequestTime, ServedBy } from '@minglu/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Materials, Uploads } from '../port.js';
import { NOT_TAKEN, STATED } from './description.js';
import { incomingBytes, statedDigest } from './incoming.js';
import { CompletionDto, MaterialDto, NewUploadDto, shownMaterial, shownUpload, UploadDto } from './materials.dto.js';
import { materialNotNow, materialRefused, unknownUpload } from './problems.js';
import { DEPOSITORS, MATERIALS } from './tokens.js';

const ID = { name: 'id', description: '上传标识 / the id of the upload' };
const NOT_OWN = { status: 404, description: 'unknown-id: 没有，已结束，或属他人 / there is none, it is over, or it is of another' };

/** Uploads by parts. The parts that are stored outlast a lost connection. */
@ApiTags('materials')
@ApiBearerAuth()
@ServedBy('materials')
@Controller('material-uploads')
export class MaterialUploadsController {
  private readonly uploads: Uploads;
  constructor(@Inject(MATERIALS) materials: Materials) {
    this.uploads = materials.uploads;
  }

  @Post()
  @HttpCode(201)
  @Access(...DEPOSITORS)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '开始分部分上传，断线后可续传 / begin an upload by parts, which can go on after a lost connection' })
  @ApiCreatedResponse({ type: UploadDto, headers: { location: { description: '/material-uploads/{id}', schema: { type: 'string' } } } })
  @ApiResponse(NOT_TAKEN)
  async begin(@Body() { size }: NewUploadDto, @Caller() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<UploadDto> {
    const begun = await this.uploads.begin(size, actor);
    if ('findings' in begun) throw materialRefused(begun.findings);
    void reply.header('location', `/material-uploads/${begun.id}`);
    return shownUpload(begun);
  }

  @Get(':id')
  @LeavesNoLine("the caller's own upload")
  @Access(...DEPOSITORS)
  @Header('cache-control', 'no-store')
  @ApiParam(ID)
  @ApiOperation({ summary: '上传的进度：已收到的部分 / the parts of an upload that are stored' })
  @ApiOkResponse({ type: UploadDto })
  @ApiResponse(NOT_OWN)
  async progress(@Param('id') id: string, @Caller() actor: Actor): Promise<UploadDto> {
    const found = await this.uploads.find(id, actor);
    if (!found) throw unknownUpload(id);
    return shownUpload(found);
  }

  @Put(':id/parts/:part')
  @RouteConfig({ takesBytes: true })
  @HttpCode(204)
  @Access(...DEPOSITORS)
  @ApiOperation({
    summary: '上传一部分 / upload a part',
    description: '同一部分可重复上传；内容不同则取代前次 / a part may be sent again; other bytes replace it',
  })
  @ApiParam(ID)
  @ApiParam({ name: 'part', schema: { type: 'integer', minimum: 1 }, description: '第几部分，自 1 起 / the number of the part, from 1' })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ required: true, schema: { type: 'string', format: 'binary' } })
  @ApiHeader({ ...STATED, required: false, description: `必填。${STATED.description}; it is needed` })
  @ApiNoContentResponse({ description: '已存入 / the part is stored' })
  @ApiResponse(NOT_OWN)
  @ApiResponse(NOT_TAKEN)
  async put(
    @Param('id') id: string,
    @Param('part') part: string,
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Time() time: RequestTime,
  ): Promise<void> {
    const sha256 = statedDigest(request);
    if (sha256 === undefined || !/^[1-9][0-9]{0,5}$/.test(part)) throw wrongPart();
    const put = await time.paused(this.uploads.put(id, Number(part), incomingBytes(request), { sha256, depositor: actor }));
    if (put.outcome === 'unknown-upload') throw unknownUpload(id);
    if (put.outcome === 'refused') throw materialRefused(put.findings);
  }

  @Post(':id/completion')
  @HttpCode(201)
  @Access(...DEPOSITORS)
  @Header('cache-control', 'no-store')
  @ApiParam(ID)
  @ApiOperation({ summary: '合成文件并检查；可重复 / join the parts and inspect the file; it may be repeated' })
  @ApiCreatedResponse({ type: MaterialDto, headers: { location: { description: '/materials/{sha256}', schema: { type: 'string' } } } })
  @ApiOkResponse({ type: MaterialDto, description: '本单位已上传过同一文件 / this organisation had uploaded the same file' })
  @ApiResponse(NOT_OWN)
  @ApiResponse({ status: 409, description: 'upload-incomplete: 尚缺部分 / parts are missing' })
  @ApiResponse(NOT_TAKEN)
  async complete(
    @Param('id') id: string,
    @Body() { name, sha256 }: CompletionDto,
    @Caller() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Time() time: RequestTime,
  ): Promise<MaterialDto> {
    const completed = await time.paused(this.uploads.complete(id, { name, sha256, depositor: actor }));
    if (completed.outcome === 'unknown-upload') throw unknownUpload(id);
    if (completed.outcome === 'incomplete') throw incomplete(completed.missing);
    if (completed.outcome !== 'stored')
      throw completed.outcome === 'unavailable' ? materialNotNow(completed.findings) : materialRefused(completed.findings);
    void reply.status(completed.repeated ? 200 : 201).header('location', `/materials/${sha256}`);
    return shownMaterial(completed.material);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access(...DEPOSITORS)
  @ApiParam(ID)
  @ApiOperation({ summary: '放弃上传，已收到的部分即删除 / abandon an upload: its parts are removed' })
  @ApiNoContentResponse({ description: '已放弃 / it is abandoned' })
  @ApiResponse(NOT_OWN)
  async abandon(@Param('id') id: string, @Caller() actor: Actor): Promise<void> {
    if (!(await this.uploads.abandon(id, actor))) throw unknownUpload(id);
  }
}

const wrongPart = (): ProblemException =>
  new ProblemException(
    'invalid-request',
    '部分的编号须为自 1 起的整数，并附 Content-Digest',
    'the number of a part is 1 or more, and Content-Digest has its SHA-256',
  );

const incomplete = (missing: readonly number[]): ProblemException =>
  new ProblemException(
    'upload-incomplete',
    `尚缺第 ${missing.slice(0, 20).join('、')} 部分`,
    `parts are missing: ${missing.slice(0, 20).join(', ')}`,
    {
      missing: missing.slice(0, 1_000),
    },
  );

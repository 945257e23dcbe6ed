import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { LIMITS, MOST_SIZE } from '../materials.js';
import type { Material, Upload } from '../port.js';
import { shownFinding } from './problems.js';

const DIGEST = /^[0-9a-f]{64}$/;
const digest = { example: 'd1825aa2f0020ef7cf91dfa30da4668d791c5d4824fc8e41354b89ec05795ab3', pattern: DIGEST.source };

export class DigestDto {
  @ApiProperty({ ...digest, description: '文件的 SHA-256 / SHA-256 of the file' })
  @Matches(DIGEST)
  sha256!: string;
}

export class GroundDto {
  @ApiPropertyOptional({
    maxLength: 500,
    example: '核查异议',
    description:
      '查阅理由，记入查阅记录；随封存内容提交的文件须写明 / the ground, which the read-access log keeps; needed for a file that came with a sealed text',
  })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  @Matches(/\S/)
  ground?: string;
}

class MessageDto {
  @ApiProperty({ description: '中文 / in Chinese' }) zh!: string;
  @ApiProperty({ description: '英文 / in English' }) en!: string;
}
export class FileFindingDto {
  @ApiProperty({ enum: ['error', 'notice'], description: '错误或者提示 / an error or a notice' }) severity!: 'error' | 'notice';
  @ApiProperty({ example: 'not-scanned', description: '稳定的代码 / a stable code' }) code!: string;
  @ApiProperty({ type: MessageDto, description: '说明 / the message' }) message!: MessageDto;
}

/** A file as the answer to its upload. It tells nothing about deposits of others. */
export class MaterialDto {
  @ApiProperty({ ...digest, description: '文件的 SHA-256，办理时以此引用 / its SHA-256, by which commands name it' }) sha256!: string;
  @ApiProperty({ ...digest, description: '文件的 SM3 / its SM3' }) sm3!: string;
  @ApiProperty({ type: 'integer', description: '字节数 / in bytes' }) size!: number;
  @ApiProperty({ example: 'application/pdf', description: '依内容判定的类型 / the media type, by its content' }) mediaType!: string;
  @ApiProperty({ type: [FileFindingDto], description: '提示 / notices' }) findings!: readonly FileFindingDto[];
}
export class DepositDto extends MaterialDto {
  @ApiPropertyOptional({
    description:
      '凭证，只给未登录者，提交时以 Minglu-Material-Tickets 附上 / for a sender without a token alone: send it as Minglu-Material-Tickets with the objection',
  })
  ticket?: string;
  @ApiPropertyOptional({
    format: 'date-time',
    description: '凭证失效之时；届时未被提交引用的文件将删除 / when the ticket ends: a file that nothing names by then is removed',
  })
  ticketUntil?: string;
}
export class MaterialMetadataDto extends MaterialDto {
  @ApiProperty({ type: String, nullable: true, description: '所见的文件名 / the name under which this reader sees it' }) name!:
    string | null;
}

export const shownMaterial = ({ sha256, sm3, size, mediaType, findings }: Material): MaterialDto => ({
  sha256,
  sm3,
  size,
  mediaType,
  findings: findings.map(shownFinding),
});

export class NewUploadDto {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MOST_SIZE,
    description: '整个文件的字节数；本系统另有设定的上限 / bytes of the whole file; a setting may allow fewer',
  })
  @IsInt()
  @Min(1)
  @Max(MOST_SIZE)
  size!: number;
}
export class CompletionDto extends DigestDto {
  @ApiProperty({ maxLength: 255, example: '申报表.pdf', description: '文件名，只看扩展名 / its name, of which the extension alone counts' })
  @IsString()
  @MaxLength(255)
  name!: string;
}
class PartDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: '自 1 起 / from 1' }) part!: number;
  @ApiProperty({ type: 'integer', description: '字节数 / in bytes' }) size!: number;
  @ApiProperty({ ...digest, description: '该部分的 SHA-256 / SHA-256 of the part' }) sha256!: string;
}
export class UploadDto {
  @ApiProperty({ format: 'uuid', description: '上传标识 / the id of the upload' }) id!: string;
  @ApiProperty({ type: 'integer', description: '整个文件的字节数 / bytes of the whole file' }) size!: number;
  @ApiProperty({ format: 'date-time', description: '此后作废；每收到一部分即延后 / it ends then; each part puts that off' })
  expiresAt!: string;
  @ApiProperty({ type: 'integer', description: '除末一部分外，每部分至少的字节数 / least bytes of a part, the last one aside' })
  leastPart!: number;
  @ApiProperty({ type: 'integer', description: '每部分至多的字节数 / most bytes of a part' }) mostPart!: number;
  @ApiProperty({ type: [PartDto], description: '已收到的部分 / the parts that are stored' }) parts!: readonly PartDto[];
}

export const shownUpload = ({ id, size, expiresAt, parts }: Upload): UploadDto => ({
  id,
  size,
  expiresAt: expiresAt.toISOString(),
  leastPart: LIMITS.smallestPart,
  mostPart: LIMITS.largestPart,
  parts: parts.map(({ part, size: bytes, sha256 }) => ({ part, size: bytes, sha256 })),
});

import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import type { CaseProof } from './transparency-log.js';

const LARGEST = Number.MAX_SAFE_INTEGER;
const SIZE = '检查点的叶数；默认为最新的检查点 / leaves of a checkpoint; by default the last one';
/** A number of leaves, or an index. */
const Count = (minimum: number, description: string, required = true) =>
  applyDecorators(
    ApiProperty({ type: 'integer', minimum, description, required }),
    Type(() => Number),
    IsInt(),
    Min(minimum),
    Max(LARGEST),
  );

const HASHES = ['sha256', 'sm3'] as const;

export class HashDto {
  @ApiPropertyOptional({
    enum: HASHES,
    default: 'sha256',
    description:
      'sha256：主树，Ed25519 签名；sm3：同样的叶，SM2 签名 / sha256: the main tree, signed with Ed25519; sm3: the same leaves, signed with SM2',
  })
  @IsOptional()
  @IsIn(HASHES)
  hash: (typeof HASHES)[number] = 'sha256';
}

export class SizeParamDto {
  @Count(1, '检查点的叶数 / leaves of the checkpoint')
  size!: number;
}

export class InclusionDto extends HashDto {
  @Count(0, '叶的序号，自 0 起；事件在日志中的位次减 1 / index of the leaf: position of the event − 1')
  index!: number;

  @IsOptional()
  @Count(1, SIZE, false)
  size?: number;
}

export class PublicInclusionDto extends HashDto {
  @ApiProperty({ format: 'uuid', description: '公开事件的标识 / id of a public event' })
  @IsUUID()
  event!: string;

  @IsOptional()
  @Count(1, SIZE, false)
  size?: number;
}

export class ConsistencyDto extends HashDto {
  @Count(1, '较早检查点的叶数 / leaves of the older checkpoint')
  from!: number;

  @Count(1, '较晚检查点的叶数 / leaves of the newer checkpoint')
  to!: number;
}

/** Leaf hashes in one answer, each a line of 45 bytes. */
const MOST_LEAVES = 10_000;
export class LeavesDto {
  @IsOptional()
  @Count(0, '首叶的序号，自 0 起 / index of the first leaf', false)
  from: number = 0;

  @IsOptional()
  @Count(1, `叶数，至多 ${MOST_LEAVES} / number of leaves, at most ${MOST_LEAVES}`, false)
  @Max(MOST_LEAVES)
  limit: number = MOST_LEAVES;
}

export class CaseSizeDto {
  @IsOptional()
  @Count(1, SIZE, false)
  size?: number;
}

class CaseInclusionDto implements Readonly<CaseProof['inclusion']> {
  @ApiProperty({ description: '末叶的序号 / index of the last leaf' }) index!: string;
  @ApiProperty({ type: [String], description: '由叶至根的哈希 / hashes from the leaf to the root' }) proof!: readonly string[];
}
class MapEndDto implements NonNullable<CaseProof['mapProof']['end']> {
  @ApiProperty({ description: '流标识的哈希 / hash of the id of the stream' }) key!: string;
  @ApiProperty({ description: '末叶的哈希 / leaf hash of its last leaf' }) last!: string;
  @ApiProperty({ description: '叶数 / number of its leaves' }) version!: string;
}
class MapProofDto implements Omit<CaseProof['mapProof'], 'end'> {
  @ApiProperty({ type: [String], description: '由根向下的哈希 / hashes from the root downwards' }) siblings!: readonly string[];
  @ApiProperty({ type: MapEndDto, nullable: true, description: '路径末端的条目 / the entry at the end of the path' })
  end!: MapEndDto | null;
}
/** All leaves of a case up to a checkpoint, with the proof that there are no others. Hashes are in base64. */
export class CaseProofDto implements CaseProof {
  @ApiProperty({ example: 'dossier/sh', description: '流 / the stream' }) stream!: string;
  @ApiProperty({ type: 'integer', description: '检查点的叶数 / leaves of the checkpoint' }) size!: number;
  @ApiProperty({ description: '已签名的检查点 / the signed checkpoint' }) checkpoint!: string;
  @ApiProperty({ description: '已签名的映射根 / the signed head of the map' }) map!: string;
  @ApiProperty({ type: [String], description: '各叶，按版次 / the leaves in order: canonical JSON, as they are hashed' })
  leaves!: readonly string[];
  @ApiProperty({ type: CaseInclusionDto, description: '末叶在树中的证明 / proof that the last leaf is in the tree' })
  inclusion!: CaseInclusionDto;
  @ApiProperty({ type: MapProofDto, description: '该案在映射中的证明 / proof of the case in the map' }) mapProof!: MapProofDto;
}

import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import type { EventMetadata } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import { Access } from '@minglu/http';

export const LOG_READER = Symbol('reads the log');

class LogPageDto {
  @ApiProperty({ default: 0, required: false, description: '自此位次之后 / after this position' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  after: number = 0;

  @ApiProperty({ default: 500, required: false })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit: number = 500;
}

/** 日志：for auditors alone, all of it, in the order in which it was recorded. */
@ApiTags('audit')
@ApiBearerAuth()
@Controller('log')
export class LogController {
  constructor(@Inject(LOG_READER) private readonly log: Pick<EventStore, 'readAll' | 'head'>) {}

  @Get()
  @Access('auditor')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: '日志，逐页 / the log, page by page' })
  async page(@Query() { after, limit }: LogPageDto) {
    const head = await this.log.head();
    const items = [];
    for await (const page of this.log.readAll({ after, upTo: Math.min(head, after + limit), pageSize: limit }))
      for (const { position, eventId, streamId, streamVersion, type, schemaVersion, payload, metadata, recordedAt } of page)
        items.push({
          position,
          eventId,
          streamId,
          streamVersion,
          type,
          schemaVersion,
          data: JSON.parse(payload) as unknown,
          metadata: JSON.parse(metadata) as EventMetadata,
          recordedAt,
        });
    return { items, head };
  }
}

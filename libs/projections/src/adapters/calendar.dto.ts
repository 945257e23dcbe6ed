import { ApiProperty } from '@nestjs/swagger';
import type { CalendarFeed } from './calendar-feeds.js';

export class CalendarFeedDto implements CalendarFeed {
  @ApiProperty({ format: 'uuid', description: '日历订阅的标识 / id of the feed' }) id!: string;
  @ApiProperty({ type: String, format: 'date-time', description: '建立时间 / when it was made' }) createdAt!: CalendarFeed['createdAt'];
  @ApiProperty({ type: String, format: 'date-time', description: '自动失效时间 / when it ends by itself' }) endsAt!: CalendarFeed['endsAt'];
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: '最近一次读取，精确到小时；尚未读取为空 / when its address was last read, to the hour; null before the first time',
  })
  lastUsedAt!: CalendarFeed['lastUsedAt'];
}

/** The answer to the making of a feed. It alone has the address. */
export class NewCalendarFeedDto extends CalendarFeedDto {
  @ApiProperty({
    example: '/calendar/Qm9vbGVhbiBpcyBub3QgYSBzZWNyZXQgYXQgYWxsLi4.ics',
    description: '订阅地址，只给出这一次，须保密 / the address of the feed: it is given here alone, and is secret',
  })
  address!: string;
}

export class CalendarFeedListDto {
  @ApiProperty({ type: [CalendarFeedDto], description: '来访者以现有身份建立的日历订阅 / the feeds of the caller in this role' })
  items!: readonly CalendarFeedDto[];
}

import type { ArgumentMetadata } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max } from 'class-validator';
import { RequestValues } from './request-values.js';

class PageDto {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Max(100)
  limit = 50;

  @IsOptional()
  @IsIn(['a', 'b'], { each: true })
  of?: string[];
}

describe('the values of a request', () => {
  const pipe = new RequestValues();
  const query: ArgumentMetadata = { type: 'query', metatype: PageDto };
  const valid = async (value: unknown) => (await pipe.transform(value, query)) as PageDto;

  it('are of their class, the second time as the first', async () => {
    for (let time = 0; time < 3; time += 1) {
      const one = await valid({ limit: '7', of: ['a'] });
      expect([one, one instanceof PageDto]).toEqual([{ limit: 7, of: ['a'] }, true]);
      expect(await valid({})).toEqual({ limit: 50 });
    }
  });
  it('are refused each time that they are wrong', async () => {
    for (let time = 0; time < 3; time += 1) {
      await expect(valid({ limit: '101' })).rejects.toMatchObject({ problem: { code: 'invalid-request' } });
      await expect(valid({ other: '1' })).rejects.toMatchObject({ problem: { code: 'invalid-request' } });
    }
  });
  it('of one request are not changed by another', async () => {
    const one = await valid({ limit: '9', of: ['a'] });
    one.limit = 1;
    one.of!.push('b');
    expect(await valid({ limit: '9', of: ['a'] })).toEqual({ limit: 9, of: ['a'] });
  });
  it('are not remembered for another class', async () => {
    class Other {
      @IsInt()
      limit!: number;
    }
    await valid({ limit: '7' });
    await expect(pipe.transform({ limit: '7' }, { type: 'query', metatype: Other })).rejects.toBeDefined();
  });
});

import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { invalidParameters } from './problem.filter.js';

/** Valid queries that are remembered for each class, and the longest of them in characters. */
const [REMEMBERED, LONGEST] = [500, 256];

/**
 * Validates the values of a handler by their classes. A query that was valid once is not validated again: its class alone decides, and no class
 * changes while the service runs. To go through the rules costs more than to answer a short question.
 */
export class RequestValues extends ValidationPipe {
  private readonly known = new Map<unknown, LRUCache<string, object>>();

  constructor() {
    super({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: invalidParameters });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Ours, and no words of the caller.
    if (metadata.type === 'custom') return value;
    const { type, metatype } = metadata;
    if (type !== 'query' || metatype === undefined) return super.transform(value, metadata);
    const key = JSON.stringify(value);
    if (key.length > LONGEST) return super.transform(value, metadata);
    const found = this.knownOf(metatype).get(key);
    if (found) return copyOf(found);
    const valid: unknown = await super.transform(value, metadata);
    if (typeof valid === 'object' && valid !== null) this.knownOf(metatype).set(key, copyOf(valid));
    return valid;
  }

  private knownOf(metatype: unknown): LRUCache<string, object> {
    const known = this.known.get(metatype) ?? new LRUCache<string, object>({ max: REMEMBERED });
    this.known.set(metatype, known);
    return known;
  }
}

/** An instance of the same class with the same fields, so that no request changes the values of another. A query has texts, numbers and lists of them. */
const copyOf = (one: object): object => {
  const copy = Object.create(Object.getPrototypeOf(one) as object) as Record<string, unknown>;
  for (const [name, value] of Object.entries(one)) copy[name] = Array.isArray(value) ? [...(value as unknown[])] : value;
  return copy;
};

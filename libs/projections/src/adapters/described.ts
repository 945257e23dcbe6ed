import type { OpenAPIObject } from '@nestjs/swagger';
import type { TSchema } from '@minglu/kernel';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** The schema of a record of the domain, for OpenAPI. */
export const schemaOf = (schema: TSchema) => JSON.parse(JSON.stringify(schema)) as Schema;

/** A value that a field of an event may have. */
export const ANY_VALUE = { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] };
/** A part of a dossier or of a submission. */
export const ANY_JSON = {
  oneOf: [...ANY_VALUE.oneOf, { type: 'null' }, { type: 'array', items: {} }, { type: 'object', additionalProperties: true }] as never,
};

// Fields of paths.
export const CASE_OR_TITLE = { name: 'id', description: '案卷或称号的标识 / id of a case or of its title' };
export const TITLE = { name: 'id', description: '称号的标识 / id of the title' };
export const CAMPAIGN = { name: 'id', description: '年度工作的标识 / id of the campaign' };

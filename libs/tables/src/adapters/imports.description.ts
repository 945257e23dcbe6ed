import { getSchemaPath } from '@nestjs/swagger';
import { roleMay, ROLES, type AnyAct } from '@minglu/kernel';
import { dossierActs } from '@minglu/dossier';
import { tablesBy } from '../tables.js';
import { FindingDto } from './tables.dto.js';

const commands = new Set(tablesBy(null).map((table) => table.import?.command));
/** The roles that may do one of the acts of the tables. */
export const IMPORTERS = ROLES.filter((role) =>
  (dossierActs as readonly AnyAct[]).some((act) => commands.has(act.command) && roleMay(act, role)),
);

export const IMPORT_FORM = {
  type: 'object',
  required: ['file', 'data'] as string[],
  properties: {
    file: { type: 'string', format: 'binary', description: '一个 .xlsx，至多 5 MiB / one .xlsx of 5 MiB at most' },
    data: {
      type: 'string',
      description: '命令的其余字段，JSON / the other fields of the command, as JSON',
      example: '{"caseId":"330100-2026","indicatorVersion":"168-2022","materials":[]}',
    },
    system: { type: 'string', description: '指标体系；默认为现行的 / the indicator system; by default that in force' },
  },
};

const command = {
  type: 'object',
  required: ['type', 'data'],
  properties: {
    type: { type: 'string', description: '命令 / the command' },
    data: { type: 'object', additionalProperties: true, description: '其内容 / its payload' },
  },
  description: '将提交的命令 / the command that would be sent',
} as const;
const findings = { type: 'array', items: { $ref: getSchemaPath(FindingDto) }, description: '提示 / notices' } as const;
const withFindings = (name: string, more: object = {}) => {
  const properties = { findings, ...more };
  return { allOf: [{ $ref: `#/components/schemas/${name}` }, { type: 'object', required: Object.keys(properties), properties }] };
};

export const IMPORT_ANSWERS = {
  recorded: { status: 201, description: '已记录 / recorded', schema: withFindings('CommandReceipt') },
  tried: {
    status: 200,
    description: '试办的结果和将提交的命令，未作记录 / the outcome of a dry run with the command: nothing was recorded',
    schema: withFindings('CommandTrial', { command }),
  },
  refused: {
    status: 422,
    description:
      '表中有错误（table-findings，逐格列出）或者依规定不予办理 / errors in the table, each with its cell, or refused by a provision',
  },
} as const;

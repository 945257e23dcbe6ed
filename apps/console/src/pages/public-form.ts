import { labelOf, shown, type CommandRoute, type Schema } from '../forms/schema.ts';

/** The files that a person without a sign-in may upload. */
export const PUBLIC_FILES = '.pdf,.jpg,.jpeg,.png';

/** Fields that only an officer of the ministry enters, when a letter came. */
const BY_OFFICERS = ['receivedAt', 'receivedOn', 'postmarkedOn', 'channel'];
/** Needed of a person who gives a real name, and so shown at once. */
const WHO = ['name', 'contact'];

/** Evidence of the public is a file with a name: its kind is for applications. */
const evidenceOf = (schema: Schema): Schema => {
  const file = (schema.items?.anyOf ?? []).find((one) => shown(one).properties?.['kind'] === undefined && shown(one).type === 'object');
  return file === undefined ? schema : { ...schema, items: { ...file, description: '证据文件' } };
};

const HINTS: Readonly<Record<string, string>> = { name: '姓名或者名称（实名的须填）', contact: '联系方式（实名的须填）' };

const fieldOf = (name: string, schema: Schema): Schema => ({
  ...(name === 'evidence' ? evidenceOf(schema) : schema),
  description: HINTS[name] ?? labelOf(schema, name),
  'x-shown': !BY_OFFICERS.includes(name),
});

/** The form of an objection or a report. The public does not see the fields of officers. */
export const publicRoute = (route: CommandRoute, isPublic: boolean): CommandRoute => {
  const { properties = {} } = route.schema;
  const entries = Object.entries(properties).filter(([name]) => !isPublic || !BY_OFFICERS.includes(name));
  const rank = (name: string): number => (name === 'nameMode' ? 0 : WHO.includes(name) ? 1 : 2);
  const sorted = entries.toSorted(([one], [other]) => rank(one) - rank(other));
  return { ...route, schema: { ...route.schema, properties: Object.fromEntries(sorted.map(([name, one]) => [name, fieldOf(name, one)])) } };
};

// Modules of the console that are made from the compiled libraries and from openapi.json, so that a page repeats no name and no schema.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const library = (path) => import(join(root, 'dist/libs', path));
const openApi = () => JSON.parse(readFileSync(join(root, 'libs/contracts/openapi.json'), 'utf8'));

/** The names that pages show, in Chinese. */
async function labels() {
  const [{ ROLE_NAMES }, { STATUS_LABELS, FLAG_LABELS, DEADLINE_NAMES, WORDS }, { FIELD_NAMES }, regulation, { registry }] =
    await Promise.all([
      library('kernel/src/roles.js'),
      library('projections/src/names.js'),
      library('projections/src/field-names.js'),
      library('regulation/src/index.js'),
      library('system/src/registry.js'),
    ]);
  const provinces = [...new Set(regulation.eligibleCities().map(({ provinceCode }) => provinceCode))].sort();
  return {
    roles: ROLE_NAMES,
    statuses: STATUS_LABELS,
    flags: FLAG_LABELS,
    deadlines: DEADLINE_NAMES,
    words: WORDS,
    fields: FIELD_NAMES,
    events: Object.fromEntries([...registry.definitions.values()].map(({ type, title }) => [type, title.zh])),
    provinces: Object.fromEntries(provinces.map((code) => [code, regulation.division(code).name])),
    provisions: Object.fromEntries([
      ...Object.entries(regulation.provisions).map(([id, title]) => [id, title.zh]),
      ...Object.entries(regulation.policyDefinitions).map(([id, { title }]) => [id, title.zh]),
    ]),
  };
}

/** The cities that may apply, by province. */
async function cities() {
  const { eligibleCities } = await library('regulation/src/index.js');
  return eligibleCities().map(({ code, name, provinceCode }) => ({ code, name, provinceCode }));
}

/** The roles of persons who have work in a case. */
const workingRoles = async () => (await library('regulation/src/roles.js')).WITH_WORK;

/** The form of each command: its routes, its provisions and the schema of its body, in which each reference is resolved. */
function forms() {
  const { paths, components } = openApi();
  const resolved = (schema) => {
    if (Array.isArray(schema)) return schema.map(resolved);
    if (schema === null || typeof schema !== 'object') return schema;
    if (schema.$ref !== undefined) {
      const { $ref, ...rest } = schema;
      return { ...resolved(components.schemas[$ref.split('/').at(-1)]), ...rest };
    }
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(value)]));
  };
  const found = {};
  for (const [path, methods] of Object.entries(paths))
    for (const operation of Object.values(methods)) {
      const command = operation['x-command'];
      if (command === undefined) continue;
      const body = operation.requestBody?.content['application/json'];
      const [zh, en] = operation.summary.split(' / ');
      const parameters = (operation.parameters ?? [])
        .filter((one) => one.in === 'path')
        .map(({ name, description, schema }) => ({ name, title: description.split(' / ')[0], schema }));
      (found[command] ??= {
        title: { zh, en },
        legalBasis: operation['x-legalBasis'],
        roles: operation['x-roles'],
        routes: [],
      }).routes.push({
        path,
        parameters,
        schema: body === undefined ? { type: 'object', properties: {} } : resolved(body.schema),
      });
    }
  return found;
}

const MODULES = {
  'virtual:minglu-labels': labels,
  'virtual:minglu-cities': cities,
  'virtual:minglu-forms': forms,
  'virtual:minglu-working-roles': workingRoles,
};

export const virtualModules = () => ({
  name: 'minglu-modules',
  resolveId: (id) => (id in MODULES ? `\0${id}` : null),
  load: async (id) =>
    id.startsWith('\0') && id.slice(1) in MODULES ? `export default ${JSON.stringify(await MODULES[id.slice(1)]())};` : null,
});

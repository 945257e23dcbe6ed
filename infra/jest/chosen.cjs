// A filter of Jest: of all specs those that the caller has chosen (infra/scripts/lib/jest.mjs). As arguments of Jest, hundreds of paths
// would be repeated in its last line.
const { join, relative } = require('node:path');

const root = join(__dirname, '../..');
const chosen = new Set(JSON.parse(process.env.MINGLU_CHOSEN_SPECS ?? '[]'));
delete process.env.MINGLU_CHOSEN_SPECS; // not for the specs and their children

module.exports = async (paths) => {
  const filtered = paths.filter((path) => chosen.has(relative(root, path)));
  if (filtered.length < chosen.size) throw new Error(`Jest finds ${filtered.length} of ${chosen.size} chosen specs: see testMatch`);
  return { filtered };
};

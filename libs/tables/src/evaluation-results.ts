import { highestValue } from '@minglu/regulation';
import { CITY, wrongPlace } from './place-check.js';
import { listIn, shownColumn, type Choice, type Table } from './table.js';

/** The word for a park without provision for stars. */
export const NO_STARS = '不评星';
const stars: readonly Choice[] = [
  ...Array.from({ length: highestValue('maximum-stars') }, (_, index) => ({ value: index + 1, label: String(index + 1) })),
  { value: null, label: NO_STARS },
];

/** The results of a year (评估结果, article 24). An export has the known results. An import is one publication. */
export const evaluationResults: Table = {
  name: 'evaluation-results',
  title: { zh: '评估结果', en: 'evaluation results' },
  about: {
    zh: `每行一个称号。名城须评定星级；名园尚无评星规定的填“${NO_STARS}”。不发布的称号留空星级。`,
    en: 'A row for each title. A city has stars; a park without provision for stars has none. Leave the stars of other titles empty.',
  },
  columns: [
    {
      key: 'titleId',
      title: { zh: '称号标识', en: 'title' },
      kind: 'id',
      use: 'input',
      isPreset: true,
      isRequired: true,
      width: 26,
      hint: { zh: '称号名册中的标识', en: 'the id in the register of titles' },
    },
    {
      key: 'name',
      title: { zh: '称号持有者', en: 'holder' },
      kind: 'text',
      use: 'check',
      isPreset: true,
      width: 28,
      hint: { zh: '与称号标识核对，防止错行', en: 'compared with the title, so that no row slips' },
    },
    shownColumn('programme', '类别', 'programme', 10),
    { ...CITY, isPreset: true },
    shownColumn('filed', '已报送材料', 'filed', 12),
    {
      key: 'stars',
      title: { zh: '星级', en: 'stars' },
      kind: 'text',
      use: 'input',
      isRequired: true,
      choices: stars,
      width: 10,
      hint: { zh: `从列表中选择；名园不评星的选“${NO_STARS}”`, en: 'choose from the list' },
    },
    {
      key: 'rank',
      title: { zh: '名次', en: 'rank' },
      kind: 'integer',
      use: 'input',
      min: 1,
      max: 999,
      width: 10,
      hint: { zh: '可不填', en: 'optional' },
    },
    shownColumn('covers', '结果涵盖年度', 'years covered', 18),
  ],
  rowKey: ['titleId'],
  import: {
    command: 'PublishEvaluationResults',
    field: 'results',
    maxRows: 500,
    payloadOf: listIn('results', ({ titleId, stars: given, rank }) => ({
      titleId,
      stars: given ?? null,
      ...(rank === undefined ? {} : { rank }),
    })),
    check: ({ city }, _, world) => wrongPlace(city, undefined, world),
    holds: { title: 'titleId', holder: 'name' },
  },
  preset: [],
  asks: ['year'],
  needs: ['year'],
};

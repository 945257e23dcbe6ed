import { CITY, wrongPlace } from './place-check.js';
import { listIn, shownColumn, type Table } from './table.js';

/** The summary table of the parks of a province (园区汇总表, notice 278 sections 2(2), 3(1) and 4). */
export const summaryTable: Table = {
  name: 'summary-table',
  title: { zh: '园区汇总表', en: 'summary table of parks' },
  about: {
    zh: '每行一个审核同意的园区。整表一次报送，须加盖公章；不报送的园区请删去该行。',
    en: 'A row for each approved park. The table is sent as a whole, under seal; delete the rows of parks that are not sent.',
  },
  columns: [
    {
      key: 'caseId',
      title: { zh: '案卷标识', en: 'case' },
      kind: 'id',
      use: 'input',
      isRequired: true,
      width: 30,
      hint: { zh: '园区申请案卷的标识', en: 'the id of the application of the park' },
    },
    shownColumn('name', '园区名称', 'park', 36),
    CITY,
    shownColumn('status', '办理状态', 'status', 22),
  ],
  rowKey: ['caseId'],
  import: {
    command: 'SubmitSummaryTable',
    field: 'caseIds',
    maxRows: 200,
    payloadOf: listIn('caseIds', ({ caseId }) => caseId),
    check: ({ city }, { province }, world) => wrongPlace(city, province, world),
  },
  preset: [],
  asks: ['campaign', 'province', 'status'],
  needs: ['campaign', 'province'],
};

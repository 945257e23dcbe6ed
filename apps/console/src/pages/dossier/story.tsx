import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { Schemas } from '../../api/client.ts';
import { word } from '../../names.ts';
import { DeadlineItem } from '../../parts/deadline.tsx';
import { DownloadButton } from '../../parts/download-button.tsx';
import { Card } from '../../parts/page.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { useSession } from '../../session.tsx';
import { useFigures } from './queries.ts';
import { deadlineOf, itemsOf, oncePer, recordOf, showing, type Keyed } from './steps.ts';

const OneDeadline = memo(DeadlineItem);

/**
 * The deadlines of the case, open ones first.
 *
 * @param on the day from which days are counted; undefined: today
 */
export const Deadlines = showing(['deadlines'], ({ state, on }: { readonly state: Keyed; readonly on: string | undefined }) => {
  const deadlines = itemsOf<object>(state['deadlines'])
    .map(deadlineOf)
    .sort((one, other) => Number(other.open) - Number(one.open) || (one.endsAt < other.endsAt ? -1 : 1));
  return (
    <Card title="期限">
      {deadlines.length === 0 && <Empty>没有期限。</Empty>}
      <ul className="plain">
        {deadlines.map((deadline) => (
          <li key={`${deadline.kind} ${deadline.of} ${deadline.evaluationYear ?? ''}`}>
            <OneDeadline deadline={deadline} on={deadline.open ? on : undefined} />
          </li>
        ))}
      </ul>
    </Card>
  );
});

interface File {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
}

/** Every file that the record names, wherever it stands. */
const filesIn = oncePer((value): readonly File[] => {
  const fields = value as Partial<File>;
  if (typeof fields.sha256 === 'string' && typeof fields.name === 'string') return [fields as File];
  return Object.values(value).flatMap((one: unknown) => (typeof one === 'object' && one !== null ? filesIn(one) : []));
});

const OneFile = memo(({ file: { kind, name, sha256 }, isOpen }: { readonly file: File; readonly isOpen: boolean }) => (
  <>
    <div>{name}</div>
    <div className="small soft">
      {kind && word(kind)} · SHA-256 <span className="code">{sha256.slice(0, 16)}…</span>
    </div>
    {isOpen && (
      <span className="noprint">
        <DownloadButton path={`/materials/${sha256}`} name={name}>
          下载
        </DownloadButton>
      </span>
    )}
  </>
));

export const Files = ({ state }: { readonly state: Keyed }) => {
  const { role } = useSession();
  const files = [...new Map(filesIn(state).map((file) => [`${file.sha256} ${file.name}`, file])).values()];
  return (
    <Card title={`材料（${files.length}）`}>
      {files.length === 0 && <Empty>没有可见的材料。</Empty>}
      <ul className="plain">
        {files.map((file) => (
          <li key={`${file.sha256} ${file.name}`}>
            <OneFile file={file} isOpen={role !== 'public'} />
          </li>
        ))}
      </ul>
    </Card>
  );
};

/** Persons and bodies that the record names by their office. */
export const People = showing(['application', 'review'], ({ state }: { readonly state: Keyed }) => {
  const [application, review] = [recordOf(state['application']), recordOf(state['review'])];
  const members = itemsOf<string>(review['members']);
  if (!application['workingBody'] && members.length === 0) return null;
  return (
    <Card title="机构和人员">
      <ul className="plain">
        {application['workingBody'] ? <li>工作机构：{String(application['workingBody'])}</li> : null}
        {members.length > 0 && <li>评审组：{members.join('、')}</li>}
        {itemsOf<string>(review['recusedOfficers']).length > 0 && <li>回避：{itemsOf<string>(review['recusedOfficers']).join('、')}</li>}
      </ul>
    </Card>
  );
});

type Figure = Schemas['FigureDto'];

/** The figures of the case, each with its statements in the order in which they were made. */
const FigureTable = ({ id }: { readonly id: string }) => {
  const query = useFigures(id);
  return (
    <Loaded query={query}>
      {({ items }) => (
        <DataTable<Figure>
          caption="每项数据：最近一次填报的值，及其来源和被依据的次数"
          rows={items}
          keyOf={({ indicator, dataYear }) => `${indicator} ${dataYear}`}
          empty="没有填报指标数据。"
          columns={[
            {
              title: '指标',
              value: ({ indicator, name }) => (
                <Link to="/cases/$caseId" params={{ caseId: id }} hash={`figure-${indicator}`}>
                  {indicator} {name}
                </Link>
              ),
            },
            { title: '年度', value: ({ dataYear }) => dataYear, isNumber: true },
            { title: '值', value: ({ statements }) => statements.at(-1)?.value, isNumber: true },
            { title: '单位', value: ({ statements }) => statements.at(-1)?.unit },
            { title: '阶段', value: ({ statements }) => statements.map(({ stage }) => word(stage)).join(' → ') },
            { title: '与此前', value: ({ statements }) => word(statements.at(-1)?.relation ?? '') },
            {
              title: '依据它的决定',
              value: ({ statements }) => new Set(statements.flatMap(({ decisions }) => decisions.map(({ eventId }) => eventId))).size,
              isNumber: true,
            },
          ]}
        />
      )}
    </Loaded>
  );
};

/** Roles that see where the figures of a case come from. */
const READS_FIGURES = new Set(['ministry-officer', 'ministry-approver', 'auditor']);

export const Figures = memo(({ id, isPast }: { readonly id: string; readonly isPast: boolean }) => {
  const { role } = useSession();
  if (!READS_FIGURES.has(role) || isPast) return null;
  return (
    <Card title="指标数据" id="figures">
      <FigureTable id={id} />
    </Card>
  );
});

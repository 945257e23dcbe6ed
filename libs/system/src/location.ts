import { dossiers } from '@minglu/dossier';
import { campaigns, reports } from '@minglu/reference';
import { categoryOf } from '@minglu/kernel';

/** The fields of ids by which a dossier is read. */
const OF_DOSSIER = ['caseId', 'titleId'];

/**
 * The path at which a caller can read the new thing of a command. An objection, for example, is named by a fragment of its dossier.
 * A campaign and a report have only deadlines to read. Null if no route shows the thing.
 */
export const locationOf = ({
  streamId,
  created,
}: {
  readonly streamId: string | null;
  readonly created: Readonly<Record<string, string>>;
}): string | null => {
  if (streamId === null) return null;
  const [category, id] = [categoryOf(streamId), streamId.slice(streamId.indexOf('/') + 1)];
  if (category === campaigns.name || category === reports.name) return `/deadlines/${id}`;
  if (category !== dossiers.name) return null;
  const [made] = Object.entries(created);
  if (made === undefined) return `/dossiers/${id}`;
  if (made[0] === 'exportId') return `/evidence-exports/${made[1]}/package`;
  return OF_DOSSIER.includes(made[0]) ? `/dossiers/${made[1]}` : `/dossiers/${id}#${made[1]}`;
};

import { namedMaterials, publicPart, type Actor, type PublicForm, type TSchema } from '@minglu/kernel';
import { classificationsOf, type Visibility } from './visibility.js';

/** The roles that open sealed texts, and with them the files of sealed lists. */
const OPENERS: readonly string[] = ['ministry-officer', 'ministry-approver'];

/** An event as far as the files that it names are concerned. */
export interface NamingEvent {
  readonly data: object;
  readonly metadata: PublicForm & { readonly classification: 'PUBLIC' | 'INTERNAL' | 'RESTRICTED' };
  /** The schema of its payload. */
  readonly payload: TSchema;
}

/** A file as an event names it. */
export interface NameOfMaterial {
  /** The name beside the digest; null where there is none. */
  readonly name: string | null;
  /** The file is of a sealed list. It opens by a disclosure, with a ground. */
  readonly sealed: boolean;
}

/** How an event names a file; null if it does not. */
export const namingOf = ({ data, payload }: Pick<NamingEvent, 'data' | 'payload'>, sha256: string): NameOfMaterial | null => {
  const all = namedMaterials(payload, data).filter((one) => one.sha256 === sha256);
  const named = all.find(({ sealed }) => !sealed) ?? all[0];
  return named ? { name: named.name, sealed: named.sealed } : null;
};

/**
 * How a viewer sees that an event names a file; null if he does not. He sees it where he sees the event, with the field. A file of a sealed list
 * is seen by those alone who open sealed texts.
 *
 * @param visibility of the viewer in the case of the event
 */
export const nameSeen = (viewer: Actor, visibility: Visibility, event: NamingEvent, sha256: string): NameOfMaterial | null => {
  const { data, metadata, payload } = event;
  if (!classificationsOf(visibility).includes(metadata.classification)) return null;
  const shown = visibility === 'public' ? publicPart(data, metadata) : data;
  const naming = namingOf({ data: shown, payload }, sha256);
  return naming?.sealed && !(visibility === 'all' && OPENERS.includes(viewer.role)) ? null : naming;
};

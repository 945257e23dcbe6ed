import type { AnyAct, CommandRoute } from './act.js';
import type { TSchema } from './schema.js';

/** A route of an act, in its parts. */
export interface RouteOfAct {
  readonly act: AnyAct;
  readonly method: string;
  /** With the fields in braces. */
  readonly path: string;
  /** The fields of the payload that stand in the path. */
  readonly fields: readonly string[];
  /** The roles that may call it. The role `system` has no token. */
  readonly roles: readonly string[];
}

/** The table of all routes of acts, in their order. */
export const routesOf = (acts: readonly AnyAct[]): readonly RouteOfAct[] =>
  acts.flatMap((act) =>
    [act.route ?? []].flat().map((route: CommandRoute) => {
      const [method, path] = route.split(' ') as [string, string];
      const fields = [...path.matchAll(/\{(\w+)\}/g)].map(([, field]) => field!);
      return { act, method, path, fields, roles: Object.keys(act.by).filter((role) => role !== 'system') };
    }),
  );

/** The fields that a caller may leave out although `decide` gets them: the id of the new thing. */
export const madeByServer = ({ newId }: AnyAct): readonly string[] => (newId === undefined ? [] : [newId as string]);

interface ObjectSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

/** The payload of an act as its caller writes it, without the fields of the path. */
export const bodyOf = (act: AnyAct, fields: readonly string[] = []) => {
  const { properties, required = [], ...rest } = act.payload as unknown as ObjectSchema;
  const optional = [...fields, ...madeByServer(act)];
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).filter(([field]) => !fields.includes(field))),
    required: required.filter((field) => !optional.includes(field)),
  };
};

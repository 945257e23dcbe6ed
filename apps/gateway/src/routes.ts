import type { Elsewhere, RoutedService } from '@minglu/http';

/** The services behind the gateway. */
type Upstream = Exclude<RoutedService, 'gateway'>;
/** Base URLs of the services behind the gateway. */
export type Upstreams = Readonly<Record<Upstream, string>>;

/** An operation of the generated description, as far as the gateway reads it. */
interface Operation {
  readonly 'x-service': RoutedService;
  readonly 'x-service-elsewhere'?: readonly Elsewhere[];
  readonly parameters?: readonly { readonly name?: string; readonly $ref?: string }[];
}
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A part of an address: the parts that may follow it, and the operations of the path that ends with it, by method. */
interface Part {
  readonly next: Map<string, Part>;
  operations: Readonly<Record<string, Operation>>;
  /** The parameters of that path, with their places in it. */
  parameters: readonly (readonly [name: string, index: number])[];
  /** The parameter stands for all parts that follow, as the path of a tile does. */
  takesRest: boolean;
}
/** The key of a part that is a parameter. No part of an address equals it, since a slash separates parts. */
const ANY = '/';
const PARAMETER = /^\{(\w+)\}$/;
/** A parameter of this name stands for one part or more. */
const REST = '{path}';

/** Finds routes in the generated description of the API. */
export const router = ({ paths }: Description) => {
  const root = partsOf(paths);
  const lookUp = (method: string, url: string) => {
    // Not parsed as a URL: `//host/path` would name another host, with a path of its own.
    const [pathname = '', search = ''] = url.split('?', 2);
    const [before, ...parts] = pathname.split('/');
    const found = before === '' ? find(root, parts) : null;
    const operation = found?.operations[method === 'HEAD' ? 'get' : method.toLowerCase()];
    return found && operation ? { operation, names: found.parameters, parts, search } : null;
  };
  return {
    /** The service that answers a request. Null: not passed on, since the gateway answers itself or the route does not exist. */
    upstreamOf: (method: string, url: string, upstreams: Upstreams): string | null => {
      const found = lookUp(method, url);
      if (!found) return null;
      const given = new URLSearchParams(found.search);
      for (const [name, index] of found.names) given.set(name, found.parts[index]!);
      const service = serviceOf(found.operation, given);
      return service === 'gateway' ? null : upstreams[service];
    },
    /** Whether a request is a command, which has a key under which it may be repeated. */
    isCommand: (method: string, url: string): boolean =>
      lookUp(method, url)?.operation.parameters?.some(({ name, $ref }) => (name ?? $ref)?.endsWith('Idempotency-Key')) ?? false,
  };
};

/** @param given the parameters of the address and those behind the question mark */
const serviceOf = ({ 'x-service': usual, 'x-service-elsewhere': elsewhere = [] }: Operation, given: URLSearchParams): RoutedService =>
  elsewhere.find(({ parameter, values }) => (values ? values.includes(given.get(parameter) ?? '') : given.has(parameter)))?.service ??
  usual;

const partsOf = (paths: Description['paths']): Part => {
  const empty = (): Part => ({ next: new Map(), operations: {}, parameters: [], takesRest: false });
  const root = empty();
  for (const [path, operations] of Object.entries(paths)) {
    const names = path.split('/').slice(1);
    let part = root;
    for (const name of names) {
      const key = PARAMETER.test(name) ? ANY : name;
      const next = part.next.get(key) ?? empty();
      part.next.set(key, next);
      part = next;
    }
    part.operations = { ...part.operations, ...operations };
    part.takesRest ||= names.at(-1) === REST;
    part.parameters = names.flatMap((name, index) => {
      const parameter = PARAMETER.exec(name)?.[1];
      return parameter === undefined ? [] : [[parameter, index] as const];
    });
  }
  return root;
};

/** A fixed part goes before a parameter, as in the services. */
const find = (part: Part, [name, ...rest]: readonly string[]): Part | null => {
  if (name === undefined) return part;
  if (name === '') return null;
  for (const key of [name, ANY]) {
    const next = part.next.get(key);
    const found = next && (next.takesRest && rest.every((one) => one !== '') ? next : find(next, rest));
    if (found && Object.keys(found.operations).length > 0) return found;
  }
  return null;
};

/** The route of a path for figures: every second part is an id, such as `/dossiers/*`. Only for a path that is routed. */
export const routeOf = (url: string): string =>
  url
    .split('?', 1)[0]!
    .split('/')
    .map((part, index) => (index > 0 && index % 2 === 0 ? '*' : part))
    .join('/');

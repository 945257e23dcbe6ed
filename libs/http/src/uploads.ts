/** The routes whose bodies are files: they last as long as their bytes keep coming. */
const UPLOADS: readonly (readonly [method: string, path: RegExp])[] = [
  ['POST', /^\/materials(?:\?|$)/],
  ['PUT', /^\/material-uploads\/[^/?]+\/parts\/[^/?]+(?:\?|$)/],
];

/** Whether the body of a request is a file. */
export const isUpload = ({ method, url }: { readonly method?: string | undefined; readonly url?: string | undefined }): boolean =>
  UPLOADS.some(([of, path]) => of === method && path.test(url ?? ''));

/** An upload must have arrived whole after so many milliseconds. */
export const LONGEST_UPLOAD_MS = 3_600_000;
/** Bytes that an upload must bring in each period in which another request must have arrived whole. A modem brings more. */
export const LEAST_PROGRESS = 65_536;

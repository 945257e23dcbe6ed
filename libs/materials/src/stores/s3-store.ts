import type { S3Client } from '@aws-sdk/client-s3';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { NotStored, type ByteRange, type Draft, type MaterialStore } from '../port.js';
import { newFileDraft, sweepDrafts } from './file-draft.js';
import { checkedDigest, checkedUpload, digestIn, partName, uploadIn } from './names.js';
import { putDraft, type Sdk } from './s3-put.js';

/** Where objects live. Nothing is taken from files or services of the machine: the credentials are those given here. */
export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Of a server that is not Amazon's. */
  readonly endpoint?: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  /** A folder of this machine in which files are received before they go to the bucket. */
  readonly drafts: string;
}

/**
 * Objects in a bucket: `sha256/<two digits>/<digest>` and `parts/<upload>/<number>.<digest>`. A file is received and inspected on this
 * machine; so an object is put once, under its final name, and the server checks its SHA-256.
 */
export const s3Store = async (settings: S3Settings): Promise<MaterialStore & { readonly close: () => void }> => {
  const sdk = await import('@aws-sdk/client-s3');
  const { bucket: Bucket, region, endpoint, credentials } = settings;
  const client = new sdk.S3Client({
    region,
    credentials,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const keyOf = (sha256: string): string => `sha256/${checkedDigest(sha256).slice(0, 2)}/${sha256}`;
  const partsOf = (upload: string): string => `parts/${checkedUpload(upload)}/`;
  const drafts = join(settings.drafts, 'drafts');

  const sizeOf = async (sha256: string): Promise<number | null> => {
    const found = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: keyOf(sha256) })).catch(nullIfMissing);
    return found?.ContentLength ?? null;
  };
  const open = async (Key: string, name: string, range?: ByteRange): Promise<Readable> => {
    const Range = range && `bytes=${range.first}-${range.last}`;
    const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key, Range })).catch(nullIfMissing);
    if (!found?.Body) throw new NotStored(name);
    return found.Body as Readable;
  };
  const remove = async (Key: string): Promise<void> => void (await client.send(new sdk.DeleteObjectCommand({ Bucket, Key })));
  const objects = (Prefix: string) => listed(client, sdk, Bucket, Prefix);

  return {
    kind: 's3',
    has: async (sha256) => (await sizeOf(sha256)) !== null,
    sizeOf,
    open: (sha256, range) => open(keyOf(sha256), sha256, range),
    newDraft: () => newFileDraft(drafts),
    keep: async (draft, sha256) => {
      const size = await sizeOf(sha256);
      // Bytes that are there stay. Those of another length are damaged.
      if (size !== draft.size) await putDraft({ client, sdk, Bucket, Key: keyOf(sha256) }, draft, sha256, size !== null);
      await draft.discard();
    },
    list: async function* () {
      for await (const { key, size, at } of objects('sha256/')) {
        const sha256 = digestIn(key.split('/').at(-1)!);
        if (sha256 !== null) yield { sha256, size, storedAt: at };
      }
    },
    remove: (sha256) => remove(keyOf(sha256)),
    parts: {
      keep: async (upload, part, draft: Draft) => {
        await putDraft({ client, sdk, Bucket, Key: partsOf(upload) + partName(part) }, draft, part.sha256);
        await draft.discard();
      },
      open: (upload, part) => open(partsOf(upload) + partName(part), `part ${part.part} of ${upload}`),
      uploads: async function* () {
        let before = '';
        for await (const { key, at } of objects('parts/')) {
          const upload = uploadIn(key.split('/')[1] ?? '');
          if (upload === null || upload === before) continue;
          before = upload;
          yield { upload, storedAt: at };
        }
      },
      remove: async (upload) => {
        for await (const { key } of objects(partsOf(upload))) await remove(key);
      },
    },
    sweep: async (before) => (await sweepDrafts(drafts, before)) + (await abortUploads(client, sdk, Bucket, before)),
    close: () => client.destroy(),
  };
};

/** The names and times of all objects with a prefix, in order. */
async function* listed(client: S3Client, sdk: Sdk, Bucket: string, Prefix: string) {
  for await (const { Contents = [] } of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key = '', Size = 0, LastModified = new Date(0) } of Contents) yield { key: Key, size: Size, at: LastModified };
}

/** Ends multipart uploads of processes that ended. Their parts take space, and no list shows them. */
const abortUploads = async (client: S3Client, sdk: Sdk, Bucket: string, before: Date): Promise<number> => {
  let aborted = 0;
  const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket }));
  for (const { Key, UploadId, Initiated } of Uploads) {
    if (!Initiated || Initiated >= before) continue;
    await client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(nullIfMissing);
    aborted += 1;
  }
  return aborted;
};

const nullIfMissing = (error: Error & { readonly $metadata?: { readonly httpStatusCode?: number } }): null => {
  if (error.$metadata?.httpStatusCode === 404 || error.name === 'NoSuchKey' || error.name === 'NoSuchUpload') return null;
  throw error;
};

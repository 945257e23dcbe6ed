import { hash } from 'node:crypto';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import type { Draft } from '../port.js';

export type Sdk = typeof import('@aws-sdk/client-s3');

interface Target {
  readonly client: S3Client;
  readonly sdk: Sdk;
  readonly Bucket: string;
  readonly Key: string;
}

const PART = 16 * 1024 * 1024;

/**
 * Puts a draft as one object; a larger one in parts of 16 MiB, so that little is in memory. The server checks the SHA-256 of the object, or
 * of each part. An object that another process has put meanwhile stays: its name says that it has the same bytes.
 *
 * @param mayReplace for an object that is damaged
 */
export const putDraft = async (target: Target, draft: Draft, sha256: string, mayReplace = false): Promise<void> => {
  const { client, sdk, Bucket, Key } = target;
  const condition = mayReplace ? {} : { IfNoneMatch: '*' };
  if (draft.size > PART) return putInParts(target, draft, condition);
  const Body = await draft.read(0, draft.size);
  const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
  await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ChecksumSHA256, ...condition })).catch(unlessThere);
};

const putInParts = async (
  { client, sdk, Bucket, Key }: Target,
  draft: Draft,
  condition: { readonly IfNoneMatch?: string },
): Promise<void> => {
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'SHA256' }));
  try {
    const Parts: CompletedPart[] = [];
    for (let at = 0; at < draft.size; at += PART) {
      const Body = await draft.read(at, PART);
      const PartNumber = Parts.length + 1;
      const ChecksumSHA256 = hash('sha256', Body, 'base64');
      const { ETag } = await client.send(new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumSHA256 }));
      Parts.push({ PartNumber, ETag, ChecksumSHA256 });
    }
    const whole = { Bucket, Key, UploadId, MultipartUpload: { Parts }, ...condition };
    await client.send(new sdk.CompleteMultipartUploadCommand(whole));
  } catch (error) {
    await client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    unlessThere(error);
  }
};

const unlessThere = (error: unknown): void => {
  if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== 412) throw error;
};

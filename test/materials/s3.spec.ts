import { hash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { s3Store } from '@minglu/materials';
import { describeMaterialStore } from '@minglu/materials/testing';
import { BUILD_MS, newBucket, startS3, whyWithoutS3, type S3Server } from './s3-server.js';

const why = whyWithoutS3();
if (why !== null) process.stdout.write(`S3: skipped; ${why}\n`);

// eslint-disable-next-line no-restricted-properties -- it prints the reason
(why === null ? describe : describe.skip)('with a real S3 server', () => {
  let server: S3Server;
  let buckets = 0;
  const bucket = () => newBucket(server, `materials-${(buckets += 1)}`);
  beforeAll(async () => {
    server = await startS3();
  }, BUILD_MS);
  afterAll(() => server.stop());

  describeMaterialStore('a store in a bucket', async () => s3Store(bucket()));

  const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes);

  it('puts no object whose bytes are not those of its name', async () => {
    const store = await s3Store(bucket());
    const draft = await store.newDraft();
    await draft.write(randomBytes(1000));
    const another = sha256Of(randomBytes(10));
    await expect(store.keep(draft, another)).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await store.has(another)).toBe(false);
    store.close();
  });

  it('takes no wrong secret, and does not say that a file is missing then', async () => {
    const store = await s3Store({ ...bucket(), credentials: { accessKeyId: 'minglu-test', secretAccessKey: 'wrong' } });
    await expect(store.has('a'.repeat(64))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    store.close();
  });

  it('ends the multipart uploads of processes that were killed', async () => {
    const settings = bucket();
    const store = await s3Store(settings);
    const { S3Client, CreateMultipartUploadCommand, ListMultipartUploadsCommand } = await import('@aws-sdk/client-s3');
    const client = new S3Client({ ...settings, forcePathStyle: true });
    await client.send(new CreateMultipartUploadCommand({ Bucket: settings.bucket, Key: 'sha256/aa/half' }));
    expect(await store.sweep(new Date(Date.now() - 60_000))).toBe(0);
    expect(await store.sweep(new Date(Date.now() + 60_000))).toBe(1);
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: settings.bucket }))).Uploads ?? []).toEqual([]);
    client.destroy();
    store.close();
  });

  it('keeps nothing on this machine once a file is stored', async () => {
    const settings = bucket();
    const store = await s3Store(settings);
    const bytes = randomBytes(1000);
    const draft = await store.newDraft();
    await draft.write(bytes);
    await store.keep(draft, sha256Of(bytes));
    expect(readdirSync(join(settings.drafts, 'drafts'))).toEqual([]);
    store.close();
  });
});

import { buffer } from 'node:stream/consumers';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** The files of a ZIP archive after each other, unpacked: a workbook is one. Other bytes as they are. */
export const unpacked = async (bytes: Buffer): Promise<Buffer> => {
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return bytes;
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file))),
  );
  const parts: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream).then((part) => {
          parts.push(part);
          zip.readEntry();
        }, reject);
      }),
    );
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  return Buffer.concat(parts);
};

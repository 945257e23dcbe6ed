import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Problem, PROOF_HEADER, request, withProof, type Schemas } from '../api/client.ts';

type Stored = Pick<Schemas['MaterialDto'], 'sha256' | 'findings'> & { readonly ticket?: string | undefined };

/** Bytes up to which a file goes in one request; larger ones go by parts, which can go on after a break. */
const ONE_REQUEST = 16 * 1_048_576;
const ATTEMPTS = 5;
const PAUSE_MS = 2_000;

const MORE = { headers: { 'content-type': 'application/json' } };
const post = (path: string, body: unknown) => request(path, { method: 'POST', ...MORE, body: JSON.stringify(body) });

/** One file in one request, with its progress. `fetch` reports no progress of a request. */
const inOne = (file: File, headers: Headers, onProgress: (part: number) => void, signal: AbortSignal): Promise<Stored> =>
  withProof((proof) => sendWhole(file, headers, proof, onProgress, signal), signal);

const sendWhole = (
  file: File,
  headers: Headers,
  proof: string | null,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<Stored> =>
  new Promise((resolve, reject) => {
    const sent = new XMLHttpRequest();
    sent.open('POST', '/materials');
    headers.forEach((value, name) => sent.setRequestHeader(name, value));
    sent.setRequestHeader('content-type', 'application/octet-stream');
    sent.setRequestHeader('minglu-file-name', encodeURIComponent(file.name));
    if (proof !== null) sent.setRequestHeader(PROOF_HEADER, proof);
    sent.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    sent.onerror = () => reject(new Problem('unreachable', 0, '上传中断，请重试。'));
    sent.onload = () => {
      const body = JSON.parse(sent.responseText || '{}') as Stored & Partial<Schemas['Problem']>;
      if (sent.status < 300) resolve(body);
      else
        reject(
          new Problem(
            body.code ?? `http-${sent.status}`,
            sent.status,
            body.message?.zh ?? '上传未成功。',
            body.legalBasis ?? [],
            (body.details ?? {}) as Record<string, unknown>,
          ),
        );
    };
    signal.addEventListener('abort', () => sent.abort());
    sent.send(file);
  });

/** The digest of a part as HTTP names it (RFC 9530). */
const contentDigest = async (data: ArrayBuffer): Promise<string> =>
  `sha-256=:${btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', data))))}:`;

/** By parts: those that the server has are not sent again, so a break only costs one part. */
const byParts = async (file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<Stored> => {
  const key = `minglu-upload/${file.name}/${file.size}/${file.lastModified}`;
  const begun = sessionStorage.getItem(key);
  const known = begun === null ? null : await request(`/material-uploads/${begun}`, { signal }).catch(() => null);
  const upload = (await (known ?? (await post('/material-uploads', { size: file.size }))).json()) as Schemas['UploadDto'];
  sessionStorage.setItem(key, upload.id);
  const size = upload.mostPart;
  const whole = sha256.create();
  const there = new Set(upload.parts.map(({ part }) => part));
  for (let part = 1; (part - 1) * size < file.size; part += 1) {
    const data = await file.slice((part - 1) * size, part * size).arrayBuffer();
    whole.update(new Uint8Array(data));
    for (let attempt = 1; !there.has(part); attempt += 1)
      try {
        await request(`/material-uploads/${upload.id}/parts/${part}`, {
          method: 'PUT',
          body: data,
          headers: { 'content-type': 'application/octet-stream', 'content-digest': await contentDigest(data) },
          signal,
        });
        there.add(part);
      } catch (error) {
        if (signal.aborted || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
      }
    onProgress(Math.min((part * size) / file.size, 1));
  }
  const named = { sha256: bytesToHex(whole.digest()), name: file.name };
  const done = (await (await post(`/material-uploads/${upload.id}/completion`, named)).json()) as Stored;
  sessionStorage.removeItem(key);
  return done;
};

/** Uploads a file. @returns its digest, by which a form names it, and findings of the inspection */
export const uploadFile = (file: File, headers: Headers, onProgress: (part: number) => void, signal: AbortSignal): Promise<Stored> =>
  file.size <= ONE_REQUEST ? inOne(file, headers, onProgress, signal) : byParts(file, onProgress, signal);

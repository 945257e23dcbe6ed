import { safeName } from './safe-name.js';

/** Characters that RFC 5987 leaves as they are in an extended value, of those that encodeURIComponent leaves. */
const ESCAPED = /['()*]/g;

/**
 * The header of a download (RFC 6266). It is always an attachment: a browser never runs or shows it within a page of this site. Old
 * clients get the ASCII name, others the name in UTF-8 (RFC 5987).
 */
export const attachment = (name: string): string => {
  const safe = safeName(name);
  const ascii = safe
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]+/g, '_')
    .replace(/["\\%]/g, '_');
  const extended = encodeURIComponent(safe).replace(ESCAPED, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extended}`;
};

/** Headers of every download. The media type is the one that was found by content, and the browser guesses none. */
export const downloadHeaders = (name: string, mediaType: string): Readonly<Record<string, string>> => ({
  'content-type': mediaType,
  'content-disposition': attachment(name),
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
});

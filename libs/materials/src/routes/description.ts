const file = { type: 'string', format: 'binary', description: '文件 / the file' };

/** The body of an upload: the file by itself, or as a field of a form. */
export const BODY = {
  required: true,
  schema: { type: 'string', format: 'binary' },
  examples: {},
};
export const FORM = { type: 'object', required: ['file'], properties: { file } };

export const FILE_NAME = {
  name: 'Minglu-File-Name',
  required: false,
  description:
    '文件名，UTF-8 百分号编码；直接以文件为内容时必填，表单则用其中的名称 / the name of the file, percent-encoded UTF-8: needed where the body is the file itself',
  schema: { type: 'string', example: '%E7%94%B3%E6%8A%A5%E8%A1%A8.pdf' },
} as const;
/** RFC 9530. */
export const STATED = {
  name: 'Content-Digest',
  description: '内容的 SHA-256，sha-256=:Base64:；不符则不予接收 / SHA-256 of the body (RFC 9530); other bytes are refused',
  schema: { type: 'string' },
} as const;

export const NOT_TAKEN = {
  status: 422,
  description: 'material-refused: 文件有错误，details.findings 逐项列出 / the file has faults, each a finding in details.findings',
} as const;

const header = (description: string) => ({ description, schema: { type: 'string' as const } });
const content = { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } };
const headers = {
  etag: header('文件的 SHA-256 / SHA-256 of the file'),
  'accept-ranges': header('bytes'),
  'content-disposition': header('attachment，附安全的文件名 / attachment, with a safe name'),
};
export const DOWNLOAD = {
  whole: { description: '文件 / the file', content, headers },
  part: {
    status: 206,
    description: '文件的一段 / a range of the file',
    content,
    headers: { ...headers, 'content-range': header('bytes 0-99/1234') },
  },
  unchanged: { status: 304, description: '来访者已有同一文件（If-None-Match）/ the caller has the file' },
  unsatisfiable: {
    status: 416,
    description: 'range-not-satisfiable: 文件没有这一段 / the file has no such range',
    headers: { 'content-range': header('bytes */1234') },
  },
} as const;

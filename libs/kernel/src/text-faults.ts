import type { Bilingual } from './refusal.js';

/** The digest of an empty file: no material (decisions 41). */
export const EMPTY_FILE_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export interface TextFault {
  readonly code: 'blank-text' | 'bidirectional-control' | 'empty-file';
  /** JSON pointer to the text. */
  readonly path: string;
  readonly message: Bilingual;
}

const INVISIBLE = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** The first text of a payload that no command may hold (decisions 41); null if there is none. */
export const textFault = (value: unknown, path = ''): TextFault | null => {
  if (typeof value === 'string') return faultOf(value, path || '/');
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const fault = textFault(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    if (fault) return fault;
  }
  return null;
};

const faultOf = (text: string, path: string): TextFault | null => {
  if (text === EMPTY_FILE_SHA256)
    return {
      code: 'empty-file',
      path,
      message: { zh: `${path} 是空文件（0 字节）的摘要，不算材料`, en: `${path} is the digest of an empty file` },
    };
  if (/\p{Bidi_Control}/u.test(text))
    return {
      code: 'bidirectional-control',
      path,
      message: { zh: `${path} 含有双向控制字符`, en: `${path} holds a bidirectional control character` },
    };
  if (text !== '' && text.replaceAll(INVISIBLE, '') === '')
    return {
      code: 'blank-text',
      path,
      message: { zh: `${path} 只有空白或不可见字符`, en: `${path} has only spaces, invisible or control characters` },
    };
  return null;
};

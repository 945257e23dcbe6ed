import { refuse, type Refused } from './act.js';

/** The digest of an empty file: no material (decisions 41). */
export const EMPTY_FILE_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const INVISIBLE = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** Refuses a payload for the first text that no command may hold, with a JSON pointer to it (decisions 41). */
export const refuseText = (payload: unknown, legalBasis: readonly string[]): Refused | null => {
  for (const [path, text] of textsOf(payload, '')) {
    const refused = refusalOf(text, legalBasis, path);
    if (refused) return refused;
  }
  return null;
};

/** All texts of a payload, each with its JSON pointer. */
function* textsOf(value: unknown, path: string): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path || '/', value];
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* textsOf(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

const refusalOf = (text: string, legalBasis: readonly string[], path: string): Refused | null => {
  if (text === EMPTY_FILE_SHA256)
    return refuse('empty-file', legalBasis, `${path} 是空文件（0 字节）的摘要，不算材料`, `${path} is the digest of an empty file`, {
      path,
    });
  if (/\p{Bidi_Control}/u.test(text))
    return refuse('bidirectional-control', legalBasis, `${path} 含有双向控制字符`, `${path} holds a bidirectional control character`, {
      path,
    });
  if (text !== '' && text.replaceAll(INVISIBLE, '') === '')
    return refuse('blank-text', legalBasis, `${path} 只有空白或不可见字符`, `${path} has only spaces, invisible or control characters`, {
      path,
    });
  return null;
};

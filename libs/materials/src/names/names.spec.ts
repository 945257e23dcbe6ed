import fc from 'fast-check';
import { attachment, downloadHeaders } from './content-disposition.js';
import { isPlainName, safeName } from './safe-name.js';

describe('a safe name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\张三\\申报表.xlsx', '申报表.xlsx'],
    ['..', '材料'],
    ['', '材料'],
    ['  .隐藏.pdf. ', '隐藏.pdf'],
    ['报告\u202Efdp.exe', '报告fdp.exe'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['零\u200B宽.pdf', '零宽.pdf'],
    ['a<b>:"c|?*.pdf', 'a_b___c___.pdf'],
    ['CON.pdf', '_CON.pdf'],
    ['com1', '_com1'],
    ['console.pdf', 'console.pdf'],
    ['e\u0301te\u0301.pdf', 'été.pdf'],
    ['𠮷野.pdf', '𠮷野.pdf'],
  ])('of %j is %j', (name, safe) => expect(safeName(name)).toBe(safe));

  it('is one part of a path, in NFC, of at most 255 bytes, plain, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeName(name);
        expect(isPlainName(safe)).toBe(true);
        expect(safe).not.toMatch(/[<>:"|?*/\\]|^\.|^\s|[\s.]$/u);
        expect([safe.normalize('NFC'), safeName(safe)]).toEqual([safe, safe]);
      }),
    );
  });

  it('keeps the extension of a long name', () => {
    const safe = safeName(`${'申报'.repeat(200)}.docx`);
    expect([safe.endsWith('.docx'), Buffer.byteLength(safe) <= 255, Buffer.byteLength(safe) > 250]).toEqual([true, true, true]);
  });
});

describe('the header of a download', () => {
  it('has the Chinese name for browsers, and an ASCII name for old clients', () => {
    expect(attachment("2025年'申报'(1).pdf")).toBe(
      `attachment; filename="2025_'_'(1).pdf"; filename*=UTF-8''2025%E5%B9%B4%27%E7%94%B3%E6%8A%A5%27%281%29.pdf`,
    );
    expect(attachment('100%.pdf')).toBe(`attachment; filename="100_.pdf"; filename*=UTF-8''100%25.pdf`);
  });

  it('never lets a name end the header or a quotation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        expect(attachment(name)).toMatch(
          /^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''(?:[A-Za-z0-9!#$&+\-.^_`|~]|%[0-9A-F]{2})+$/,
        );
        expect(decodeURIComponent(attachment(name).split("UTF-8''")[1]!)).toBe(safeName(name));
      }),
    );
  });

  it('is always of an attachment, and forbids guessing and scripts', () => {
    expect(downloadHeaders('a.svg', 'image/png')).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': expect.stringMatching(/^attachment;/) as string,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox') as string,
    });
  });
});

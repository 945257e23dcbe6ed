import { EMPTY_FILE_SHA256, refuseText } from './text-faults.js';

describe('the texts of a payload (decisions 41)', () => {
  it.each([
    [{ materials: [{ name: 'a.pdf', sha256: EMPTY_FILE_SHA256 }] }, 'empty-file', '/materials/0/sha256'],
    [{ name: '某\u202E市' }, 'bidirectional-control', '/name'],
    [{ name: '某\u2067市\u2069' }, 'bidirectional-control', '/name'],
    [{ name: '\u200F' }, 'bidirectional-control', '/name'],
    [{ reasons: '\u200B\u2060' }, 'blank-text', '/reasons'],
    [{ reasons: ' \u3164\uFEFF ' }, 'blank-text', '/reasons'],
    [{ 'a/b~c': ['x', '\u00AD'] }, 'blank-text', '/a~1b~0c/1'],
    ['\u3000', 'blank-text', '/'],
  ])('of %j: %s at %s', (payload, code, path) => {
    expect(refuseText(payload, ['house/1'])).toMatchObject({ refusal: { code, legalBasis: ['house/1'], details: { path } } });
  });
  it.each([
    [{ name: '某 市', lines: '第一行\n第二行', empty: '', count: 3, none: null, yes: true, list: ['𠮷', 'a\u200Bb'] }],
    ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b856'],
  ])('of %j have no fault', (payload) => {
    expect(refuseText(payload, [])).toBeNull();
  });
});

import { namedMaterials } from './materials.js';
import { anyWithMaterials, mapOf, materialDigest, nullable, record, sha256, text, Type } from './schema.js';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64)) as [string, string, string, string];
const file = record({ name: text(), sha256: materialDigest() });
const schema = record({
  letterSha256: Type.Optional(materialDigest()),
  materials: Type.Array(file),
  evidence: Type.Union([Type.Array(Type.Union([file, text()])), text()]),
  files: Type.Array(record({ sha256: materialDigest('sealed') })),
  byKind: mapOf(text(), nullable(file)),
  newValue: anyWithMaterials(),
  matter: sha256(),
});

describe('the files that a payload names', () => {
  it('are found in fields, lists, unions and maps, each once and with its name', () => {
    const data = {
      letterSha256: a,
      materials: [
        { name: '申报表.pdf', sha256: b },
        { name: '副本.pdf', sha256: b },
      ],
      evidence: [{ name: '发票.jpg', sha256: c }, '见附件'],
      files: [],
      byKind: { form: null, plan: { name: '方案.pdf', sha256: d } },
    };
    expect(namedMaterials(schema, data)).toEqual([
      { sha256: a, name: null, sealed: false },
      { sha256: b, name: '申报表.pdf', sealed: false },
      { sha256: c, name: '发票.jpg', sealed: false },
      { sha256: d, name: '方案.pdf', sealed: false },
    ]);
  });
  it('are those of a sealed list too, which say so', () => {
    expect(namedMaterials(schema, { files: [{ sha256: a }] })).toEqual([{ sha256: a, name: null, sealed: true }]);
  });
  it('are found anywhere in a value of any shape that may hold them', () => {
    expect(namedMaterials(schema, { newValue: [{ name: '新.pdf', sha256: a }, b, 'c', 4, null] })).toEqual([
      { sha256: a, name: '新.pdf', sealed: false },
      { sha256: b, name: null, sealed: false },
    ]);
  });
  it('are not digests of other things, nor texts that read otherwise', () => {
    expect(
      namedMaterials(schema, { matter: a, evidence: a, letterSha256: a.toUpperCase(), materials: 'none', unknown: { sha256: a } }),
    ).toEqual([]);
    expect(namedMaterials(schema, null)).toEqual([]);
  });
});

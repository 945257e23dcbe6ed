import { catalogueOf, entriesOf } from './refusals.mjs';

const entry = (command: string, zh: string): string => JSON.stringify({ command, code: 'late', zh });

describe('the catalogue of refusals', () => {
  it('has one entry a line, each once, in the same order whichever process met it first', () => {
    const [one, other] = [entry('Leave', '已晚'), entry('Let', '已住人')];
    const text = `[\n${one},\n${other}\n]\n`;
    expect(catalogueOf([one, other])).toBe(text);
    expect(catalogueOf([other, one, other])).toBe(text);
  });
  it('is read back as the same entries, so that entries of other specs can be kept', () => {
    const entries = [entry('Leave', '已晚'), entry('Let', '“已”住人')];
    expect(entriesOf(catalogueOf(entries))).toEqual(entries);
    expect(entriesOf(catalogueOf([]))).toEqual([]);
  });
});

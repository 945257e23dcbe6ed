import { fileURLToPath } from 'node:url';
import { unavailableTexts } from '@minglu/regulation';
import { acts } from '@minglu/system';
import { tracedFiles, traceFaults, traceRows, type SourceFile } from './trace.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const act = (path: string, text: string): SourceFile => ({ path: `libs/dossier/src/${path}`, text });
const rowOf = (files: readonly SourceFile[], provision: string) => traceRows(files).find((row) => row.provision === provision)!;

describe('the trace from the articles to the tests', () => {
  it('is complete in this repository', () => {
    expect(traceFaults(traceRows(tracedFiles(root)))).toEqual([]);
  });
  it('lists the texts that are not available with commands that exist', () => {
    const commands = new Set(acts.map(({ command }) => command));
    expect(unavailableTexts.flatMap(({ entered }) => entered).filter((command) => !commands.has(command))).toEqual([]);
  });
  it('finds the act, the blocks of specs and the scenarios that name an article', () => {
    const files = [
      act('x/confer.ts', "legalBasis: ['measure-2022/19']"),
      act(
        'x/confer.spec.ts',
        "describe('Open', () => {});\ndescribe('Confer (第十九条)', () => { it.thenRefused('x', 'measure-2022/19') });",
      ),
      act('x/other.spec.ts', "describe('Other', () => {});"),
      act('testing/cases.ts', "'measure-2022/19'"),
      { path: 'test/scenarios/01.yaml', text: 'title: 授予\narticles: [measure-2022/19]\n' },
    ];
    expect(rowOf(files, 'measure-2022/19')).toEqual({
      provision: 'measure-2022/19',
      acts: ['libs/dossier/src/x/confer.ts'],
      specs: ['libs/dossier/src/x/confer.spec.ts “Confer (第十九条)”', 'test/scenarios/01.yaml “授予”'],
    });
    expect(rowOf(files, 'measure-2022/1').acts).toEqual([]);
  });
  it('distinguishes a section from one whose number starts with the same digits', () => {
    const files = [act('a.ts', "'notice-2023-278/3.4', 'measure-2022/25'")];
    for (const other of ['measure-2022/2', 'notice-2023-278/3.5']) expect(rowOf(files, other).acts).toEqual([]);
    expect(rowOf(files, 'measure-2022/25').acts).toHaveLength(1);
  });
  it('reports articles without code and articles without a test', () => {
    const faults = traceFaults(traceRows([act('a.ts', "'measure-2022/19'")]));
    expect(faults).toContain('measure-2022/19 is a rule, and no spec and no scenario shows it');
    expect(faults).toContain('measure-2022/14 is a record, and no code names it');
    expect(faults.filter((fault) => fault.startsWith('measure-2022/3 '))).toEqual([]);
  });
});

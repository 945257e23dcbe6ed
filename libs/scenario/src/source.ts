import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair, type YAMLMap } from 'yaml';
import { malformed, type Place } from './format.js';

/**
 * A YAML 1.2 core document in which every value has its place. Days and instants are strings. Aliases and merge keys (`<<`)
 * are resolved.
 */
export type SourceNode = SourceScalar | SourceList | SourceMap;
export interface SourceScalar {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** The text in the file: `12.0` for the value 12. */
  readonly text: string;
  /** Written without quotes. */
  readonly plain: boolean;
}
interface SourceList {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly SourceNode[];
}
export interface SourceMap {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, SourceEntry>;
}
export interface SourceEntry {
  readonly keyPlace: Place;
  readonly value: SourceNode;
}

/** Limit for documents that grow exponentially by aliases of aliases; no real scenario reaches it. */
const MOST_NODES = 200_000;

/** Reads one document. Throws {@link MalformedScenario} for anything outside YAML 1.2 core. */
export const readSource = (file: string, text: string): SourceNode => {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: true,
    resolveKnownTags: false,
    lineCounter: lines,
    prettyErrors: false,
  });
  // A warning means an unknown tag or directive: the value would differ from the intended one.
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw malformed(placeAt(problem.pos[0]), `YAML 有误：${problem.message}`, `not YAML 1.2: ${problem.message}`);
  if (document.directives?.yaml.version !== '1.2') throw malformed(placeAt(0), '只接受 YAML 1.2', 'YAML 1.2 only');
  if (!document.contents) throw malformed(placeAt(0), '文件为空', 'the file is empty');
  return new Reader(document, placeAt).read(document.contents);
};

/** {@link readSource} of a file in UTF-8. */
export const readSourceFile = (file: string): SourceNode => {
  const start: Place = { file, line: 1, column: 1 };
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw malformed(start, '文件无法读取', `the file cannot be read: ${(error as Error).message}`);
  }
  if (!isUtf8(bytes)) throw malformed(start, '文件不是 UTF-8 编码', 'the file is not UTF-8');
  return readSource(file, new TextDecoder().decode(bytes));
};

/** One walk over a document. It counts the nodes and tracks the enclosing ones. */
class Reader {
  private count = 0;
  private readonly inside = new Set<Node>();

  constructor(
    private readonly document: Document,
    private readonly placeAt: (offset: number) => Place,
  ) {}

  read(node: Node): SourceNode {
    const place = this.placeOf(node);
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (!target) throw malformed(place, `别名 *${node.source} 没有对应的锚点`, `the alias *${node.source} has no anchor`);
      return this.read(target);
    }
    this.count += 1;
    if (this.count > MOST_NODES) throw malformed(place, '别名展开后过大', 'too large once its aliases are resolved');
    if (this.inside.has(node)) throw malformed(place, '锚点包含它自己', 'an anchor contains itself');
    this.inside.add(node);
    try {
      if (isMap(node)) return { kind: 'map', place, entries: this.entries(node) };
      if (isSeq(node)) return { kind: 'list', place, items: node.items.map((item) => this.read(item as Node)) };
      if (isScalar(node)) return scalar(node.value, node.source, node.type === 'PLAIN' || node.type === undefined, place);
      throw malformed(place, '不支持的 YAML 节点', 'a kind of YAML node that has no place here');
    } finally {
      this.inside.delete(node);
    }
  }

  private entries(map: YAMLMap): ReadonlyMap<string, SourceEntry> {
    const own = new Map<string, SourceEntry>();
    const merged: SourceMap[] = [];
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      const keyPlace = this.placeOf(key);
      const content: SourceNode = value ? this.read(value) : { kind: 'scalar', place: keyPlace, value: null, text: '', plain: true };
      if (isScalar(key) && isMergeKey(key.value)) merged.push(...mergeSources(content));
      else {
        const name = isScalar(key) && key.value !== null ? (key.source ?? String(key.value)) : undefined;
        if (name === undefined) throw malformed(keyPlace, '键必须是一个词', 'a key must be a plain word');
        if (own.has(name)) throw malformed(keyPlace, `键 “${name}” 重复`, `the key "${name}" is given twice`);
        own.set(name, { keyPlace, value: content });
      }
    }
    // Own entries win over merged ones, an earlier source over a later one.
    const all = new Map(own);
    for (const source of merged) for (const [name, entry] of source.entries) if (!all.has(name)) all.set(name, entry);
    return all;
  }

  private placeOf(node: Node | null): Place {
    return this.placeAt(node?.range?.[0] ?? 0);
  }
}

const isMergeKey = (key: unknown): boolean => typeof key === 'symbol' && key.description === '<<';

const mergeSources = (node: SourceNode): readonly SourceMap[] => {
  if (node.kind === 'map') return [node];
  if (node.kind === 'list' && node.items.every((item) => item.kind === 'map')) return node.items;
  throw malformed(node.place, '“<<” 只能并入映射', '"<<" merges mappings only');
};

const scalar = (value: unknown, source: string | undefined, plain: boolean, place: Place): SourceScalar => {
  if (typeof value === 'string') return { kind: 'scalar', place, value, text: value, plain };
  if (value === null || typeof value === 'boolean') return { kind: 'scalar', place, value, text: source ?? String(value ?? ''), plain };
  if (typeof value === 'number' && Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
    return { kind: 'scalar', place, value, text: source ?? String(value), plain };
  throw malformed(place, `数值 ${source ?? ''} 无法准确保存，请加引号`, `the number ${source ?? ''} cannot be kept exactly: quote it`);
};

/** The plain value, as a command carries it. */
export const valueOf = (node: SourceNode): unknown => {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(valueOf);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, valueOf(entry.value)]));
};

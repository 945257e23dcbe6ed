export interface SpecGraph {
  readonly specs: (patterns?: readonly string[]) => string[];
  readonly needs: (specs: readonly string[]) => Set<'postgres' | 'kafka' | 'own-server' | 'build'>;
  readonly part: (name: 'unit' | 'integration', patterns?: readonly string[]) => string[];
  readonly onServer: (specs: readonly string[]) => boolean;
  readonly packages: (specs: readonly string[]) => string[];
  readonly affected: (specs: readonly string[], changed: readonly string[]) => string[];
}
export function specGraph(root: string): SpecGraph;

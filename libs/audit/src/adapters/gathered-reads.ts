import { batcher } from '@minglu/event-store';
import type { NodeId, ReadNodes } from '../index.js';

/** Reads the nodes of concurrent proofs in one question, each node once. */
export const gathered = (read: ReadNodes): ReadNodes => {
  const known = new Map<string, Promise<Buffer>>();
  const { add } = batcher<NodeId, Buffer>((nodes) => read(nodes), { batches: 1 });
  const once = (node: NodeId): Promise<Buffer> => {
    const key = `${node.level}/${node.index}`;
    const found = known.get(key) ?? add(node);
    known.set(key, found);
    return found;
  };
  return (nodes) => Promise.all(nodes.map(once));
};

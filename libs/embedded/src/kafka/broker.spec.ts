import { clusterIdOf } from './broker.js';

describe('a cluster id', () => {
  it('never begins with a dash, which Kafka would read as an option', () => {
    for (let first = 0; first < 256; first += 1)
      expect(clusterIdOf(Buffer.from([first, ...Array<number>(15).fill(255)]))).toMatch(/^[A-Za-z][\w-]{21}$/);
  });
});

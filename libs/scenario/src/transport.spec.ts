import { takeTransport } from './transport.js';

describe('the transport of a scenario', () => {
  it('is the log unless Kafka is asked for, and is taken out of the arguments', () => {
    expect(takeTransport(['a.yaml', '-q'])).toEqual({ transport: 'log', rest: ['a.yaml', '-q'] });
    expect(takeTransport(['--transport', 'kafka', 'a.yaml'])).toEqual({ transport: 'kafka', rest: ['a.yaml'] });
    expect(takeTransport(['a.yaml', '--transport=log', '-q'])).toEqual({ transport: 'log', rest: ['a.yaml', '-q'] });
  });
  it('is nothing else', () => {
    for (const args of [['--transport'], ['--transport', 'pigeon'], ['--transport=']]) expect(takeTransport(args)).toBeNull();
  });
});

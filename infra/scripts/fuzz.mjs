// `npm run test:fuzz`: random requests over the whole API. MINGLU_LONG=1 for 100,000 of them.
process.argv.push('test/fuzz');
await import('./unit.mjs');

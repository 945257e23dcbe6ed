// `npm run test:keycloak`: the specs with a real Keycloak, which is fetched from Maven Central at the first time.
process.env.MINGLU_KEYCLOAK = '1';
process.argv.push('test/keycloak');
await import('./unit.mjs');

import { WrongSetting } from '@minglu/casework';
import { materialSettings, openMaterialStore, openScanner } from './material-settings.js';
import { MATERIAL_VARIABLES } from './variables.js';

describe('the settings of materials', () => {
  const read = (env: Readonly<Record<string, string>>) => materialSettings(env, '/data/materials');

  it('are a folder and no scanner by default', async () => {
    expect(read({})).toEqual({ folder: '/data/materials', bucket: null, scanner: null, size: 2 * 1024 ** 3, ticketMs: 7 * 86_400_000 });
    expect([(await openMaterialStore(read({}))).kind, openScanner(read({}))]).toEqual(['folder', null]);
  });

  it('name a bucket with credentials of the environment', async () => {
    const settings = read({
      MINGLU_MATERIALS_BUCKET: 'materials',
      MINGLU_MATERIALS_ENDPOINT: 'http://s3.example:7070',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      MINGLU_SCANNER: 'clamd://[::1]:3310',
      MINGLU_MATERIALS_MEBIBYTES: '512',
      MINGLU_TICKET_DAYS: '30',
    });
    expect(settings).toEqual({
      folder: '/data/materials',
      bucket: {
        bucket: 'materials',
        region: 'cn-north-1',
        endpoint: 'http://s3.example:7070',
        credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      },
      scanner: { host: '::1', port: 3310 },
      size: 512 * 1024 ** 2,
      ticketMs: 30 * 86_400_000,
    });
    const store = await openMaterialStore(settings);
    expect([store.kind, openScanner(settings)]).toEqual([
      's3',
      { scan: expect.any(Function) as unknown, check: expect.any(Function) as unknown },
    ]);
    store.close?.();
  });

  it.each([
    ['MINGLU_MATERIALS_BUCKET', { MINGLU_MATERIALS_BUCKET: '../etc' }],
    ['AWS_SECRET_ACCESS_KEY', { MINGLU_MATERIALS_BUCKET: 'materials', AWS_ACCESS_KEY_ID: 'id' }],
    ['MINGLU_MATERIALS_ENDPOINT', { MINGLU_MATERIALS_BUCKET: 'materials', MINGLU_MATERIALS_ENDPOINT: 'file:///etc' }],
    ['MINGLU_SCANNER', { MINGLU_SCANNER: 'yes' }],
    ['MINGLU_SCANNER', { MINGLU_SCANNER: 'clamd://host:99999' }],
    ['MINGLU_TICKET_DAYS', { MINGLU_TICKET_DAYS: '0' }],
    ['MINGLU_TICKET_DAYS', { MINGLU_TICKET_DAYS: '366' }],
    ['MINGLU_MATERIALS_MEBIBYTES', { MINGLU_MATERIALS_MEBIBYTES: '99999' }],
  ])('name %s when it is wrong', (name, env) => {
    expect(() => read(env)).toThrow(WrongSetting);
    expect(() => read(env)).toThrow(name);
  });

  it('are listed for the operator', () => {
    expect(MATERIAL_VARIABLES).toContain('MINGLU_SCANNER');
  });
});

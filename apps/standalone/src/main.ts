import { fileURLToPath } from 'node:url';
import { installationKeys, wallClock, WrongSetting } from '@minglu/casework';
import { refusedSignIns, repeatedLines, roomFor } from '@minglu/http';
import { shippedReferenceData } from '@minglu/reference';
import {
  assertMayListen,
  checkDatabase,
  filesFrom,
  hasNoData,
  listenFault,
  openSystem,
  proveKeys,
  reachDatabase,
  recordsAdministration,
  recordSettings,
  refusalsOfProcess,
  seed,
  shownSettings,
  startBackgroundWork,
  wholeService,
  type System,
} from '@minglu/system';
import { configuration } from './configuration.js';
import { playSample, SAMPLE_START } from './sample.js';
import { summary } from './summary.js';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const report = (text: string): void => void process.stderr.write(`${text}\n`);
const lines = repeatedLines();
const onError = (error: unknown, where: string): void => {
  const text = `${where}: ${String(error)}`;
  lines(text, (repeated) => report(`${new Date().toISOString()} ${text}${repeated > 0 ? ` (repeated ${repeated} times)` : ''}`));
};

const openApiFile = fileURLToPath(new URL('../../../../libs/contracts/openapi.json', import.meta.url));
const pagesFolder = fileURLToPath(new URL('../../../console', import.meta.url));

/** Exit codes: 2 a wrong setting; 70 only a new start helps. */
const EXIT = { stopped: 0, settings: 2, gaveUp: 70 } as const;

/** Closed in reverse order. */
const opened: (() => Promise<unknown>)[] = [];
let stopping = false;
const stop = async (code: number = EXIT.stopped): Promise<void> => {
  if (stopping) return;
  stopping = true;
  for (const close of opened.reverse()) await close().catch((error: unknown) => onError(error, 'stopping'));
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
// The supervisor has exited: stop in the usual way. `disconnect` is emitted once, perhaps before this line.
process.on('disconnect', () => void stop());
if (process.send && !process.connected) await stop();

const run = async (): Promise<void> => {
  const settings = configuration(process.env);
  const { databaseUrl, dataDir, identity, browser, logLevel, sample, parkedSeconds, clockTolerance, answerMs, edge, areMaterialsChecked } =
    settings;
  await assertMayListen(settings);
  // The supervisor waits for the embedded database itself.
  if (process.argv.includes('--database-of-operator')) await reachDatabase(databaseUrl, report);
  const database = await checkDatabase(databaseUrl, null, process.env);
  const keys = installationKeys(process.env['MINGLU_MASTER_KEY'], dataDir, await hasNoData(databaseUrl));
  const system = await openSystem({
    databaseUrl,
    keys,
    onError,
    clockTolerance,
    onWentBack: () => process.exit(EXIT.gaveUp),
    files: await filesFrom(settings.files),
    areMaterialsChecked,
  });
  opened.push(system.close);
  await proveKeys(databaseUrl, keys);
  const playing = sample && (await isEmptyOrUnfinished(system));
  // The sample is recorded by its own clock.
  if (!playing) system.clockWatch.start();
  await seed(system, playing ? SAMPLE_START : wallClock.now());
  if (playing) {
    print('空的日志：放入样例案卷（2023 年度，均标明样例）/ an empty log: playing sample cases');
    await playSample(system, progress);
  }
  system.clockWatch.start();
  system.files.start();
  const work = startBackgroundWork(system, wallClock, onError);
  opened.push(work.stop);
  const refused = refusedSignIns(keys.sessions);
  for (const check of [system.logCheck, system.checks, system.alarmsOfChecks]) {
    check.start();
    opened.push(check.stop);
  }
  const app = await wholeService({
    system,
    work,
    clock: wallClock,
    keys,
    identity,
    browser,
    logLevel,
    parkedSeconds,
    answerMs,
    openApiFile,
    pagesFolder,
    edge,
    refused,
  });
  opened.push(() => app.close());
  await app.listen(roomFor(settings)).catch((error: unknown) => Promise.reject(listenFault(error, settings) as Error));

  if (recordsAdministration(process.env)) {
    const now = wallClock.now();
    await recordSettings(system.casework, { service: 'standalone', settings: shownSettings(process.env), started: now, at: now }).catch(
      (error: unknown) => onError(error, 'the record of the settings'),
    );
    const refusals = refusalsOfProcess(system.casework, refused, wallClock.now, onError);
    refusals.start();
    opened.push(refusals.stop);
  }

  // A long backlog only means a longer wait.
  await work.waitForReadModel({ position: await system.store.head() }, Number.POSITIVE_INFINITY);
  process.send?.({ up: await app.getUrl() });
  print(`\n案卷一览 / dossiers\n${await summary(system.readModel)}\n`);
  print(
    `名录已启动 / Minglu is up: ${await app.getUrl()}   （页面 pages: /，接口说明 API: /docs，健康 health: /health；Ctrl-C 停止 to stop）\n${database}`,
  );
};

/** The log has only reference data, or an interrupted sample. Its command ids make a second play continue the first. */
const isEmptyOrUnfinished = async ({ store }: System): Promise<boolean> => {
  const begun = (await store.findCommand('sample/0')) !== null;
  return begun ? (await store.findClaim('title', 'sample-title')) === null : (await store.head()) <= shippedReferenceData.length;
};

const progress = (done: number, of: number): void => {
  if (process.stdout.isTTY) process.stdout.write(`\r  ${'█'.repeat(done)}${'░'.repeat(of - done)} ${done}/${of}${done === of ? '\n' : ''}`);
};

run().catch((error: unknown) => {
  if (stopping) return;
  const wrong = error instanceof WrongSetting;
  report(
    `${wrong ? '设置有误 / wrong setting' : '名录未能启动 / Minglu could not start'}: ${error instanceof Error ? error.message : String(error)}`,
  );
  if (!wrong && process.env['LOG_LEVEL'] === 'debug') report(String((error as Error).stack));
  void stop(wrong ? EXIT.settings : EXIT.gaveUp);
});

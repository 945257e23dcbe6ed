import { installationKeys, wallClock, WrongSetting, type Keys } from '@minglu/casework';
import { shippedReferenceData } from '@minglu/reference';
import { checkDatabase, hasNoData, openSystem, proveKeys, seed, startBackgroundWork, wholeService } from '@minglu/system';
import { configuration } from './configuration.js';
import { playSample, SAMPLE_START } from './sample.js';
import { summary } from './summary.js';

const { databaseUrl, dataDir, host, port, logLevel, sample, parkedSeconds, clockTolerance } = configuration(process.env);
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const onError = (error: unknown, where: string): void =>
  void process.stderr.write(`${new Date().toISOString()} ${where}: ${String(error)}\n`);

/** Exit codes; after `GAVE_UP` only a new start helps. */
const [WRONG_SETTING, GAVE_UP] = [2, 70] as const;

/** Closed in reverse order. */
const opened: (() => Promise<unknown>)[] = [];
let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  for (const close of opened.reverse()) await close().catch((error: unknown) => onError(error, 'stopping'));
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
// The supervisor has exited: stop in the usual way. `disconnect` is emitted once, perhaps before this line.
process.on('disconnect', () => void stop());
if (process.send && !process.connected) await stop();

const { database, keys } = await checked().catch(refuse);
const system = await openSystem({ databaseUrl, keys, onError, clockTolerance, onWentBack: () => process.exit(GAVE_UP) });
opened.push(system.close);
await proveKeys(databaseUrl, keys).catch(refuse);
const playing = sample && (await isEmptyOrUnfinished());
// The sample is recorded by its own clock.
if (!playing) system.clockWatch.start();
await seed(system, playing ? SAMPLE_START : wallClock.now());
if (playing) {
  print('空的日志：放入样例案卷（2023 年度，均标明样例）/ an empty log: playing sample cases');
  await playSample(system, progress);
}
system.clockWatch.start();
const work = startBackgroundWork(system, wallClock, onError);
opened.push(work.stop);
const app = await wholeService({ system, work, clock: wallClock, keys, logLevel, parkedSeconds });
opened.push(() => app.close());
await app.listen({ host, port });

// A long backlog only means a longer wait.
await work.waitForReadModel({ position: await system.store.head() }, Number.POSITIVE_INFINITY);
print(`\n案卷一览 / dossiers\n${await summary(system.readModel)}\n`);
print(`名录已启动 / Minglu is up: ${await app.getUrl()}   （接口说明 API: /docs，健康 health: /health；Ctrl-C 停止 to stop）\n${database}`);

/** The database, described, and the keys of its data. */
async function checked(): Promise<{ readonly database: string; readonly keys: Keys }> {
  const database = await checkDatabase(databaseUrl, null, process.env);
  return { database, keys: installationKeys(process.env['MINGLU_MASTER_KEY'], dataDir, await hasNoData(databaseUrl)) };
}

/** A wrong setting ends the start with one line. */
function refuse(error: unknown): never {
  if (!(error instanceof WrongSetting)) throw error;
  process.stderr.write(`minglu: ${error.message}\n`);
  process.exit(WRONG_SETTING);
}

/** The log has only reference data, or an interrupted sample. Its command ids make a second play continue the first. */
async function isEmptyOrUnfinished(): Promise<boolean> {
  const begun = (await system.store.findCommand('sample/0')) !== null;
  return begun
    ? (await system.store.findClaim('title', 'sample-title')) === null
    : (await system.store.head()) <= shippedReferenceData.length;
}

function progress(done: number, of: number): void {
  if (process.stdout.isTTY) process.stdout.write(`\r  ${'█'.repeat(done)}${'░'.repeat(of - done)} ${done}/${of}${done === of ? '\n' : ''}`);
}

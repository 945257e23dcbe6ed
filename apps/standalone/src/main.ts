import { keysFrom, masterKey, wallClock } from '@minglu/casework';
import { shippedReferenceData } from '@minglu/reference';
import { openSystem, seed, startBackgroundWork, wholeService } from '@minglu/system';
import { configuration } from './configuration.js';
import { playSample, SAMPLE_START } from './sample.js';
import { summary } from './summary.js';

const { databaseUrl, dataDir, host, port, logLevel, sample } = configuration(process.env);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const onError = (error: unknown, where: string): void =>
  void process.stderr.write(`${new Date().toISOString()} ${where}: ${String(error)}\n`);

/** What is open, to be closed in reverse order. */
const opened: (() => Promise<unknown>)[] = [];
let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  for (const close of opened.reverse()) await close().catch((error: unknown) => onError(error, 'stopping'));
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
// 监管进程已不在：不再受理，正常收尾。断开只通知一次，也许就在此前。
process.on('disconnect', () => void stop());
if (process.send && !process.connected) await stop();

const keys = keysFrom(masterKey(process.env['MINGLU_MASTER_KEY'], dataDir));
const system = await openSystem({ databaseUrl, keys, onError });
opened.push(system.close);
const playing = sample && (await isEmptyOrUnfinished());
await seed(system, playing ? SAMPLE_START : wallClock.now());
if (playing) {
  say('空的日志：放入样例案卷（2023 年度，均标明样例）/ an empty log: playing sample cases');
  await playSample(system, progress);
}
const work = startBackgroundWork(system, wallClock, onError);
opened.push(work.stop);
const app = await wholeService({ system, work, clock: wallClock, keys, logLevel });
opened.push(() => app.close());
await app.listen({ host, port });

// 积压再多也只是等，不因此停下。
await work.waitForReadModel({ position: await system.store.head() }, Number.POSITIVE_INFINITY);
say(`\n案卷一览 / dossiers\n${await summary(system.readModel)}\n`);
say(`名录已启动 / Minglu is up: ${await app.getUrl()}   （接口说明 API: /docs，健康 health: /health；Ctrl-C 停止 to stop）`);

/** No log but reference data; or a sample that a kill interrupted, which is played to its end: each command happens once. */
async function isEmptyOrUnfinished(): Promise<boolean> {
  const begun = (await system.store.findCommand('sample/0')) !== null;
  return begun
    ? (await system.store.findClaim('title', 'sample-title')) === null
    : (await system.store.head()) <= shippedReferenceData.length;
}

function progress(done: number, of: number): void {
  if (process.stdout.isTTY) process.stdout.write(`\r  ${'█'.repeat(done)}${'░'.repeat(of - done)} ${done}/${of}${done === of ? '\n' : ''}`);
}

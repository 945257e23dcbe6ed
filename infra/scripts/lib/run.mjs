// Child processes, and how their progress is shown: on stderr, so that stdout stays the command's own.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import { ROOT } from './project.mjs';

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const TAIL_LINES = 200;

/** The running steps with their starts. Several share one line of the terminal. */
const running = new Map();
let timer;
const showRunning = () => {
  const times = [...running].map(([label, started]) => `${label} … ${seconds(started)}`);
  process.stderr.write(`\r\x1b[K${times.join('   ')}`);
};

/**
 * Runs a command quietly under one line with the time that has passed; its output is shown only when it fails. Steps may run beside each other.
 * @returns {Promise<boolean>} whether it ended with 0
 */
export async function step(label, command, args, options = {}) {
  const started = performance.now();
  const tty = process.stderr.isTTY;
  running.set(label, started);
  if (tty) {
    showRunning();
    timer ??= setInterval(showRunning, 1000);
  } else process.stderr.write(`${label} …\n`);
  const { code, output } = await collect(command, args, options);
  running.delete(label);
  if (running.size === 0) timer = clearInterval(timer);
  process.stderr.write(`${tty ? '\r\x1b[K' : ''}${label} … ${code === 0 ? 'done' : 'FAILED'} (${seconds(started)})\n`);
  if (code !== 0) process.stderr.write(`${output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')}\n`);
  return code === 0;
}

function collect(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }));
  });
}

/**
 * Runs a command with our own input and output. A signal is handed on to it, and we end when it does.
 * @returns {Promise<number>} its exit code, or 128 + the number that stands for a signal
 */
export function passThrough(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const handOn = (signal) => child.kill(signal);
    // Ctrl-C reaches the whole process group by itself; a SIGINT that was meant for us alone is handed on a little later.
    const handOnLater = (signal) => setTimeout(handOn, 2_000, signal).unref();
    const listeners = { SIGTERM: handOn, SIGHUP: handOn, SIGINT: handOnLater };
    for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
    const end = (code) => {
      for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`minglu: ${command}: ${error.message}\n`);
      end(1);
    });
    child.on('exit', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '../../local/summary/summary.ts';
import { synth } from '../../local/synth.ts';

/** The project's folder. */
export const root = join(import.meta.dirname, '../..');

/** Milliseconds that a test may take on a machine that is busy with everything else: ten times what it takes alone. */
export const patience = 300_000;

/** The real stack, synthesized once for all of these tests and kept as `npm start` keeps it. */
export const realStack = async (): Promise<string> => {
  const order = { policy: undefined, mappings: undefined, shards: 8 };
  return (await synth(root, join(root, '.tierline', 'assemblies'), order)).assembly;
};

/** A folder that may be filled; `undo` removes it. */
export const temporaryFolder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'tierline-pipeline-'));
  return { path, undo: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
};

/** How a start ended: its exit code, or the signal that ended it, and all that it said. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; said: string };

/** A start under way. */
export type Started = { process: ChildProcess; ended: Promise<Ended> };

/** Starts what `npm start -- ARGUMENTS` starts, as a process of its own. */
export const begin = (args: readonly string[]): Started => {
  const child = spawn(process.execPath, [join(root, 'local/start.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, said }) as Ended);
  return { process: child, ended };
};

/** Runs a start to its end, and reads the summary that it wrote. */
export const start = async (data: string, args: readonly string[]): Promise<Ended & { summary: Summary }> => {
  const json = join(data, 'summary.json');
  const ended = await begin([...args, '--data', data, '--json', json]).ended;
  const summary = await readFile(json, 'utf8').catch(() => {
    throw new Error(`the start wrote no summary; it ended with ${ended.code ?? ended.signal} and said:\n${ended.said}`);
  });
  return { ...ended, summary: JSON.parse(summary) as Summary };
};

/** Sum of all counts. */
export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

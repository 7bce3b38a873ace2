import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { usageAlone, writeDumps } from '../pipeline/dumps-folder.ts';
import { patience, realStack, start, temporaryFolder } from '../pipeline/start.ts';
import { storedIn } from '../pipeline/stored.ts';

const folder = await temporaryFolder();
afterAll(folder.undo);

/** A deployment that differs in the policy alone: what `test/infra/diff.test.ts` shows to be the whole difference of the bundles. */
const withPolicy = async (assembly: string, change: (policy: string) => string): Promise<string> => {
  const other = join(folder.path, 'assembly');
  await cp(assembly, other, { recursive: true });
  const files = (await readdir(other, { recursive: true })).filter((name) => name.endsWith('config/policy.json'));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) {
    const text = await readFile(join(other, name), 'utf8');
    expect(parsePolicy(change(text))).not.toEqual(parsePolicy(text));
    await writeFile(join(other, name), change(text));
  }
  return other;
};

test('a changed policy counts from the next night on, with the code and the data that were there', {
  timeout: patience,
}, async () => {
  const data = join(folder.path, 'data');
  const dumps = await writeDumps(join(folder.path, 'dumps'), usageAlone(60));
  const assembly = await realStack();
  const night = async (now: string, stack: string) => {
    const { code, summary } = await start(data, ['--dumps', dumps, '--now', now, '--assembly', stack]);
    expect([code, summary.problems, summary.denied]).toEqual([0, [], 0]);
  };
  await night('2026-11-01T02:00+08:00', assembly);
  // Hardly below the most points that anybody can have: nobody is at high risk any more.
  const other = await withPolicy(assembly, (text) => {
    const policy = JSON.parse(text) as { risk: { bands: [{ from: number }] } };
    policy.risk.bands[0].from = 180;
    return JSON.stringify(policy);
  });
  await night('2026-11-02T02:00+08:00', other);
  const { runs, decisions } = await storedIn(data, other);
  const [second, first] = runs;
  expect(second?.policy).not.toBe(first?.policy);
  expect(first?.counts?.bands.high).toBeGreaterThan(0);
  expect(second?.counts?.bands.high ?? 0).toBe(0);
  expect(decisions.filter(({ risk }) => risk.band === 'high')).toEqual([]);
});

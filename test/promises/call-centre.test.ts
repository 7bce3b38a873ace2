import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PromiseList } from '../../shared/contracts/policy/promises.ts';
import { callsIn } from '../../shared/domain/facts/happenings.ts';
import { attainmentOf, keptShare, sumAttained, targetOf } from '../../shared/domain/promises/attainment.ts';
import { answersToStrangers } from '../../shared/domain/promises/ledger.ts';
import { parseFactKey } from '../../shared/dump/fact-key.ts';
import { openParquet } from '../../shared/dump/parquet.ts';
import { policyWith } from '../domain/customer.ts';
import { drop, fakePorts, projectMappings } from '../ingest/ports.ts';

const folder = process.env.TIERLINE_DATA ?? join(import.meta.dirname, '../../../shared/data');
const file = join(folder, 'call_centre_5000.csv');
const skipped = existsSync(file) ? '' : ` (SKIPPED: ${file} is missing; set TIERLINE_DATA)`;

/** The raw file's own figures: kept within 20 s, and all calls, by day. */
const rawDays = (): Map<string, { kept: number; all: number }> => {
  const days = new Map<string, { kept: number; all: number }>();
  for (const line of readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [, , date = '', , , answered, , seconds] = line.split(',');
    const own = days.get(date) ?? { kept: 0, all: 0 };
    days.set(date, { kept: own.kept + Number(answered === 'Y' && Number(seconds) <= 20), all: own.all + 1 });
  }
  return days;
};

describe.skipIf(!existsSync(file))(`answers in a call centre's quarter${skipped}`, () => {
  test('by day and in all are those of the raw rows: 13 % of 5,000 calls within 20 s where 85 % are promised', async () => {
    const ports = fakePorts({ mappings: await projectMappings() });
    const key = 'feed=calls/period=2021-03/source=call-centre/call_centre_5000.csv';
    const { facts } = await drop(key, readFileSync(file), ports);
    const files = [...facts].flatMap(([name, bytes]) => {
      const parts = parseFactKey(name);
      return parts ? [{ ...parts, ...openParquet(bytes) }] : [];
    });
    const promises = policyWith().promises as PromiseList;
    const now = Date.parse('2021-04-01T00:00:00Z');
    const entries = answersToStrangers([...callsIn(files).values()], promises, now);
    // The file's clocks are read as UTC: its days are those of its rows in that zone.
    const attained = attainmentOf(entries, 'UTC');

    const raw = rawDays();
    expect(Object.fromEntries(attained.map(({ day, delivered, promised }) => [day, [delivered, promised]]))).toEqual(
      Object.fromEntries([...raw].map(([day, { kept, all }]) => [day, [kept, all]])),
    );
    const [all] = sumAttained(attained, ['promise', 'tier', 'desk']);
    const [kept, of] = [...raw.values()].reduce(([some, many], one) => [some + one.kept, many + one.all], [0, 0]);
    expect(all).toMatchObject({ promised: 5000, delivered: kept, broken: 5000 - kept, open: 0 });
    expect(of).toBe(5000);
    expect(all && keptShare(all)).toBeLessThan(0.2);
    expect(all && targetOf(promises, all)).toBe(0.85);
  });
});

import { expect, test } from 'vitest';
import { feedGate } from '../../functions/ingest/feed-gate.ts';
import { ingestDump } from '../../functions/ingest/ingest-dump.ts';
import { dumpProfile, profileKey } from '../../shared/contracts/gate.ts';
import { drain, worldWith } from '../ingest/cut-world.ts';
import { landed } from '../ingest/ports.ts';
import { gate, month } from './slices.ts';

const key = 'feed=billing/period=2026-10/source=boss/bills.csv';
const rows = month(1, 3_000).map(({ customerId, region, charged }) =>
  [customerId, region, charged, '"two\nlines"'].join(','),
);
const body = Buffer.from(['customerId,region,charged,note', ...rows].join('\n'));

/** Profile that a dump leaves, read in chunks of so many bytes. */
const profileOf = async (chunkBytes: number) => {
  const world = worldWith(key, body);
  world.ports.chunkBytes = chunkBytes;
  const { put } = world.ports.facts;
  const facts = { put, get: async (name: string) => world.facts.get(name) };
  world.ports.gate = feedGate({ facts, ledger: world.ports.ledger, policy: gate() });
  await ingestDump(landed(key, body.length), world.ports);
  await drain(world, (waiting) => waiting - 1);
  const dump = [...world.ledger.values()][0];
  if (!dump) throw new Error('no dump');
  return { dump, profile: dumpProfile.parse(JSON.parse(world.facts.get(profileKey(dump))?.toString() ?? '{}')) };
};

test('a dump that was cut leaves the profile of the whole, though chunks were read from wrong bytes and last ones first', async () => {
  const whole = await profileOf(body.length + 1);
  const cut = await profileOf(9_973);
  expect(whole.dump.readings).toBeUndefined();
  expect(cut.dump.readings?.length).toBeGreaterThan(5);
  expect(cut.profile).toEqual(whole.profile);
});

import { readFileSync } from 'node:fs';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import { type Policy, parsePolicy } from '../../shared/contracts/policy.ts';
import { type CompiledPolicy, compilePolicy } from '../../shared/domain/compile-policy.ts';
import { type CustomerFacts, type Profile, type SeriesName, seriesFields } from '../../shared/domain/facts.ts';
import { type Night, nightOf, runIdOf } from '../../shared/domain/night.ts';

/** Text of the default policy. */
export const defaultPolicyText = readFileSync(new URL('../../policies/three-dimensions.json', import.meta.url), 'utf8');

/** The default policy, with changes. */
export const policyWith = (change: (policy: Policy) => void = () => {}): CompiledPolicy => {
  const policy = parsePolicy(defaultPolicyText);
  change(policy);
  return compilePolicy(parsePolicy(JSON.stringify(policy)), 'hash-of-policy');
};

/** The night of 1 November, 02:00 in Shanghai, unless told otherwise: it decides for October. */
export const nightAt = (now = '2026-11-01T02:00:00+08:00', months = 12): Night =>
  nightOf(runIdOf(now), now, 'Asia/Shanghai', months);

/** A profile of which nothing is known but what is given. */
export const profileOf = (given: Partial<Profile> = {}): Profile => ({
  period: '2026-10',
  name: null,
  phone: null,
  segment: null,
  region: null,
  joinedOn: null,
  tenureMonths: Number.NaN,
  contractEndsOn: null,
  contractMonths: Number.NaN,
  creditScore: Number.NaN,
  list: null,
  status: null,
  portedIn: Number.NaN,
  dataLine: Number.NaN,
  managerId: null,
  ...given,
});

/** What a test says of a customer: a profile, and values that end with the newest month; null for a missing one. */
export type Given = { customerId?: string; profile?: Partial<Profile> | null } & Partial<
  Record<SeriesName, readonly (number | null)[]>
>;

/** Facts of one customer. */
export const factsOf = ({ customerId = 'C1', profile = null, ...values }: Given, months = 12): CustomerFacts => ({
  customerId,
  profile: profile && profileOf(profile),
  series: Object.fromEntries(
    Object.values(seriesFields)
      .flat()
      .map((name) => {
        const given = values[name] ?? [];
        const series = new Float64Array(months).fill(Number.NaN);
        given.forEach((value, index) => {
          series[months - given.length + index] = value ?? Number.NaN;
        });
        return [name, series];
      }),
  ) as Record<SeriesName, Float64Array>,
  at: 0,
  dumps: ['dump-1'],
});

/** A customer about to leave: calls, data and recharges have all but stopped. */
export const leaving: Given = {
  profile: { joinedOn: '2024-03-15', region: 'south', name: '王小明', phone: '13800001234', managerId: 'A1' },
  voiceMinutes: [300, 310, 290, 10],
  dataMb: [9000, 9100, 8900, 50],
  charged: [120, 118, 121, 90],
  rechargeAmount: [100, 100, 100, 0],
};

/** A new data-line customer: a key customer that joined in October. */
export const newKeyCustomer: Given = {
  profile: { joinedOn: '2026-10-12', dataLine: 1, creditScore: 720, contractMonths: 24 },
  charged: [900],
};

/** The same decision, with some of it changed. */
export const decisionWith = (decision: Decision, change: Partial<Decision>): Decision => ({ ...decision, ...change });

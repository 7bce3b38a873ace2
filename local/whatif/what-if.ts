import type { Label } from '../../shared/contracts/field.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { Warning } from '../../shared/domain/policy/lint-policy.ts';
import type { PolicyChange } from '../../shared/domain/policy/policy-changes.ts';
import type { Comparison } from '../../shared/domain/whatif/compare-decisions.ts';
import type { Loads } from '../../shared/domain/work/agent-loads.ts';

/** A policy as a person knows it. */
export type NamedPolicy = { name: string; edition: string; hash: string; label: Label };

/** The two policies whose words are read. */
export type Policies = { policy: Policy; draft: Policy };

/** A policy's own words. */
export const namedPolicy = ({ name, edition, label }: Policy, hash: string): NamedPolicy => ({
  name,
  edition,
  hash,
  label,
});

/** What a draft would have changed on one night; ids of customers are masked. */
export type WhatIf = {
  /** The night whose facts, roster and instant count. */
  run: { runId: string; now: string; timeZone: string; businessDay: string };
  /** The policy of that night, and the draft. */
  policy: NamedPolicy;
  draft: NamedPolicy;
  /** Where the draft differs. */
  changes: PolicyChange[];
  /** What the draft says that is hardly meant. */
  warnings: Warning[];
  /** Customers that are decided by neither, because a dump that speaks of them was held. */
  kept: number;
  comparison: Omit<Comparison, 'work'>;
  loads: Loads;
};

import type { GuardLook } from '../../../contracts/harm-guard.ts';
import type { Arm } from './arms.ts';
import type { Retained } from './uplift.ts';

/** Customers drawn, by `playbook@band@arm@what`: flat, so that shards add up like all that a run counts. */
export type ArmCounts = Record<string, number>;

/** What is counted of a group. */
type Counted = 'customers' | 'stayed' | 'atRisk' | 'left';

const keyOf = (playbook: string, band: string, arm: Arm, what: Counted): string =>
  [playbook, band, arm, what].join('@');

/** Counts one customer of a group, in place. */
export const addArm =
  (counts: ArmCounts, playbook: string, band: string, arm: Arm) =>
  (what: Counted): void => {
    const key = keyOf(playbook, band, arm, what);
    counts[key] = (counts[key] ?? 0) + 1;
  };

/** What a run counted of one playbook. */
export type CountedPlaybook = {
  bands: Record<string, { contacted: Retained; heldOut: Retained }>;
  look: GuardLook['bands'];
};

/** What a run counted of one playbook, by band. Names hold no `@`. */
export const countedOf = (counts: ArmCounts, playbook: string): CountedPlaybook => {
  const found: CountedPlaybook = { bands: {}, look: {} };
  const begin = `${playbook}@`;
  const bands = Object.keys(counts)
    .filter((key) => key.startsWith(begin))
    .map((key) => key.split('@')[1] ?? '');
  for (const band of [...new Set(bands)].sort()) {
    const count = (arm: Arm, what: Counted) => counts[keyOf(playbook, band, arm, what)] ?? 0;
    const retained = (arm: Arm): Retained => ({ customers: count(arm, 'customers'), stayed: count(arm, 'stayed') });
    const looked = (arm: Arm) => ({ atRisk: count(arm, 'atRisk'), left: count(arm, 'left') });
    found.bands[band] = { contacted: retained('contacted'), heldOut: retained('heldOut') };
    found.look[band] = { contacted: looked('contacted'), heldOut: looked('heldOut') };
  }
  return found;
};

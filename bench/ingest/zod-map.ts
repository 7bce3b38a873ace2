import { usageRow } from '../../shared/contracts/feeds/usage.ts';
import type { Loaded } from './loader.ts';

/** zod on every row, and a map by customer: what a team writes first. Nothing is written to a lake. */
export const zodMap = () => {
  const known = new Map<string, ReturnType<typeof usageRow.parse>>();
  const counts: Loaded = { accepted: 0, refused: 0 };
  return {
    counts,
    add(row: Record<string, string>) {
      const given = Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== ''));
      const parsed = usageRow.safeParse(given);
      if (parsed.success) known.set(parsed.data.customerId, parsed.data);
      counts[parsed.success ? 'accepted' : 'refused']++;
    },
  };
};

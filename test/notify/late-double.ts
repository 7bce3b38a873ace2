import type { LateWord } from '../../shared/aws/late-channel.ts';
import { digestPolicy } from '../../shared/contracts/policy/digest.ts';
import { workLifePolicy } from '../../shared/contracts/work-life.ts';
import { listDay } from './doubles.ts';

/** What looking after late work needs, where nothing is late. */
export const notLate = {
  /** Waiting work is given out as soon as its day begins. */
  waitingFromHour: 0,
  late: { tell: async () => {} },
  workLife: workLifePolicy.parse({}),
  digest: digestPolicy.parse({}),
  rosterOf: async () => [],
  listDay,
};

/** Keeps what people are told. */
export const lateWords = () => {
  const told: { agentId: string; kind: string; work: string[]; text: string }[] = [];
  return {
    told,
    tell: async ({ agentId, kind, items, notice }: LateWord) =>
      void told.push({ agentId, kind, work: items.map(({ workId }) => workId).sort(), text: notice.text }),
  };
};

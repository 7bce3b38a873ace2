import { log, metrics } from '../../shared/aws/telemetry.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import type { EndWorkPorts } from './end-work.ts';
import type { GatherPorts } from './gather-replies.ts';
import type { DigestPlanPorts } from './plan-digests.ts';
import type { WorkPlanPorts } from './plan-work.ts';
import type { ReplyPorts } from './reply.ts';
import type { DigestPorts } from './send-digest.ts';
import type { MessagePorts } from './send-message.ts';
import type { AssignReport } from './settle-day.ts';
import type { SweepPorts } from './sweep.ts';

/** What giving out a run's work says. */
export const workPlanReport: WorkPlanPorts['report'] = {
  planned(runId, plan, counts) {
    const { missing, left, unknownManagers, ...others } = plan;
    log.info('work planned', { code: 'WORK_PLANNED', runId, ...others });
    const nobodyCan = Object.values(missing).reduce((sum, pieces) => sum + pieces, 0);
    metrics.addMetric(metricNames.workNobodyCanDo, 'Count', nobodyCan);
    if (plan.agents === 0)
      log.warn('the run has no roster: its work waits for the feed agents', { code: 'ROSTER_MISSING', runId });
    else if (nobodyCan > 0)
      log.warn('no agent of the roster can do this work: it waits', { code: 'NOBODY_CAN', runId, missing });
    if (left.agents > 0) log.warn('agents have left: their open work was taken back', { code: 'AGENTS_LEFT', ...left });
    if (unknownManagers.pieces > 0)
      log.warn('customers name managers whom the feed agents does not know', {
        code: 'MANAGERS_UNKNOWN',
        ...unknownManagers,
      });
    if (counts && !isBalanced(counts)) {
      metrics.addMetric(metricNames.runUnbalanced, 'Count', 1);
      log.error('candidates do not balance', { code: 'RUN_UNBALANCED', runId });
    }
  },
  skipped: (why) => log.info('work not planned', { code: 'WORK_PLAN_SKIPPED', why }),
};

/** What assignment says in log and metrics. */
export const assignReport: AssignReport = {
  settled({ assigned, waiting }) {
    log.info('work settled', { code: 'WORK_SETTLED', assigned, waiting });
    if (waiting > 0) metrics.addMetric(metricNames.workWaiting, 'Count', waiting);
  },
  noRoster: (runId) => log.warn('the run has no roster: its work waits', { code: 'ROSTER_MISSING', runId }),
  failed: (error, items) => log.error('work not settled', { code: 'WORK_FAILED', items, error: asError(error) }),
};

/** What sending messages to customers says. */
export const messageReport: MessagePorts['report'] = {
  sent: () => log.info('message sent', { code: 'MESSAGE_SENT' }),
  repeated: () => log.info('message was sent before', { code: 'MESSAGE_REPEATED' }),
};

/** What the sweep says. */
export const sweepReport: SweepPorts['report'] = {
  swept({ runsOverdue, ...counts }) {
    log.info('swept', { code: 'SWEPT', runsOverdue, ...counts });
    // 0 too, so that the alarm has something to look at and can end.
    metrics.addMetric(metricNames.runOverdue, 'Count', runsOverdue);
  },
};

/** What is said of gathered replies. */
export const gatherReport: GatherPorts['report'] = {
  gathered: (replies, dumps) => log.info('replies gathered', { code: 'REPLIES_GATHERED', replies, dumps }),
};

/** What is said of outcomes. */
export const outcomesReport: EndWorkPorts['report'] = {
  taken: (counts) => log.info('outcomes taken in', { code: 'OUTCOMES_TAKEN', ...counts }),
  skipped: (why) => log.info('outcomes skipped', { code: 'OUTCOMES_SKIPPED', why }),
};

/** What the digest plan says. */
export const planReport: DigestPlanPorts['report'] = {
  planned: (counts) => log.info('digests planned', { code: 'DIGESTS_PLANNED', ...counts }),
  unreachable: (agentIds) => log.error('agents cannot be told of their work', { code: 'AGENT_UNREACHABLE', agentIds }),
};

/** What sending says. */
export const digestReport: DigestPorts['report'] = {
  sent: (channel, items) => log.info('digest sent', { code: 'DIGEST_SENT', channel, items }),
  skipped: (why) => log.info('digest skipped', { code: 'DIGEST_SKIPPED', why }),
  failed: (channel, why, againSeconds) =>
    log.warn('channel did not take a digest', { code: 'CHANNEL_FAILED', channel, why, againSeconds }),
  undelivered(agentId, items) {
    log.error('no channel took a digest', { code: 'DIGEST_UNDELIVERED', agentId, items });
    metrics.addMetric(metricNames.digestUndelivered, 'Count', 1);
  },
};

/** What the reply page says: never of whom. */
export const replyReport: ReplyPorts['report'] = {
  answered: (what) => log.info('reply page answered', { code: 'REPLY_ANSWERED', what }),
  refused(why) {
    log.warn('reply page refused', { code: 'REPLY_REFUSED', why });
    if (why === 'forged') metrics.addMetric(metricNames.linksForged, 'Count', 1);
  },
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

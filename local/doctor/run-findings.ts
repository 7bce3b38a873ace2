import type { RunItem } from '../../shared/contracts/items/ledger.ts';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { customersPerShard } from '../scale/load-model.ts';
import { type Finding, hoursBetween, type Seen } from './finding.ts';

/** A night is over by helps: a run of ten million customers takes minutes (docs/scale.md). */
const runHours = 2;
/** A day, and two hours for a run that takes longer than the one before; the alarm `run-not-finished` says the same. */
const nightHours = 26;
/** A limit that is nearer than this is worth a word. */
const nearLimit = 0.8;

/** Runs that are stuck, missing, out of balance or near a limit. */
export const ofRuns = ({ runs, now }: Seen): Finding[] => {
  const age = ({ scheduledAt }: RunItem): number => hoursBetween(scheduledAt, now);
  const found: Finding[] = [];
  for (const run of runs.filter((one) => one.status === 'running' && age(one) > runHours))
    found.push({
      code: 'run-overdue',
      level: 'broken',
      what: {
        en: `run ${run.runId} is under way for ${Math.floor(age(run))} hours: ${run.doneShards?.size ?? 0} of ${run.shards} shards are done`,
        zh: `运行 ${run.runId} 已进行 ${Math.floor(age(run))} 小时：${run.shards} 个分片中完成 ${run.doneShards?.size ?? 0} 个`,
      },
      helps: [`runs retry ${run.runId}`],
    });
  const last = runs.find(({ status }) => status === 'completed');
  if (last && age(last) > nightHours && !runs.some(({ status }) => status === 'running'))
    found.push({
      code: 'run-not-finished',
      level: 'broken',
      what: {
        en: `the last finished run is ${last.runId}, ${Math.floor(age(last))} hours old: agents work through old lists`,
        zh: `最近一次完成的运行是 ${last.runId}，已过去 ${Math.floor(age(last))} 小时：坐席仍在使用旧名单`,
      },
      helps: ['runs list'],
    });
  if (last?.counts && !isBalanced(last.counts))
    found.push({
      code: 'ledger-out-of-balance',
      level: 'broken',
      what: {
        en: `run ${last.runId} lost or doubled candidates for work`,
        zh: `运行 ${last.runId} 的候选工单数量不平`,
      },
      helps: [`runs show ${last.runId}`],
    });
  const perShard = last?.counts ? last.counts.customers / last.shards : 0;
  if (last && perShard > nearLimit * customersPerShard)
    found.push({
      code: 'shards-full',
      level: 'near',
      what: {
        en: `${Math.round(perShard).toLocaleString('en-US')} customers a shard: a function has room for some ${customersPerShard.toLocaleString('en-US')}`,
        zh: `每个分片 ${Math.round(perShard)} 位客户：函数内存约可容纳 ${customersPerShard} 位`,
      },
      helps: [`cost --customers ${last.counts?.customers}`, `reshard --to ${last.shards * 4}`],
    });
  return found;
};

import type { QueueState } from '../../shared/aws/queue-desk.ts';
import type { Label } from '../../shared/contracts/field.ts';
import type { DumpItem, RunItem } from '../../shared/contracts/items/ledger.ts';
import { endsSoon, type WorkingCalendar } from '../../shared/contracts/working-calendar.ts';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { customersPerShard } from '../scale/load-model.ts';

/** What is looked at. */
export type Seen = {
  /** ISO 8601, UTC. */
  now: string;
  queues: readonly QueueState[];
  /** The newest first. */
  runs: readonly RunItem[];
  dumps: readonly DumpItem[];
  /** Lists of today that no channel took, although their digest was due. */
  undelivered: number;
  /** Work past its due time. */
  lateWork: number;
  /** Local date of `now`. */
  today: string;
  /** Working calendar of the newest run's policy; null where it has none. */
  calendar: WorkingCalendar | null;
};

/** Something that a person should do something about. */
export type Finding = {
  /** What it is, for programs; where there is such an alarm, its entry of the runbook. */
  code: string;
  /** `broken`: somebody is without what they should have. `waiting`: it will be, or a person must decide. `near`: a limit. */
  level: 'broken' | 'waiting' | 'near';
  what: Label;
  /** Commands that help, without `npm run --silent tierline --`. */
  helps: string[];
};

const hour = 3_600_000;
/** A night is over by helps: a run of ten million customers takes minutes (docs/scale.md). */
const runHours = 2;
/** A day, and two hours for a run that takes longer than the one before; the alarm `run-not-finished` says the same. */
const nightHours = 26;
/** A reader has a quarter of an hour, five times. */
const readHours = 2;
/** Runs and dumps that are named one by one; of more, the number says enough. */
const named = 3;
const deadLetters = '-dead-letters';
/** A limit that is nearer than this is worth a word. */
const nearLimit = 0.8;

const some = (ids: readonly string[]): string =>
  ids.length > named ? `${ids.slice(0, named).join(', ')} +${ids.length - named}` : ids.join(', ');

const ofQueues = ({ queues }: Seen): Finding[] =>
  queues
    .filter(({ name, waiting }) => name.endsWith(deadLetters) && waiting > 0)
    .map(({ name, waiting }) => {
      const queue = name.slice(0, -deadLetters.length);
      return {
        code: name,
        level: 'broken',
        what: {
          en: `${waiting} messages of "${queue}" were given up`,
          zh: `队列“${queue}”有 ${waiting} 条消息已放弃处理`,
        },
        helps: [`redrive ${queue}`],
      };
    });

const ofRuns = ({ runs, now }: Seen): Finding[] => {
  const age = ({ scheduledAt }: RunItem): number => (Date.parse(now) - Date.parse(scheduledAt)) / hour;
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

const ofDumps = ({ dumps, now }: Seen): Finding[] => {
  const age = ({ arrivedAt }: DumpItem): number => (Date.parse(now) - Date.parse(arrivedAt)) / hour;
  const finding = (
    code: string,
    level: Finding['level'],
    list: readonly DumpItem[],
    what: Label,
    helps: (dumpId: string) => string,
  ): Finding[] =>
    list.length === 0
      ? []
      : [
          {
            code,
            level,
            what: {
              en: `${list.length} ${what.en}: ${some(list.map(({ key }) => key))}`,
              zh: `${list.length} 个${what.zh}：${some(list.map(({ key }) => key))}`,
            },
            helps: list.slice(0, named).map(({ dumpId }) => helps(dumpId)),
          },
        ];
  const show = (dumpId: string): string => `dumps show ${dumpId}`;
  const stuck = dumps.filter(
    (dump) => (dump.status === 'received' || dump.status === 'ingesting') && age(dump) > readHours,
  );
  // Who was replaced needs no decision any more.
  const held = dumps.filter(
    ({ status, held: slices = [], supersededBy }) =>
      supersededBy === undefined && (status === 'held' || (status === 'released' && slices.length > 0)),
  );
  const failed = dumps.filter(({ status, supersededBy }) => status === 'failed' && supersededBy === undefined);
  return [
    ...finding('dump-stuck', 'broken', stuck, { en: 'dumps are not read to their end', zh: '批次文件未读完' }, show),
    ...finding('dumps-failed', 'broken', failed, { en: 'dumps failed', zh: '批次文件失败' }, show),
    ...finding(
      'slices-held',
      'waiting',
      held,
      { en: 'dumps are held by the feed gate', zh: '批次文件被数据闸门扣留' },
      show,
    ),
  ];
};

const ofWork = ({ undelivered, lateWork }: Seen): Finding[] => {
  const found: Finding[] = [];
  if (undelivered > 0)
    found.push({
      code: 'lists-undelivered',
      level: 'broken',
      what: { en: `${undelivered} agents have no list today`, zh: `今天有 ${undelivered} 位坐席未收到名单` },
      helps: ['redrive digests'],
    });
  if (lateWork > 0)
    found.push({
      code: 'work-late',
      level: 'waiting',
      what: {
        en: `${lateWork.toLocaleString('en-US')} pieces of work are past their due time`,
        zh: `${lateWork} 个工单已逾期`,
      },
      helps: [],
    });
  return found;
};

const ofCalendar = ({ calendar, today }: Seen): Finding[] => {
  const until = calendar && endsSoon(calendar, today);
  if (!until) return [];
  const [over, name] = [until < today, calendar.name];
  return [
    {
      code: 'calendar-ends',
      level: over ? 'waiting' : 'near',
      what: {
        en: `the calendar "${name}" ${over ? 'knew' : 'knows'} holidays until ${until} only: after that weekends ${calendar.provisionalFrom ? 'and the days that the law fixes are' : 'alone are'} days off. Give it the next year's`,
        zh: `日历“${name}”仅含 ${until} 之前的节假日：此后仅${calendar.provisionalFrom ? '周末与法定假日' : '周末'}休息，请补充下一年度安排`,
      },
      helps: ['visits'],
    },
  ];
};

/** Notices that nobody has closed for so long that they are in nobody's way any more. */
const ofNotices = ({ runs }: Seen): Finding[] => {
  const stale = Object.entries(runs.find(({ status }) => status === 'completed')?.counts?.staleNotices ?? {});
  if (stale.length === 0) return [];
  const oldest = stale.sort(([one, ago], [other, before]) => before - ago || (one < other ? -1 : 1)).slice(0, named);
  const more = stale.length > named ? ` +${stale.length - named}` : '';
  return [
    {
      code: 'notices-stale',
      level: 'waiting',
      what: {
        en: `${oldest.map(([id, days]) => `notice ${id} open for ${days} days`).join(', ')}${more}: nobody is held back by it any more; close it upstream`,
        zh: `${oldest.map(([id, days]) => `通知 ${id} 已开启 ${days} 天`).join('、')}${more}：不再限制接触，请在上游系统关闭`,
      },
      helps: [],
    },
  ];
};

const order = { broken: 0, waiting: 1, near: 2 } as const;

/** Everything that a person should look at, the worst first. */
export const findingsOf = (seen: Seen): Finding[] =>
  [...ofQueues(seen), ...ofRuns(seen), ...ofDumps(seen), ...ofWork(seen), ...ofCalendar(seen), ...ofNotices(seen)].sort(
    (left, right) => order[left.level] - order[right.level],
  );

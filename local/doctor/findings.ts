import { endsSoon } from '../../shared/contracts/working-calendar.ts';
import { ofDumps } from './dump-findings.ts';
import { type Finding, hoursBetween, named, type Seen } from './finding.ts';
import { ofRuns } from './run-findings.ts';

const deadLetters = '-dead-letters';

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

/** Hours that facts may lie in two places: a copy of them takes less, and every reader looks into both. */
const reshardHours = 24;

const shardsWords = {
  copying: { en: 'are half way to', zh: '正在迁往' },
  switched: { en: 'still have their way back to', zh: '仍保留回退到' },
  clearing: { en: 'still have copies in', zh: '仍有旧副本位于' },
} as const;

/** A change of the number of shards that somebody began and did not end. */
const ofShards = ({ layout, now }: Seen): Finding[] => {
  const { state, other, since } = layout ?? {};
  if (!layout || !state || !other || !since) return [];
  const hours = hoursBetween(since, now);
  if (hours < reshardHours) return [];
  return [
    {
      code: 'reshard-open',
      level: 'waiting',
      what: {
        en: `for ${Math.floor(hours)} hours the facts in ${layout.now.shards} shards ${shardsWords[state].en} ${other.shards}: they are stored twice`,
        zh: `${Math.floor(hours)} 小时以来，${layout.now.shards} 个分片的数据${shardsWords[state].zh} ${other.shards} 个分片：占用双份存储`,
      },
      helps: ['reshard'],
    },
  ];
};

const order = { broken: 0, waiting: 1, near: 2 } as const;

/** Everything that a person should look at, the worst first. */
export const findingsOf = (seen: Seen): Finding[] =>
  [
    ...ofQueues(seen),
    ...ofRuns(seen),
    ...ofDumps(seen),
    ...ofWork(seen),
    ...ofCalendar(seen),
    ...ofNotices(seen),
    ...ofShards(seen),
  ].sort((left, right) => order[left.level] - order[right.level]);
